/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GHashTable rows: each way to hold keys and values.
 */
#include "support/golden.h"

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_FIELDS (msi_fields, Msi) = {
  GVM_FIELD (Msi, first_irq, gvm_u32),
  GVM_FIELD (Msi, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);

typedef struct {
  GHashTable *table;
} Holder;

static gpointer
box_msi (guint32 first_irq, guint32 num)
{
  Msi msi = { first_irq, num };

  return g_memdup2 (&msi, sizeof msi);
}

/* ---- boxed keys, boxed values --------------------------------------------------------------- */

GVM_FIELDS (boxed_fields, Holder) = { GVM_HASH (Holder, table, gvm_u32, msi_desc) };
GVM_DEFINE_STATIC_DESC (boxed_desc, Holder, "boxed", 1, 1, boxed_fields);

static void
boxed_fill (gpointer self)
{
  GHashTable *table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);

  ((Holder *) self)->table = table;
  g_hash_table_insert (table, box_u32 (0x800), box_msi (0x1100, 2));
  g_hash_table_insert (table, box_u32 (0x100), box_msi (0x1200, 1));
}

static void
boxed_other (gpointer self)
{
  boxed_fill (self);
  g_hash_table_insert (((Holder *) self)->table, box_u32 (0x800), box_msi (0x1100, 3));
}

START_TEST (a_table_is_its_count_and_each_key_with_its_value)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02, /* count */
    0x00, 0x00, 0x01, 0x00, /* key */
    0x00, 0x00, 0x12, 0x00, /* first_irq */
    0x00, 0x00, 0x00, 0x01, /* num */
    0x00, 0x00, 0x08, 0x00, /* key */
    0x00, 0x00, 0x11, 0x00, /* first_irq */
    0x00, 0x00, 0x00, 0x02, /* num */
  };
  expect_golden (GOLDEN (boxed_desc, 1, golden, boxed_fill, boxed_other));
}
END_TEST

static const guint8 empty_golden[] = { 0x00, 0x00, 0x00, 0x00 /* count */ };

static void
empty_fill (gpointer self)
{
  ((Holder *) self)->table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
}

START_TEST (an_empty_table_is_a_count_of_zero)
{
  expect_golden (GOLDEN (boxed_desc, 1, empty_golden, empty_fill, boxed_fill));
}
END_TEST

START_TEST (no_table_is_an_empty_one)
{
  Holder none = { NULL };

  expect_saves (&boxed_desc, 1, &none, empty_golden, sizeof empty_golden);
  expect_loads (&boxed_desc, 1, &none, empty_golden, sizeof empty_golden);
  ck_assert_ptr_nonnull (none.table);
  gvm_state_clear (&boxed_desc, &none);
  ck_assert_ptr_null (none.table);
}
END_TEST

START_TEST (a_load_takes_any_order)
{
  static const guint8 octets[] = {
    0x00, 0x00, 0x00, 0x02,                                                 /* count */
    0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x11, 0x00, 0x00, 0x00, 0x00, 0x02, /* 0x800 */
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x12, 0x00, 0x00, 0x00, 0x00, 0x01, /* 0x100 */
  };
  Holder *expected = make_state (&boxed_desc, boxed_fill);
  Holder loaded = { NULL };

  expect_loads (&boxed_desc, 1, &loaded, octets, sizeof octets);
  ck_assert (gvm_state_equal (&boxed_desc, expected, &loaded));
  gvm_state_clear (&boxed_desc, &loaded);
  free_state (&boxed_desc, expected);
}
END_TEST

/* ---- direct keys, boxed values -------------------------------------------------------------- */

GVM_FIELDS (direct_key_fields, Holder) = {
  GVM_HASH (Holder, table, gvm_u16, msi_desc, .keys = GVM_DIRECT),
};
GVM_DEFINE_STATIC_DESC (direct_key_desc, Holder, "direct-key", 1, 1, direct_key_fields);

static void
direct_key_fill (gpointer self)
{
  GHashTable *table = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  ((Holder *) self)->table = table;
  g_hash_table_insert (table, GUINT_TO_POINTER (0xfffe), box_msi (1, 2));
  g_hash_table_insert (table, GUINT_TO_POINTER (0), box_msi (3, 4));
}

static void
direct_key_other (gpointer self)
{
  GHashTable *table = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  ((Holder *) self)->table = table;
  g_hash_table_insert (table, GUINT_TO_POINTER (0xfffe), box_msi (1, 2));
  g_hash_table_insert (table, GUINT_TO_POINTER (1), box_msi (3, 4));
}

START_TEST (a_key_can_be_the_pointer_itself_and_0_is_one)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02,                         /* count */
    0x00, 0x00,                                     /* key */
    0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x04, /* value */
    0xff, 0xfe,                                     /* key */
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x02, /* value */
  };
  expect_golden (GOLDEN (direct_key_desc, 1, golden, direct_key_fill, direct_key_other));
}
END_TEST

/* ---- boxed keys, direct values -------------------------------------------------------------- */

GVM_FIELDS (direct_value_fields, Holder) = {
  GVM_HASH (Holder, table, gvm_u32, gvm_i16, .values = GVM_DIRECT),
};
GVM_DEFINE_STATIC_DESC (direct_value_desc, Holder, "direct-value", 1, 1, direct_value_fields);

static void
direct_value_fill (gpointer self)
{
  GHashTable *table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, NULL);

  ((Holder *) self)->table = table;
  g_hash_table_insert (table, box_u32 (7), GINT_TO_POINTER (-2));
  g_hash_table_insert (table, box_u32 (8), GINT_TO_POINTER (0));
}

static void
direct_value_other (gpointer self)
{
  direct_value_fill (self);
  g_hash_table_insert (((Holder *) self)->table, box_u32 (8), GINT_TO_POINTER (1));
}

START_TEST (a_value_can_be_the_pointer_itself_and_0_is_one)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02, /* count */
    0x00, 0x00, 0x00, 0x07, /* key */
    0xff, 0xfe,             /* value */
    0x00, 0x00, 0x00, 0x08, /* key */
    0x00, 0x00,             /* value */
  };
  expect_golden (GOLDEN (direct_value_desc, 1, golden, direct_value_fill, direct_value_other));
}
END_TEST

/* ---- both direct, each width ---------------------------------------------------------------- */

/* What GLib's own macros make of a number is what a load must make of it: look-ups compare pointers. */
#define DIRECT_CASE(name, codec, pointer, ...)                                                     \
  GVM_FIELDS (name##_fields, Holder) = {                                                           \
    GVM_HASH (Holder, table, codec, codec, .keys = GVM_DIRECT, .values = GVM_DIRECT),              \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name##_desc, Holder, #name, 1, 1, name##_fields);                        \
  START_TEST (a_direct_##name##_loads_as_glib_s_macros_make_it)                                    \
  {                                                                                                \
    static const guint8 golden[] = { 0, 0, 0, 1, __VA_ARGS__, __VA_ARGS__ };                       \
    Holder holder = { NULL }, loaded = { NULL };                                                   \
    if (codec.c_size > sizeof (gpointer))                                                          \
      return; /* and a row of such is refused */                                                   \
    holder.table = g_hash_table_new (NULL, NULL);                                                  \
    g_hash_table_insert (holder.table, pointer, pointer);                                          \
    expect_saves (&name##_desc, 1, &holder, golden, sizeof golden);                                \
    expect_loads (&name##_desc, 1, &loaded, golden, sizeof golden);                                \
    ck_assert_ptr_eq (g_hash_table_lookup (loaded.table, pointer), pointer);                       \
    gvm_state_clear (&name##_desc, &holder);                                                       \
    gvm_state_clear (&name##_desc, &loaded);                                                       \
  }                                                                                                \
  END_TEST

DIRECT_CASE (bool, gvm_bool, GINT_TO_POINTER (TRUE), 0x01)
DIRECT_CASE (u8, gvm_u8, GUINT_TO_POINTER (0xfe), 0xfe)
DIRECT_CASE (u16, gvm_u16, GUINT_TO_POINTER (0xfedc), 0xfe, 0xdc)
DIRECT_CASE (u32, gvm_u32, GUINT_TO_POINTER (0xfedcba98), 0xfe, 0xdc, 0xba, 0x98)
DIRECT_CASE (u64, gvm_u64, GSIZE_TO_POINTER (0xfedcba9876543210), 0xfe, 0xdc, 0xba, 0x98, 0x76,
             0x54, 0x32, 0x10)
DIRECT_CASE (i8, gvm_i8, GINT_TO_POINTER (-2), 0xfe)
DIRECT_CASE (i16, gvm_i16, GINT_TO_POINTER (-2), 0xff, 0xfe)
DIRECT_CASE (i32, gvm_i32, GINT_TO_POINTER (-2), 0xff, 0xff, 0xff, 0xfe)
DIRECT_CASE (i64, gvm_i64, GSIZE_TO_POINTER ((gsize) -2), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
             0xfe)

/* ---- keys in their values ------------------------------------------------------------------- */

typedef struct {
  guint8 unsent;
  guint16 number;
  guint32 id;
} Node;
GVM_FIELDS (node_fields, Node) = {
  GVM_FIELD (Node, number, gvm_u16),
  GVM_FIELD (Node, id, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (node_desc, Node, "node", 1, 1, node_fields);
GVM_FIELDS (in_value_fields, Holder) = {
  GVM_HASH (Holder, table, gvm_u32, node_desc, GVM_KEY_IN_VALUE (Node, id)),
};
GVM_DEFINE_STATIC_DESC (in_value_desc, Holder, "in-value", 1, 1, in_value_fields);

static void
add_node (GHashTable *table, guint32 id, guint16 number)
{
  Node *node = g_new0 (Node, 1);

  *node = (Node) { .id = id, .number = number };
  g_hash_table_insert (table, &node->id, node);
}

static void
in_value_fill (gpointer self)
{
  ((Holder *) self)->table = g_hash_table_new_full (g_int_hash, g_int_equal, NULL, g_free);
  add_node (((Holder *) self)->table, 9, 0x0102);
  add_node (((Holder *) self)->table, 3, 0x0304);
}

static void
in_value_other (gpointer self)
{
  ((Holder *) self)->table = g_hash_table_new_full (g_int_hash, g_int_equal, NULL, g_free);
  add_node (((Holder *) self)->table, 9, 0x0102);
  add_node (((Holder *) self)->table, 4, 0x0304);
}

START_TEST (a_key_in_its_value_is_on_the_wire_once)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02,             /* count */
    0x03, 0x04, 0x00, 0x00, 0x00, 0x03, /* number, id */
    0x01, 0x02, 0x00, 0x00, 0x00, 0x09, /* number, id */
  };
  expect_golden (GOLDEN (in_value_desc, 1, golden, in_value_fill, in_value_other));
}
END_TEST

START_TEST (loaded_keys_point_into_their_values)
{
  static const guint8 octets[] = { 0, 0, 0, 1, 0x03, 0x04, 0, 0, 0, 3 };
  Holder loaded = { NULL };
  gpointer key = NULL, node = NULL;
  guint32 id = 3;

  expect_loads (&in_value_desc, 1, &loaded, octets, sizeof octets);
  ck_assert (g_hash_table_lookup_extended (loaded.table, &id, &key, &node));
  ck_assert_ptr_eq (key, &((Node *) node)->id);
  gvm_state_clear (&in_value_desc, &loaded);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "golden.hash", a_table_is_its_count_and_each_key_with_its_value,
      an_empty_table_is_a_count_of_zero, no_table_is_an_empty_one, a_load_takes_any_order,
      a_key_can_be_the_pointer_itself_and_0_is_one, a_value_can_be_the_pointer_itself_and_0_is_one,
      a_direct_bool_loads_as_glib_s_macros_make_it, a_direct_u8_loads_as_glib_s_macros_make_it,
      a_direct_u16_loads_as_glib_s_macros_make_it, a_direct_u32_loads_as_glib_s_macros_make_it,
      a_direct_u64_loads_as_glib_s_macros_make_it, a_direct_i8_loads_as_glib_s_macros_make_it,
      a_direct_i16_loads_as_glib_s_macros_make_it, a_direct_i32_loads_as_glib_s_macros_make_it,
      a_direct_i64_loads_as_glib_s_macros_make_it, a_key_in_its_value_is_on_the_wire_once,
      loaded_keys_point_into_their_values);
}
