/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Between streams and structs: a section is loaded into one, and one is saved as a stream of one section.
 */
#include <string.h>

#include <gvmstate/engine.h>

#include "desc/versions.h"
#include "engine/load.h"
#include "plan/plan.h"
#include "section/stream.h"
#include "stream/reader.h"
#include "stream/writer.h"
#include "wire.h"

/* ---- load ------------------------------------------------------------------------------------ */

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

/* ---- a stream of one section: save ------------------------------------------------------------- */

enum { SECTION_ID = 0, INSTANCE_ID = 0 };

static gboolean
put_head (GvmWriter *writer, const GvmDesc *desc, guint32 version)
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
  return gvm_writer_u32 (writer, version);
}

static gboolean
put_tail (GvmWriter *writer)
{
  gvm_writer_u8 (writer, GVMI_WIRE_SECTION_FOOTER);
  gvm_writer_u32 (writer, SECTION_ID);
  return gvm_writer_u8 (writer, GVMI_WIRE_EOF);
}

GBytes *
gvm_save_to_bytes_as (const GvmDesc *desc, guint32 version_id, gconstpointer self,
                      GvmSaveFlags flags, GPtrArray *lost, const GvmLimits *limits, GError **error)
{
  g_return_val_if_fail (desc != NULL && self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  g_autoptr (GvmWriter) writer = gvm_writer_new (limits);
  if (gvmi_plan_get (desc, error) == NULL)
    return NULL;
  gboolean sound = put_head (writer, desc, version_id);

  if (sound && !gvm_encode_as (writer, desc, version_id, self, flags, lost, error))
    return NULL;
  if (sound && put_tail (writer))
    return gvm_writer_steal (writer);
  gvmi_writer_rewind (writer, 0, error);
  return NULL;
}

GBytes *
gvm_save_to_bytes (const GvmDesc *desc, gconstpointer self, const GvmLimits *limits, GError **error)
{
  g_return_val_if_fail (desc != NULL, NULL);

  return gvm_save_to_bytes_as (desc, desc->version_id, self, GVM_SAVE_DEFAULT, NULL, limits, error);
}

/* ---- a stream of one section: load, the mirror ------------------------------------------------- */

static gboolean
get_word (GvmReader *reader, guint32 due, GvmError code)
{
  guint64 start = gvm_reader_tell (reader);
  guint32 found;

  if (!gvm_reader_u32 (reader, &found))
    return FALSE;
  return found == due || gvm_reader_fail (reader, code, start, "0x%08x, 0x%08x is due", found, due);
}

static gboolean
get_octet (GvmReader *reader, guint8 due, GvmError code)
{
  guint64 start = gvm_reader_tell (reader);
  guint8 found;

  if (!gvm_reader_u8 (reader, &found))
    return FALSE;
  return found == due || gvm_reader_fail (reader, code, start, "0x%02x, 0x%02x is due", found, due);
}

static gboolean
get_name (GvmReader *reader, const GvmDesc *due)
{
  guint64 start = gvm_reader_tell (reader);
  guint8 size;

  if (!gvm_reader_u8 (reader, &size))
    return FALSE;
  const guint8 *name = gvm_reader_take (reader, size);
  if (name == NULL)
    return FALSE;
  if (gvmi_name_is (due->codec.name, due->alias, (const char *) name, size))
    return TRUE;
  g_autofree char *text = g_strndup ((const char *) name, size);
  g_autofree char *escaped = g_strescape (text, NULL);
  return gvm_reader_fail (reader, GVM_ERROR_MISSING, start, "section \"%s\", \"%s\" is due",
                          escaped, due->codec.name);
}

static gboolean
get_head (GvmReader *reader, const GvmDesc *desc, guint32 *ret_version)
{
  return get_word (reader, GVMI_WIRE_MAGIC, GVM_ERROR_BAD_MAGIC) &&
         get_word (reader, GVMI_WIRE_VERSION, GVM_ERROR_BAD_VERSION) &&
         get_octet (reader, GVMI_WIRE_SECTION_FULL, GVM_ERROR_STATE) &&
         get_word (reader, SECTION_ID, GVM_ERROR_STATE) && get_name (reader, desc) &&
         get_word (reader, INSTANCE_ID, GVM_ERROR_MISSING) && gvm_reader_u32 (reader, ret_version);
}

static gboolean
get_tail (GvmReader *reader)
{
  if (!get_octet (reader, GVMI_WIRE_SECTION_FOOTER, GVM_ERROR_FOOTER_MISSING) ||
      !get_word (reader, SECTION_ID, GVM_ERROR_FOOTER_MISMATCH) ||
      !get_octet (reader, GVMI_WIRE_EOF, GVM_ERROR_STATE))
    return FALSE;
  gsize left = gvm_reader_left (reader);
  return left == 0 ||
         gvm_reader_fail (reader, GVM_ERROR_TRAILING, gvm_reader_tell (reader),
                          "%" G_GSIZE_FORMAT " octets behind the end of the stream", left);
}

/* Octets of footer and EOF, where the stream ends as it should. Of a stream that is cut, all octets count as
 * payload: then the error names the value that is cut. */
static gsize
tail_size (const GvmReader *reader)
{
  static const guint8 tail[] = { GVMI_WIRE_SECTION_FOOTER, 0, 0, 0, SECTION_ID, GVMI_WIRE_EOF };
  gboolean is_whole = gvm_reader_left (reader) >= sizeof tail &&
                      memcmp (reader->data + reader->end - sizeof tail, tail, sizeof tail) == 0;

  return is_whole ? sizeof tail : 0;
}

static gboolean
get_payload (GvmiLoad *load, GvmReader *reader, const GvmDesc *desc, guint32 version, gpointer self)
{
  gsize tail = tail_size (reader);

  reader->end -= tail;
  gboolean loaded = gvmi_load_read (load, reader, desc, version, self);
  gsize left = gvm_reader_left (reader);
  reader->end += tail;
  return loaded && (left == 0 || tail == 0 || fail_trailing (reader, left));
}

static gboolean
get_section (GvmiLoad *load, GvmReader *reader, const GvmDesc *desc, gpointer self)
{
  GvmiPath frame = { .kind = GVMI_PATH_SECTION, .name = desc->codec.name, .index = INSTANCE_ID };
  guint32 version;

  gvmi_reader_enter (reader, &frame);
  gboolean loaded = get_head (reader, desc, &version) &&
                    get_payload (load, reader, desc, version, self) && get_tail (reader);
  gvmi_reader_leave (reader);
  return loaded;
}

gboolean
gvm_load_from_bytes (const GvmDesc *desc, gpointer self, GBytes *bytes, const GvmLimits *limits,
                     GError **error)
{
  g_return_val_if_fail (desc != NULL && self != NULL && bytes != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (gvmi_plan_get (desc, error) == NULL)
    return FALSE;

  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  GvmReader reader;
  GvmiLoad load;

  gvmi_reader_open (&reader, data, size, 0, limits);
  gvmi_load_open (&load);
  gboolean is_read = get_section (&load, &reader, desc, self);
  gvmi_reader_close (&reader, is_read ? NULL : error);
  return gvmi_load_end (&load, is_read, error);
}
