/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One load, all or nothing: of one payload, or of many that stand or fall together.
 */
#pragma once

#include "engine/hooks.h"
#include "engine/journal.h"

/* A subsection, as a stream's description tells of it. */
typedef struct {
  guint64 offset;    /* of its first octet in the stream */
  gsize size;        /* with its head */
  const char *owner; /* the struct that it belongs to, */
  const char *name;  /* and its own name */
} GvmiTold;

struct GvmiLoad {
  GvmiJournal journal;
  GvmiHooks hooks;
  /* (nullable) (element-type GvmiTold): those of the section that is read, by their offsets */
  const GArray *told;
  GPtrArray *skipped; /* (nullable) (element-type GError): takes those that no descriptor has */
  guint unseen;       /* above 0 while elements are loaded that are not the target's yet */
};

void gvmi_load_open (GvmiLoad *load);

/* Reads one payload into @self. On failure the error is the reader's, and the load must be ended. */
gboolean gvmi_load_read (GvmiLoad *load, GvmReader *reader, const GvmDesc *desc, guint32 version,
                         gpointer self);

/* Ends the load. When @is_read, hooks run and, if none refuses, everything is committed; otherwise
 * everything is put back. Returns: TRUE when the load succeeded. */
gboolean gvmi_load_end (GvmiLoad *load, gboolean is_read, GError **error);

/* For containers. Between these two, elements are loaded that are reachable only from a container that
 * is being made. */
static inline void
gvmi_load_begin_unseen (GvmReader *reader)
{
  reader->load->unseen++;
}

static inline void
gvmi_load_end_unseen (GvmReader *reader)
{
  reader->load->unseen--;
}

/* Keeps @size octets at @place, which are about to be overwritten. Errors: GVM_ERROR_LIMIT. */
gboolean gvmi_load_keep (GvmReader *reader, gpointer place, gsize size);

/* Tells that something new has been put at @place, and how it is to be settled when the load ends. What nobody
 * sees yet needs no journal, but it may have come with a value already, from a value_new of the
 * user's: it is settled at once. */
void gvmi_load_put (GvmReader *reader, GvmiSettle settle, gconstpointer owner, gpointer place,
                    gpointer aside, gpointer content);

/* Puts @content in *@member, and tells. */
void gvmi_load_replace_owned (GvmReader *reader, GvmiSettle settle, gconstpointer owner,
                              gpointer *member, gpointer content);

/* Puts a new container, @content, in the place of the row's old one, and takes care of that. */
void gvmi_load_replace (GvmReader *reader, const GvmField *field, gpointer *member,
                        gpointer content);
