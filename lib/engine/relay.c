/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The short way from a writer to a reader.
 */
#include "engine/relay.h"

#include <gvmstate/engine.h>

void
gvmi_relay_begin (GvmWriter *writer, const GvmReader *reader)
{
  *writer = (GvmWriter) { .limits = reader->limits,
                          .path = reader->path,
                          .depth = reader->depth,
                          .flags = GVM_SAVE_NOT_FOR_QEMU,
                          .is_relay = TRUE };
}

/* The writer's error has a path already, and says nothing of a place in the stream. */
static gboolean
pass_error_on (const GvmWriter *writer, GvmReader *reader, guint64 offset)
{
  const char *path = gvm_error_get_path (writer->error), *text = writer->error->message;

  if (path != NULL)
    text += strlen (path) + strlen (": ");
  return reader->error == NULL &&
         gvm_error_set (&reader->error, (GvmError) writer->error->code, path, &offset, text);
}

static gboolean
load_from (const GvmWriter *writer, GvmReader *reader, guint64 offset,
           gboolean (*load) (gconstpointer what, GvmReader *reader, gpointer self),
           gconstpointer what, gpointer self)
{
  GvmReader inner = *reader;

  inner.data = writer->data;
  inner.pos = 0;
  inner.end = writer->size;
  inner.base = offset;
  inner.is_pinned = TRUE;
  gboolean loaded = load (what, &inner, self);
  if (loaded && inner.pos < inner.end)
    loaded = gvm_reader_fail (&inner, GVM_ERROR_TRAILING, offset,
                              "a codec that does not read all that it writes");
  reader->budget = inner.budget;
  reader->error = inner.error;
  return loaded;
}

gboolean
gvmi_relay_end (GvmWriter *writer, gboolean saved, GvmReader *reader, guint64 offset,
                gboolean (*load) (gconstpointer what, GvmReader *reader, gpointer self),
                gconstpointer what, gpointer self)
{
  gboolean loaded = FALSE;

  if (!saved && writer->error == NULL)
    gvm_writer_fail (writer, GVM_ERROR_REFUSED, "a codec failed without a reason");
  if (writer->error != NULL)
    pass_error_on (writer, reader, offset);
  else
    loaded = load_from (writer, reader, offset, load, what, self);
  g_clear_error (&writer->error);
  g_free (writer->ends);
  g_free (writer->data);
  return loaded;
}
