/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Opening a stream: what is read from somewhere, then walked.
 */
#include "section/walk.h"

GvmStream *
gvm_stream_new_from_bytes_full (GBytes *bytes, const GvmLimits *limits,
                                const GvmTransport *transport, GCancellable *cancellable,
                                GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  GvmiWatch watch = gvmi_watch_init (transport, cancellable);
  GvmiArrival arrival = { .bytes = bytes };

  return gvmi_stream_walk (&arrival, limits, &watch, NULL, NULL, error);
}

GvmStream *
gvm_stream_new_from_bytes (GBytes *bytes, const GvmLimits *limits, GError **error)
{
  return gvm_stream_new_from_bytes_full (bytes, limits, NULL, NULL, error);
}

GvmStream *
gvm_stream_new_from_input_stream_full (GInputStream *input, const GvmLimits *limits,
                                       const GvmTransport *transport, GCancellable *cancellable,
                                       GError **error)
{
  g_return_val_if_fail (G_IS_INPUT_STREAM (input), NULL);

  GvmiWatch watch = gvmi_watch_init (transport, cancellable);
  GvmiArrival arrival;

  if (!gvmi_transport_read (input, limits, transport, &watch, &arrival, error))
    return NULL;
  GvmStream *stream = gvmi_stream_walk (&arrival, limits, &watch, NULL, NULL, error);
  gvmi_arrival_clear (&arrival);
  return stream;
}

GvmStream *
gvm_stream_new_from_input_stream (GInputStream *input, const GvmLimits *limits,
                                  GCancellable *cancellable, GError **error)
{
  return gvm_stream_new_from_input_stream_full (input, limits, NULL, cancellable, error);
}

GvmStream *
gvm_stream_new_from_file_full (GFile *file, const GvmLimits *limits, const GvmTransport *transport,
                               GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  g_autoptr (GFileInputStream) input = g_file_read (file, cancellable, error);
  if (input == NULL)
    return NULL;
  return gvm_stream_new_from_input_stream_full (G_INPUT_STREAM (input), limits, transport,
                                                cancellable, error);
}

GvmStream *
gvm_stream_new_from_file (GFile *file, const GvmLimits *limits, GCancellable *cancellable,
                          GError **error)
{
  return gvm_stream_new_from_file_full (file, limits, NULL, cancellable, error);
}
