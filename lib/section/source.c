/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reading from a stream that gives what it likes: short reads, one octet at a time, nothing for now.
 */
#include <string.h>

#include "section/source.h"

/* Octets that a file says it has, or -1: what is no regular file says 0, or anything. */
static gint64
size_of (GInputStream *input, GCancellable *cancellable)
{
  if (!G_IS_FILE_INPUT_STREAM (input))
    return -1;
  g_autoptr (GFileInfo) info = g_file_input_stream_query_info (
      G_FILE_INPUT_STREAM (input), G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  goffset size = info != NULL ? g_file_info_get_size (info) : 0;
  return size > 0 ? size : -1;
}

GvmiSource *
gvmi_source_new (GInputStream *input, GvmiWatch *watch)
{
  GvmiSource *source = g_new (GvmiSource, 1);

  source->input = input;
  source->watch = watch;
  source->total = watch->progress != NULL ? size_of (input, watch->cancellable) : -1;
  source->read = 0;
  source->at_end = FALSE;
  source->start = source->end = 0;
  return source;
}

static gboolean
ready (G_GNUC_UNUSED GObject *input, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Waits until there is something to read, or somebody cancels. */
static void
wait_for_more (GvmiSource *source)
{
  enum { PAUSE_US = 1000 };
  gboolean is_ready = FALSE;

  if (!G_IS_POLLABLE_INPUT_STREAM (source->input) ||
      !g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (source->input))) {
    g_usleep (PAUSE_US);
    return;
  }
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) poll = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (source->input), source->watch->cancellable);
  g_source_set_callback (poll, G_SOURCE_FUNC (ready), &is_ready, NULL);
  g_source_attach (poll, context);
  while (!is_ready)
    g_main_context_iteration (context, TRUE);
}

static gssize
read_some (GvmiSource *source, GError **error)
{
  for (;;) {
    g_autoptr (GError) problem = NULL;
    gssize n =
        g_input_stream_read (source->input, source->chunk + source->end,
                             GVMI_SOURCE_CHUNK - source->end, source->watch->cancellable, &problem);
    if (n >= 0)
      return n;
    if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return -1;
    }
    wait_for_more (source);
  }
}

gboolean
gvmi_source_fill (GvmiSource *source, GError **error)
{
  memmove (source->chunk, gvmi_source_data (source), gvmi_source_left (source));
  source->end -= source->start;
  source->start = 0;
  gssize n = read_some (source, error);
  if (n < 0) {
    g_prefix_error (error, "@0x%" G_GINT64_MODIFIER "x: ", source->read);
    return FALSE;
  }
  source->at_end = n == 0;
  source->end += (gsize) n;
  source->read += (gsize) n;
  return gvmi_watch_tick (source->watch, GVM_PROGRESS_READ, source->read, source->total, error);
}

gboolean
gvmi_source_want (GvmiSource *source, gsize size, GError **error)
{
  while (gvmi_source_left (source) < size && !source->at_end)
    if (!gvmi_source_fill (source, error))
      return FALSE;
  return TRUE;
}

gboolean
gvmi_source_starts_with (const GvmiSource *source, gconstpointer magic, gsize size)
{
  return gvmi_source_left (source) >= size && memcmp (gvmi_source_data (source), magic, size) == 0;
}
