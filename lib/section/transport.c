/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a file to a stream. Octets come in chunks; they go as they are, or through GIO's decompressor, into
 * one block that doubles but never gets larger than the limits allow, plus the one octet that shows that
 * there is more.
 *
 * The converter is driven by hand. GConverterInputStream stops at the end of the first gzip member and says
 * nothing of what follows: a second member would be lost, and so would what damage has left there.
 */
#include <string.h>

#include <gvmstate/section.h>

#include "section/transport.h"
#include "stream/limits.h"

enum { CHUNK = 64 * 1024, FIRST_CAPACITY = 256 * 1024 };

typedef struct {
  guint8 *data;
  gsize size, capacity;
  guint64 max;
} Block;

typedef struct {
  GInputStream *input;
  GCancellable *cancellable;
  guint64 offset; /* octets read so far */
  gboolean at_end;
  gsize start, end; /* of what is not used yet */
  guint8 chunk[CHUNK];
} Source;

/* ---- what is read ---------------------------------------------------------------------------- */

/* Adds to the chunk what one read gives. At the end of the input, nothing. */
static gboolean
source_fill (Source *source, GError **error)
{
  memmove (source->chunk, source->chunk + source->start, source->end - source->start);
  source->end -= source->start;
  source->start = 0;
  gssize n = g_input_stream_read (source->input, source->chunk + source->end, CHUNK - source->end,
                                  source->cancellable, error);
  if (n < 0) {
    g_prefix_error (error, "@0x%" G_GINT64_MODIFIER "x: ", source->offset);
    return FALSE;
  }
  source->at_end = n == 0;
  source->end += (gsize) n;
  source->offset += (gsize) n;
  return TRUE;
}

/* Has the chunk at least @size octets, or the input no more? */
static gboolean
source_want (Source *source, gsize size, GError **error)
{
  while (source->end - source->start < size && !source->at_end)
    if (!source_fill (source, error))
      return FALSE;
  return TRUE;
}

static gboolean
source_is_gzip (const Source *source)
{
  static const guint8 magic[] = { 0x1f, 0x8b };

  return source->end - source->start >= sizeof magic &&
         memcmp (source->chunk + source->start, magic, sizeof magic) == 0;
}

/* ---- what is kept ---------------------------------------------------------------------------- */

static gboolean
refuse_size (const Block *block, GError **error)
{
  g_autofree char *text = g_strdup_printf ("more than %" G_GUINT64_FORMAT
                                           " octets, unpacked, which is what the limits allow",
                                           block->max);

  return gvm_error_set (error, GVM_ERROR_LIMIT, NULL, NULL, text);
}

/* Makes room for at least one octet. */
static gboolean
block_grow (Block *block, GError **error)
{
  guint64 most = MIN (block->max, G_MAXSSIZE - 1) + 1;

  if (block->size > block->max || block->capacity == most)
    return refuse_size (block, error);
  gsize capacity = (gsize) MIN (most, MAX ((guint64) block->capacity * 2, FIRST_CAPACITY));
  guint8 *data = g_try_realloc (block->data, capacity);
  if (data == NULL)
    return refuse_size (block, error);
  block->data = data;
  block->capacity = capacity;
  return TRUE;
}

static gboolean
block_append (Block *block, const guint8 *data, gsize size, GError **error)
{
  while (block->capacity - block->size < size)
    if (!block_grow (block, error))
      return FALSE;
  memcpy (block->data + block->size, data, size);
  block->size += size;
  return TRUE;
}

/* ---- plain ----------------------------------------------------------------------------------- */

static gboolean
copy (Source *source, Block *block, GError **error)
{
  while (!source->at_end || source->end > source->start) {
    if (!block_append (block, source->chunk + source->start, source->end - source->start, error))
      return FALSE;
    source->start = source->end;
    if (!source->at_end && !source_fill (source, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- packed ---------------------------------------------------------------------------------- */

/* One step of the decompressor. It may ask for more room or more input instead. */
static gboolean
unpack_some (GConverter *zlib, Source *source, Block *block, gboolean *ret_finished, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gsize used = 0, made = 0;
  GConverterResult result = g_converter_convert (
      zlib, source->chunk + source->start, source->end - source->start, block->data + block->size,
      block->capacity - block->size,
      source->at_end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS, &used, &made, &problem);

  source->start += used;
  block->size += made;
  *ret_finished = result == G_CONVERTER_FINISHED;
  if (result != G_CONVERTER_ERROR)
    return TRUE;
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return block_grow (block, error);
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) && !source->at_end)
    return source_fill (source, error);
  g_propagate_prefixed_error (error, g_steal_pointer (&problem), "@0x%" G_GINT64_MODIFIER "x: ",
                              source->offset - (source->end - source->start));
  return FALSE;
}

/* Unpacks up to the end of a member. */
static gboolean
unpack_member (GConverter *zlib, Source *source, Block *block, GError **error)
{
  for (gboolean finished = FALSE; !finished;) {
    if (g_cancellable_set_error_if_cancelled (source->cancellable, error))
      return FALSE;
    if (block->size == block->capacity && !block_grow (block, error))
      return FALSE;
    if (!source_want (source, 1, error) || !unpack_some (zlib, source, block, &finished, error))
      return FALSE;
  }
  return TRUE;
}

/* A file may have several members; what they unpack to follows one another. */
static gboolean
unpack (Source *source, Block *block, GError **error)
{
  g_autoptr (GConverter) zlib =
      G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));

  do {
    g_converter_reset (zlib);
    if (!unpack_member (zlib, source, block, error) || !source_want (source, 2, error))
      return FALSE;
  } while (source_is_gzip (source));
  if (source->end == source->start)
    return TRUE;
  guint64 offset = source->offset - (source->end - source->start);
  return gvm_error_set (error, GVM_ERROR_TRAILING, NULL, &offset,
                        "octets that are not packed, behind those that are");
}

/* ---- both ------------------------------------------------------------------------------------ */

static gboolean
read_block (Source *source, Block *block, GError **error)
{
  if (!source_want (source, 2, error))
    return FALSE;
  gboolean sound =
      source_is_gzip (source) ? unpack (source, block, error) : copy (source, block, error);
  return sound && (block->size <= block->max || refuse_size (block, error));
}

GBytes *
gvmi_transport_read (GInputStream *input, const GvmLimits *limits, GCancellable *cancellable,
                     GError **error)
{
  Block block = { .max = gvmi_limits_or_default (limits)->max_bytes };
  g_autofree Source *source = g_new (Source, 1);

  source->input = input;
  source->cancellable = cancellable;
  source->offset = 0;
  source->at_end = FALSE;
  source->start = source->end = 0;
  if (read_block (source, &block, error))
    return g_bytes_new_take (block.data, block.size);
  g_free (block.data);
  return NULL;
}

GvmStream *
gvm_stream_new_from_input_stream (GInputStream *input, const GvmLimits *limits,
                                  GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_INPUT_STREAM (input), NULL);

  g_autoptr (GBytes) bytes = gvmi_transport_read (input, limits, cancellable, error);
  return bytes != NULL ? gvm_stream_new_from_bytes (bytes, limits, error) : NULL;
}

GvmStream *
gvm_stream_new_from_file (GFile *file, const GvmLimits *limits, GCancellable *cancellable,
                          GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  g_autoptr (GFileInputStream) input = g_file_read (file, cancellable, error);
  if (input == NULL)
    return NULL;
  return gvm_stream_new_from_input_stream (G_INPUT_STREAM (input), limits, cancellable, error);
}
