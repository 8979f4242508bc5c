/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bitmaps. The wire knows words of 64 bits alone, memory may have others; all else is said in the former.
 */
#include <gvmstate/bounded.h>

static gsize
count_words (const GvmBitmapParams *params)
{
  return GVM_BITMAP_WORDS (guint64, params->bits);
}

/* Returns: the bits of word @index that there are. */
static guint64
get_mask (const GvmBitmapParams *params, gsize index)
{
  gsize rest = params->bits - index * 64;

  return rest < 64 ? (G_GUINT64_CONSTANT (1) << rest) - 1 : G_MAXUINT64;
}

/* Returns: the 32-bit word @index of memory; 0 behind the last. */
static guint32
get_half (const GvmCodec *codec, gconstpointer value, gsize index)
{
  return index < codec->c_size / 4 ? ((const guint32 *) value)[index] : 0;
}

/* Returns: word @index, without what is above the last bit. */
static guint64
get_word (const GvmCodec *codec, gconstpointer value, gsize index)
{
  const GvmBitmapParams *params = codec->params;
  guint64 word = params->word == 8 ? ((const guint64 *) value)[index]
                                   : (guint64) get_half (codec, value, 2 * index + 1) << 32 |
                                         get_half (codec, value, 2 * index);

  return word & get_mask (params, index);
}

static void
set_word (const GvmCodec *codec, gpointer value, gsize index, guint64 word)
{
  const GvmBitmapParams *params = codec->params;

  if (params->word == 8) {
    ((guint64 *) value)[index] = word;
    return;
  }
  ((guint32 *) value)[2 * index] = (guint32) word;
  if (2 * index + 1 < codec->c_size / 4)
    ((guint32 *) value)[2 * index + 1] = (guint32) (word >> 32);
}

gboolean
gvm_bitmap_encode (const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  for (gsize i = 0; i < count_words (codec->params); i++)
    if (!gvm_writer_u64 (writer, get_word (codec, value, i)))
      return FALSE;
  return TRUE;
}

gboolean
gvm_bitmap_decode (const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  const GvmBitmapParams *params = codec->params;
  guint64 start = gvm_reader_tell (reader);

  const guint8 *octets = gvm_reader_take (reader, codec->wire_size);

  if (octets == NULL)
    return FALSE;
  for (gsize i = 0; i < count_words (params); i++) {
    guint64 word;

    memcpy (&word, octets + i * sizeof word, sizeof word);
    word = GUINT64_FROM_BE (word);
    if ((word & ~get_mask (params, i)) != 0) {
      memset (value, 0, codec->c_size);
      return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                              "a bit above the last of %" G_GSIZE_FORMAT, params->bits);
    }
    set_word (codec, value, i, word);
  }
  return TRUE;
}

/* As the numbers that they are. */
gint
gvm_bitmap_compare (const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  for (gsize i = count_words (codec->params); i-- > 0;) {
    guint64 x = get_word (codec, a, i), y = get_word (codec, b, i);

    if (x != y)
      return x < y ? -1 : 1;
  }
  return 0;
}

char *
gvm_bitmap_format (const GvmCodec *codec, gconstpointer value)
{
  GString *text = g_string_new ("0x");

  for (gsize i = count_words (codec->params); i-- > 0;)
    g_string_append_printf (text, "%016" G_GINT64_MODIFIER "x", get_word (codec, value, i));
  return g_string_free (text, FALSE);
}

/* QEMU's description of a bitmap does not tell how many bits there are. */
char *
gvm_bitmap_describe (const GvmCodec *codec)
{
  const GvmBitmapParams *params = codec->params;

  return g_strdup_printf ("{\"bitmap\": %" G_GSIZE_FORMAT "}", params->bits);
}
