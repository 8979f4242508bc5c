/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The shape of a bitmap whose bits another member counts. The bits are moved by the codec of bitmaps of
 * constant size, of which each row makes the one that it needs.
 */
#include <gvmstate/bounded.h>
#include <gvmstate/buffer.h>

#include "engine/diff.h"
#include "engine/load.h"
#include "engine/scribe.h"
#include "stream/writer.h"

enum { WIRE_WORD = sizeof (guint64) };

typedef struct {
  GvmCodec codec;
  GvmBitmapParams params;
  gpointer words;
} Bitmap;

static guint64
count_wire_words (guint64 bits)
{
  return bits / 64 + (bits % 64 != 0);
}

/* @bits must be so few that their octets can be counted. */
static void
bitmap_init (Bitmap *bitmap, const GvmField *field, guint64 bits, gpointer words)
{
  gsize width = field->codec->c_size;

  bitmap->words = words;
  bitmap->params = (GvmBitmapParams) { .bits = (gsize) bits, .word = width };
  bitmap->codec = (GvmCodec) {
    .name = "bitmap",
    .c_size = (gsize) (bits / (8 * width) + (bits % (8 * width) != 0)) * width,
    .wire_size = (gsize) count_wire_words (bits) * WIRE_WORD,
    .params = &bitmap->params,
    .compare = gvm_bitmap_compare,
    .format = gvm_bitmap_format,
  };
}

/* The one of @self; without bits where it has no words. */
static void
bitmap_of (Bitmap *bitmap, const GvmField *field, gconstpointer self)
{
  gpointer words = *(gpointer const *) gvmi_field_get_member (field, self);

  bitmap_init (bitmap, field, words != NULL ? gvmi_field_get_count (field, self) : 0, words);
}

static guint64
get_most (const GvmField *field)
{
  return field->max != 0 ? field->max : G_MAXUINT64;
}

static gboolean
bitmap_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  guint64 bits = gvmi_field_get_count (field, self);
  Bitmap bitmap;

  if (bits > get_most (field))
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "%" G_GUINT64_FORMAT " bits, at most %" G_GUINT64_FORMAT, bits,
                            get_most (field));
  bitmap_of (&bitmap, field, self);
  if (bits > 0 && bitmap.words == NULL)
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT,
                            "NULL, and a count of %" G_GUINT64_FORMAT, bits);
  return bits == 0 || gvm_bitmap_encode (&bitmap.codec, writer, bitmap.words);
}

static gboolean
bitmap_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  guint64 bits = gvmi_field_get_count (field, self), start = gvm_reader_tell (reader);
  Bitmap bitmap;

  if (!gvmi_reader_check_count (reader, start, bits, get_most (field), 0) ||
      !gvmi_reader_check_count (reader, start, count_wire_words (bits), G_MAXUINT64, WIRE_WORD) ||
      !gvm_reader_charge (reader, (gsize) count_wire_words (bits) * WIRE_WORD))
    return FALSE;

  bitmap_init (&bitmap, field, bits, NULL);
  bitmap.words = g_malloc0 (bitmap.codec.c_size);
  if (bits > 0 && !gvm_bitmap_decode (&bitmap.codec, reader, bitmap.words)) {
    g_free (bitmap.words);
    return FALSE;
  }
  gvmi_load_replace (reader, field, gvmi_field_get_place (field, self), bitmap.words);
  return TRUE;
}

static gint
bitmap_compare (const GvmField *field, gconstpointer a, gconstpointer b)
{
  Bitmap x, y;

  bitmap_of (&x, field, a);
  bitmap_of (&y, field, b);
  if (x.params.bits != y.params.bits)
    return x.params.bits < y.params.bits ? -1 : 1;
  return x.params.bits > 0 ? gvm_bitmap_compare (&x.codec, x.words, y.words) : 0;
}

static gboolean
bitmap_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  return bitmap_compare (field, a, b) == 0;
}

static char *
format (const Bitmap *bitmap)
{
  return bitmap->params.bits > 0 ? gvm_bitmap_format (&bitmap->codec, bitmap->words)
                                 : g_strdup ("no bits");
}

static void
bitmap_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  Bitmap x, y;

  if (bitmap_compare (field, a, b) == 0)
    return;
  bitmap_of (&x, field, a);
  bitmap_of (&y, field, b);
  gvmi_diff_add (diff, format (&x), format (&y));
}

static void
bitmap_describe (const GvmField *field, GvmiScribe *scribe, gconstpointer self)
{
  gvmi_scribe_bits (scribe, field, gvmi_field_get_count (field, self));
}

static void
bitmap_type (const GvmField *field, GvmiScribe *scribe)
{
  gvmi_scribe_counted (scribe, field, "{\"bitmap\": ");
}

static void
bitmap_dispose (G_GNUC_UNUSED const GvmField *field, gpointer member,
                G_GNUC_UNUSED GvmiDisposal how)
{
  g_clear_pointer ((gpointer *) member, g_free);
}

static const char *
bitmap_examine (const GvmField *field, G_GNUC_UNUSED const GvmiFacts *element,
                G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  if (field->size != sizeof (gpointer) || field->count_size == 0)
    return "the member is no pointer, or nothing counts it";
  if (field->codec->kind != GVM_KIND_UNSIGNED || field->codec->params != NULL ||
      (field->codec->c_size != 4 && field->codec->c_size != 8))
    return "words of a bitmap that are not 4 or 8 octets, unsigned";
  ret_facts->owns = TRUE;
  ret_facts->has_order = TRUE;
  return NULL;
}

const GvmShape gvm_shape_bitmap_counted = {
  .name = "bitmap",
  .save = bitmap_save,
  .load = bitmap_load,
  .equal = bitmap_equal,
  .diff = bitmap_diff,
  .describe = bitmap_describe,
  .type = bitmap_type,
  .compare = bitmap_compare,
  .dispose = bitmap_dispose,
  .examine = bitmap_examine,
  .measure = gvmi_measure_pointers,
  .owns = TRUE,
};
