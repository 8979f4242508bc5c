/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From an input to a stream's octets: source → (wrapper) → (decompressor) → spool.
 *
 * The converter is driven by hand. GConverterInputStream stops at the end of the first gzip member and says
 * nothing of what follows: a second member would be lost, and so would what damage has left there.
 */
#include <string.h>

#include "section/source.h"
#include "section/spool.h"
#include "section/transport.h"
#include "section/wrapper.h"
#include "section/zstd.h"
#include "wire.h"

typedef struct {
  GvmiSource *source;
  GvmiSpool spool;
  const GvmLimits *limits;
  gboolean is_foreign; /* it starts as no stream does */
  guint8 unpacked[GVMI_SOURCE_CHUNK];
} Arriving;

/* ---- what is kept ---------------------------------------------------------------------------- */

/* Keeps what has come; looks at the first octets, so that a disk image of a terabyte is not copied before
 * it is refused. */
static gboolean
keep (Arriving *arriving, const guint8 *octets, gsize size, GError **error)
{
  static const guint8 magic[] = { 'Q', 'E', 'V', 'M' };
  gsize known = (gsize) MIN (arriving->spool.size, sizeof magic);

  G_STATIC_ASSERT (GVMI_WIRE_MAGIC == 0x5145564d);
  for (gsize i = known; i < sizeof magic && i - known < size; i++)
    arriving->is_foreign |= octets[i - known] != magic[i];
  return gvmi_spool_append (&arriving->spool, octets, size, error);
}

/* ---- plain ----------------------------------------------------------------------------------- */

static gboolean
copy (Arriving *arriving, GError **error)
{
  GvmiSource *source = arriving->source;

  while (!source->at_end || gvmi_source_left (source) > 0) {
    gsize size = gvmi_source_left (source);
    if (!keep (arriving, gvmi_source_data (source), size, error))
      return FALSE;
    gvmi_source_skip (source, size);
    if (arriving->is_foreign)
      return TRUE;
    if (!source->at_end && !gvmi_source_fill (source, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- packed ---------------------------------------------------------------------------------- */

static gboolean
is_gzip (const GvmiSource *source)
{
  return gvmi_source_starts_with (source, "\x1f\x8b", 2);
}

static gboolean
is_zstd (const GvmiSource *source)
{
  const guint8 *data = gvmi_source_data (source);

  /* The second is a frame to be skipped; some tools start with one. */
  return gvmi_source_starts_with (source, "\x28\xb5\x2f\xfd", 4) ||
         (gvmi_source_left (source) >= 4 && memcmp (data + 1, "\x2a\x4d\x18", 3) == 0 &&
          (data[0] & 0xf0) == 0x50);
}

static GConverter *
gzip_decompressor_new (G_GNUC_UNUSED guint64 max_window)
{
  return G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
}

static const struct {
  GvmCompression compression;
  gboolean (*starts) (const GvmiSource *source); /* with up to 4 octets at hand */
  GConverter *(*decompressor_new) (guint64 max_window);
} packings[] = {
  { GVM_COMPRESSION_GZIP, is_gzip, gzip_decompressor_new },
  { GVM_COMPRESSION_ZSTD, is_zstd, gvmi_zstd_decompressor_new },
};

/* One step of the decompressor. It may ask for more input instead. */
static gboolean
unpack_some (Arriving *arriving, GConverter *converter, gboolean *ret_finished, GError **error)
{
  GvmiSource *source = arriving->source;
  g_autoptr (GError) problem = NULL;
  gsize used = 0, made = 0;
  GConverterResult result = g_converter_convert (
      converter, gvmi_source_data (source), gvmi_source_left (source), arriving->unpacked,
      sizeof arriving->unpacked, source->at_end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS,
      &used, &made, &problem);

  gvmi_source_skip (source, used);
  *ret_finished = result == G_CONVERTER_FINISHED;
  if (result != G_CONVERTER_ERROR)
    return keep (arriving, arriving->unpacked, made, error);
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) && !source->at_end)
    return gvmi_source_fill (source, error);
  if (problem->domain == GVM_ERROR)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_propagate_prefixed_error (error, g_steal_pointer (&problem),
                                "@0x%" G_GINT64_MODIFIER "x: ", gvmi_source_tell (source));
  return FALSE;
}

/* Unpacks up to the end of a member. */
static gboolean
unpack_member (Arriving *arriving, GConverter *converter, GError **error)
{
  GvmiSource *source = arriving->source;

  for (gboolean finished = FALSE; !finished && !arriving->is_foreign;)
    if (!gvmi_watch_tick (source->watch, GVM_PROGRESS_READ, source->read, source->total, error) ||
        !gvmi_source_want (source, 1, error) ||
        !unpack_some (arriving, converter, &finished, error))
      return FALSE;
  return TRUE;
}

/* A file may have several members; what they unpack to follows one another. */
static gboolean
unpack (Arriving *arriving, gsize packing, GError **error)
{
  enum { MAGIC = 4 };
  GvmiSource *source = arriving->source;
  g_autoptr (GConverter) converter =
      packings[packing].decompressor_new (arriving->limits->max_bytes);

  do {
    g_converter_reset (converter);
    if (!unpack_member (arriving, converter, error) || !gvmi_source_want (source, MAGIC, error))
      return FALSE;
  } while (packings[packing].starts (source) && !arriving->is_foreign);
  if (gvmi_source_left (source) == 0 || arriving->is_foreign)
    return TRUE;
  guint64 offset = gvmi_source_tell (source);
  return gvm_error_set (error, GVM_ERROR_TRAILING, NULL, &offset,
                        "octets that are not packed, behind those that are");
}

/* ---- all ------------------------------------------------------------------------------------- */

/* What is behind the wrapper. */
static gboolean
read_content (Arriving *arriving, GvmCompression *ret_compression, GError **error)
{
  enum { MAGIC = 4 };

  *ret_compression = GVM_COMPRESSION_NONE;
  if (!gvmi_source_want (arriving->source, MAGIC, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (packings); i++)
    if (packings[i].starts (arriving->source)) {
      *ret_compression = packings[i].compression;
      return unpack (arriving, i, error);
    }
  return copy (arriving, error);
}

static gboolean
read_all (Arriving *arriving, GvmiArrival *arrival, GError **error)
{
  GvmiSource *source = arriving->source;

  if (!gvmi_wrapper_read (source, arriving->limits, &arrival->wrapper, error) ||
      !read_content (arriving, &arrival->compression, error))
    return FALSE;
  gvmi_watch_end (source->watch, GVM_PROGRESS_READ, source->read);
  arrival->bytes = gvmi_spool_finish (&arriving->spool, error);
  return arrival->bytes != NULL;
}

gboolean
gvmi_transport_read (GInputStream *input, const GvmLimits *limits, const GvmTransport *transport,
                     GvmiWatch *watch, GvmiArrival *ret_arrival, GError **error)
{
  g_autofree Arriving *arriving = g_new (Arriving, 1);
  g_autofree GvmiSource *source = gvmi_source_new (input, watch);

  *ret_arrival = (GvmiArrival) { .bytes = NULL };
  arriving->source = source;
  arriving->limits = gvmi_limits_or_default (limits);
  arriving->is_foreign = FALSE;
  gvmi_spool_open (&arriving->spool, arriving->limits,
                   transport != NULL ? transport->spool_directory : NULL);
  gboolean sound = read_all (arriving, ret_arrival, error);
  gvmi_spool_close (&arriving->spool);
  if (!sound)
    gvmi_arrival_clear (ret_arrival);
  return sound;
}

void
gvmi_arrival_clear (GvmiArrival *arrival)
{
  g_clear_pointer (&arrival->bytes, g_bytes_unref);
  g_clear_pointer (&arrival->wrapper, gvmi_wrapper_free);
}

GConverter *
gvm_compressor_new (GvmCompression compression)
{
  enum { DEFAULT_LEVEL = -1 };

  switch (compression) {
  case GVM_COMPRESSION_GZIP:
    return G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, DEFAULT_LEVEL));
  case GVM_COMPRESSION_ZSTD:
    return gvmi_zstd_compressor_new ();
  case GVM_COMPRESSION_NONE:
  default:
    return NULL;
  }
}
