/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Between streams and structs: a section is loaded into one, and one is saved as a stream of one section.
 */
#include <string.h>

#include <gvmstate/engine.h>

#include "engine/load.h"
#include "section/stream.h"
#include "stream/reader.h"
#include "stream/writer.h"
#include "wire.h"

/* ---- load ------------------------------------------------------------------------------------ */

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
  return left == 0 ||
         gvm_reader_fail (reader, GVM_ERROR_TRAILING, gvm_reader_tell (reader),
                          "%" G_GSIZE_FORMAT " octets left, the last field has been read", left);
}

/* As gvm_decode(), but octets that are left over are found before anything is committed. */
gboolean
gvm_section_load (const GvmSection *section, const GvmDesc *desc, gpointer self,
                  const GvmLimits *limits, GError **error)
{
  g_return_val_if_fail (section != NULL && desc != NULL && self != NULL, FALSE);

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

gboolean
gvm_load_from_bytes (const GvmDesc *desc, gpointer self, GBytes *bytes, const GvmLimits *limits,
                     GError **error)
{
  g_return_val_if_fail (desc != NULL && self != NULL && bytes != NULL, FALSE);

  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (bytes, limits, error);
  if (stream == NULL)
    return FALSE;
  const GvmSection *section = gvm_stream_find_section (stream, desc->codec.name, 0, error);
  return section != NULL && gvm_section_load (section, desc, self, limits, error);
}

/* ---- save ------------------------------------------------------------------------------------ */

enum { SECTION_ID = 0, INSTANCE_ID = 0 };

static gboolean
put_head (GvmWriter *writer, const GvmDesc *desc)
{
  gsize size = strlen (desc->codec.name);

  if (size == 0 || size > G_MAXUINT8)
    return gvm_writer_fail (writer, GVM_ERROR_INVALID_DESC,
                            "a name of %" G_GSIZE_FORMAT " octets, from 1 to 255 fit a section",
                            size);
  gvm_writer_u32 (writer, GVMI_WIRE_MAGIC);
  gvm_writer_u32 (writer, GVMI_WIRE_VERSION);
  gvm_writer_u8 (writer, GVMI_WIRE_SECTION_FULL);
  gvm_writer_u32 (writer, SECTION_ID);
  gvm_writer_u8 (writer, (guint8) size);
  guint8 *name = gvm_writer_put (writer, size);
  if (name == NULL)
    return FALSE;
  memcpy (name, desc->codec.name, size);
  gvm_writer_u32 (writer, INSTANCE_ID);
  return gvm_writer_u32 (writer, desc->version_id);
}

static gboolean
put_tail (GvmWriter *writer)
{
  gvm_writer_u8 (writer, GVMI_WIRE_SECTION_FOOTER);
  gvm_writer_u32 (writer, SECTION_ID);
  return gvm_writer_u8 (writer, GVMI_WIRE_EOF);
}

GBytes *
gvm_save_to_bytes (const GvmDesc *desc, gconstpointer self, const GvmLimits *limits, GError **error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (limits);
  gboolean sound = put_head (writer, desc);

  if (sound && !gvm_encode (writer, desc, desc->version_id, self, error))
    return NULL;
  if (sound && put_tail (writer))
    return gvm_writer_steal (writer);
  gvmi_writer_rewind (writer, 0, error);
  return NULL;
}
