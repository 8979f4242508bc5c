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

int
main (void)
{
  return RUN_TESTS ("containers.distinct", keys_that_differ_are_saved,
                    one_that_comes_twice_is_refused_wherever_it_is);
}
