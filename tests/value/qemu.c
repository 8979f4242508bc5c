/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each value of the real streams, against what QEMU's own script reads there. It writes integers in
 * hexadecimal, negative ones with their value behind, octets as `00 11`, and what has inner structure as
 * objects and arrays.
 */
#include "support/stream.h"

#include <json-glib/json-glib.h>

static gsize n_compared;

static void compare (JsonNode *expected, const GvmValue *value, const char *path);

static char *
scalar_text (const GvmValue *value)
{
  int digits = (int) gvm_value_get_size (value) * 2;

  if (gvm_value_get_kind (value) == GVM_VALUE_UNSIGNED)
    return g_strdup_printf ("0x%0*" G_GINT64_MODIFIER "x", digits, gvm_value_get_unsigned (value));
  gint64 number = gvm_value_get_signed (value);
  guint64 bits = (guint64) number & (G_MAXUINT64 >> (64 - 4 * digits));
  return number < 0 ? g_strdup_printf ("0x%0*" G_GINT64_MODIFIER "x (%" G_GINT64_FORMAT ")", digits,
                                       bits, number)
                    : g_strdup_printf ("0x%0*" G_GINT64_MODIFIER "x", digits, bits);
}

static char *
octets_text (const GvmValue *value)
{
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (value);
  GString *text = g_string_new (NULL);
  gsize size;
  const guint8 *octets = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%s%02x", i > 0 ? " " : "", octets[i]);
  return g_string_free (text, FALSE);
}

static void
compare_struct (JsonNode *expected, const GvmValue *value, const char *path)
{
  ck_assert_msg (JSON_NODE_HOLDS_OBJECT (expected), "%s", path);
  JsonObject *object = json_node_get_object (expected);
  gsize n = gvm_value_get_n_children (value);

  ck_assert_msg (json_object_get_size (object) == n, "%s: %zu members, expected %u", path, n,
                 json_object_get_size (object));
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    g_autofree char *below = g_strdup_printf ("%s/%s", path, gvm_value_get_name (child));
    JsonNode *member = json_object_get_member (object, gvm_value_get_name (child));
    ck_assert_msg (member != NULL, "%s", below);
    compare (member, child, below);
  }
}

static void
compare_array (JsonNode *expected, const GvmValue *value, const char *path)
{
  ck_assert_msg (JSON_NODE_HOLDS_ARRAY (expected), "%s", path);
  JsonArray *array = json_node_get_array (expected);
  gsize n = gvm_value_get_n_children (value);

  ck_assert_msg (json_array_get_length (array) == n, "%s: %zu elements", path, n);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    compare (json_array_get_element (array, (guint) i), child, path);
  }
}

static void
compare_text (JsonNode *expected, const char *text, const char *path)
{
  n_compared++;
  ck_assert_msg (json_node_get_value_type (expected) == G_TYPE_STRING, "%s", path);
  ck_assert_msg (strcmp (json_node_get_string (expected), text) == 0, "%s: %s, expected %s", path,
                 text, json_node_get_string (expected));
}

static void
compare (JsonNode *expected, const GvmValue *value, const char *path)
{
  g_autofree char *text = NULL;

  switch (gvm_value_get_kind (value)) {
  case GVM_VALUE_STRUCT:
    /* The script does not know that a tmp has a table, */
    if (strcmp (gvm_value_get_type_name (value), "tmp") == 0) {
      text = octets_text (value);
      compare_text (expected, text, path);
      break;
    }
    compare_struct (expected, value, path);
    break;
  case GVM_VALUE_ARRAY:
    /* nor what is in a bitmap. */
    if (strcmp (gvm_value_get_type_name (value), "bitmap") == 0) {
      text = octets_text (value);
      compare_text (expected, text, path);
      break;
    }
    compare_array (expected, value, path);
    break;
  case GVM_VALUE_BOOL:
    n_compared++;
    ck_assert_msg (json_node_get_value_type (expected) == G_TYPE_BOOLEAN, "%s", path);
    ck_assert_int_eq (json_node_get_boolean (expected), gvm_value_get_bool (value));
    break;
  case GVM_VALUE_UNSIGNED:
  case GVM_VALUE_SIGNED:
    /* A type that the script does not know is octets to it. */
    text = strchr (json_node_get_string (expected), ' ') != NULL &&
                   !g_str_has_prefix (json_node_get_string (expected), "0x")
               ? octets_text (value)
               : scalar_text (value);
    compare_text (expected, text, path);
    break;
  default:
    text = octets_text (value);
    compare_text (expected, text, path);
  }
}

/* Compares all of a stream. Returns: how many sections it has compared. */
static guint
compare_stream (const char *name)
{
  g_autofree char *stream_name = g_strdup_printf ("streams/%s.mig.gz", name);
  g_autofree char *state_name = g_strdup_printf ("streams/%s.state.json.gz", name);
  g_autoptr (GByteArray) octets = test_data (stream_name), text = test_data (state_name);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  g_autoptr (JsonParser) parser = json_parser_new ();
  guint n = 0;

  ck_assert (
      json_parser_load_from_data (parser, (const char *) text->data, (gssize) text->len, NULL));
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    if (!gvm_section_is_described (section))
      continue;
    g_autofree char *key = g_strdup_printf ("%s (%u)", gvm_section_get_idstr (section),
                                            gvm_section_get_section_id (section));
    g_autoptr (GError) error = NULL;
    g_autoptr (GvmValue) value = gvm_section_decode (section, &error);
    ck_assert_msg (value != NULL, "%s", error != NULL ? error->message : key);
    ck_assert_msg (json_object_has_member (root, key), "%s", key);
    compare (json_object_get_member (root, key), value, key);
    n++;
  }
  return n;
}

START_TEST (all_of_bare_is_what_qemu_reads)
{
  ck_assert_uint_eq (compare_stream ("bare"), 14);
  ck_assert_uint_gt (n_compared, 20000);
}
END_TEST

START_TEST (all_of_many_is_what_qemu_reads)
{
  ck_assert_uint_eq (compare_stream ("many"), 43);
}
END_TEST

START_TEST (all_of_msi_is_what_qemu_reads)
{
  ck_assert_uint_eq (compare_stream ("msi"), 21);
}
END_TEST

START_TEST (all_of_x86_pc_is_what_qemu_reads)
{
  ck_assert_uint_eq (compare_stream ("x86-pc"), 36);
}
END_TEST

START_TEST (all_of_m68k_virt_is_what_qemu_reads)
{
  ck_assert_uint_eq (compare_stream ("m68k-virt"), 14);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("value.qemu", all_of_bare_is_what_qemu_reads, all_of_many_is_what_qemu_reads,
                    all_of_msi_is_what_qemu_reads, all_of_x86_pc_is_what_qemu_reads,
                    all_of_m68k_virt_is_what_qemu_reads);
}
