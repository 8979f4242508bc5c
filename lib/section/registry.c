/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a registry holds. Saving it is in save.c, loading it in restore.c.
 */
#include "section/registry.h"

#include <string.h>

#include "plan/plan.h"
#include "stream/path.h"
#include "wire.h"

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

  g_hash_table_unref (registry->names);
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
  registry->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
  g_return_if_fail (page_size >= GVMI_WIRE_PAGE_MIN && page_size <= GVMI_WIRE_PAGE_MAX &&
                    (page_size & (page_size - 1)) == 0);

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

  if (lost != NULL)
    g_ptr_array_ref (lost);
  g_clear_pointer (&registry->lost, g_ptr_array_unref);
  registry->lost = lost;
  registry->flags = flags;
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

static gboolean
refuse_busy (GError **error)
{
  return gvm_error_set (error, GVM_ERROR_BUSY, NULL, NULL,
                        "the registry is being saved or loaded, it can be asked again after that");
}

gboolean
gvmi_registry_enter (GvmRegistry *registry, GError **error)
{
  if (registry->is_busy)
    return refuse_busy (error);
  registry->is_busy = TRUE;
  g_object_ref (registry); /* a hook may give up the last one but this */
  for (guint i = 0; i < registry->entries->len; i++)
    ((GvmiEntry *) g_ptr_array_index (registry->entries, i))->place = i;
  return TRUE;
}

void
gvmi_registry_leave (GvmRegistry *registry)
{
  registry->is_busy = FALSE;
  g_object_unref (registry);
}

/* ---- names: each that streams may call an entry by ------------------------------------------------ */

static char *
make_key (const char *name, guint32 instance_id)
{
  return g_strdup_printf ("%u %s", instance_id, name);
}

typedef gboolean (*WithName) (GvmRegistry *registry, const char *name, GvmiEntry *entry);

/* Its own, the alias that it was added with and, where it is called as its descriptor, what that was called. Stops
 * when @with returns FALSE. */
static gboolean
for_each_name (GvmRegistry *registry, GvmiEntry *entry, WithName with)
{
  const char *const *old = entry->desc != NULL ? entry->desc->alias : NULL;

  if (!with (registry, entry->idstr, entry) ||
      (entry->alias != NULL && !with (registry, entry->alias, entry)))
    return FALSE;
  if (old == NULL || strcmp (entry->idstr, entry->desc->codec.name) != 0)
    return TRUE;
  for (; *old != NULL; old++)
    if (!with (registry, *old, entry))
      return FALSE;
  return TRUE;
}

static gboolean
is_free (GvmRegistry *registry, const char *name, GvmiEntry *entry)
{
  g_autofree char *key = make_key (name, entry->instance_id);

  return !g_hash_table_contains (registry->names, key);
}

static gboolean
take (GvmRegistry *registry, const char *name, GvmiEntry *entry)
{
  g_hash_table_insert (registry->names, make_key (name, entry->instance_id), entry);
  return TRUE;
}

static gboolean
give_back (GvmRegistry *registry, const char *name, GvmiEntry *entry)
{
  g_autofree char *key = make_key (name, entry->instance_id);

  g_hash_table_remove (registry->names, key);
  return TRUE;
}

static GvmiEntry *
find_entry (const GvmRegistry *registry, const char *idstr, guint32 instance_id)
{
  g_autofree char *key = make_key (idstr, instance_id);

  return g_hash_table_lookup (registry->names, key);
}

const GvmiEntry *
gvmi_registry_find (const GvmRegistry *registry, const char *idstr, guint32 instance_id,
                    guint *ret_index)
{
  const GvmiEntry *entry = find_entry (registry, idstr, instance_id);

  if (entry != NULL && ret_index != NULL)
    *ret_index = entry->place;
  return entry;
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
check_entry (GvmRegistry *registry, GvmiEntry *entry, GError **error)
{
  const char *fault = find_name_fault (entry->idstr);

  if (fault == NULL)
    fault = find_name_fault (entry->alias);
  if (fault != NULL)
    return refuse (entry->idstr, entry->instance_id, GVM_ERROR_INVALID_DESC, fault, error);
  if (!for_each_name (registry, entry, is_free))
    return refuse (entry->idstr, entry->instance_id, GVM_ERROR_DUPLICATE_SECTION,
                   "an entry has that name, or one of its old ones", error);
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
  for_each_name (registry, entry, take);
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
  if (registry->is_busy)
    return refuse_busy (error);
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

  if (registry->is_busy)
    return refuse_busy (error);
  GvmiEntry *entry = find_entry (registry, idstr, instance_id);
  if (entry == NULL)
    return refuse (idstr, instance_id, GVM_ERROR_MISSING, "no such entry", error);
  for_each_name (registry, entry, give_back);
  return g_ptr_array_remove (registry->entries, entry);
}
