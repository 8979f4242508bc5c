/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Options that a row cannot keep are refused, and `.max` is kept where it is taken.
 */
#include <gvmstate/buffer.h>
#include <gvmstate/container.h>
#include <gvmstate/owned.h>
#include <gvmstate/rows.h>

#include "errors/invalid.h"
#include "support/refusal.h"

#define REFUSED(path, rule, ...)                                                                   \
  do {                                                                                             \
    GvmField row[] = { __VA_ARGS__ };                                                              \
    expect_invalid_desc (&SUBJECT (row, 1), "subject/" path, rule);                                \
  } while (0)

GVM_FIELDS (part_fields, Part) = { GVM_FIELD (Part, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);

static gpointer
make_nothing (G_GNUC_UNUSED gpointer self)
{
  return NULL;
}

static const GvmContainerOps no_ops = { .value_free = g_free };
static const GvmQemuTwin twin = { .count = "n" };

START_TEST (each_option_is_refused_where_nobody_would_look_at_it)
{
  REFUSED ("parts", "max, which such a row does not have",
           GVM_ARRAY (Subject, parts, part_desc, .nested_version = 1, .max = 2));
  REFUSED ("a", "ops, which such a row does not have",
           GVM_FIELD (Subject, a, gvm_u32, .ops = &no_ops));
  REFUSED ("a", "new_in, which such a row does not have",
           GVM_FIELD (Subject, a, gvm_u32, .new_in = make_nothing));
  REFUSED ("a", "keys, which such a row does not have",
           GVM_EQUAL (Subject, a, gvm_u32, .keys = GVM_DIRECT));
  REFUSED ("a", "values, which such a row does not have",
           GVM_AT_MOST (Subject, a, gvm_u32, .values = GVM_DIRECT));
  REFUSED ("a", "order, which such a row does not have",
           GVM_FIELD (Subject, a, gvm_u32, .order = GVM_ORDER_AS_STORED));
  REFUSED ("a", "framing, which such a row does not have",
           GVM_FIELD (Subject, a, gvm_u32, .framing = GVM_FRAMING_MARKED));
  REFUSED ("a", "in_place, which such a row does not have",
           GVM_FIELD (Subject, a, gvm_u32, .in_place = TRUE));
  REFUSED ("a", "nullable, which such a row does not have",
           GVM_FIELD (Subject, a, gvm_u32, .nullable = TRUE));
  REFUSED ("a", "qemu, which such a row does not have",
           GVM_FIELD (Subject, a, gvm_u32, .qemu = &twin));
}
END_TEST

START_TEST (a_max_is_for_what_has_a_length)
{
  REFUSED ("a", "max, of a value without a length", GVM_FIELD (Subject, a, gvm_u32, .max = 2));
  REFUSED ("a", "max, which such a row does not have", GVM_EQUAL (Subject, a, gvm_u32, .max = 2));
  REFUSED ("pad", "max, which such a row does not have", GVM_PAD (Subject, pad, 4, .max = 2));
}
END_TEST

START_TEST (a_nested_version_is_for_structs)
{
  REFUSED ("a", "nested_version, of what is no struct",
           GVM_FIELD (Subject, a, gvm_u32, .nested_version = 7));
  REFUSED ("list", "nested_version, of what is no struct",
           GVM_LIST (Subject, list, gvm_u32, .nested_version = 1));
}
END_TEST

START_TEST (a_container_takes_what_its_kind_has)
{
  REFUSED ("list", "order, of a container that has one of its own",
           GVM_LIST (Subject, list, gvm_u32, .order = GVM_ORDER_AS_STORED));
  REFUSED ("list", "keys, of a container that has none",
           GVM_LIST (Subject, list, gvm_u32, .keys = GVM_DIRECT));
  REFUSED ("garray", "order, of a container that has one of its own",
           GVM_GARRAY (Subject, garray, gvm_u32, .order = GVM_ORDER_AS_STORED));
}
END_TEST

/* ---- how long a value may be -------------------------------------------------------------------- */

typedef struct {
  char *text, *file;
  GString *string;
  GBytes *bytes;
  GByteArray *array;
  char **texts;
} Owner;
#define BOUNDED(m, codec)                                                                          \
  GVM_FIELDS (m##_fields, Owner) = { GVM_FIELD (Owner, m, codec, .max = 2) };                      \
  GVM_DEFINE_STATIC_DESC (m##_desc, Owner, "owner", 1, 1, m##_fields)
BOUNDED (text, gvm_string);
BOUNDED (file, gvm_filename);
BOUNDED (string, gvm_gstring);
BOUNDED (bytes, gvm_bytes);
BOUNDED (array, gvm_byte_array);
BOUNDED (texts, gvm_strv);

static const struct {
  const GvmDesc *desc;
  const char *path;
} owned[] = {
  { &text_desc, "owner/text" },   { &file_desc, "owner/file" },   { &string_desc, "owner/string" },
  { &bytes_desc, "owner/bytes" }, { &array_desc, "owner/array" }, { &texts_desc, "owner/texts" },
};

static void
owner_fill (Owner *owner, gsize n)
{
  static const char *const texts[] = { "a", "b", "c", NULL };

  *owner = (Owner) { .text = g_strndup ("abc", n), .file = g_strndup ("abc", n) };
  owner->string = g_string_new_len ("abc", (gssize) n);
  owner->bytes = g_bytes_new ("abc", n);
  owner->array = g_byte_array_append (g_byte_array_new (), (const guint8 *) "abc", (guint) n);
  owner->texts = g_strdupv ((char **) &texts[3 - n]);
}

static void
owner_clear (Owner *owner)
{
  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++)
    gvm_state_clear (owned[i].desc, owner);
}

START_TEST (a_value_as_long_as_its_row_allows_is_saved_and_loaded)
{
  Owner owner, loaded = { NULL };

  owner_fill (&owner, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++) {
    g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

    ck_assert (gvm_encode (writer, owned[i].desc, 1, &owner, NULL));
    g_autoptr (GBytes) octets = gvm_writer_steal (writer);
    g_autoptr (GvmReader) reader = gvm_reader_new (octets, NULL);
    ck_assert (gvm_decode (reader, owned[i].desc, 1, &loaded, NULL));
    ck_assert (gvm_state_equal (owned[i].desc, &owner, &loaded));
  }
  owner_clear (&owner);
  owner_clear (&loaded);
}
END_TEST

START_TEST (a_longer_one_is_refused_on_save)
{
  Owner owner;

  owner_fill (&owner, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++)
    expect_save_refused (owned[i].desc, &owner, GVM_ERROR_LIMIT, owned[i].path);
  owner_clear (&owner);
}
END_TEST

/* The length alone is there: nothing behind it is waited for. */
START_TEST (a_longer_one_is_refused_on_load_by_its_length)
{
  static const guint8 octets[] = { 0x00, 0x00, 0x00, 0x03 };

  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++)
    expect_load_refused (owned[i].desc, NULL, octets, sizeof octets, GVM_ERROR_LIMIT, owned[i].path,
                         0);
}
END_TEST

START_TEST (null_has_no_length)
{
  static const guint8 octets[] = { 0xff, 0xff, 0xff, 0xff };
  Owner owner = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++) {
    g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
    g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

    ck_assert (gvm_decode (reader, owned[i].desc, 1, &owner, NULL));
    ck_assert (gvm_encode (writer, owned[i].desc, 1, &owner, NULL));
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("errors.options", each_option_is_refused_where_nobody_would_look_at_it,
                    a_max_is_for_what_has_a_length, a_nested_version_is_for_structs,
                    a_container_takes_what_its_kind_has,
                    a_value_as_long_as_its_row_allows_is_saved_and_loaded,
                    a_longer_one_is_refused_on_save, a_longer_one_is_refused_on_load_by_its_length,
                    null_has_no_length);
}
