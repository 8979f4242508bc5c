/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A table that takes by address what its codec takes for the same: a save in the table's order finds it, wherever both
 * are, whatever the other keys are like; and it takes no others for the same.
 */
#include "support/golden.h"

enum { FEW = 20, MANY = 5000 };

typedef struct {
  GHashTable *table;
} State;
GVM_FIELDS (integer_fields, State) = {
  GVM_SET (State, table, gvm_u32, .order = GVM_ORDER_AS_STORED),
};
GVM_DEFINE_STATIC_DESC (integer_desc, State, "state", 1, 1, integer_fields);
GVM_FIELDS (signed_fields, State) = {
  GVM_SET (State, table, gvm_i64, .order = GVM_ORDER_AS_STORED),
};
GVM_DEFINE_STATIC_DESC (signed_desc, State, "state", 1, 1, signed_fields);
GVM_FIELDS (mixed_fields, State) = {
  GVM_HASH (State, table, gvm_u32, gvm_string, .order = GVM_ORDER_AS_STORED),
};
GVM_DEFINE_STATIC_DESC (mixed_desc, State, "state", 1, 1, mixed_fields);
GVM_FIELDS (text_fields, State) = {
  GVM_SET (State, table, gvm_string, .order = GVM_ORDER_AS_STORED),
};
GVM_DEFINE_STATIC_DESC (text_desc, State, "state", 1, 1, text_fields);

/* Keys in their values. */
typedef struct {
  guint32 before, key;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, before, gvm_u32),
  GVM_FIELD (Item, key, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);
GVM_FIELDS (items_fields, State) = {
  GVM_HASH (State, table, gvm_u32, item_desc, GVM_KEY_IN_VALUE (Item, key),
            .order = GVM_ORDER_AS_STORED),
};
GVM_DEFINE_STATIC_DESC (items_desc, State, "state", 1, 1, items_fields);

/* One key a number. */
typedef gpointer (*MakeKey) (guint32 i);

static gpointer
make_close (guint32 i)
{
  return box_u32 (0x10000 + 0x100 * i);
}

static gpointer
make_with_gaps (guint32 i)
{
  return box_u32 (9 * i);
}

/* Their low bits are the same for every 64th. */
static gpointer
make_far (guint32 i)
{
  return box_u32 (i % 64 | i / 64 << 24);
}

static gpointer
make_scattered (guint32 i)
{
  return box_u32 (i * 2654435761u);
}

static gpointer
make_signed (guint32 i)
{
  gint64 key = (i % 2 == 0 ? 1 : -1) * (gint64) i * 0x100000;

  return g_memdup2 (&key, sizeof key);
}

static gpointer
make_text (guint32 i)
{
  return g_strdup_printf ("/machine/device[%u]", i);
}

static const struct {
  const GvmDesc *desc;
  MakeKey make;
  gboolean has_values;
} cases[] = {
  { &integer_desc, make_close, FALSE },     { &integer_desc, make_far, FALSE },
  { &integer_desc, make_scattered, FALSE }, { &integer_desc, make_with_gaps, FALSE },
  { &signed_desc, make_signed, FALSE },     { &mixed_desc, make_close, TRUE },
  { &mixed_desc, make_scattered, TRUE },    { &text_desc, make_text, FALSE },
};

static GHashTable *
make_table (MakeKey make, guint32 n, gboolean has_values)
{
  GHashTable *table = g_hash_table_new_full (NULL, NULL, g_free, has_values ? g_free : NULL);

  for (guint32 i = 0; i < n; i++) {
    gpointer key = make (i);

    g_hash_table_insert (table, key, has_values ? g_strdup ("value") : key);
  }
  return table;
}

static gboolean
save (const GvmDesc *desc, GHashTable *table, GError **error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  State state = { table };

  return gvm_encode (writer, desc, 1, &state, error);
}

START_TEST (keys_that_differ_are_saved)
{
  for (guint32 n = 2; n <= MANY; n = n < FEW ? n + 1 : n * 3)
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
      g_autoptr (GHashTable) table = make_table (cases[i].make, n, cases[i].has_values);
      GError *error = NULL;

      ck_assert_msg (save (cases[i].desc, table, &error), "case %zu, %u keys: %s", i, n,
                     error != NULL ? error->message : "");
    }
}
END_TEST

START_TEST (one_that_comes_twice_is_refused_wherever_it_is)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint32 n = 1; n <= MANY; n = n < FEW ? n + 1 : n * 3)
      for (guint32 again = 0; again < n; again += 1 + n / 5) {
        g_autoptr (GHashTable) table = make_table (cases[i].make, n, cases[i].has_values);
        g_autoptr (GError) error = NULL;
        gpointer key = cases[i].make (again);

        g_hash_table_insert (table, key, cases[i].has_values ? g_strdup ("") : key);
        ck_assert_msg (!save (cases[i].desc, table, &error), "case %zu, %u keys, number %u again",
                       i, n, again);
        ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_DUPLICATE_KEY));
      }
}
END_TEST

/* ---- in canonical order, of so many that digits are counted while the table is walked ---------- */

enum { VERY_MANY = 20000 };
GVM_FIELDS (sorted_fields, State) = { GVM_SET (State, table, gvm_u64) };
GVM_DEFINE_STATIC_DESC (sorted_desc, State, "state", 1, 1, sorted_fields);

/* Gives the first keys that a walk comes to some numbers, @step << @shift apart, and all others one each. */
typedef struct {
  guint64 base, step;
  guint shift;
  guint first, n;
} Numbering;

static void
number (gpointer key, G_GNUC_UNUSED gpointer value, gpointer data)
{
  Numbering *numbering = data;
  guint64 n = numbering->n++;

  *(guint64 *) key =
      n < numbering->first ? numbering->base + (n * numbering->step << numbering->shift) : 1000 + n;
}

static gboolean
save_numbered (Numbering numbering, GError **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (NULL, NULL, g_free, NULL);

  for (guint i = 0; i < VERY_MANY; i++)
    g_hash_table_add (table, g_new0 (guint64, 1));
  g_hash_table_foreach (table, number, &numbering);
  return save (&sorted_desc, table, error);
}

START_TEST (what_the_first_keys_are_like_does_not_matter)
{
  for (guint shift = 0; shift <= 60; shift += 4)
    for (guint first = 1; first <= 16; first += 3) {
      g_autoptr (GError) error = NULL;

      if (!save_numbered ((Numbering) { .step = 1, .shift = shift, .first = first }, &error))
        ck_assert (shift < 15 && g_error_matches (error, GVM_ERROR, GVM_ERROR_DUPLICATE_KEY));
    }
}
END_TEST

START_TEST (the_first_keys_may_be_those_that_come_twice)
{
  for (guint first = 2; first <= 40; first += first < 18 ? 2 : 7) {
    g_autoptr (GError) error = NULL;

    ck_assert (!save_numbered ((Numbering) { .base = 0x9c40, .first = first }, &error));
    expect_error (error, GVM_ERROR_DUPLICATE_KEY, "state/table{0x9c40}", NO_OFFSET);
  }
}
END_TEST

/* ---- a kind that counts otherwise than it walks -------------------------------------------------- */

enum { ROOM = 145 };

typedef struct {
  guint32 keys[ROOM];
  guint n, counted;
} Bag;

static gsize
bag_count (gconstpointer bag)
{
  return ((const Bag *) bag)->counted;
}

static void
bag_start (G_GNUC_UNUSED GvmCursor *cursor)
{
}

static gboolean
bag_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  const Bag *bag = cursor->container;

  if (cursor->index == bag->n)
    return FALSE;
  *ret_entry = (GvmEntry) { .key = (gpointer) &bag->keys[cursor->index++] };
  return TRUE;
}

static gboolean
bag_find (G_GNUC_UNUSED gconstpointer bag, G_GNUC_UNUSED const GvmEntry *like,
          G_GNUC_UNUSED GvmEntry *ret_entry)
{
  return FALSE;
}

static gpointer
bag_create (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  return NULL;
}

static gsize
bag_add (G_GNUC_UNUSED GvmBuilder *builder, G_GNUC_UNUSED const GvmEntry *entries, gsize n)
{
  return n;
}

static void
bag_free (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer bag,
          G_GNUC_UNUSED GvmFate fate)
{
}

#define BAG_KIND(...)                                                                              \
  {                                                                                                \
    .name = "bag", .entries = GVM_ENTRIES_KEYS, .count = bag_count, .start = bag_start,            \
    .next = bag_next, .find = bag_find, .create = bag_create, .add = bag_add, .free = bag_free,    \
    __VA_ARGS__                                                                                    \
  }
GVM_DECLARE_CONTAINER (bag_kind, Bag *);
const GvmContainer bag_kind = BAG_KIND ();
GVM_DECLARE_CONTAINER (slow_bag_kind, Bag *);
const GvmContainer slow_bag_kind = BAG_KIND (.walks_to_count = TRUE);
typedef struct {
  Bag *bag;
} Bags;
GVM_FIELDS (bag_stored_fields, Bags) = {
  GVM_CONTAINER (Bags, bag, bag_kind, gvm_u32, .key = GVM_CODEC (gvm_u32),
                 .order = GVM_ORDER_AS_STORED),
};
GVM_DEFINE_STATIC_DESC (bag_stored_desc, Bags, "bags", 1, 1, bag_stored_fields);
GVM_FIELDS (bag_sorted_fields, Bags) = {
  GVM_CONTAINER (Bags, bag, bag_kind, gvm_u32, .key = GVM_CODEC (gvm_u32)),
};
GVM_DEFINE_STATIC_DESC (bag_sorted_desc, Bags, "bags", 1, 1, bag_sorted_fields);
GVM_FIELDS (slow_bag_fields, Bags) = {
  GVM_CONTAINER (Bags, bag, slow_bag_kind, gvm_u32, .key = GVM_CODEC (gvm_u32)),
};
GVM_DEFINE_STATIC_DESC (slow_bag_desc, Bags, "bags", 1, 1, slow_bag_fields);

START_TEST (a_container_that_counts_otherwise_than_it_walks_is_refused)
{
  static const GvmDesc *const descs[] = { &bag_stored_desc, &bag_sorted_desc };
  /* Around what is visited at once, and twice that. */
  static const guint sizes[] = { 0, 1, 2, 3, 4, 71, 72, 73, 144, ROOM };

  for (gsize i = 0; i < G_N_ELEMENTS (descs); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++) {
        guint n = sizes[j], counted = sizes[k];
        Bag bag = { .n = n, .counted = counted };

        for (guint key = 0; key < ROOM; key++)
          bag.keys[key] = key;
        g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
        g_autoptr (GError) error = NULL;
        gboolean saved = gvm_encode (writer, descs[i], 1, &(Bags) { &bag }, &error);

        if (counted == 0 || counted == n) /* an empty one is not walked */
          ck_assert (saved);
        else
          ck_assert_msg (!saved && gvm_writer_tell (writer) == 0, "%u, counted as %u", n, counted);
      }
}
END_TEST

/* A save that counts as it goes could do neither. */
START_TEST (a_kind_that_walks_to_count_is_sorted_and_looked_through)
{
  static const guint8 sorted[] = {
    0, 0, 0, 2, /* entries */
    0, 0, 0, 7, /* key */
    0, 0, 0, 9, /* key */
  };
  Bag bag = { { 9, 7 }, 2, 2 }, twice = { { 7, 7 }, 2, 2 };
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  expect_saves (&slow_bag_desc, 1, &(Bags) { &bag }, sorted, sizeof sorted);
  ck_assert (!gvm_encode (writer, &slow_bag_desc, 1, &(Bags) { &twice }, &error));
  expect_error (error, GVM_ERROR_DUPLICATE_KEY, "bags/bag{0x7}", NO_OFFSET);
}
END_TEST

START_TEST (so_is_one_in_its_value)
{
  for (guint32 n = 1; n <= MANY; n *= 5) {
    g_autoptr (GHashTable) table = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    g_autoptr (GError) error = NULL;

    for (guint32 i = 0; i < n; i++) {
      Item *item = g_new (Item, 1);

      *item = (Item) { 7, 0x800 + 0x100 * i };
      g_hash_table_insert (table, &item->key, item);
    }
    ck_assert (save (&items_desc, table, NULL));
    Item *again = g_new (Item, 1);
    *again = (Item) { 8, 0x800 + 0x100 * (n / 2) };
    g_hash_table_insert (table, &again->key, again);
    ck_assert (!save (&items_desc, table, &error));
    ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_DUPLICATE_KEY));
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.distinct", keys_that_differ_are_saved,
                    one_that_comes_twice_is_refused_wherever_it_is, so_is_one_in_its_value,
                    what_the_first_keys_are_like_does_not_matter,
                    the_first_keys_may_be_those_that_come_twice,
                    a_container_that_counts_otherwise_than_it_walks_is_refused,
                    a_kind_that_walks_to_count_is_sorted_and_looked_through);
}
