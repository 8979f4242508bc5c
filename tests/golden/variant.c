/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GVariant: its type and its data, with the numbers big-endian whatever the host is.
 */
#include "support/refuse.h"

typedef struct {
  GVariant *number, *tuple, *dict, *empty, *none;
  GList *list;
} Variants;
GVM_FIELDS (variants_fields, Variants) = {
  GVM_FIELD (Variants, number, gvm_variant), GVM_FIELD (Variants, tuple, gvm_variant),
  GVM_FIELD (Variants, dict, gvm_variant),   GVM_FIELD (Variants, empty, gvm_variant),
  GVM_FIELD (Variants, none, gvm_variant),   GVM_LIST (Variants, list, gvm_variant),
};
GVM_DEFINE_STATIC_DESC (variants_desc, Variants, "variants", 1, 1, variants_fields);

static GVariant *
parse (const char *text)
{
  GVariant *value = g_variant_parse (NULL, text, NULL, NULL, NULL);

  ck_assert_ptr_nonnull (value);
  return value;
}

static void
fill (gpointer self)
{
  Variants *variants = self;

  variants->number = parse ("uint32 0x01020304");
  variants->tuple = parse ("(int16 258, 'ab')");
  variants->dict = parse ("{'k': <uint16 5>}");
  variants->empty = parse ("@as []");
  variants->list = g_list_append (NULL, parse ("'s'"));
}

static void
other (gpointer self)
{
  Variants *variants = self;

  fill (self);
  g_variant_unref (variants->tuple);
  variants->tuple = parse ("(int16 258, 'ac')");
}

enum { AT_TUPLE = 13, AT_DICT = 31, AT_DATA = 40 };
static const guint8 golden[] = {
  0x00, 0x00, 0x00, 0x01, 'u',                          /* number: type */
  0x00, 0x00, 0x00, 0x04, 0x01, 0x02, 0x03, 0x04,       /* number: data */
  0x00, 0x00, 0x00, 0x04, '(',  'n',  's',  ')',        /* tuple: type */
  0x00, 0x00, 0x00, 0x05, 0x01, 0x02, 'a',  'b',  0x00, /* tuple: data, 258 and "ab" */
  0x00, 0x00, 0x00, 0x05, 'a',  '{',  's',  'v',  '}',  /* dict: type */
  0x00, 0x00, 0x00, 0x0e,                               /* dict: data */
  'k',  0x00, 0,    0,    0,    0,    0,    0,          /* key, and up to the value's place */
  0x00, 0x05, 0x00, 'q',                                /* value: 5, and its type */
  0x02, 0x0d,                                           /* where the key ends, and the entry */
  0x00, 0x00, 0x00, 0x02, 'a',  's',                    /* empty: type */
  0x00, 0x00, 0x00, 0x00,                               /* empty: data */
  0xff, 0xff, 0xff, 0xff,                               /* none */
  0x00, 0x00, 0x00, 0x01,                               /* list: count */
  0x00, 0x00, 0x00, 0x01, 's',                          /* list[0]: type */
  0x00, 0x00, 0x00, 0x02, 's',  0x00,                   /* list[0]: data */
};

START_TEST (a_variant_is_its_type_and_its_data_big_endian)
{
  expect_golden_whole (GOLDEN (variants_desc, 1, golden, fill, other));
}
END_TEST

START_TEST (a_load_gives_what_was_saved_and_it_does_not_float)
{
  Variants *variants = make_state (&variants_desc, NULL),
           *saved = make_state (&variants_desc, fill);

  expect_loads (&variants_desc, 1, variants, golden, sizeof golden);
  ck_assert (g_variant_equal (variants->number, saved->number));
  ck_assert (g_variant_equal (variants->tuple, saved->tuple));
  ck_assert (g_variant_equal (variants->dict, saved->dict));
  ck_assert (!g_variant_is_floating (variants->number));
  ck_assert (!g_variant_is_floating (variants->empty));
  free_state (&variants_desc, variants);
  free_state (&variants_desc, saved);
}
END_TEST

START_TEST (a_save_leaves_a_floating_reference_floating)
{
  Variants variants = { .number = g_variant_new_uint32 (1), .empty = g_variant_new_string ("") };
  g_autoptr (GBytes) bytes = save_state (&variants_desc, 1, &variants);

  ck_assert_uint_gt (g_bytes_get_size (bytes), 0);
  ck_assert (g_variant_is_floating (variants.number));
  ck_assert (g_variant_is_floating (variants.empty));
  gvm_state_clear (&variants_desc, &variants);
}
END_TEST

/* ---- what is refused ------------------------------------------------------------------------- */

typedef struct {
  GVariant *one;
} One;
GVM_FIELDS (one_fields, One) = {
  GVM_FIELD (One, one, gvm_variant),
};
GVM_DEFINE_STATIC_DESC (one_desc, One, "one", 1, 1, one_fields);

static void
one_other (gpointer self)
{
  ((One *) self)->one = parse ("'kept'");
}

/* Makes a variant of any type and data as they would be on the wire. */
static GByteArray *
make_wire (const char *type, gsize type_size, const char *data, gsize size)
{
  GByteArray *wire = g_byte_array_new ();
  guint32 lengths[] = { GUINT32_TO_BE ((guint32) type_size), GUINT32_TO_BE ((guint32) size) };

  g_byte_array_append (wire, (const guint8 *) &lengths[0], 4);
  g_byte_array_append (wire, (const guint8 *) type, (guint) type_size);
  g_byte_array_append (wire, (const guint8 *) &lengths[1], 4);
  return g_byte_array_append (wire, (const guint8 *) data, (guint) size);
}

static void
expect_bad (const char *type, gsize type_size, const char *data, gsize size, GvmError code,
            guint64 offset)
{
  g_autoptr (GByteArray) wire = make_wire (type, type_size, data, size);
  Golden bad = { .desc = &one_desc, .version = 1, .other = one_other };

  bad.octets = wire->data;
  bad.size = wire->len;
  expect_refused (bad, code, "one/one", offset);
}

START_TEST (a_load_refuses_types_that_are_none)
{
  expect_bad ("", 0, "", 0, GVM_ERROR_RANGE, 0);
  expect_bad ("k", 1, "", 0, GVM_ERROR_RANGE, 0);
  expect_bad ("a", 1, "", 0, GVM_ERROR_RANGE, 0);
  expect_bad ("ss", 2, "", 0, GVM_ERROR_RANGE, 0);
  expect_bad ("s\0", 2, "", 0, GVM_ERROR_RANGE, 0);
  expect_bad ("a*", 2, "", 0, GVM_ERROR_RANGE, 0);
  expect_bad ("(s", 2, "", 0, GVM_ERROR_RANGE, 0);
}
END_TEST

START_TEST (a_load_refuses_data_that_is_not_in_normal_form)
{
  expect_bad ("u", 1, "\1\2\3", 3, GVM_ERROR_RANGE, 5);              /* an octet short */
  expect_bad ("u", 1, "\1\2\3\4\5", 5, GVM_ERROR_RANGE, 5);          /* an octet long */
  expect_bad ("u", 1, "", 0, GVM_ERROR_RANGE, 5);                    /* nothing */
  expect_bad ("b", 1, "\2", 1, GVM_ERROR_RANGE, 5);                  /* neither true nor false */
  expect_bad ("s", 1, "ab", 2, GVM_ERROR_RANGE, 5);                  /* no NUL at the end */
  expect_bad ("s", 1, "", 0, GVM_ERROR_RANGE, 5);                    /* none at all */
  expect_bad ("s", 1, "\xff\0", 2, GVM_ERROR_RANGE, 5);              /* no UTF-8 */
  expect_bad ("(yu)", 4, "\1\2\0\0\1\2\3\4", 8, GVM_ERROR_RANGE, 8); /* padding not zero */
  expect_bad ("as", 2, "a\0\x09", 3, GVM_ERROR_RANGE, 6);            /* an end outside */
  expect_bad ("v", 1, "\0\0", 2, GVM_ERROR_RANGE, 5);                /* a variant of no type */
}
END_TEST

START_TEST (type_strings_are_limited_in_variants_too)
{
  g_autofree char *type = g_strnfill (GVM_VARIANT_TYPE_MAX + 1, 'y');
  g_autoptr (GString) data = g_string_new (NULL);

  type[0] = '(';
  type[GVM_VARIANT_TYPE_MAX] = ')';
  expect_bad (type, GVM_VARIANT_TYPE_MAX + 1, "", 0, GVM_ERROR_LIMIT, 0);

  for (guint i = 0; i < GVM_VARIANT_TYPE_MAX - 1; i++)
    g_string_append_c (data, '\1');
  g_string_append_c (data, '\0');
  g_string_append (data, type);
  expect_bad ("v", 1, data->str, data->len, GVM_ERROR_RANGE, 5);

  One one = { NULL };
  g_string_erase (data, 0, 1);
  g_string_erase (data, (gssize) data->len - 2, 1);
  g_autoptr (GByteArray) wire = make_wire ("v", 1, data->str, data->len);
  expect_loads (&one_desc, 1, &one, wire->data, wire->len); /* one less is not too long */
  expect_saves (&one_desc, 1, &one, wire->data, wire->len);
  gvm_state_clear (&one_desc, &one);
}
END_TEST

START_TEST (variants_nest_no_deeper_than_gvariant_allows)
{
  g_autoptr (GString) data = g_string_new (NULL);

  for (int i = 0; i < 100000; i++)
    g_string_append_len (data, "\0v", 2);
  expect_bad ("v", 1, data->str, data->len, GVM_ERROR_RANGE, 5);
}
END_TEST

START_TEST (a_length_above_what_is_left_is_refused)
{
  static const guint8 data[] = { 0x00, 0x00, 0x00, 0x01, 'u', 0xff, 0xff, 0xff, 0xff };
  static const guint8 type[] = { 0x00, 0x00, 0x00, 0x02, 'u' };

  expect_refused (GOLDEN (one_desc, 1, data, NULL, one_other), GVM_ERROR_TRUNCATED, "one/one", 5);
  expect_refused (GOLDEN (one_desc, 1, type, NULL, one_other), GVM_ERROR_TRUNCATED, "one/one", 0);
}
END_TEST

START_TEST (nan_equals_itself_and_types_tell_apart)
{
  One a = { g_variant_new_double (__builtin_nan ("1")) },
      b = { g_variant_new_double (__builtin_nan ("1")) };
  One c = { g_variant_new_double (__builtin_nan ("2")) }, d = { g_variant_new_uint64 (1) },
      e = { g_variant_new_int64 (1) };
  One none = { NULL };

  ck_assert (gvm_state_equal (&one_desc, &a, &b));
  ck_assert (!gvm_state_equal (&one_desc, &a, &c));
  ck_assert (!gvm_state_equal (&one_desc, &d, &e));
  ck_assert (!gvm_state_equal (&one_desc, &d, &none));
  ck_assert (gvm_state_equal (&one_desc, &none, &none));
  expect_format (&gvm_variant, &d, "uint64 1");
  for (gsize i = 0; i < 5; i++)
    gvm_state_clear (&one_desc, (One *[]) { &a, &b, &c, &d, &e }[i]);
}
END_TEST

START_TEST (a_variant_is_no_key)
{
  static const GvmField rows[] = { { .name = "table",
                                     .shape = &gvm_shape_container,
                                     .container = &gvm_container_hash,
                                     .codec = &gvm_u8,
                                     .key = &gvm_variant,
                                     .size = sizeof (gpointer),
                                     .count = 1 } };
  gpointer plan = NULL;
  GvmDesc desc = one_desc;
  g_autoptr (GError) error = NULL;

  desc.fields = rows;
  desc.plan = &plan;
  ck_assert (!gvm_desc_validate (&desc, &error));
  expect_error (error, GVM_ERROR_INVALID_DESC, "one/table", NO_OFFSET);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "golden.variant", a_variant_is_its_type_and_its_data_big_endian,
      a_load_gives_what_was_saved_and_it_does_not_float,
      a_save_leaves_a_floating_reference_floating, a_load_refuses_types_that_are_none,
      a_load_refuses_data_that_is_not_in_normal_form, type_strings_are_limited_in_variants_too,
      variants_nest_no_deeper_than_gvariant_allows, a_length_above_what_is_left_is_refused,
      nan_equals_itself_and_types_tell_apart, a_variant_is_no_key);
}
