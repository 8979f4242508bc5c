/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * registry: the sections of a machine, saved as one stream and loaded as one. Each entry is a struct with its
 * descriptor, under the name that streams call it by.
 *
 *   g_autoptr (GvmRegistry) registry = gvm_registry_new ();
 *   gvm_registry_add (registry, "spapr_pci", 0, &gvm_spapr_phb_desc, &phb, NULL, &error);
 *   gvm_registry_add (registry, "ics", 0, &gvm_spapr_ics_desc, &ics, NULL, &error);
 *   g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (registry, &error);
 *
 * What is saved is a QEMU stream, version 3, that describes itself and ends with a digest of itself. A load
 * is all or nothing over all sections: every one is read and checked, and every hook asked, before
 * anything is committed.
 *
 * A registry belongs to one thread, and holds no reference to what it is given but names: the structs must live
 * as long as their entries.
 */
#pragma once

#include <gvmstate/section.h>

G_BEGIN_DECLS

#define GVM_TYPE_REGISTRY (gvm_registry_get_type ())
GVM_API
G_DECLARE_FINAL_TYPE (GvmRegistry, gvm_registry, GVM, REGISTRY, GObject)

/**
 * GvmEntryOptions:
 *
 * What an entry may say beside its name.
 */
typedef struct {
  const char *alias;  /* (nullable): what streams called the section before: a load takes both */
  gint priority;      /* higher ones are saved first, those of one priority as they were added */
  guint32 version_id; /* which version to write; 0: the descriptor's own */
  int end_;           /* no option: it ends each list of them */
} GvmEntryOptions;

/**
 * GvmRounds:
 *
 * A section that comes in rounds, as memory does: one START, any number of PARTs, one END, with sections of
 * others between them. All functions but the last two are needed. They refuse by FALSE, and an error or
 * the reader's or writer's own.
 *  - save_start, save_part, save_end: append the payload. save_part is called until it says that it is
 *    done, save_end once after it.
 *  - load: reads the payload of a round, all of it. What it changes it must be able to take back.
 *  - committed, rolled_back: how the load that called load has ended; nobody can refuse here.
 */
typedef struct {
  gboolean (*save_start) (gpointer self, GvmWriter *writer, GError **error);
  gboolean (*save_part) (gpointer self, GvmWriter *writer, gboolean *ret_done, GError **error);
  gboolean (*save_end) (gpointer self, GvmWriter *writer, GError **error);
  gboolean (*load) (gpointer self, GvmReader *reader, GvmSectionKind kind, guint32 version_id,
                    GError **error);
  void (*committed) (gpointer self);
  void (*rolled_back) (gpointer self);
  int end_; /* no option: it ends each list of them */
} GvmRounds;

/**
 * GvmTolerance:
 * @GVM_TOLERATE_UNKNOWN_SECTIONS: step over sections without an entry
 * @GVM_TOLERATE_MISSING_SECTIONS: entries without a section stay as they are
 * @GVM_TOLERATE_DUPLICATE_SECTIONS: of several sections of one name and instance the first is loaded
 * @GVM_TOLERATE_MACHINE: the stream is of another machine, or names none
 * @GVM_TOLERATE_UNKNOWN_SUBSECTIONS: step over those that the stream describes and a descriptor lacks
 * @GVM_TOLERATE_NO_DIGEST: the stream has no digest, as none of QEMU's has; one that is wrong is refused
 *
 * What a load reports and lives with. Without these each is an error.
 */
typedef enum {
  GVM_TOLERATE_NOTHING = 0,
  GVM_TOLERATE_UNKNOWN_SECTIONS = 1 << 0,
  GVM_TOLERATE_MISSING_SECTIONS = 1 << 1,
  GVM_TOLERATE_DUPLICATE_SECTIONS = 1 << 2,
  GVM_TOLERATE_MACHINE = 1 << 3,
  GVM_TOLERATE_UNKNOWN_SUBSECTIONS = 1 << 4,
  GVM_TOLERATE_NO_DIGEST = 1 << 5,
} GvmTolerance;

GVM_API GvmRegistry *gvm_registry_new (void);

/**
 * gvm_registry_add:
 * @registry: (not nullable)
 * @idstr: (not nullable): what streams call the section: UTF-8, 1 to 255 octets
 * @instance_id: which of that name
 * @desc: (not nullable): describes *@self
 * @self: (not nullable): the struct; must live as long as the entry
 * @options: (nullable)
 * @error: (out) (optional)
 *
 * Errors: GVM_ERROR_DUPLICATE_SECTION, GVM_ERROR_INVALID_DESC, GVM_ERROR_TOO_NEW and GVM_ERROR_TOO_OLD for
 *         a version that the descriptor has not, GVM_ERROR_BUSY.
 */
GVM_API gboolean gvm_registry_add (GvmRegistry *registry, const char *idstr, guint32 instance_id,
                                   const GvmDesc *desc, gpointer self,
                                   const GvmEntryOptions *options, GError **error);

/**
 * gvm_registry_add_rounds:
 * @registry: (not nullable)
 * @idstr: (not nullable): as for gvm_registry_add()
 * @instance_id: which of that name
 * @rounds: (not nullable): its functions; must live as long as the entry
 * @self: what they are called with
 * @options: (not nullable): with the version to write, which is also the newest that is taken
 * @error: (out) (optional)
 *
 * Adds a section that comes in rounds. STARTs of all such entries come first in a stream, then PARTs by turns
 * until all are done, then ENDs; before all other sections.
 *
 * Errors: as gvm_registry_add().
 */
GVM_API gboolean gvm_registry_add_rounds (GvmRegistry *registry, const char *idstr,
                                          guint32 instance_id, const GvmRounds *rounds,
                                          gpointer self, const GvmEntryOptions *options,
                                          GError **error);

/* Errors: GVM_ERROR_MISSING, GVM_ERROR_BUSY. */
GVM_API gboolean gvm_registry_remove (GvmRegistry *registry, const char *idstr, guint32 instance_id,
                                      GError **error);

/* (nullable): the machine type that streams name, and must name: "pseries-7.2". NULL, the default: none is
 * written, and any is taken. */
GVM_API void gvm_registry_set_machine (GvmRegistry *registry, const char *machine);
GVM_API const char *gvm_registry_get_machine (GvmRegistry *registry);
/* Octets of a page of guest memory, for QEMU's tools; 4096 unless set. */
GVM_API void gvm_registry_set_page_size (GvmRegistry *registry, guint32 page_size);
/* (nullable): of loads, and of each section that is saved. NULL: the defaults. */
GVM_API void gvm_registry_set_limits (GvmRegistry *registry, const GvmLimits *limits);
/* What saves may do, GVM_SAVE_DEFAULT unless set; and (nullable) (element-type GvmDifference) what gets told what
 * the versions that are written do not hold: see gvm_encode_as(). A reference is kept. */
GVM_API void gvm_registry_set_save_flags (GvmRegistry *registry, GvmSaveFlags flags,
                                          GPtrArray *lost);
/* What loads live with; GVM_TOLERATE_NOTHING unless set. */
GVM_API void gvm_registry_set_tolerance (GvmRegistry *registry, GvmTolerance tolerance);

/**
 * gvm_registry_save:
 * @registry: (not nullable)
 * @output: (not nullable): where the stream goes; neither flushed nor closed
 * @cancellable: (nullable): looked at before each section, and by @output
 * @error: (out) (optional)
 *
 * Writes all sections as one stream. When it fails, what @output has got is no stream: it has no end.
 *
 * Wire:    docs/FORMAT.md, 6: header, configuration when there is a machine, sections with footers, EOF,
 *          description with digest.
 * Errors:  those of gvm_encode(), with the section in their path; GIO's; GVM_ERROR_BUSY.
 * Cost:    O(octets); memory for one section, and for the description.
 */
GVM_API gboolean gvm_registry_save (GvmRegistry *registry, GOutputStream *output,
                                    GCancellable *cancellable, GError **error);

/* The same, to memory. Returns: (transfer full) (nullable). */
GVM_API GBytes *gvm_registry_save_to_bytes (GvmRegistry *registry, GError **error);

/**
 * gvm_registry_load:
 * @registry: (not nullable)
 * @stream: (not nullable): a stream
 * @ret_report: (out) (optional) (transfer full) (element-type GError): what was tolerated, each with its path
 *   and offset; empty when nothing was. Set on success alone
 * @error: (out) (optional)
 *
 * Loads all sections, all or nothing. In this order: the digest, the machine, each section's rows in the
 * stream's order, sections that are missing, `check` of all, `post_load` of all, commit.
 *
 * Errors: GVM_ERROR_NO_DIGEST, _DIGEST, _MACHINE, _UNKNOWN_SECTION, _DUPLICATE_SECTION, _MISSING,
 *         _UNKNOWN_SUBSECTION, _TRAILING, _BUSY; those of gvm_decode().
 */
GVM_API gboolean gvm_registry_load (GvmRegistry *registry, const GvmStream *stream,
                                    GPtrArray **ret_report, GError **error);

/**
 * gvm_registry_load_from_bytes:
 * @registry: (not nullable)
 * @bytes: (not nullable): a whole stream
 * @ret_report: as for gvm_registry_load()
 * @error: (out) (optional)
 *
 * As gvm_registry_load(). The digest comes before all else, so a stream that is damaged says so, and is not
 * taken for one that is wrong. A stream without a description is taken too: the descriptors tell how long
 * its sections are. So is one that is cut, and then the error names the value that is not there.
 */
GVM_API gboolean gvm_registry_load_from_bytes (GvmRegistry *registry, GBytes *bytes,
                                               GPtrArray **ret_report, GError **error);

/**
 * gvm_registry_check:
 * @registry: (not nullable)
 * @bytes: (not nullable): a whole stream
 *
 * Would it load? Everything is read and checked as by a load, and put back. `post_load` hooks, which may
 * reach out, are not called; entries in rounds are asked to load, and told that it was rolled back.
 *
 * Returns: (transfer full) (element-type GError) (not nullable): every problem, what is tolerated not
 *   counted, in the stream's order; empty when it would load. A stream whose framing is broken has one.
 */
GVM_API GPtrArray *gvm_registry_check (GvmRegistry *registry, GBytes *bytes);

G_END_DECLS
