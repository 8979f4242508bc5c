/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Packed rows and codecs that have a say in their integers; and what a descriptor gives beside the wire: equality,
 * differences, copies.
 */
#include "support/picture.h"
#include "support/refuse.h"

typedef enum { OFF, ON = 300 } Power;
static GVM_DEFINE_BOUNDED (few, gvm_u16, .min = 1, .max = 1000);
static GVM_DEFINE_ENUM (power, Power, .max = ON);

/* A codec of a user's: a number in memory of 4 octets, of which 2 are on the wire. */
static gboolean
short_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  guint32 number = *(const guint32 *) value;

  if (number > 9999)
    return gvm_writer_fail (writer, GVM_ERROR_RANGE, "%u, at most 9999", number);
  return gvm_writer_u16 (writer, (guint16) number);
}

static gboolean
short_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint64 start = gvm_reader_tell (reader);
  guint16 number;

  if (!gvm_reader_u16 (reader, &number))
    return FALSE;
  if (number > 9999)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "%u, at most 9999", number);
  *(guint32 *) value = number;
  return TRUE;
}

static gint
short_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static const GvmCodec short_number = { .name = "short",
                                       .kind = GVM_KIND_UNSIGNED,
                                       .c_size = 4,
                                       .wire_min = 2,
                                       .wire_size = 2,
                                       .encode = short_encode,
                                       .decode = short_decode,
                                       .compare = short_compare };
typedef guint32 short_number_ctype;

typedef struct {
  guint16 few;
  Power power;
  guint32 number;
  gboolean flag;
} Element;
GVM_FIELDS (element_fields, Element) = {
  GVM_FIELD (Element, few, few),
  GVM_FIELD (Element, power, power),
  GVM_FIELD (Element, number, short_number),
  GVM_FIELD (Element, flag, gvm_gboolean),
};
GVM_DEFINE_STATIC_DESC (element_desc, Element, "element", 1, 1, element_fields);
static const Element blank = { 1, OFF, 0, FALSE };

typedef struct {
  Element delta[2], sparse[3];
  GHashTable *table;
} State;
GVM_FIELDS (state_fields, State) = {
  GVM_ARRAY (State, delta, element_desc, .packing = GVM_PACKING_DELTA),
  GVM_ARRAY (State, sparse, element_desc, GVM_SPARSE (element_desc, blank)),
  GVM_HASH (State, table, few, power, .packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_STATIC_DESC (state_desc, State, "state", 1, 1, state_fields);

static void
put (State *state, guint16 key, Power value)
{
  g_hash_table_insert (state->table, g_memdup2 (&key, sizeof key),
                       g_memdup2 (&value, sizeof value));
}

static void
state_blank (gpointer self)
{
  State *state = self;

  state->delta[0] = state->delta[1] = blank;
  for (gsize i = 0; i < G_N_ELEMENTS (state->sparse); i++)
    state->sparse[i] = blank;
  state->table = g_hash_table_new_full (few.key_hash, few.key_equal, g_free, g_free);
}

static void
state_fill (gpointer self)
{
  State *state = self;

  state_blank (self);
  state->delta[0] = (Element) { 1000, ON, 9999, 2 };
  state->delta[1] = (Element) { 999, OFF, 9998, FALSE };
  state->sparse[1] = (Element) { 1, ON, 200, TRUE };
  put (state, 5, ON);
  put (state, 1, OFF);
}

static const guint8 golden[] = {
  0xd0, 0x0f,             /* delta[0]: few 1000 */
  0xd8, 0x04,             /* power 300 */
  0x9e, 0x9c, 0x01,       /* number 9999 */
  0x01,                   /* flag */
  0x01,                   /* delta[1]: few 1 less */
  0xd7, 0x04,             /* power 300 less */
  0x01,                   /* number 1 less */
  0x00,                   /* flag */
  0x01,                   /* sparse: stored */
  0x1e,                   /* sparse[1]: 1 left out, columns 1 to 3 */
  0xac, 0x02,             /* power 300 */
  0xc8, 0x01,             /* number 200 */
  0x01,                   /* flag */
  0x00, 0x00, 0x00, 0x02, /* table: count */
  0x02,                   /* shift */
  0x01, 0x00,             /* {1}: off */
  0x01, 0xd8, 0x04,       /* {5}: on */
};

START_TEST (a_codec_s_integer_is_packed_as_it_is_on_the_wire)
{
  expect_whole (GOLDEN (state_desc, 1, golden, state_fill, state_blank, state_blank));
}
END_TEST

static void
expect_changed_refused (gsize at, guint8 octet, const char *path, guint64 offset, const char *text)
{
  g_autofree guint8 *octets = g_memdup2 (golden, sizeof golden);
  Golden changed = GOLDEN (state_desc, 1, golden, state_fill, state_fill);

  octets[at] = octet;
  changed.octets = octets;
  expect_refused_saying (changed, GVM_ERROR_RANGE, path, offset, text);
}

START_TEST (what_its_codec_refuses_is_refused_where_it_is_packed)
{
  expect_changed_refused (0, 0xd2, "state/delta[0]/few", 0, "1001, at most 1000");
  expect_changed_refused (4, 0xa0, "state/delta[0]/number", 4, "10000, at most 9999");
  expect_changed_refused (15, 0xad, "state/sparse[1]/power", 15, "301, at most 300");
}
END_TEST

START_TEST (what_its_codec_refuses_is_not_saved)
{
  State state;

  state_blank (&state);
  state.delta[1].few = 0;
  expect_unsaved (&state_desc, &state, GVM_ERROR_RANGE, "state/delta[1]/few", "0, at least 1");
  state.delta[1].few = 1;
  state.sparse[2].number = 10000;
  expect_unsaved (&state_desc, &state, GVM_ERROR_RANGE, "state/sparse[2]/number",
                  "10000, at most 9999");
  gvm_state_clear (&state_desc, &state);
}
END_TEST

/* ---- beside the wire ------------------------------------------------------------------------------ */

START_TEST (packed_states_are_copied_and_their_differences_found)
{
  State state, copy;
  GError *error = NULL;

  state_blank (&copy);
  memset (&state, 0, sizeof state);
  state_fill (&state);
  ck_assert_msg (gvm_state_copy (&state_desc, &state, &copy, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert (gvm_state_equal (&state_desc, &state, &copy));
  copy.sparse[1].number = 7;
  g_autoptr (GPtrArray) found = gvm_state_diff (&state_desc, &state, &copy);
  ck_assert_uint_eq (found->len, 1);
  ck_assert_str_eq (gvm_difference_get_path (found->pdata[0]), "state/sparse[1]/number");
  gvm_state_clear (&state_desc, &state);
  ck_assert_ptr_null (state.table);
  gvm_state_clear (&state_desc, &copy);
}
END_TEST

/* ---- keys that their codec sorts otherwise --------------------------------------------------------- */

static gint
reverse_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  return short_compare (codec, b, a);
}

START_TEST (keys_that_do_not_ascend_as_integers_are_no_steps)
{
  static gpointer plan; /* reachable to the end, as those of real descriptors are */
  GvmCodec reverse = gvm_u32;
  GvmField row = GVM_HASH (State, table, gvm_u32, gvm_u32, .packing = GVM_PACKING_DELTA);
  State state = { .table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free) };

  reverse.compare = reverse_compare;
  row.key = &reverse;
  const GvmDesc desc = {
    .codec = { .name = "state", .kind = GVM_KIND_STRUCT, .c_size = sizeof state },
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = &row,
    .n_fields = 1,
    .field_size = sizeof row,
    .plan = &plan
  };
  for (guint32 key = 0; key < 3; key++)
    g_hash_table_insert (state.table, box_u32 (key), box_u32 (key));
  expect_unsaved (&desc, &state, GVM_ERROR_RANGE, "state/table",
                  "keys in an order that is not that of integers");
  gvm_state_clear (&desc, &state);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("packing.codecs", a_codec_s_integer_is_packed_as_it_is_on_the_wire,
                    what_its_codec_refuses_is_refused_where_it_is_packed,
                    what_its_codec_refuses_is_not_saved,
                    packed_states_are_copied_and_their_differences_found,
                    keys_that_do_not_ascend_as_integers_are_no_steps);
}
