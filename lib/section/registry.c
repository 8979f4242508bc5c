/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a registry holds. Saving it is in save.c, loading it in restore.c.
 */
#include "section/registry.h"

#include <string.h>

#include "desc/versions.h"
#include "plan/plan.h"
#include "stream/path.h"

G_DEFINE_FINAL_TYPE (GvmRegistry, gvm_registry, G_TYPE_OBJECT)

enum { DEFAULT_PAGE_SIZE = 4096, NAME_MAX_SIZE = G_MAXUINT8 };

static void
entry_free (gpointer data)
{
  GvmiEntry *entry = data;

  g_free (entry->idstr);
  g_free (entry->alias);
  g_free (entry);
}

static void
gvm_registry_finalize (GObject *object)
{
  GvmRegistry *registry = GVM_REGISTRY (object);

  g_ptr_array_unref (registry->entries);
  g_clear_pointer (&registry->lost, g_ptr_array_unref);
  g_free (registry->machine);
  G_OBJECT_CLASS (gvm_registry_parent_class)->finalize (object);
}

static void
gvm_registry_class_init (GvmRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gvm_registry_finalize;
}

static void
gvm_registry_init (GvmRegistry *registry)
{
  registry->entries = g_ptr_array_new_with_free_func (entry_free);
  registry->page_size = DEFAULT_PAGE_SIZE;
  registry->limits = *gvmi_limits_or_default (NULL);
}

GvmRegistry *
gvm_registry_new (void)
{
  return g_object_new (GVM_TYPE_REGISTRY, NULL);
}

/* ---- settings -------------------------------------------------------------------------------- */

void
gvm_registry_set_machine (GvmRegistry *registry, const char *machine)
{
  g_return_if_fail (GVM_IS_REGISTRY (registry));

  g_free (registry->machine);
  registry->machine = g_strdup (machine);
}

const char *
gvm_registry_get_machine (GvmRegistry *registry)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry), NULL);

  return registry->machine;
}

void
gvm_registry_set_page_size (GvmRegistry *registry, guint32 page_size)
{
  g_return_if_fail (GVM_IS_REGISTRY (registry));

  registry->page_size = page_size;
}

void
gvm_registry_set_limits (GvmRegistry *registry, const GvmLimits *limits)
{
  g_return_if_fail (GVM_IS_REGISTRY (registry));

  registry->limits = *gvmi_limits_or_default (limits);
}

void
gvm_registry_set_save_flags (GvmRegistry *registry, GvmSaveFlags flags, GPtrArray *lost)
{
  g_return_if_fail (GVM_IS_REGISTRY (registry));

  registry->flags = flags;
  g_clear_pointer (&registry->lost, g_ptr_array_unref);
  registry->lost = lost != NULL ? g_ptr_array_ref (lost) : NULL;
}

void
gvm_registry_set_tolerance (GvmRegistry *registry, GvmTolerance tolerance)
{
  g_return_if_fail (GVM_IS_REGISTRY (registry));

  registry->tolerance = tolerance;
}

/* ---- entries --------------------------------------------------------------------------------- */

static gboolean
refuse (const char *idstr, guint32 instance_id, GvmError code, const char *text, GError **error)
{
  GvmiPath frame = { .kind = GVMI_PATH_SECTION, .name = idstr, .index = instance_id };
  g_autofree char *path = gvmi_path_to_string (&frame);

  return gvm_error_set (error, code, path, NULL, text);
}

gboolean
gvmi_registry_enter (GvmRegistry *registry, GError **error)
{
  if (registry->is_busy)
    return gvm_error_set (
        error, GVM_ERROR_BUSY, NULL, NULL,
        "the registry is being saved or loaded, it can be asked again after that");
  registry->is_busy = TRUE;
  return TRUE;
}

/* A section that is called as its descriptor may also be called as that was. */
static gboolean
has_old_name (const GvmiEntry *entry, const char *name)
{
  return entry->desc != NULL && strcmp (entry->idstr, entry->desc->codec.name) == 0 &&
         gvmi_name_is (entry->idstr, entry->desc->alias, name, strlen (name));
}

static gboolean
answers_to (const GvmiEntry *entry, const char *name)
{
  return strcmp (entry->idstr, name) == 0 ||
         (entry->alias != NULL && strcmp (entry->alias, name) == 0) || has_old_name (entry, name);
}

/* Returns: (nullable): the entry that streams may call @idstr, or @alias. */
static const GvmiEntry *
find_entry (const GvmRegistry *registry, const char *idstr, const char *alias, guint32 instance_id)
{
  for (guint i = 0; i < registry->entries->len; i++) {
    const GvmiEntry *entry = gvmi_registry_get_entry (registry, i);

    if (entry->instance_id == instance_id &&
        (answers_to (entry, idstr) || (alias != NULL && answers_to (entry, alias))))
      return entry;
  }
  return NULL;
}

const GvmiEntry *
gvmi_registry_find (const GvmRegistry *registry, const char *idstr, guint32 instance_id,
                    guint *ret_index)
{
  const GvmiEntry *entry = find_entry (registry, idstr, NULL, instance_id);

  return entry != NULL && g_ptr_array_find (registry->entries, entry, ret_index) ? entry : NULL;
}

static const char *
find_name_fault (const char *name)
{
  if (name == NULL)
    return NULL;
  if (*name == '\0' || strlen (name) > NAME_MAX_SIZE)
    return "a name that is not of 1 to 255 octets";
  return g_utf8_validate (name, -1, NULL) ? NULL : "a name that is no UTF-8";
}

static gboolean
check_version (const GvmiEntry *entry, GError **error)
{
  if (entry->desc == NULL)
    return TRUE;
  if (gvmi_plan_get (entry->desc, error) == NULL)
    return FALSE;
  if (entry->version_id > entry->desc->version_id)
    return refuse (entry->idstr, entry->instance_id, GVM_ERROR_TOO_NEW,
                   "a version above the descriptor's", error);
  if (entry->version_id < entry->desc->minimum_version_id)
    return refuse (entry->idstr, entry->instance_id, GVM_ERROR_TOO_OLD,
                   "a version below the descriptor's minimum", error);
  return TRUE;
}

static gboolean
check_entry (const GvmRegistry *registry, const GvmiEntry *entry, GError **error)
{
  const char *fault = find_name_fault (entry->idstr);

  if (fault == NULL)
    fault = find_name_fault (entry->alias);
  if (fault != NULL)
    return refuse (entry->idstr, entry->instance_id, GVM_ERROR_INVALID_DESC, fault, error);
  if (find_entry (registry, entry->idstr, entry->alias, entry->instance_id) != NULL)
    return refuse (entry->idstr, entry->instance_id, GVM_ERROR_DUPLICATE_SECTION,
                   "an entry has that name, or it as an alias", error);
  return check_version (entry, error);
}

/* Behind all of its priority, or a higher one. */
static void
insert (GvmRegistry *registry, GvmiEntry *entry)
{
  guint place = 0;

  while (place < registry->entries->len &&
         gvmi_registry_get_entry (registry, place)->priority >= entry->priority)
    place++;
  entry->section_id = registry->next_id++;
  g_ptr_array_insert (registry->entries, (gint) place, entry);
}

static gboolean
add (GvmRegistry *registry, GvmiEntry like, const GvmEntryOptions *options, GError **error)
{
  if (options != NULL) {
    like.alias = (char *) options->alias;
    like.priority = options->priority;
    if (options->version_id != 0)
      like.version_id = options->version_id;
  }
  if (!gvmi_registry_enter (registry, error))
    return FALSE;
  gvmi_registry_leave (registry);
  if (!check_entry (registry, &like, error))
    return FALSE;

  GvmiEntry *entry = g_new (GvmiEntry, 1);
  *entry = like;
  entry->idstr = g_strdup (like.idstr);
  entry->alias = g_strdup (like.alias);
  insert (registry, entry);
  return TRUE;
}

gboolean
gvm_registry_add (GvmRegistry *registry, const char *idstr, guint32 instance_id,
                  const GvmDesc *desc, gpointer self, const GvmEntryOptions *options,
                  GError **error)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry) && idstr != NULL, FALSE);
  g_return_val_if_fail (desc != NULL && self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return add (registry,
              (GvmiEntry) { .idstr = (char *) idstr,
                            .instance_id = instance_id,
                            .version_id = desc->version_id,
                            .desc = desc,
                            .self = self },
              options, error);
}

gboolean
gvm_registry_add_rounds (GvmRegistry *registry, const char *idstr, guint32 instance_id,
                         const GvmRounds *rounds, gpointer self, const GvmEntryOptions *options,
                         GError **error)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry) && idstr != NULL, FALSE);
  g_return_val_if_fail (rounds != NULL && options != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return add (
      registry,
      (GvmiEntry) {
          .idstr = (char *) idstr, .instance_id = instance_id, .rounds = rounds, .self = self },
      options, error);
}

gboolean
gvm_registry_remove (GvmRegistry *registry, const char *idstr, guint32 instance_id, GError **error)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry) && idstr != NULL, FALSE);

  const GvmiEntry *entry = find_entry (registry, idstr, NULL, instance_id);
  if (!gvmi_registry_enter (registry, error))
    return FALSE;
  gvmi_registry_leave (registry);
  if (entry == NULL)
    return refuse (idstr, instance_id, GVM_ERROR_MISSING, "no such entry", error);
  return g_ptr_array_remove (registry->entries, (gpointer) entry);
}
