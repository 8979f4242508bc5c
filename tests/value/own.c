/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams of ours, by their description alone: containers, text and what else QEMU has no type for are values, and
 * the values make the same octets. The states are those of the vectors in docs/FORMAT.md.
 */
#include "support/stream.h"
#include "verify/vectors.h"

static const Vector *const groups[] = { vectors_of_rows, vectors_of_containers, vectors_of_elements,
                                        vectors_of_values, vectors_of_sets };

/* The stream of a vector's state. NULL for what is of a version that no stream has. */
static GvmStream *
stream_of (const Vector *vector)
{
  gpointer self = g_malloc0 (vector->desc->codec.c_size);
  g_autoptr (GError) error = NULL;

  if (vector->fill != NULL)
    vector->fill (self);
  /* One of the vectors is what QEMU would misread. */
  g_autoptr (GBytes) bytes = gvm_save_to_bytes_as (vector->desc, vector->desc->version_id, self,
                                                   GVM_SAVE_NOT_FOR_QEMU, NULL, NULL, &error);
  gvm_state_clear (vector->desc, self);
  g_free (self);
  ck_assert_msg (bytes != NULL, "%s: %s", vector->name, error != NULL ? error->message : "");
  GvmStream *stream = gvm_stream_new_from_bytes (bytes, NULL, &error);
  ck_assert_msg (stream != NULL, "%s: %s", vector->name, error != NULL ? error->message : "");
  return stream;
}

static GvmValue *
root_of (const char *name, const GvmStream *stream)
{
  g_autoptr (GError) error = NULL;
  GvmValue *root = gvm_section_decode (gvm_stream_get_section (stream, 0), &error);

  ck_assert_msg (root != NULL, "%s: %s", name, error != NULL ? error->message : "no error");
  return root;
}

static const Vector *
vector_named (const char *name)
{
  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const Vector *vector = groups[g]; vector->name != NULL; vector++)
      if (strcmp (vector->name, name) == 0)
        return vector;
  ck_abort_msg ("no vector %s", name);
  return NULL;
}

static void
expect_json (const char *name, const char *json)
{
  g_autoptr (GvmStream) stream = stream_of (vector_named (name));
  g_autoptr (GvmValue) root = root_of (name, stream);
  g_autofree char *found = gvm_value_to_json (root, G_MAXUINT);

  ck_assert_str_eq (found, json);
}

/* Octets that no type tells anything of, though QEMU's or ours has one. */
static gboolean
is_opaque (const GvmValue *value)
{
  static const char *const types[] = { "list", "map", "set", "array", "pointers", "string" };

  if (gvm_value_get_kind (value) == GVM_VALUE_BYTES)
    for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
      if (strcmp (gvm_value_get_type_name (value), types[i]) == 0)
        return TRUE;
  for (gsize i = 0; i < gvm_value_get_n_children (value); i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    if (is_opaque (child))
      return TRUE;
  }
  return FALSE;
}

START_TEST (each_vector_is_values_and_the_values_make_its_octets)
{
  guint n = 0;

  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const Vector *vector = groups[g]; vector->name != NULL; vector++, n++) {
      g_autoptr (GvmStream) stream = stream_of (vector);
      g_autoptr (GvmValue) root = root_of (vector->name, stream);
      g_autoptr (GBytes) was = gvm_section_get_payload (gvm_stream_get_section (stream, 0));
      g_autoptr (GBytes) is = gvm_value_get_bytes (root);
      g_autoptr (GError) error = NULL;
      ck_assert_msg (g_bytes_equal (was, is), "%s", vector->name);
      ck_assert_msg (!is_opaque (root), "%s has octets where it has a type", vector->name);
      g_autoptr (GvmValue) again = gvm_value_with_bytes (root, was, &error);
      ck_assert_msg (again != NULL && gvm_value_equal (root, again), "%s", vector->name);
      g_autofree char *json = gvm_value_to_json (root, 0);
      g_autoptr (GvmValue) back = gvm_value_with_json (root, json, &error);
      ck_assert_msg (back != NULL && gvm_value_equal (root, back), "%s: %s: %s", vector->name,
                     error != NULL ? error->message : "", json);
    }
  ck_assert_uint_gt (n, 30);
}
END_TEST

START_TEST (containers_are_arrays_and_maps)
{
  expect_json ("list", "{\"counted\": [2305, 258], \"marked\": [7], \"both\": [{\"id\": 1, \"x\": "
                       "515}]}");
  expect_json ("map", "{\"msi\": [{\"key\": 2048, \"value\": {\"first_irq\": 4864, \"num\": 4}}, "
                      "{\"key\": 4096, \"value\": {\"first_irq\": 4890, \"num\": 1}}], "
                      "\"direct\": [{\"key\": -1, \"value\": 1}, {\"key\": 0, \"value\": 2}, "
                      "{\"key\": 5, \"value\": 3}], "
                      "\"inside\": [{\"id\": 5, \"x\": 6}, {\"id\": 9, \"x\": 10}]}");
}
END_TEST

START_TEST (text_is_text_and_null_is_null)
{
  expect_json ("text", "{\"text\": \"h\xc3\xa9\", \"empty\": \"\", \"none\": null, "
                       "\"brief\": \"abc\", \"file\": \"ff2f61\", \"many\": [\"x\", \"\"], "
                       "\"null\": null}");
}
END_TEST

START_TEST (elements_have_the_rows_that_they_have)
{
  expect_json ("elements", "{\"many\": [{\"on\": true, \"extra\": 258}, "
                           "{\"on\": false, \"thing/late\": {\"late\": 263}}, "
                           "{\"on\": true, \"extra\": 3, \"thing/late\": {\"late\": 265}}], "
                           "\"none\": [{\"on\": false}, {\"on\": false}], "
                           "\"two\": [{\"on\": false, \"thing/late\": {\"late\": 260}}, "
                           "{\"on\": true, \"extra\": 5}]}");
}
END_TEST

/* ---- paths and changes ----------------------------------------------------------------------- */

START_TEST (entries_are_found_by_their_keys)
{
  g_autoptr (GvmStream) stream = stream_of (vector_named ("map"));
  static const struct {
    const char *path;
    guint64 value;
  } cases[] = {
    { "maps/msi{0x800}/first_irq", 4864 }, { "maps/msi{2048}/num", 4 }, { "maps/msi[1]/key", 4096 },
    { "maps/msi[1]/value/num", 1 },        { "maps/direct{-1}", 1 },    { "maps/inside{9}/x", 10 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GvmValue) value = gvm_stream_lookup (stream, cases[i].path, &error);
    ck_assert_msg (value != NULL, "%s", error != NULL ? error->message : cases[i].path);
    ck_assert_uint_eq (gvm_value_get_bits (value), cases[i].value);
  }
  static const char *const none[] = { "maps/msi{1}", "maps/msi{x}", "maps/msi{0x800",
                                      "maps/msi{}",  "maps/msi[2]", "maps/msi{0x800}/nothing",
                                      "maps{0x800}" };
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (GError) error = NULL;
    ck_assert_msg (gvm_stream_lookup (stream, none[i], &error) == NULL, "%s", none[i]);
    ck_assert_int_eq (error->code, GVM_ERROR_MISSING);
  }
}
END_TEST

START_TEST (a_changed_stream_is_sealed_anew)
{
  const Vector *vector = vector_named ("map");
  g_autoptr (GvmStream) stream = stream_of (vector);
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  gpointer self = g_malloc0 (vector->desc->codec.c_size);
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_edit_set_text (edit, "maps/msi{0x800}/num", "9", GVM_EDIT_NONE, &error));
  g_autoptr (GBytes) bytes = gvm_edit_to_bytes (edit, &error);
  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "no error");
  /* A checked load: it asks the digest. */
  ck_assert_msg (gvm_load_from_bytes (vector->desc, self, bytes, NULL, &error), "%s",
                 error != NULL ? error->message : "no error");
  g_autoptr (GvmStream) other = gvm_stream_new_from_bytes (bytes, NULL, &error);
  g_autoptr (GvmValue) num = gvm_stream_lookup (other, "maps/msi{0x800}/num", &error);
  ck_assert_uint_eq (gvm_value_get_unsigned (num), 9);
  gvm_state_clear (vector->desc, self);
  g_free (self);
}
END_TEST

START_TEST (an_edit_that_changes_nothing_gives_the_same_octets)
{
  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const Vector *vector = groups[g]; vector->name != NULL; vector++) {
      g_autoptr (GvmStream) stream = stream_of (vector);
      g_autoptr (GvmEdit) edit = gvm_edit_new (stream), untouched = gvm_edit_new (stream);
      gvm_edit_rebuild (edit);
      g_autoptr (GBytes) rebuilt = gvm_edit_to_bytes (edit, NULL);
      g_autoptr (GBytes) copied = gvm_edit_to_bytes (untouched, NULL);
      ck_assert_msg (g_bytes_equal (rebuilt, copied), "%s", vector->name);
    }
}
END_TEST

START_TEST (a_damaged_stream_is_not_sealed)
{
  const Vector *vector = vector_named ("map");
  g_autoptr (GvmStream) sound = stream_of (vector);
  g_autoptr (GvmEdit) copy = gvm_edit_new (sound);
  g_autoptr (GBytes) bytes = gvm_edit_to_bytes (copy, NULL);
  gsize at = gvm_section_get_payload_offset (gvm_stream_get_section (sound, 0)) + 10;
  gsize size = g_bytes_get_size (bytes);
  g_autofree guint8 *octets = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
  g_autoptr (GError) error = NULL;

  octets[at] ^= 1;
  g_autoptr (GBytes) damaged = g_bytes_new (octets, size);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (damaged, NULL, &error);
  ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "no error");
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  ck_assert (gvm_edit_to_bytes (edit, &error) == NULL);
  ck_assert_int_eq (error->code, GVM_ERROR_DIGEST);
}
END_TEST

/* ---- hostile --------------------------------------------------------------------------------- */

/* Each octet of the payload, changed in several ways: a value or an error, and what was read comes back. */
START_TEST (each_octet_of_each_vector_may_be_another)
{
  static const guint8 masks[] = { 0x01, 0x80, 0xff };

  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++)
    for (const Vector *vector = groups[g]; vector->name != NULL; vector++) {
      g_autoptr (GvmStream) sound = stream_of (vector);
      g_autoptr (GvmEdit) copy = gvm_edit_new (sound);
      g_autoptr (GBytes) bytes = gvm_edit_to_bytes (copy, NULL);
      const GvmSection *section = gvm_stream_get_section (sound, 0);
      gsize start = gvm_section_get_payload_offset (section), size = g_bytes_get_size (bytes);
      for (gsize i = 0; i < gvm_section_get_payload_size (section) * G_N_ELEMENTS (masks); i++) {
        g_autofree guint8 *octets = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
        octets[start + i / G_N_ELEMENTS (masks)] ^= masks[i % G_N_ELEMENTS (masks)];
        g_autoptr (GBytes) other = g_bytes_new (octets, size);
        g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (other, NULL, NULL);
        ck_assert (stream != NULL); /* sizes are the description's, which is as it was */
        const GvmSection *changed = gvm_stream_get_section (stream, 0);
        g_autoptr (GError) finding = NULL;
        g_autoptr (GvmValue) root = gvm_section_decode_partly (changed, &finding);
        g_autoptr (GBytes) was = gvm_section_get_payload (changed);
        g_autoptr (GBytes) is = gvm_value_get_bytes (root);
        ck_assert_msg (g_bytes_equal (was, is), "%s: octet %zu", vector->name,
                       i / G_N_ELEMENTS (masks));
      }
    }
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("value.own", each_vector_is_values_and_the_values_make_its_octets,
                    containers_are_arrays_and_maps, text_is_text_and_null_is_null,
                    elements_have_the_rows_that_they_have, entries_are_found_by_their_keys,
                    a_changed_stream_is_sealed_anew,
                    an_edit_that_changes_nothing_gives_the_same_octets,
                    a_damaged_stream_is_not_sealed, each_octet_of_each_vector_may_be_another);
}
