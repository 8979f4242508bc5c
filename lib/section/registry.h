/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of a registry.
 */
#pragma once

#include <gvmstate/registry.h>

#include "stream/limits.h"

typedef struct {
  char *idstr, *alias; /* alias (nullable) */
  guint32 instance_id, version_id, section_id;
  guint place; /* among the entries, while a save or load is under way */
  gint priority;
  const GvmDesc *desc;     /* of a FULL section; NULL for one in rounds, */
  const GvmRounds *rounds; /* which has these */
  gpointer self;
} GvmiEntry;

struct _GvmRegistry {
  GObject parent_instance;
  GPtrArray *entries; /* of GvmiEntry, in the order of a save */
  GHashTable *names;  /* instance and name to GvmiEntry, for each name that streams may use */
  guint32 next_id;    /* section id of the next entry */
  guint32 page_size;
  char *machine; /* (nullable) */
  GvmLimits limits;
  GvmTolerance tolerance;
  GvmSaveFlags flags;
  GPtrArray *lost;  /* (nullable) */
  gboolean is_busy; /* a save or load is under way, so callbacks may be */
};

static inline const GvmiEntry *
gvmi_registry_get_entry (const GvmRegistry *registry, guint index)
{
  return g_ptr_array_index (registry->entries, index);
}

/* Returns: (nullable): the entry that a section of that name and instance is for, and its place in
 * @ret_index (optional). */
const GvmiEntry *gvmi_registry_find (const GvmRegistry *registry, const char *idstr,
                                     guint32 instance_id, guint *ret_index);

/* Begins what must not be done twice at once. Errors: GVM_ERROR_BUSY. */
gboolean gvmi_registry_enter (GvmRegistry *registry, GError **error);
void gvmi_registry_leave (GvmRegistry *registry);
