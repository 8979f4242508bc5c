/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Containers of each number of entries up to some: entries are walked, moved and added some at a time, and no number
 * may fall between.
 */
#include "support/golden.h"

/* Beyond the ring of a walk twice over, and beyond what is kept on the stack. */
enum { MOST = 140 };

typedef struct {
  guint64 a;
  guint32 b;
  guint16 c;
  guint8 d;
} Node;
GVM_FIELDS (node_fields, Node) = {
  GVM_FIELD (Node, a, gvm_u64),
  GVM_FIELD (Node, b, gvm_u32),
  GVM_FIELD (Node, c, gvm_u16),
  GVM_FIELD (Node, d, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (node_desc, Node, "node", 1, 1, node_fields);

typedef struct {
  GHashTable *structs;  /* guint32 -> Node */
  GHashTable *keyed;    /* Node.b -> Node */
  GHashTable *direct;   /* direct guint16 -> direct gint8 */
  GHashTable *texts;    /* text -> text */
  GHashTable *mixed;    /* text -> Node */
  GHashTable *set;      /* guint64 */
  GList *list;          /* Node */
  GPtrArray *ptr_array; /* guint16 */
} State;

#define ROWS(suffix, ...)                                                                          \
  GVM_FIELDS (suffix##_fields, State) = {                                                          \
    GVM_HASH (State, structs, gvm_u32, node_desc, __VA_ARGS__),                                    \
    GVM_HASH (State, keyed, gvm_u32, node_desc, GVM_KEY_IN_VALUE (Node, b), __VA_ARGS__),          \
    GVM_HASH (State, direct, gvm_u16, gvm_i8, .keys = GVM_DIRECT, .values = GVM_DIRECT,            \
              __VA_ARGS__),                                                                        \
    GVM_HASH (State, texts, gvm_string, gvm_string, __VA_ARGS__),                                  \
    GVM_HASH (State, mixed, gvm_string, node_desc, __VA_ARGS__),                                   \
    GVM_SET (State, set, gvm_u64, __VA_ARGS__),                                                    \
    GVM_LIST (State, list, node_desc),                                                             \
    GVM_PTRARRAY (State, ptr_array, gvm_u16),                                                      \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (suffix##_desc, State, "state", 1, 1, suffix##_fields)
ROWS (stored, .order = GVM_ORDER_AS_STORED);
ROWS (canonical, .order = GVM_ORDER_CANONICAL);
static const GvmDesc *const descs[] = { &stored_desc, &canonical_desc };

static Node *
make_node (guint32 i)
{
  Node *node = g_new0 (Node, 1);

  *node = (Node) { .a = (guint64) i << 33 | 5, .b = i * 7919, .c = (guint16) i, .d = (guint8) ~i };
  return node;
}

/* Every fifth text is none that could be moved without a look. */
static char *
make_text (guint32 i)
{
  return i % 5 == 4 ? g_strdup_printf ("§%u", i * 7919) : g_strdup_printf ("%x", i * 7919);
}

/* Keys of integers lie close together, or (@apart) anywhere. */
static void
fill (State *state, guint32 n, gboolean apart)
{
  guint32 step = apart ? 2654435761u : 256;

  state->structs = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  state->keyed = g_hash_table_new_full (g_int_hash, g_int_equal, NULL, g_free);
  state->direct = g_hash_table_new (NULL, NULL);
  state->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  state->mixed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  state->set = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  state->ptr_array = g_ptr_array_new_with_free_func (g_free);
  for (guint32 i = 0; i < n; i++) {
    Node *keyed = make_node (i);
    guint64 member = (guint64) i * step << 16;
    guint16 element = (guint16) (i * 257);

    g_hash_table_insert (state->structs, box_u32 (i * step), make_node (i));
    g_hash_table_insert (state->keyed, &keyed->b, keyed);
    g_hash_table_insert (state->direct, GUINT_TO_POINTER ((guint16) (i * step)),
                         GINT_TO_POINTER ((gint8) (i - n)));
    g_hash_table_insert (state->texts, make_text (i), i % 7 == 6 ? NULL : make_text (3 * i));
    g_hash_table_insert (state->mixed, make_text (i), make_node (i));
    g_hash_table_add (state->set, g_memdup2 (&member, sizeof member));
    state->list = g_list_append (state->list, make_node (i));
    g_ptr_array_add (state->ptr_array, g_memdup2 (&element, sizeof element));
  }
}

static void
expect_returns (const GvmDesc *desc, guint32 n, gboolean apart)
{
  State state = { NULL }, loaded = { NULL };

  fill (&state, n, apart);
  g_autoptr (GBytes) bytes = save_state (desc, 1, &state);
  expect_loads (desc, 1, &loaded, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  ck_assert_msg (gvm_state_equal (desc, &state, &loaded), "%u entries", n);
  ck_assert_uint_eq (g_hash_table_size (loaded.structs), n);
  ck_assert_uint_eq (g_list_length (loaded.list), n);
  /* In a load over what is there, too. */
  expect_loads (desc, 1, &loaded, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  ck_assert (gvm_state_equal (desc, &state, &loaded));
  gvm_state_clear (desc, &state);
  gvm_state_clear (desc, &loaded);
}

START_TEST (any_number_of_entries_comes_back)
{
  for (guint32 n = 0; n <= MOST; n++)
    for (gsize i = 0; i < G_N_ELEMENTS (descs); i++) {
      expect_returns (descs[i], n, FALSE);
      expect_returns (descs[i], n, TRUE);
    }
}
END_TEST

START_TEST (every_octet_that_is_missing_is_missed_and_nothing_leaks)
{
  State state = { NULL };

  fill (&state, 20, FALSE);
  for (gsize d = 0; d < G_N_ELEMENTS (descs); d++) {
    g_autoptr (GBytes) bytes = save_state (descs[d], 1, &state);
    gsize size;
    const guint8 *octets = g_bytes_get_data (bytes, &size);

    for (gsize left = 0; left < size; left++) {
      g_autofree guint8 *copy = g_memdup2 (octets, MAX (left, 1));
      g_autoptr (GvmReader) reader = reader_on (copy, left, NULL);
      State loaded = { NULL };

      ck_assert (!gvm_decode (reader, descs[d], 1, &loaded, NULL));
      ck_assert_ptr_null (loaded.structs);
      ck_assert_ptr_null (loaded.list);
    }
  }
  gvm_state_clear (&stored_desc, &state);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.sizes", any_number_of_entries_comes_back,
                    every_octet_that_is_missing_is_missed_and_nothing_leaks);
}
