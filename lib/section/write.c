/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The records of a stream, in their order. Whatever goes out is counted into the digest; of the
 * description's own digits zeros are.
 */
#include "section/write.h"

#include <string.h>

#include "engine/save.h"
#include "stream/json_text.h"
#include "stream/writer.h"
#include "wire.h"

void
gvmi_output_open (GvmiOutput *output, GOutputStream *to, const GvmLimits *limits, guint32 page_size,
                  GCancellable *cancellable)
{
  *output = (GvmiOutput) {
    .output = to,
    .cancellable = cancellable,
    .writer = gvm_writer_new (limits),
    .digest = gvmi_digest_new (),
    .devices = g_string_new ("["),
    .rounds = g_string_new ("["),
    .page_size = page_size,
  };
}

void
gvmi_output_close (GvmiOutput *output)
{
  gvm_writer_free (output->writer);
  gvmi_digest_free (output->digest);
  g_string_free (output->devices, TRUE);
  g_string_free (output->rounds, TRUE);
}

/* ---- what goes out ---------------------------------------------------------------------------- */

static gboolean
put_octets (GvmWriter *writer, gconstpointer octets, gsize size)
{
  guint8 *room = gvm_writer_put (writer, size);

  if (room != NULL && size > 0)
    memcpy (room, octets, size);
  return room != NULL;
}

static gboolean
hand_over (GvmiOutput *output, gconstpointer octets, gsize size, GError **error)
{
  return g_output_stream_write_all (output->output, octets, size, NULL, output->cancellable, error);
}

/* Hands over what the writer holds, or its error. */
static gboolean
flush (GvmiOutput *output, GError **error)
{
  GvmWriter *writer = output->writer;

  if (writer->error != NULL)
    return gvmi_writer_rewind (writer, 0, error);
  gvmi_digest_add (output->digest, writer->data, writer->size);
  gboolean written = hand_over (output, writer->data, writer->size, error);
  gvm_writer_reset (writer);
  return written;
}

/* ---- header and configuration ----------------------------------------------------------------- */

gboolean
gvmi_output_begin (GvmiOutput *output, const char *machine, GError **error)
{
  GvmWriter *writer = output->writer;

  gvm_writer_u32 (writer, GVMI_WIRE_MAGIC);
  gvm_writer_u32 (writer, GVMI_WIRE_VERSION);
  if (machine != NULL) {
    gvm_writer_u8 (writer, GVMI_WIRE_CONFIGURATION);
    gvm_writer_u32 (writer, (guint32) strlen (machine));
    put_octets (writer, machine, strlen (machine));
  }
  return flush (output, error);
}

/* ---- sections --------------------------------------------------------------------------------- */

static void
put_head (GvmWriter *writer, const GvmiHead *head)
{
  gsize size = strlen (head->idstr);

  gvm_writer_u8 (writer, (guint8) head->kind);
  gvm_writer_u32 (writer, head->section_id);
  if (head->kind == GVM_SECTION_PART || head->kind == GVM_SECTION_END)
    return;
  gvm_writer_u8 (writer, (guint8) size);
  put_octets (writer, head->idstr, size);
  gvm_writer_u32 (writer, head->instance_id);
  gvm_writer_u32 (writer, head->version_id);
}

static void
put_footer (GvmWriter *writer, const GvmiHead *head)
{
  gvm_writer_u8 (writer, GVMI_WIRE_SECTION_FOOTER);
  gvm_writer_u32 (writer, head->section_id);
}

static GvmiPath
frame_of (const GvmiHead *head)
{
  return (GvmiPath) { .kind = GVMI_PATH_SECTION, .name = head->idstr, .index = head->instance_id };
}

void
gvmi_output_append_device (GString *json, const char *idstr, guint32 instance_id, const char *sheet)
{
  gvmi_json_append_member (json, "{\"name\": ", idstr);
  gvmi_json_append_number (json, ", \"instance_id\": ", instance_id);
  g_string_append_printf (json, ", %s}", sheet);
}

gboolean
gvmi_output_struct (GvmiOutput *output, const GvmiHead *head, const GvmDesc *desc,
                    gconstpointer self, GError **error)
{
  GvmWriter *writer = output->writer;
  GvmiPath frame = frame_of (head);
  g_autoptr (GvmiScribe) scribe = gvmi_scribe_new ();

  if (g_cancellable_set_error_if_cancelled (output->cancellable, error))
    return FALSE;
  put_head (writer, head);
  gvmi_writer_enter (writer, &frame);
  writer->scribe = scribe;
  gboolean saved =
      gvmi_save_write (writer, desc, head->version_id, self, output->flags, output->lost);
  writer->scribe = NULL;
  gvmi_writer_leave (writer);
  if (saved) {
    g_autofree char *sheet = gvmi_scribe_take (scribe);
    gvmi_json_separate (output->devices);
    gvmi_output_append_device (output->devices, head->idstr, head->instance_id, sheet);
  }
  put_footer (writer, head);
  return flush (output, error);
}

static gboolean
save_round (GvmWriter *writer, GvmiSaveRound save, gpointer data)
{
  g_autoptr (GError) reason = NULL;

  return save (writer, data, &reason) ||
         gvm_writer_fail (writer, GVM_ERROR_REFUSED, "%s",
                          reason != NULL ? reason->message : "refused without a reason");
}

gboolean
gvmi_output_round (GvmiOutput *output, const GvmiHead *head, GvmiSaveRound save, gpointer data,
                   GError **error)
{
  GvmWriter *writer = output->writer;
  GvmiPath frame = frame_of (head);

  if (g_cancellable_set_error_if_cancelled (output->cancellable, error))
    return FALSE;
  put_head (writer, head);
  gsize start = gvm_writer_tell (writer);
  gvmi_writer_enter (writer, &frame);
  save_round (writer, save, data);
  gvmi_writer_leave (writer);
  gvmi_json_separate (output->rounds);
  gvmi_json_append_number (output->rounds, "", gvm_writer_tell (writer) - start);
  put_footer (writer, head);
  return flush (output, error);
}

/* ---- the end ---------------------------------------------------------------------------------- */

void
gvmi_output_append_seal (GString *json, const GString *rounds)
{
  gvmi_json_append_member (json, ", \"gvmstate\": {\"producer\": ", "gvmstate");
  gvmi_json_append_member (json, ", \"version\": ", GVM_PACKAGE_VERSION);
  if (rounds != NULL && rounds->len > 1)
    g_string_append_printf (json, ", \"rounds\": %s]", rounds->str);
  g_string_append_printf (json, ", %s%0*d%s", GVMI_DIGEST_KEY, GVMI_DIGEST_DIGITS, 0,
                          GVMI_DIGEST_END);
}

/* The description, with zeros for the digest's digits. */
static GString *
describe (const GvmiOutput *output)
{
  GString *json = g_string_new (NULL);

  gvmi_json_append_number (json, "{\"page_size\": ", output->page_size);
  g_string_append_printf (json, ", \"devices\": %s]", output->devices->str);
  gvmi_output_append_seal (json, output->rounds);
  return json;
}

static gboolean
put_description (GvmiOutput *output, GString *json, GError **error)
{
  char digits[GVMI_DIGEST_DIGITS];

  gvm_writer_u8 (output->writer, GVMI_WIRE_EOF);
  gvm_writer_u8 (output->writer, GVMI_WIRE_VMDESCRIPTION);
  gvm_writer_u32 (output->writer, (guint32) json->len);
  if (!flush (output, error))
    return FALSE;
  gvmi_digest_add (output->digest, json->str, json->len);
  gvmi_digest_finish (output->digest, digits);
  memcpy (json->str + json->len - GVMI_DIGEST_END_SIZE - sizeof digits, digits, sizeof digits);
  return hand_over (output, json->str, json->len, error);
}

gboolean
gvmi_output_end (GvmiOutput *output, GError **error)
{
  GString *json = describe (output);
  gboolean written = json->len > G_MAXUINT32
                         ? gvm_error_set (error, GVM_ERROR_LIMIT, NULL, NULL,
                                          "a description of more octets than a stream can say")
                         : put_description (output, json, error);

  g_string_free (json, TRUE);
  return written;
}
