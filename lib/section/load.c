/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Between streams and structs: a section is loaded into one, and one is saved as a stream of its own, by
 * a registry of one entry.
 */
#include <gvmstate/registry.h>

#include "engine/load.h"
#include "section/stream.h"
#include "stream/reader.h"

static gboolean
fail_trailing (GvmReader *reader, gsize left)
{
  return gvm_reader_fail (reader, GVM_ERROR_TRAILING, gvm_reader_tell (reader),
                          "%" G_GSIZE_FORMAT " octets left, the last field has been read", left);
}

/* Reads the payload into @self, all of it. */
static gboolean
read_whole (GvmiLoad *load, GvmReader *reader, const GvmSection *section, const GvmDesc *desc,
            gpointer self)
{
  if (section->kind != GVM_SECTION_FULL)
    return gvm_reader_fail (reader, GVM_ERROR_UNSUPPORTED, section->offset,
                            "a section that comes in rounds, only a FULL one holds a struct");
  if (!gvmi_load_read (load, reader, desc, section->version_id, self))
    return FALSE;
  gsize left = gvm_reader_left (reader);
  return left == 0 || fail_trailing (reader, left);
}

/* As gvm_decode(), but octets that are left over are found before anything is committed. */
gboolean
gvm_section_load (const GvmSection *section, const GvmDesc *desc, gpointer self,
                  const GvmLimits *limits, GError **error)
{
  g_return_val_if_fail (section != NULL && desc != NULL && self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  GvmiPath frame = gvmi_section_frame (section);
  const guint8 *data = g_bytes_get_data (section->stream->bytes, NULL);
  GvmReader reader;
  GvmiLoad load;

  gvmi_reader_open (&reader, data + section->payload, section->payload_size, section->payload,
                    limits);
  gvmi_reader_enter (&reader, &frame);
  gvmi_load_open (&load);
  gboolean is_read = read_whole (&load, &reader, section, desc, self);
  gvmi_reader_close (&reader, is_read ? NULL : error);
  return gvmi_load_end (&load, is_read, error);
}

/* ---- a stream of one section ------------------------------------------------------------------ */

/* Returns: (transfer full) (nullable): a registry of @self alone. */
static GvmRegistry *
registry_of_one (const GvmDesc *desc, guint32 version_id, gpointer self, const GvmLimits *limits,
                 GError **error)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  GvmEntryOptions options = { .version_id = version_id };

  gvm_registry_set_limits (registry, limits);
  if (!gvm_registry_add (registry, desc->codec.name, 0, desc, self, &options, error))
    return NULL;
  return g_steal_pointer (&registry);
}

GBytes *
gvm_save_to_bytes_as (const GvmDesc *desc, guint32 version_id, gconstpointer self,
                      GvmSaveFlags flags, GPtrArray *lost, const GvmLimits *limits, GError **error)
{
  g_return_val_if_fail (desc != NULL && self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  g_autoptr (GvmRegistry) registry =
      registry_of_one (desc, version_id, (gpointer) self, limits, error);
  if (registry == NULL)
    return NULL;
  gvm_registry_set_save_flags (registry, flags, lost);
  return gvm_registry_save_to_bytes (registry, error);
}

GBytes *
gvm_save_to_bytes (const GvmDesc *desc, gconstpointer self, const GvmLimits *limits, GError **error)
{
  g_return_val_if_fail (desc != NULL, NULL);

  return gvm_save_to_bytes_as (desc, desc->version_id, self, GVM_SAVE_DEFAULT, NULL, limits, error);
}

gboolean
gvm_load_from_bytes (const GvmDesc *desc, gpointer self, GBytes *bytes, const GvmLimits *limits,
                     GError **error)
{
  g_return_val_if_fail (desc != NULL && self != NULL && bytes != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  g_autoptr (GvmRegistry) registry = registry_of_one (desc, 0, self, limits, error);
  return registry != NULL && gvm_registry_load_from_bytes (registry, bytes, NULL, error);
}
