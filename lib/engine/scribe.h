/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The scribe describes a state while it is saved: then sizes are known, and what a pre_save has prepared
 * is still there. It rides on the writer; a writer without one saves the same octets and describes nothing.
 *
 * A struct becomes a *sheet*, the text of its fields. The row that the struct is in takes the sheet over and
 * writes its own field around it. In elements, which may be many, nothing is written down: their type is
 * described once, when the row that holds them has been saved, from the descriptors alone. What these
 * do not tell (is a row with a condition there? is a pointer NULL?) is noted meanwhile, a bit each.
 *
 * The grammar of what is written stands in docs/FORMAT.md.
 */
#pragma once

#include "desc/shape.h"
#include "stream/writer.h"

/* A struct that has been described. */
typedef struct {
  char *text; /* `"vmsd_name": …, "version": …, "fields": […]`, and subsections; without braces */
  gsize size; /* octets on the wire */
} GvmiSheet;

/* A row that is being saved. */
typedef struct {
  gsize start;  /* of the row, in the writer */
  guint sheets; /* how many there were before it */
} GvmiScribeRow;

struct GvmiScribe {
  GPtrArray *open;     /* structs that are being saved, outermost first */
  GArray *sheets;      /* of GvmiSheet: described, and not taken over yet */
  GPtrArray *chain;    /* the rows, outermost first, down to where the save is */
  GHashTable *notes;   /* chain to bits */
  guint in_elements;   /* above 0: what is saved is an element of something */
  GString *text;       /* where shapes write */
  const GvmDesc *desc; /* of the struct whose rows are described, and its version */
  guint32 version;
  gsize size;        /* octets of the row that is described */
  guint first_sheet; /* of that row */
};

GvmiScribe *gvmi_scribe_new (void);
void gvmi_scribe_free (GvmiScribe *scribe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmiScribe, gvmi_scribe_free)

/* Returns: (transfer full): the sheet of the struct that has been saved. */
char *gvmi_scribe_take (GvmiScribe *scribe);

/* ---- for the save ---------------------------------------------------------------------------- */

/* Is what is saved now to be walked, row by row? */
static inline gboolean
gvmi_scribe_is_writing (const GvmWriter *writer)
{
  return writer->scribe != NULL && writer->scribe->in_elements == 0;
}

void gvmi_scribe_open_struct (GvmWriter *writer, const GvmDesc *desc, guint32 version);
void gvmi_scribe_close_struct (GvmWriter *writer, gsize start);
/* The struct that has just been closed is a subsection of the one that is open. */
void gvmi_scribe_add_subsection (GvmWriter *writer);

void gvmi_scribe_begin_row (GvmWriter *writer, const GvmField *field, GvmiScribeRow *row);
void gvmi_scribe_end_row (GvmWriter *writer, const GvmField *field, const GvmiScribeRow *row,
                          gconstpointer self);

/* Notes whether something is there, at @what below the chain. */
void gvmi_scribe_note (GvmWriter *writer, gconstpointer what, gboolean is_there);

static inline void
gvmi_scribe_begin_elements (GvmWriter *writer)
{
  if (writer->scribe != NULL)
    writer->scribe->in_elements++;
}

static inline void
gvmi_scribe_end_elements (GvmWriter *writer)
{
  if (writer->scribe != NULL)
    writer->scribe->in_elements--;
}

/* What follows is below @what, too: a key, a subsection. */
void gvmi_scribe_enter (GvmWriter *writer, gconstpointer what);
void gvmi_scribe_leave (GvmWriter *writer);

/* ---- for shapes: fields, to be called by `describe` ------------------------------------------- */

/* Does each value take the same octets, and the same fields, whatever the state? */
gboolean gvmi_codec_is_uniform (const GvmCodec *codec, guint32 version);

/* QEMU's field for @n values of the row's codec, back to back. @type (nullable) is what they are
 * called when not by their codec's name. */
void gvmi_scribe_values (GvmiScribe *scribe, const GvmField *field, gsize n, const char *type);
/* QEMU's field for octets. */
void gvmi_scribe_octets (GvmiScribe *scribe, const GvmField *field, const char *type);
/* QEMU's field for a bitmap, and how many bits it has. */
void gvmi_scribe_bits (GvmiScribe *scribe, const GvmField *field, guint64 bits);
/* QEMU's field for a temporary struct. */
void gvmi_scribe_tmp (GvmiScribe *scribe, const GvmField *field);
/* QEMU's field for a NULL. */
void gvmi_scribe_null (GvmiScribe *scribe, const GvmField *field);
/* A field of ours, by the row's type. @name is for tools that take what they do not know for octets. */
void gvmi_scribe_own (GvmiScribe *scribe, const GvmField *field, const char *name);
/* A field of ours for @n elements, back to back, of any sizes. */
void gvmi_scribe_elements (GvmiScribe *scribe, const GvmField *field, gsize n);

/* The beginning of a field, up to its name; the rest is the caller's. */
void gvmi_scribe_begin_field (GvmiScribe *scribe, const char *name);

/* ---- for shapes: types, to be called by `type` ------------------------------------------------ */

/* Appends how the row's elements are packed, if they are. */
void gvmi_scribe_packing (GvmiScribe *scribe, const GvmField *field);
/* Appends the type of a value of @codec. */
void gvmi_scribe_type (GvmiScribe *scribe, const GvmCodec *codec, guint32 version);
/* Appends @begin, how many elements @field has (a number, or the row that counts them), and "}". */
void gvmi_scribe_counted (GvmiScribe *scribe, const GvmField *field, const char *begin);

typedef enum {
  GVMI_ALWAYS_THERE, /* or never asked */
  GVMI_NEVER_THERE,
  GVMI_SOMETIMES_THERE,
} GvmiPresence;

/* Takes what was noted of @what below the chain. @ret_bits (transfer full) are hexadecimal, the first in
 * the highest bit of the first octet; NULL unless it is there sometimes. */
GvmiPresence gvmi_scribe_take_note (GvmiScribe *scribe, gconstpointer what, char **ret_bits);
/* While types below @what are described. */
void gvmi_scribe_descend (GvmiScribe *scribe, gconstpointer what);
void gvmi_scribe_ascend (GvmiScribe *scribe);
