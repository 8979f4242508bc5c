/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Real streams from their values: the same octets when nothing is changed, and where a scalar is, its own octets
 * alone.
 */
#include "support/stream.h"

static const char *const streams[] = { "bare", "many", "msi", "small", "x86-pc", "m68k-virt" };

static GvmStream *
stream_named (const char *name)
{
  g_autofree char *file = g_strdup_printf ("streams/%s.mig.gz", name);
  g_autoptr (GByteArray) octets = test_data (file);

  return walk_sound (octets);
}

static GvmValue *
decode (const GvmSection *section)
{
  g_autoptr (GError) error = NULL;
  GvmValue *root = gvm_section_decode (section, &error);

  ck_assert_msg (root != NULL, "%s", error != NULL ? error->message : "no error");
  return root;
}

START_TEST (each_section_is_the_same_octets_when_made_from_its_values)
{
  for (gsize s = 0; s < G_N_ELEMENTS (streams); s++) {
    g_autoptr (GvmStream) stream = stream_named (streams[s]);
    for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
      const GvmSection *section = gvm_stream_get_section (stream, i);
      if (!gvm_section_is_described (section))
        continue;
      g_autoptr (GvmValue) root = decode (section);
      g_autoptr (GBytes) was = gvm_section_get_payload (section), is = gvm_value_get_bytes (root);
      ck_assert_msg (g_bytes_equal (was, is), "%s", gvm_section_get_idstr (section));
      /* A copy of what was there would be the same octets; this is none. */
      ck_assert_msg (g_bytes_get_size (is) == 0 ||
                         g_bytes_get_data (is, NULL) != g_bytes_get_data (was, NULL),
                     "%s is lent", gvm_section_get_idstr (section));
    }
  }
}
END_TEST

START_TEST (each_stream_is_the_same_octets_when_rebuilt)
{
  for (gsize s = 0; s < G_N_ELEMENTS (streams); s++) {
    g_autofree char *file = g_strdup_printf ("streams/%s.mig.gz", streams[s]);
    g_autoptr (GByteArray) octets = test_data (file);
    g_autoptr (GvmStream) stream = walk_sound (octets);
    g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
    gvm_edit_rebuild (edit);
    g_autoptr (GBytes) rebuilt = gvm_edit_to_bytes (edit, NULL);
    ck_assert_uint_eq (g_bytes_get_size (rebuilt), octets->len);
    ck_assert_msg (memcmp (g_bytes_get_data (rebuilt, NULL), octets->data, octets->len) == 0, "%s",
                   streams[s]);
  }
}
END_TEST

START_TEST (each_section_is_the_same_octets_when_it_has_been_json)
{
  for (gsize s = 0; s < G_N_ELEMENTS (streams); s++) {
    g_autoptr (GvmStream) stream = stream_named (streams[s]);
    for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
      const GvmSection *section = gvm_stream_get_section (stream, i);
      g_autoptr (GError) error = NULL;
      if (!gvm_section_is_described (section))
        continue;
      g_autoptr (GvmValue) root = decode (section);
      g_autofree char *json = gvm_value_to_json (root, 0);
      g_autoptr (GvmValue) back = gvm_value_with_json (root, json, &error);
      ck_assert_msg (back != NULL, "%s", error != NULL ? error->message : "no error");
      g_autoptr (GBytes) was = gvm_section_get_payload (section), is = gvm_value_get_bytes (back);
      ck_assert_msg (g_bytes_equal (was, is), "%s", gvm_section_get_idstr (section));
    }
  }
}
END_TEST

/* ---- how much is typed ----------------------------------------------------------------------- */

typedef struct {
  gsize scalars, octets;
} Typed;

/* Types that QEMU gives all devices, other than buffers; whatever else there is, a device has invented. */
static gboolean
is_common_type (const char *type)
{
  static const char *const types[] = {
    "bool",         "uint8",       "uint16",      "uint32",   "uint64",       "int8",
    "int16",        "int32",       "int64",       "int32 le", "uint8 equal",  "uint16 equal",
    "uint32 equal", "int32 equal", "int64 equal", "timer",    "CPU_Double_U", "bitmap",
    "struct",       "tmp",         "vstruct",     "qtailq",   "qlist",        "gtree",
    "GByteArray",   "undecoded",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (type, types[i]) == 0)
      return TRUE;
  return FALSE;
}

static void
count_typed (const GvmValue *value, Typed *typed)
{
  gsize n = gvm_value_get_n_children (value), size = gvm_value_get_size (value);

  if (!is_common_type (gvm_value_get_type_name (value)))
    return;
  if (n == 0) {
    GvmValueKind kind = gvm_value_get_kind (value);
    *(kind == GVM_VALUE_BYTES ? &typed->octets : &typed->scalars) += size;
  }
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    count_typed (child, typed);
  }
}

START_TEST (what_qemu_gives_a_type_is_a_typed_scalar)
{
  Typed typed = { 0, 0 };

  for (gsize s = 0; s < G_N_ELEMENTS (streams); s++) {
    g_autoptr (GvmStream) stream = stream_named (streams[s]);
    for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
      const GvmSection *section = gvm_stream_get_section (stream, i);
      if (!gvm_section_is_described (section))
        continue;
      g_autoptr (GvmValue) root = decode (section);
      count_typed (root, &typed);
    }
  }
  ck_assert_uint_gt (typed.scalars, 10000000);
  ck_assert_msg (typed.octets * 100 <= typed.scalars, "%zu octets in scalars, %zu in none",
                 typed.scalars, typed.octets);
}
END_TEST

/* ---- each scalar, changed -------------------------------------------------------------------- */

typedef struct {
  const GvmSection *section;
  GvmValue *root;
  GByteArray *expected; /* the payload as it was */
  GString *path;
  guint64 counter;
  gsize changed;
} Change;

/* Another value than @value, and another for each; @ret_bits: its octets as a number. */
static GvmValue *
other_value (Change *change, const GvmValue *value, guint64 *ret_bits)
{
  guint64 mask = G_MAXUINT64 >> (64 - 8 * gvm_value_get_size (value));
  g_autoptr (GError) error = NULL;

  do {
    change->counter += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  } while (((change->counter >> 7) & mask) == 0);
  *ret_bits = gvm_value_get_bits (value) ^ (change->counter >> 7 & mask);
  GvmValue *other = gvm_value_with_bits (value, *ret_bits, &error);
  ck_assert_msg (other != NULL, "%s", error != NULL ? error->message : "no error");
  change->changed++;
  return other;
}

/* What a big-endian number is on the wire, by hand. */
static void
put_expected (Change *change, const GvmValue *value, guint64 bits)
{
  gsize at = gvm_value_get_offset (value) - gvm_section_get_payload_offset (change->section);

  for (gsize size = gvm_value_get_size (value); size > 0; size--, bits >>= 8)
    change->expected->data[at + size - 1] = (guint8) bits;
}

static void
expect_payload (const Change *change, const GvmValue *root)
{
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (root);

  ck_assert_msg (g_bytes_get_size (bytes) == change->expected->len, "%s", change->path->str);
  if (change->expected->len > 0 &&
      memcmp (g_bytes_get_data (bytes, NULL), change->expected->data, change->expected->len) != 0)
    ck_abort_msg ("%s: other octets than its own have changed, or its own have not",
                  change->path->str);
}

static void
change_scalar (Change *change, const GvmValue *value)
{
  guint64 bits;
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) other = other_value (change, value, &bits);
  g_autoptr (GvmValue) root = gvm_value_replace (change->root, change->path->str, other, &error);

  ck_assert_msg (root != NULL, "%s", error != NULL ? error->message : "no error");
  put_expected (change, value, bits);
  expect_payload (change, root);
  put_expected (change, value, gvm_value_get_bits (value));
}

/* A quarter of a million of numbers side by side: so many at a time that it does not take an hour, each with a
 * value of its own, so that none can pass for another. */
static void
change_long_array (Change *change, const GvmValue *array)
{
  enum { ROUNDS = 16 };
  gsize n = gvm_value_get_n_children (array), element = gvm_value_get_size (array) / n;
  g_autoptr (GBytes) was = gvm_value_get_bytes (array);

  for (gsize round = 0; round < ROUNDS; round++) {
    g_autofree guint8 *octets = g_memdup2 (g_bytes_get_data (was, NULL), g_bytes_get_size (was));
    for (gsize i = round; i < n; i += ROUNDS) {
      guint64 bits;
      g_autoptr (GvmValue) value = gvm_value_get_child (array, i);
      g_autoptr (GvmValue) other = other_value (change, value, &bits);
      g_autoptr (GBytes) wire = gvm_value_get_bytes (other);
      memcpy (octets + i * element, g_bytes_get_data (wire, NULL), element);
      put_expected (change, value, bits);
    }
    g_autoptr (GBytes) bytes = g_bytes_new (octets, g_bytes_get_size (was));
    g_autoptr (GvmValue) changed = gvm_value_with_bytes (array, bytes, NULL);
    g_autoptr (GvmValue) root = gvm_value_replace (change->root, change->path->str, changed, NULL);
    ck_assert (root != NULL);
    expect_payload (change, root);
    for (gsize i = round; i < n; i += ROUNDS) {
      g_autoptr (GvmValue) value = gvm_value_get_child (array, i);
      put_expected (change, value, gvm_value_get_bits (value));
    }
  }
}

static void
change_below (Change *change, const GvmValue *value)
{
  enum { LONG = 10000 };
  gsize n = gvm_value_get_n_children (value), length = change->path->len;
  GvmValueKind kind = gvm_value_get_kind (value);

  if (n == 0 && kind != GVM_VALUE_BYTES && kind != GVM_VALUE_NULL && kind != GVM_VALUE_STRUCT &&
      kind != GVM_VALUE_ARRAY)
    change_scalar (change, value);
  if (n > LONG) {
    change_long_array (change, value);
    return;
  }
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    if (kind == GVM_VALUE_ARRAY)
      g_string_append_printf (change->path, "[%zu]", i);
    else
      g_string_append_printf (change->path, "%s%s", length > 0 ? "/" : "",
                              gvm_value_get_name (child));
    change_below (change, child);
    g_string_truncate (change->path, length);
  }
}

START_TEST (each_scalar_of_msi_changes_its_own_octets_and_no_others)
{
  g_autoptr (GvmStream) stream = stream_named ("msi");
  gsize changed = 0;

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    if (!gvm_section_is_described (section))
      continue;
    g_autoptr (GvmValue) root = decode (section);
    g_autoptr (GString) path = g_string_new (NULL);
    g_autoptr (GBytes) payload = gvm_section_get_payload (section);
    g_autoptr (GByteArray) expected = g_bytes_unref_to_array (g_steal_pointer (&payload));
    Change change = { section, root, expected, path, i, 0 };
    change_below (&change, root);
    expect_payload (&change, root); /* the old tree is as it was */
    changed += change.changed;
  }
  ck_assert_uint_gt (changed, 280000);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("value.rebuild", each_section_is_the_same_octets_when_made_from_its_values,
                    each_stream_is_the_same_octets_when_rebuilt,
                    each_section_is_the_same_octets_when_it_has_been_json,
                    what_qemu_gives_a_type_is_a_typed_scalar,
                    each_scalar_of_msi_changes_its_own_octets_and_no_others);
}
