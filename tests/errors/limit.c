/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Limits on load and save: entries a row and by default, octets, depth.
 */
#include "errors/everything.h"

typedef struct {
  guint32 n;
  guint8 *counted;
  GHashTable *table;
  GArray *garray;
  GList *list;
} Holder;

/* One row a descriptor, with a limit of its own and with that of the limits. */
#define ROW_CASE(name, ...)                                                                        \
  GVM_FIELDS (name##_fields, Holder) = { __VA_ARGS__ };                                            \
  GVM_DEFINE_STATIC_DESC (name##_desc, Holder, "holder", 1, 1, name##_fields);

#define N_ROW GVM_FIELD (Holder, n, gvm_u32)
#define U8_TABLE(...)                                                                              \
  GVM_HASH (Holder, table, gvm_u8, gvm_u8, .keys = GVM_DIRECT, .values = GVM_DIRECT, __VA_ARGS__)
ROW_CASE (counted_max, N_ROW, GVM_COUNTED (Holder, counted, n, gvm_u8, .max = 3))
ROW_CASE (counted, N_ROW, GVM_COUNTED (Holder, counted, n, gvm_u8))
ROW_CASE (table_max, U8_TABLE (.max = 3))
ROW_CASE (table, U8_TABLE (.max = 0))
ROW_CASE (garray_max, GVM_GARRAY (Holder, garray, gvm_u8, .max = 3))
ROW_CASE (garray, GVM_GARRAY (Holder, garray, gvm_u8))
ROW_CASE (list_max, GVM_LIST (Holder, list, gvm_u8, .values = GVM_DIRECT, .max = 3))
ROW_CASE (list, GVM_LIST (Holder, list, gvm_u8, .values = GVM_DIRECT))

static const struct {
  const GvmDesc *row_limited, *default_limited;
  const char *path;
  gsize octets_an_entry;
  guint64 fault; /* where a count that is too high is told: the count, or the block behind it */
} cases[] = {
  { &counted_max_desc, &counted_desc, "holder/counted", 1, 4 },
  { &table_max_desc, &table_desc, "holder/table", 2, 0 },
  { &garray_max_desc, &garray_desc, "holder/garray", 1, 0 },
  { &list_max_desc, &list_desc, "holder/list", 1, 0 },
};

static void
holder_fill (Holder *holder, guint n)
{
  *holder = (Holder) { .n = n, .counted = g_malloc0 (n) };
  holder->table = g_hash_table_new (NULL, NULL);
  holder->garray = g_array_set_size (g_array_new (FALSE, TRUE, 1), n);
  for (guint i = 0; i < n; i++) {
    g_hash_table_insert (holder->table, GUINT_TO_POINTER (i), NULL);
    holder->list = g_list_prepend (holder->list, NULL);
  }
}

static void
holder_clear (Holder *holder)
{
  g_free (holder->counted);
  g_clear_pointer (&holder->table, g_hash_table_unref);
  g_clear_pointer (&holder->garray, g_array_unref);
  g_list_free (holder->list);
}

static gboolean
load_n (const GvmDesc *desc, gsize octets_an_entry, guint8 n, const GvmLimits *limits,
        GError **error)
{
  guint8 octets[100] = { 0, 0, 0, n };
  Holder holder = { .n = 0 };

  for (guint8 i = 0; i < n; i++)
    octets[4 + i * octets_an_entry] = i;
  g_autoptr (GvmReader) reader = reader_on (octets, 4 + n * octets_an_entry, limits);
  gboolean loaded = gvm_decode (reader, desc, 1, &holder, error);
  gvm_state_clear (desc, &holder);
  return loaded;
}

static gboolean
save_n (const GvmDesc *desc, guint n, const GvmLimits *limits, GError **error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (limits);
  Holder holder;

  holder_fill (&holder, n);
  gboolean saved = gvm_encode (writer, desc, 1, &holder, error);
  holder_clear (&holder);
  return saved;
}

START_TEST (a_row_loads_up_to_its_max_and_no_further)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    ck_assert (load_n (cases[i].row_limited, cases[i].octets_an_entry, 3, NULL, NULL));
    ck_assert (!load_n (cases[i].row_limited, cases[i].octets_an_entry, 4, NULL, &error));
    expect_error (error, GVM_ERROR_LIMIT, cases[i].path, cases[i].fault);
    ck_assert_ptr_nonnull (strstr (error->message, "count 4, at most 3"));
  }
}
END_TEST

START_TEST (a_row_saves_up_to_its_max_and_no_further)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    ck_assert (save_n (cases[i].row_limited, 3, NULL, NULL));
    ck_assert (!save_n (cases[i].row_limited, 4, NULL, &error));
    expect_error (error, GVM_ERROR_LIMIT, cases[i].path, NO_OFFSET);
  }
}
END_TEST

START_TEST (a_row_without_a_max_has_that_of_the_limits)
{
  g_autoptr (GvmLimits) limits = limits_of (5, 1 << 20, 9);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) loaded = NULL, saved = NULL;

    ck_assert (load_n (cases[i].default_limited, cases[i].octets_an_entry, 5, limits, NULL));
    ck_assert (!load_n (cases[i].default_limited, cases[i].octets_an_entry, 6, limits, &loaded));
    expect_error (loaded, GVM_ERROR_LIMIT, cases[i].path, cases[i].fault);
    ck_assert (save_n (cases[i].default_limited, 5, limits, NULL));
    ck_assert (!save_n (cases[i].default_limited, 6, limits, &saved));
    expect_error (saved, GVM_ERROR_LIMIT, cases[i].path, NO_OFFSET);
  }
}
END_TEST

START_TEST (a_row_with_a_max_is_not_bound_by_that_of_the_limits)
{
  g_autoptr (GvmLimits) limits = limits_of (1, 1 << 20, 9);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    ck_assert (load_n (cases[i].row_limited, cases[i].octets_an_entry, 3, limits, NULL));
    ck_assert (save_n (cases[i].row_limited, 3, limits, NULL));
  }
}
END_TEST

START_TEST (without_limits_a_container_has_65536_entries)
{
  ck_assert (save_n (&garray_desc, 65536, NULL, NULL));
  ck_assert (!save_n (&garray_desc, 65537, NULL, NULL));
  ck_assert (save_n (&counted_desc, 65536, NULL, NULL));
  ck_assert (!save_n (&counted_desc, 65537, NULL, NULL));
}
END_TEST

/* ---- octets --------------------------------------------------------------------------------- */

START_TEST (every_budget_below_what_a_load_costs_is_refused_without_a_trace)
{
  g_autoptr (GBytes) payload = everything_get_payload ();
  Everything all;
  guint64 budget = 0;

  everything_fill_other (&all);
  g_autoptr (GBytes) picture = everything_picture (&all);
  for (;; budget += 8) {
    g_autoptr (GvmLimits) limits = limits_of (100, budget, 9);
    g_autoptr (GvmReader) reader = gvm_reader_new (payload, limits);
    g_autoptr (GError) error = NULL;

    if (gvm_decode (reader, &everything_desc, 2, &all, &error))
      break;
    ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
    expect_picture (&all, picture, error->message);
  }
  /* The struct itself, and the elements of each container. */
  ck_assert_uint_gt (budget, sizeof all + 6 * sizeof (Item));
  ck_assert_uint_lt (budget, 4000);
  everything_clear (&all);
}
END_TEST

START_TEST (what_a_load_allocates_is_charged_before_elements_are_made)
{
  /* 1000 structs that take one octet each on the wire and much more in memory. */
  static guint8 octets[4 + 1000] = { 0, 0, 0x03, 0xe8 };
  const struct {
    const GvmDesc *desc;
    guint64 least;
  } rows[] = { { &counted_desc, 1000 },
               { &garray_desc, 1000 },
               { &list_desc, 1000 * sizeof (GList) } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GvmLimits) limits = limits_of (1000, rows[i].least + sizeof (Holder) - 1, 9);
    g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, limits);
    g_autoptr (GError) error = NULL;
    Holder holder = { .n = 0 };

    ck_assert (!gvm_decode (reader, rows[i].desc, 1, &holder, &error));
    ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
  }
}
END_TEST

START_TEST (a_save_stops_at_the_octets_of_its_limits_and_gives_back_what_it_wrote)
{
  g_autoptr (GBytes) payload = everything_get_payload ();
  gsize size = g_bytes_get_size (payload);
  Everything all;

  everything_fill (&all);
  for (gsize max = 0; max <= size; max++) {
    g_autoptr (GvmLimits) limits = limits_of (100, max, 9);
    g_autoptr (GvmWriter) writer = gvm_writer_new (limits);
    g_autoptr (GError) error = NULL;

    ck_assert_int_eq (gvm_encode (writer, &everything_desc, 2, &all, &error), max == size);
    if (max < size)
      ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
    ck_assert_uint_eq (gvm_writer_tell (writer), max < size ? 0 : size);
  }
  everything_clear (&all);
}
END_TEST

/* ---- depth ---------------------------------------------------------------------------------- */

typedef struct {
  GList *inner;
} Level;
#define LEVEL(name, below)                                                                         \
  GVM_FIELDS (name##_fields, Level) = { GVM_LIST (Level, inner, below) };                          \
  GVM_DEFINE_STATIC_DESC (name##_desc, Level, #name, 1, 1, name##_fields);
GVM_FIELDS (one_fields, Level) = { GVM_LIST (Level, inner, gvm_u8, .values = GVM_DIRECT) };
GVM_DEFINE_STATIC_DESC (one_desc, Level, "one", 1, 1, one_fields);
LEVEL (two, one_desc)
LEVEL (three, two_desc)

static const guint8 three_levels[] = { 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0 };

START_TEST (structs_load_as_deep_as_the_limits_allow_and_no_deeper)
{
  for (guint depth = 0; depth <= 3; depth++) {
    g_autoptr (GvmLimits) limits = limits_of (100, 1 << 20, depth);
    g_autoptr (GvmReader) reader = reader_on (three_levels, sizeof three_levels, limits);
    g_autoptr (GError) error = NULL;
    static const char *const paths[] = { "three", "three/inner[0]", "three/inner[0]/inner[0]" };
    Level level = { NULL };

    ck_assert_int_eq (gvm_decode (reader, &three_desc, 1, &level, &error), depth == 3);
    if (depth < 3)
      expect_error (error, GVM_ERROR_DEPTH, paths[depth], 4 * depth);
    gvm_state_clear (&three_desc, &level);
  }
}
END_TEST

START_TEST (structs_save_as_deep_as_the_limits_allow_and_no_deeper)
{
  g_autoptr (GvmReader) reader = reader_on (three_levels, sizeof three_levels, NULL);
  Level level = { NULL };

  ck_assert (gvm_decode (reader, &three_desc, 1, &level, NULL));
  for (guint depth = 0; depth <= 3; depth++) {
    g_autoptr (GvmLimits) limits = limits_of (100, 1 << 20, depth);
    g_autoptr (GvmWriter) writer = gvm_writer_new (limits);
    g_autoptr (GError) error = NULL;
    static const char *const paths[] = { "three", "three/inner[0]", "three/inner[0]/inner[0]" };

    ck_assert_int_eq (gvm_encode (writer, &three_desc, 1, &level, &error), depth == 3);
    if (depth < 3)
      expect_error (error, GVM_ERROR_DEPTH, paths[depth], NO_OFFSET);
    /* The depth of the failure is left behind with it. */
    ck_assert_int_eq (gvm_encode (writer, &one_desc, 1, &(Level) { NULL }, NULL), depth > 0);
  }
  gvm_state_clear (&three_desc, &level);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("errors.limit", a_row_loads_up_to_its_max_and_no_further,
                    a_row_saves_up_to_its_max_and_no_further,
                    a_row_without_a_max_has_that_of_the_limits,
                    a_row_with_a_max_is_not_bound_by_that_of_the_limits,
                    without_limits_a_container_has_65536_entries,
                    every_budget_below_what_a_load_costs_is_refused_without_a_trace,
                    what_a_load_allocates_is_charged_before_elements_are_made,
                    a_save_stops_at_the_octets_of_its_limits_and_gives_back_what_it_wrote,
                    structs_load_as_deep_as_the_limits_allow_and_no_deeper,
                    structs_save_as_deep_as_the_limits_allow_and_no_deeper);
}
