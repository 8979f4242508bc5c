/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All codecs of single values: how a random one is made, and how it is written down.
 */
#include "property/model.h"

#include <string.h>

/* ---- numbers -------------------------------------------------------------------------------------- */

void
number_put (gpointer value, gsize size, guint64 number)
{
  switch (size) {
  case 1:
    *(guint8 *) value = (guint8) number;
    break;
  case 2:
    *(guint16 *) value = (guint16) number;
    break;
  case 4:
    *(guint32 *) value = (guint32) number;
    break;
  default:
    *(guint64 *) value = number;
    break;
  }
}

guint64
number_get (gconstpointer value, gsize size)
{
  switch (size) {
  case 1:
    return *(const guint8 *) value;
  case 2:
    return *(const guint16 *) value;
  case 4:
    return *(const guint32 *) value;
  default:
    return *(const guint64 *) value;
  }
}

/* Few ones, extremes, any. */
static void
fill_number (const GvmCodec *codec, Dice *dice, gpointer value, G_GNUC_UNUSED gboolean is_key)
{
  static const guint64 extremes[] = {
    G_MAXUINT64, 1ull << 63, G_MAXINT64, 0x80, 0x7fff, 0x80000000
  };
  guint64 number = dice_next (dice);

  switch (dice_below (dice, 3)) {
  case 0:
    number &= 7;
    break;
  case 1:
    number = extremes[dice_below (dice, G_N_ELEMENTS (extremes))];
    break;
  default:
    break;
  }
  number_put (value, codec->c_size, number);
}

static void
print_number (const GvmCodec *codec, GString *json, gconstpointer value)
{
  guint64 number = number_get (value, codec->c_size);
  guint unused = (guint) (64 - 8 * codec->c_size);

  if (codec->kind == GVM_KIND_UNSIGNED)
    g_string_append_printf (json, "%" G_GUINT64_FORMAT, number);
  else
    g_string_append_printf (json, "%" G_GINT64_FORMAT, (gint64) (number << unused) >> unused);
}

static void
fill_bool (const GvmCodec *codec, Dice *dice, gpointer value, G_GNUC_UNUSED gboolean is_key)
{
  number_put (value, codec->c_size, dice_below (dice, 2));
}

static void
print_bool (const GvmCodec *codec, GString *json, gconstpointer value)
{
  g_string_append (json, number_get (value, codec->c_size) != 0 ? "true" : "false");
}

static void
print_float (const GvmCodec *codec, GString *json, gconstpointer value)
{
  g_string_append_printf (json, "\"%0*" G_GINT64_MODIFIER "x\"", (int) (2 * codec->c_size),
                          number_get (value, codec->c_size));
}

static void
fill_bounded (const GvmCodec *codec, Dice *dice, gpointer value, G_GNUC_UNUSED gboolean is_key)
{
  const GvmBounds *bounds = codec->params;
  guint64 number = bounds->values != NULL
                       ? bounds->values[dice_below (dice, (guint) bounds->n_values)]
                       : bounds->min + dice_below (dice, (guint) (bounds->max - bounds->min + 1));

  number_put (value, codec->c_size, number);
}

/* ---- bitmaps -------------------------------------------------------------------------------------- */

static gboolean
get_bit (const GvmBitmapParams *map, const guint8 *words, gsize bit)
{
  gsize word = bit / (8 * map->word) * map->word;

  return number_get (words + word, map->word) >> bit % (8 * map->word) & 1;
}

static void
fill_bitmap (const GvmCodec *codec, Dice *dice, gpointer value, G_GNUC_UNUSED gboolean is_key)
{
  const GvmBitmapParams *map = codec->params;

  for (gsize bit = 0; bit < map->bits; bit++)
    if (dice_one_in (dice, 4)) {
      guint8 *word = (guint8 *) value + bit / (8 * map->word) * map->word;

      number_put (word, map->word, number_get (word, map->word) | 1ull << bit % (8 * map->word));
    }
}

static void
print_bitmap (const GvmCodec *codec, GString *json, gconstpointer value)
{
  const GvmBitmapParams *map = codec->params;
  const char *comma = "";

  g_string_append_c (json, '[');
  for (gsize bit = 0; bit < map->bits; bit++)
    if (get_bit (map, value, bit)) {
      g_string_append_printf (json, "%s%" G_GSIZE_FORMAT, comma, bit);
      comma = ",";
    }
  g_string_append_c (json, ']');
}

/* ---- text and octets ------------------------------------------------------------------------------- */

enum { MOST_OCTETS = 8 };

static char *
random_text (Dice *dice)
{
  static const char *const letters[] = { "a", "b", "0", "\x05", "/", "é", "€", "𐍈" };
  char *text = g_malloc0 (MOST_OCTETS + 1);

  for (guint i = dice_below (dice, 6), end = 0; i > 0; i--) {
    const char *letter = letters[dice_below (dice, G_N_ELEMENTS (letters))];

    if (end + strlen (letter) > MOST_OCTETS)
      break;
    memcpy (text + end, letter, strlen (letter));
    end += (guint) strlen (letter);
  }
  return text;
}

static gboolean
is_null (Dice *dice, gboolean is_key)
{
  return dice_one_in (dice, 6) && !is_key;
}

static void
fill_text (G_GNUC_UNUSED const GvmCodec *codec, Dice *dice, gpointer value, gboolean is_key)
{
  *(char **) value = is_null (dice, is_key) ? NULL : random_text (dice);
}

static void
fill_filename (G_GNUC_UNUSED const GvmCodec *codec, Dice *dice, gpointer value, gboolean is_key)
{
  if (is_null (dice, is_key))
    return;

  guint size = dice_below (dice, MOST_OCTETS);
  char *name = g_malloc0 (size + 1);
  for (guint i = 0; i < size; i++)
    name[i] = (char) (1 + dice_below (dice, 255));
  *(char **) value = name;
}

static void
fill_gstring (G_GNUC_UNUSED const GvmCodec *codec, Dice *dice, gpointer value, gboolean is_key)
{
  g_autofree char *text = random_text (dice);

  *(GString **) value = is_null (dice, is_key) ? NULL : g_string_new (text);
}

static void
fill_strv (G_GNUC_UNUSED const GvmCodec *codec, Dice *dice, gpointer value, gboolean is_key)
{
  if (is_null (dice, is_key))
    return;

  guint n = dice_below (dice, 4);
  char **texts = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    texts[i] = random_text (dice);
  *(char ***) value = texts;
}

static GByteArray *
random_octets (Dice *dice)
{
  guint n = dice_below (dice, MOST_OCTETS);
  GByteArray *array = g_byte_array_new ();

  g_byte_array_set_size (array, n);
  for (guint i = 0; i < n; i++)
    array->data[i] = (guint8) dice_next (dice);
  return array;
}

static void
fill_bytes (G_GNUC_UNUSED const GvmCodec *codec, Dice *dice, gpointer value, gboolean is_key)
{
  if (!is_null (dice, is_key))
    *(GBytes **) value = g_byte_array_free_to_bytes (random_octets (dice));
}

static void
fill_byte_array (G_GNUC_UNUSED const GvmCodec *codec, Dice *dice, gpointer value, gboolean is_key)
{
  if (!is_null (dice, is_key))
    *(GByteArray **) value = random_octets (dice);
}

static void
print_hex (GString *json, gconstpointer octets, gsize size)
{
  g_string_append_c (json, '"');
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (json, "%02x", ((const guint8 *) octets)[i]);
  g_string_append_c (json, '"');
}

static void
print_quoted (GString *json, const char *text)
{
  if (text == NULL) {
    g_string_append (json, "null");
    return;
  }
  g_string_append_c (json, '"');
  for (; *text != '\0'; text++)
    g_string_append_printf (json, (guchar) *text < 0x20 ? "\\u%04x" : "%c", *text);
  g_string_append_c (json, '"');
}

static void
print_text (G_GNUC_UNUSED const GvmCodec *codec, GString *json, gconstpointer value)
{
  print_quoted (json, *(const char *const *) value);
}

static void
print_gstring (G_GNUC_UNUSED const GvmCodec *codec, GString *json, gconstpointer value)
{
  const GString *string = *(const GString *const *) value;

  print_quoted (json, string != NULL ? string->str : NULL);
}

static void
print_filename (G_GNUC_UNUSED const GvmCodec *codec, GString *json, gconstpointer value)
{
  const char *name = *(const char *const *) value;

  if (name == NULL)
    g_string_append (json, "null");
  else
    print_hex (json, name, strlen (name));
}

static void
print_strv (G_GNUC_UNUSED const GvmCodec *codec, GString *json, gconstpointer value)
{
  const char *const *texts = *(const char *const *const *) value;

  if (texts == NULL) {
    g_string_append (json, "null");
    return;
  }
  g_string_append_c (json, '[');
  for (gsize i = 0; texts[i] != NULL; i++) {
    g_string_append (json, i > 0 ? "," : "");
    print_quoted (json, texts[i]);
  }
  g_string_append_c (json, ']');
}

static void
print_bytes (G_GNUC_UNUSED const GvmCodec *codec, GString *json, gconstpointer value)
{
  GBytes *bytes = *(GBytes *const *) value;

  if (bytes == NULL)
    g_string_append (json, "null");
  else
    print_hex (json, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
print_byte_array (G_GNUC_UNUSED const GvmCodec *codec, GString *json, gconstpointer value)
{
  const GByteArray *array = *(const GByteArray *const *) value;

  if (array == NULL)
    g_string_append (json, "null");
  else
    print_hex (json, array->data, array->len);
}

/* ---- GVariant --------------------------------------------------------------------------------------- */

static GVariant *
random_variant (Dice *dice)
{
  g_autofree char *text = random_text (dice);
  guint number = (guint) dice_next (dice);

  switch (dice_below (dice, 5)) {
  case 0:
    return g_variant_new_uint32 (number);
  case 1:
    return g_variant_new_string (text);
  case 2:
    return g_variant_new ("(nsx)", number & 0x7f, text, (gint64) dice_next (dice));
  case 3:
    return g_variant_new_parsed ("{'k': <%u>, 'l': <%s>}", number, text);
  default:
    return g_variant_new_parsed ("[(%u, true), (1, false)]", number);
  }
}

static void
fill_variant (G_GNUC_UNUSED const GvmCodec *codec, Dice *dice, gpointer value, gboolean is_key)
{
  if (!is_null (dice, is_key))
    *(GVariant **) value = g_variant_ref_sink (random_variant (dice));
}

static void
print_variant (G_GNUC_UNUSED const GvmCodec *codec, GString *json, gconstpointer value)
{
  GVariant *variant = *(GVariant *const *) value;

  if (variant == NULL) {
    g_string_append (json, "null");
    return;
  }
  g_autoptr (GVariant) big = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_get_normal_form (variant)
                                                          : g_variant_byteswap (variant);
  g_string_append_printf (json, "{\"type\":\"%s\",\"data\":", g_variant_get_type_string (variant));
  print_hex (json, g_variant_get_data (big), g_variant_get_size (big));
  g_string_append_c (json, '}');
}

/* ---- all of them ------------------------------------------------------------------------------------- */

typedef enum { COLD, WARM, HOT } Heat;

static GVM_DEFINE_BOUNDED (from_1_to_64, gvm_u32, .min = 1, .max = 64);
static GVM_DEFINE_BOUNDED (negative, gvm_i16, .min = (guint64) -10, .max = (guint64) -2);
static GVM_DEFINE_ONE_OF (powers, gvm_u8, 0, 1, 2, 4);
static GVM_DEFINE_ENUM (heat, Heat, .min = COLD, .max = HOT);
static GVM_DEFINE_BITMAP (map_33, gulong, 33);
static GVM_DEFINE_BITMAP (map_64, guint64, 64);
static GVM_DEFINE_BITMAP (map_70, guint32, 70);
static GVM_DEFINE_STRING (brief, .max = MOST_OCTETS);

#define NUMBER(type)                                                                               \
  {                                                                                                \
#type, &gvm_##type, "\"" #type "\"", fill_number, print_number                                 \
  }

const Plain plains[] = {
  NUMBER (u8),
  NUMBER (u16),
  NUMBER (u32),
  NUMBER (u64),
  NUMBER (i8),
  NUMBER (i16),
  NUMBER (i32),
  NUMBER (i64),
  NUMBER (timer),
  { "bool", &gvm_bool, "\"bool\"", fill_bool, print_bool },
  { "gboolean", &gvm_gboolean, "\"bool\"", fill_bool, print_bool },
  { "float", &gvm_float, "\"float\"", fill_number, print_float },
  { "double", &gvm_double, "\"double\"", fill_number, print_float },
  { "bounded", &from_1_to_64, "{\"bounded\":\"u32\",\"min\":1,\"max\":64}", fill_bounded,
    print_number },
  { "bounded, signed", &negative, "{\"bounded\":\"i16\",\"min\":-10,\"max\":-2}", fill_bounded,
    print_number },
  { "one of", &powers, "{\"bounded\":\"u8\",\"values\":[0,1,2,4]}", fill_bounded, print_number },
  { "enum", &heat, "{\"bounded\":\"u32\",\"min\":0,\"max\":2}", fill_bounded, print_number },
  { "bitmap of gulong", &map_33, "{\"bitmap\":33}", fill_bitmap, print_bitmap },
  { "bitmap of guint64", &map_64, "{\"bitmap\":64}", fill_bitmap, print_bitmap },
  { "bitmap of guint32", &map_70, "{\"bitmap\":70}", fill_bitmap, print_bitmap },
  { "string", &gvm_string, "\"string\"", fill_text, print_text },
  { "string, bounded", &brief, "{\"string\":8}", fill_text, print_text },
  { "gstring", &gvm_gstring, "\"string\"", fill_gstring, print_gstring },
  { "filename", &gvm_filename, "\"filename\"", fill_filename, print_filename },
  { "strv", &gvm_strv, "\"strv\"", fill_strv, print_strv },
  { "bytes", &gvm_bytes, "\"bytes\"", fill_bytes, print_bytes },
  { "byte_array", &gvm_byte_array, "\"GByteArray\"", fill_byte_array, print_byte_array },
  { "variant", &gvm_variant, "\"variant\"", fill_variant, print_variant },
};
const gsize n_plains = G_N_ELEMENTS (plains);

const Plain *
plain_find (const char *name)
{
  for (gsize i = 0; i < n_plains; i++)
    if (strcmp (plains[i].name, name) == 0)
      return &plains[i];
  g_error ("no codec %s", name);
}

gboolean
plain_is_integer (const Plain *plain)
{
  return plain->codec->kind == GVM_KIND_UNSIGNED || plain->codec->kind == GVM_KIND_SIGNED;
}
