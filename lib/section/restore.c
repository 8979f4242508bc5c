/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A stream into a registry, all or nothing over all sections. The mirror of save.c; what it has more is what
 * can be wrong with a stream, and the end of the load.
 */
#include "section/restore.h"

#include "section/digest.h"
#include "section/walk.h"

/* ---- what is wrong with the stream as a whole -------------------------------------------------- */

static GError *
new_problem (GvmError code, const char *path, const guint64 *offset, const char *text)
{
  GError *problem = NULL;

  gvm_error_set (&problem, code, path, offset, text);
  return problem;
}

static gboolean
check_digest (GvmiRestore *restore, GBytes *bytes)
{
  GError *problem = NULL;
  gsize size;
  const guint8 *octets = g_bytes_get_data (bytes, &size);

  if (gvmi_digest_check (octets, size, &problem))
    return TRUE;
  return gvmi_restore_complain (
      restore, problem->code == GVM_ERROR_NO_DIGEST ? GVM_TOLERATE_NO_DIGEST : 0, problem);
}

/* Where nothing is described, there is no place for a digest; that is told when the rest is sound. */
static gboolean
check_digest_first (GvmiRestore *restore, GBytes *bytes)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (bytes, &size);

  return (!gvmi_digest_is_here (octets, size) && !gvmi_description_is_here (octets, size)) ||
         check_digest (restore, bytes);
}

static gboolean
check_machine (GvmiRestore *restore, const GvmStream *stream)
{
  enum { CONFIGURATION = 8 };
  const char *machine = restore->registry->machine;
  guint64 offset = CONFIGURATION;

  if (machine == NULL || g_strcmp0 (machine, stream->machine) == 0)
    return TRUE;
  g_autofree char *found = stream->machine != NULL ? g_strescape (stream->machine, NULL) : NULL;
  g_autofree char *text =
      g_strdup_printf ("machine %s, must be %s", found != NULL ? found : "not named", machine);
  return gvmi_restore_complain (restore, GVM_TOLERATE_MACHINE,
                                new_problem (GVM_ERROR_MACHINE, "configuration", &offset, text));
}

static gboolean
check_missing (GvmiRestore *restore)
{
  for (guint i = 0; i < restore->registry->entries->len; i++) {
    const GvmiEntry *entry = gvmi_registry_get_entry (restore->registry, i);
    GvmiPath frame = { .kind = GVMI_PATH_SECTION,
                       .name = entry->idstr,
                       .index = entry->instance_id };

    if (restore->seen[i].is_seen)
      continue;
    g_autofree char *path = gvmi_path_to_string (&frame);
    if (!gvmi_restore_complain (
            restore, GVM_TOLERATE_MISSING_SECTIONS,
            new_problem (GVM_ERROR_MISSING, path, NULL, "the stream has no such section")))
      return FALSE;
  }
  return TRUE;
}

/* Streams may end before a section in rounds does, as QEMU's background snapshots do; but a state of which
 * nobody said that it is whole is not loaded. */
static gboolean
check_ended (GvmiRestore *restore, const GvmStream *stream)
{
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);

    if (section->kind == GVM_SECTION_START && !section->is_ended &&
        gvmi_registry_find (restore->registry, section->idstr, section->instance_id, NULL) !=
            NULL &&
        !gvmi_restore_complain (restore, 0,
                                gvmi_restore_problem (section, GVM_ERROR_STATE, section->offset,
                                                      "the stream ends, the section has not")))
      return FALSE;
  }
  return TRUE;
}

/* ---- the load as a whole ----------------------------------------------------------------------- */

static void
restore_open (GvmiRestore *restore, const GvmRegistry *registry, GPtrArray *problems)
{
  *restore = (GvmiRestore) {
    .registry = registry,
    .budget = registry->limits.max_bytes,
    .seen = g_new0 (GvmiSeen, registry->entries->len + 1),
    .report = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free),
    .problems = problems,
  };
  gvmi_load_open (&restore->load);
}

static gboolean
read_stream (GvmiRestore *restore, const GvmStream *stream)
{
  if (!check_machine (restore, stream))
    return FALSE;
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++)
    if (!gvmi_restore_section (restore, gvm_stream_get_section (stream, i)))
      return FALSE;
  return check_ended (restore, stream) && check_missing (restore);
}

/* The digest first: octets that are damaged are not worth parsing. */
static gboolean
read_bytes (GvmiRestore *restore, GBytes *bytes)
{
  GError *problem = NULL;

  if (!check_digest_first (restore, bytes))
    return FALSE;
  GvmiArrival arrival = { .bytes = bytes };
  GvmiWatch watch = gvmi_watch_init (NULL, NULL);
  g_autoptr (GvmStream) stream = gvmi_stream_walk (&arrival, &restore->registry->limits, &watch,
                                                   gvmi_restore_take, restore, &problem);
  if (stream == NULL) {
    gvmi_restore_complain (restore, 0, problem);
    return FALSE;
  }
  return read_stream (restore, stream) &&
         (gvm_stream_has_description (stream) || check_digest (restore, bytes));
}

/* Tells those whose sections come in rounds how it has ended: from the last on when it has failed, as hooks. */
static void
tell_rounds (const GvmiRestore *restore, gboolean committed)
{
  guint n = restore->registry->entries->len;

  for (guint i = 0; i < n; i++) {
    guint index = committed ? i : n - 1 - i;
    const GvmiEntry *entry = gvmi_registry_get_entry (restore->registry, index);

    if (entry->rounds == NULL || !restore->seen[index].is_seen)
      continue;
    if (committed && entry->rounds->committed != NULL)
      entry->rounds->committed (entry->self);
    if (!committed && entry->rounds->rolled_back != NULL)
      entry->rounds->rolled_back (entry->self);
  }
}

static gboolean
restore_end (GvmiRestore *restore, gboolean is_read, GPtrArray **ret_report, GError **error)
{
  if (!is_read && restore->error != NULL)
    g_propagate_error (error, g_steal_pointer (&restore->error));

  gboolean succeeded = gvmi_load_end (&restore->load, is_read, error);
  tell_rounds (restore, succeeded);
  if (succeeded && ret_report != NULL)
    *ret_report = g_ptr_array_ref (restore->report);
  g_ptr_array_unref (restore->report);
  g_free (restore->seen);
  return succeeded;
}

gboolean
gvm_registry_load (GvmRegistry *registry, const GvmStream *stream, GPtrArray **ret_report,
                   GError **error)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry) && stream != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  GvmiRestore restore;

  if (!gvmi_registry_enter (registry, error))
    return FALSE;
  restore_open (&restore, registry, NULL);
  gboolean is_read = check_digest (&restore, stream->bytes) && read_stream (&restore, stream);
  gboolean loaded = restore_end (&restore, is_read, ret_report, error);
  gvmi_registry_leave (registry);
  return loaded;
}

gboolean
gvm_registry_load_from_bytes (GvmRegistry *registry, GBytes *bytes, GPtrArray **ret_report,
                              GError **error)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry) && bytes != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  GvmiRestore restore;

  if (!gvmi_registry_enter (registry, error))
    return FALSE;
  restore_open (&restore, registry, NULL);
  gboolean is_read = read_bytes (&restore, bytes);
  gboolean loaded = restore_end (&restore, is_read, ret_report, error);
  gvmi_registry_leave (registry);
  return loaded;
}

GPtrArray *
gvm_registry_check (GvmRegistry *registry, GBytes *bytes)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry) && bytes != NULL, NULL);

  GPtrArray *problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  GvmiRestore restore;
  GError *busy = NULL;

  if (!gvmi_registry_enter (registry, &busy)) {
    g_ptr_array_add (problems, busy);
    return problems;
  }
  restore_open (&restore, registry, problems);
  if (read_bytes (&restore, bytes))
    gvmi_hooks_check (&restore.load.hooks, problems);
  restore_end (&restore, FALSE, NULL, NULL);
  gvmi_registry_leave (registry);
  return problems;
}
