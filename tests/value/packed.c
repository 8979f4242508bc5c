/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Packed rows inside of elements, and elements that are made when they are asked for.
 */
#include "support/stream.h"

typedef struct {
  guint32 first_irq, num;
} Msi;

typedef struct {
  guint16 id;
  guint32 line[3];
  gint16 wide[4];
} Part;

typedef struct {
  GArray *parts;
  GHashTable *counted, *marked, *both, *packed, *texts;
} State;

static const gint16 blank = -1;

GVM_FIELDS (msi_fields, Msi) = { GVM_FIELD (Msi, first_irq, gvm_u32),
                                 GVM_FIELD (Msi, num, gvm_u32) };
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);

GVM_FIELDS (part_fields, Part) = {
  GVM_FIELD (Part, id, gvm_u16, .packing = GVM_PACKING_VARINT),
  GVM_ARRAY (Part, line, gvm_u32, .packing = GVM_PACKING_DELTA),
  GVM_ARRAY (Part, wide, gvm_i16, GVM_SPARSE (gvm_i16, blank)),
};
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);

enum { MAX = 2000000 };

GVM_FIELDS (state_fields, State) = {
  GVM_GARRAY (State, parts, part_desc),
  GVM_HASH (State, counted, gvm_u32, msi_desc, .max = MAX),
  GVM_HASH (State, marked, gvm_u32, msi_desc, .max = MAX, .framing = GVM_FRAMING_MARKED),
  GVM_HASH (State, both, gvm_u32, msi_desc, .max = MAX, .framing = GVM_FRAMING_COUNTED_MARKED),
  GVM_HASH (State, packed, gvm_u32, msi_desc, .max = MAX, .packing = GVM_PACKING_DELTA),
  GVM_HASH (State, texts, gvm_string, gvm_u16, .packing = GVM_PACKING_VARINT),
};
GVM_DEFINE_STATIC_DESC (state_desc, State, "state", 1, 1, state_fields);

static GHashTable *
table_of (guint n)
{
  GHashTable *table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);

  for (guint i = 0; i < n; i++) {
    guint32 key = i * 256;
    Msi msi = { 4 * i, 3 };
    g_hash_table_insert (table, g_memdup2 (&key, sizeof key), g_memdup2 (&msi, sizeof msi));
  }
  return table;
}

/* With @counted entries in one table, and @n in each other. */
static GvmStream *
stream_of_tables (guint counted, guint n)
{
  static const Part parts[] = { { 300, { 7, 7, 9 }, { -1, 5, -1, -1 } },
                                { 1, { 0, 1, 0 }, { -1, -1, -1, -1 } } };
  guint16 number = 600;
  State state = { g_array_new (FALSE, FALSE, sizeof (Part)),
                  table_of (counted),
                  table_of (n),
                  table_of (n),
                  table_of (n),
                  g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  g_autoptr (GError) error = NULL;

  g_array_append_vals (state.parts, parts, G_N_ELEMENTS (parts));
  g_hash_table_insert (state.texts, g_strdup ("one"), g_memdup2 (&number, sizeof number));
  g_autoptr (GBytes) bytes = gvm_save_to_bytes (&state_desc, &state, NULL, &error);
  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "no error");
  gvm_state_clear (&state_desc, &state);
  GvmStream *stream = gvm_stream_new_from_bytes (bytes, NULL, &error);
  ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "no error");
  return stream;
}

static GvmStream *
stream_of (guint n)
{
  return stream_of_tables (n, n);
}

static GvmValue *
look_up (const GvmStream *stream, const char *path)
{
  g_autoptr (GError) error = NULL;
  GvmValue *value = gvm_stream_lookup (stream, path, &error);

  ck_assert_msg (value != NULL, "%s", error != NULL ? error->message : "no error");
  return value;
}

static guint64
number_at (const GvmStream *stream, const char *path)
{
  g_autoptr (GvmValue) value = look_up (stream, path);

  return gvm_value_get_bits (value);
}

static void
expect_the_same_octets (const GvmStream *stream)
{
  const GvmSection *section = gvm_stream_get_section (stream, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) root = gvm_section_decode (section, &error);
  ck_assert_msg (root != NULL, "%s", error != NULL ? error->message : "no error");
  g_autoptr (GBytes) was = gvm_section_get_payload (section), is = gvm_value_get_bytes (root);

  ck_assert (g_bytes_equal (was, is));
}

START_TEST (packed_rows_of_elements_are_values)
{
  g_autoptr (GvmStream) stream = stream_of (2);
  g_autoptr (GvmValue) parts = look_up (stream, "state/parts"),
                       texts = look_up (stream, "state/texts");
  g_autofree char *json = gvm_value_to_json (parts, G_MAXUINT);
  g_autofree char *text = gvm_value_to_json (texts, G_MAXUINT);

  ck_assert_str_eq (json, "[{\"id\": 300, \"line\": [7, 7, 9], \"wide\": [-1, 5, -1, -1]}, "
                          "{\"id\": 1, \"line\": [0, 1, 0], \"wide\": [-1, -1, -1, -1]}]");
  ck_assert_str_eq (text, "[{\"key\": \"one\", \"value\": 600}]");
  expect_the_same_octets (stream);
}
END_TEST

START_TEST (entries_of_one_size_are_where_they_are)
{
  static const char *const tables[] = { "counted", "marked", "both" };
  g_autoptr (GvmStream) stream = stream_of (5);
  g_autoptr (GBytes) bytes = gvm_stream_get_bytes (stream);

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; i < 5; i++) {
      g_autofree char *path = g_strdup_printf ("state/%s[%u]/value", tables[t], i);
      g_autoptr (GvmValue) value = look_up (stream, path);
      const guint8 wanted[] = { 0, 0, 0, (guint8) (4 * i), 0, 0, 0, 3 };
      ck_assert_uint_eq (gvm_value_get_size (value), sizeof wanted);
      const guint8 *octets = g_bytes_get_data (bytes, NULL);
      ck_assert_mem_eq (octets + gvm_value_get_offset (value), wanted, sizeof wanted);
    }
}
END_TEST

/* The stream with that change, and the octets of it that differ. */
static GvmStream *
changed (GvmStream *stream, const char *path, const char *text, GArray *places)
{
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  g_autoptr (GError) error = NULL;

  ck_assert_msg (gvm_edit_set_text (edit, path, text, GVM_EDIT_NONE, &error), "%s",
                 error != NULL ? error->message : "no error");
  g_autoptr (GBytes) bytes = gvm_edit_to_bytes (edit, &error);
  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "no error");
  GvmStream *other = gvm_stream_new_from_bytes (bytes, NULL, &error);
  ck_assert_msg (other != NULL, "%s", error != NULL ? error->message : "no error");
  const GvmSection *section = gvm_stream_get_section (stream, 0);
  g_autoptr (GBytes) was = gvm_section_get_payload (section);
  g_autoptr (GBytes) is = gvm_section_get_payload (gvm_stream_get_section (other, 0));
  const guint8 *a = g_bytes_get_data (was, NULL), *b = g_bytes_get_data (is, NULL);
  for (gsize i = 0; i < g_bytes_get_size (was); i++) {
    guint64 place = gvm_section_get_payload_offset (section) + i;
    if (a[i] != b[i])
      g_array_append_val (places, place);
  }
  return other;
}

START_TEST (a_change_in_an_entry_of_one_size_is_its_octets_alone)
{
  static const char *const tables[] = { "counted", "marked", "both" };
  g_autoptr (GvmStream) stream = stream_of (5);

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++) {
    g_autofree char *path = g_strdup_printf ("state/%s{0x200}/num", tables[t]);
    g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_autoptr (GvmStream) other = changed (stream, path, "200", places);
    g_autoptr (GvmValue) num = look_up (stream, path);
    ck_assert_uint_eq (number_at (other, path), 200);
    ck_assert_uint_eq (places->len, 1);
    ck_assert_uint_eq (g_array_index (places, guint64, 0), gvm_value_get_offset (num) + 3);
  }
}
END_TEST

START_TEST (a_change_in_a_packed_row_is_packed)
{
  g_autoptr (GvmStream) stream = stream_of (5);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GvmStream) other = changed (stream, "state/packed{0x200}/num", "2", places);

  ck_assert_uint_eq (places->len, 2); /* its difference, and that of the next */
  ck_assert_uint_eq (number_at (other, "state/packed{0x200}/num"), 2);
  ck_assert_uint_eq (number_at (other, "state/packed{0x300}/num"), 3);
  expect_the_same_octets (other);
}
END_TEST

START_TEST (a_packed_row_keeps_its_size_and_its_order)
{
  static const struct {
    const char *path, *text;
  } cases[] = { { "state/packed{0x200}/num", "70000" },
                { "state/packed[1]/key", "0x300" },
                { "state/packed[1]/key", "0x101" },
                { "state/packed[1]/key", "0x200" }, /* a key twice takes as many octets */
                { "state/parts[0]/id", "1" },
                { "state/parts[0]/line", "[7, 7, 700]" },
                { "state/parts[1]/wide[0]", "9" },
                { "state/parts[0]", "{\"id\": 1}" },
                { "state", "{\"texts\": [{\"key\": \"one\", \"value\": 6}]}" } };
  g_autoptr (GvmStream) stream = stream_of (5);
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    ck_assert_msg (!gvm_edit_set_text (edit, cases[i].path, cases[i].text, GVM_EDIT_NONE, &error),
                   "%s", cases[i].path);
    ck_assert_int_eq (error->code, GVM_ERROR_RANGE);
  }
  g_autoptr (GBytes) was = gvm_stream_get_bytes (stream), is = gvm_edit_to_bytes (edit, NULL);
  ck_assert (g_bytes_equal (was, is));
}
END_TEST

START_TEST (octets_around_a_packed_row_may_change_and_its_own_may_not)
{
  g_autoptr (GvmStream) stream = stream_of (5);
  g_autoptr (GvmValue) root = look_up (stream, "state");
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (root);
  gsize size = g_bytes_get_size (bytes), of_counted = 0, of_packed = 0;
  g_autoptr (GvmValue) num = look_up (stream, "state/counted[0]/value/num");
  g_autoptr (GvmValue) packed = look_up (stream, "state/packed");

  of_counted = (gsize) (gvm_value_get_offset (num) - gvm_value_get_offset (root));
  of_packed = (gsize) (gvm_value_get_offset (packed) - gvm_value_get_offset (root));
  for (gsize i = 0; i < 2; i++) {
    g_autofree guint8 *octets = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
    octets[i == 0 ? of_counted : of_packed + 5] ^= 1;
    g_autoptr (GBytes) other = g_bytes_new (octets, size);
    g_autoptr (GError) error = NULL;
    g_autoptr (GvmValue) value = gvm_value_with_bytes (root, other, &error);
    ck_assert_int_eq (value != NULL, i == 0);
    if (i == 1)
      ck_assert_int_eq (error->code, GVM_ERROR_RANGE);
  }
}
END_TEST

/* 12 octets an entry, and more than a hundred a value if each had one. */
START_TEST (a_million_entries_are_within_the_default_budget)
{
  enum { N = 1000000 };
  g_autoptr (GvmStream) stream = stream_of_tables (N, 1);

  ck_assert_uint_eq (number_at (stream, "state/counted[999999]/value/first_irq"), 4 * (N - 1));
  expect_the_same_octets (stream);
}
END_TEST

/* ---- hostile --------------------------------------------------------------------------------- */

/* A stream of one field, which says of itself what it likes. */
static void
expect_field (const char *gvm, const char *hex, GvmError code)
{
  g_autoptr (GByteArray) octets = g_byte_array_new (), payload = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  for (const char *at = hex; *at != '\0'; at += 2)
    put_u8 (payload, "octet",
            (guint8) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1])));
  g_autofree char *json = g_strdup_printf (
      "{\"page_size\": 4096, \"devices\": [{\"name\": \"a\", \"instance_id\": 0, \"vmsd_name\": \"a\", "
      "\"version\": 1, \"fields\": [{\"name\": \"x\", \"type\": \"packed\", %s, \"size\": %u}]}]}",
      gvm, payload->len);
  put_header (octets);
  put_section (octets, GVM_SECTION_FULL, 1, "a", 0, 1);
  put_bytes (octets, "x", payload->data, payload->len);
  put_footer (octets, 1);
  put_eof (octets);
  put_description (octets, json);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  g_autoptr (GvmValue) root = gvm_section_decode (gvm_stream_get_section (stream, 0), &error);
  if (code == 0) {
    ck_assert_msg (root != NULL, "%s: %s", gvm, error != NULL ? error->message : "no error");
    expect_the_same_octets (stream);
    return;
  }
  ck_assert_msg (root == NULL, "%s", gvm);
  ck_assert_msg (error->code == (int) code, "%s: %s", gvm, error->message);
}

START_TEST (few_octets_do_not_become_many)
{
  expect_field ("\"gvm\": {\"list\": \"uint64\"}, \"packing\": \"sparse\", \"blank\": "
                "\"0000000000000000\"",
                "ffffffff00", GVM_ERROR_LIMIT);
  expect_field ("\"gvm\": {\"array\": \"uint64\", \"length\": 9000000000000000000}, \"packing\": "
                "\"sparse\", \"blank\": \"0000000000000000\"",
                "00", GVM_ERROR_LIMIT);
  expect_field ("\"gvm\": {\"array\": \"uint64\", \"length\": 9000000000000000000}, \"packing\": "
                "\"delta\"",
                "0001020304", GVM_ERROR_TRUNCATED);
  expect_field ("\"gvm\": {\"list\": \"uint16\"}, \"packing\": \"varint\"", "ffffffff00",
                GVM_ERROR_TRUNCATED);
}
END_TEST

/* Whatever of it is not known, the field is octets; nothing is endless or too large. */
START_TEST (descriptions_of_packed_rows_that_make_no_sense_are_octets)
{
  static const char *const fields[] = {
    "\"gvm\": \"uint32\", \"packing\": \"tight\"",
    "\"gvm\": \"uint32\", \"packing\": 1",
    "\"gvm\": \"uint32\", \"packing\": \"sparse\"",
    "\"gvm\": {\"array\": \"uint16\", \"length\": 2}, \"packing\": \"sparse\", \"blank\": \"00\"",
    "\"gvm\": {\"array\": \"uint16\", \"length\": 2}, \"packing\": \"sparse\", \"blank\": \"0g00\"",
    "\"gvm\": {\"array\": \"uint16\", \"length\": 2}, \"packing\": \"sparse\", \"blank\": 7",
    "\"gvm\": {\"list\": \"string\"}, \"packing\": \"sparse\", \"blank\": \"\"",
    "\"gvm\": {\"list\": {\"list\": \"uint8\"}}, \"packing\": \"varint\"",
    "\"gvm\": {\"list\": {\"struct\": {\"name\": \"e\", \"rows\": []}}}, \"packing\": \"varint\"",
    "\"gvm\": {\"list\": {\"struct\": {\"name\": \"e\", \"rows\": [{\"name\": \"a\", \"type\": "
    "\"uint8\", \"there\": \"80\"}]}}}, \"packing\": \"delta\"",
    "\"gvm\": {\"list\": {\"array\": \"uint32\", \"length\": 1000000000}}, \"packing\": \"delta\"",
    "\"gvm\": {\"list\": {\"array\": {\"array\": \"uint8\", \"length\": 0}, \"length\": "
    "1000000000}}, \"packing\": \"delta\"",
    "\"gvm\": {\"array\": {\"array\": \"uint16\", \"length\": 9000000000000000000}, \"length\": "
    "9000000000000000000}, \"packing\": \"delta\"",
    "\"gvm\": {\"pointer\": \"uint16\", \"nullable\": true}, \"packing\": \"varint\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    expect_field (fields[i], "0000000100", 0);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("value.packed", packed_rows_of_elements_are_values,
                    entries_of_one_size_are_where_they_are,
                    a_change_in_an_entry_of_one_size_is_its_octets_alone,
                    a_change_in_a_packed_row_is_packed, a_packed_row_keeps_its_size_and_its_order,
                    octets_around_a_packed_row_may_change_and_its_own_may_not,
                    a_million_entries_are_within_the_default_budget, few_octets_do_not_become_many,
                    descriptions_of_packed_rows_that_make_no_sense_are_octets);
}
