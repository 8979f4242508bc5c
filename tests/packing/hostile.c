/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Packed octets that no save writes: refused, where they are, and without a trace.
 */
#include "support/picture.h"
#include "support/refuse.h"

#include <stdio.h>

typedef struct {
  guint16 x;
  gint32 y;
} Point;
GVM_FIELDS (point_fields, Point) = {
  GVM_FIELD (Point, x, gvm_u16),
  GVM_FIELD (Point, y, gvm_i32),
};
GVM_DEFINE_STATIC_DESC (point_desc, Point, "point", 1, 1, point_fields);

/* REFUSED (desc, fill, code, path, offset, octet, octet…) */
#define REFUSED(desc, fill, code, path, offset, ...)                                               \
  do {                                                                                             \
    static const guint8 octets[] = { __VA_ARGS__ };                                                \
    expect_refused (GOLDEN (desc, 1, octets, fill, fill), code, path, offset);                     \
  } while (0)

/* ---- integers ------------------------------------------------------------------------------------ */

typedef struct {
  guint16 a;
  gint16 b;
  guint64 c;
  Point points[2];
} Numbers;
GVM_FIELDS (numbers_fields, Numbers) = {
  GVM_FIELD (Numbers, a, gvm_u16, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Numbers, b, gvm_i16, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Numbers, c, gvm_u64, .packing = GVM_PACKING_VARINT),
  GVM_ARRAY (Numbers, points, point_desc, .packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_STATIC_DESC (numbers_desc, Numbers, "numbers", 1, 1, numbers_fields);

static void
numbers_fill (gpointer self)
{
  *(Numbers *) self = (Numbers) { 300, -300, G_MAXUINT64, { { 1, 2 }, { 40000, G_MININT32 } } };
}

START_TEST (a_varint_has_its_shortest_form)
{
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_RANGE, "numbers/a", 0, 0x80, 0x00);
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_RANGE, "numbers/b", 1, 0x01, 0xff, 0x80, 0x00);
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_RANGE, "numbers/points[1]/x", 5, 0, 0, 0, 0, 0,
           0x81, 0x00);
}
END_TEST

START_TEST (a_varint_has_64_bits_at_most)
{
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_RANGE, "numbers/c", 2, 0, 0, 0xff, 0xff, 0xff,
           0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02);
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_RANGE, "numbers/c", 2, 0, 0, 0xff, 0xff, 0xff,
           0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0x00);
}
END_TEST

START_TEST (what_does_not_fit_the_member_is_refused)
{
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_RANGE, "numbers/a", 0, 0x80, 0x80, 0x04);
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_RANGE, "numbers/b", 1, 0, 0x80, 0x80, 0x04);
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_RANGE, "numbers/points[0]/x", 3, 0, 0, 0, 0x80,
           0x80, 0x04);
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_RANGE, "numbers/points[1]/y", 6, 0, 0, 0, 0, 0, 0,
           0x80, 0x80, 0x80, 0x80, 0x10);
}
END_TEST

START_TEST (a_varint_that_ends_early_is_truncated_where_it_starts)
{
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_TRUNCATED, "numbers/b", 2, 0xff, 0x7f, 0x80);
  REFUSED (numbers_desc, numbers_fill, GVM_ERROR_TRUNCATED, "numbers/points[1]/x", 5, 0, 0, 0, 0,
           0);
}
END_TEST

static const guint8 numbers_golden[] = {
  0xac, 0x02,                                                 /* a */
  0xd7, 0x04,                                                 /* b */
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, /* c */
  0x02, 0x04,                                                 /* points[0] */
  0x81, 0x8f, 0x03,                                           /* points[1]: x, 25537 less */
  0xfc, 0xff, 0xff, 0xff, 0x0f,                               /* points[1]: y, 2^31 - 2 more */
};

/* ---- keys ---------------------------------------------------------------------------------------- */

typedef struct {
  GHashTable *table, *small;
} Tables;
GVM_FIELDS (tables_fields, Tables) = {
  GVM_HASH (Tables, table, gvm_u32, point_desc, .packing = GVM_PACKING_DELTA, .max = 5),
  GVM_HASH (Tables, small, gvm_i16, gvm_u16, .keys = GVM_DIRECT, .values = GVM_DIRECT,
            .packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_STATIC_DESC (tables_desc, Tables, "tables", 1, 1, tables_fields);

static void
tables_fill (gpointer self)
{
  const Point points[] = { { 1, 2 }, { 3, -4 } };
  Tables *tables = self;

  tables->table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  for (guint32 i = 0; i < 2; i++)
    g_hash_table_insert (tables->table, box_u32 (0x800 * (i + 1)),
                         g_memdup2 (&points[i], sizeof points[i]));
  tables->small = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (tables->small, GINT_TO_POINTER (-1), GUINT_TO_POINTER (5));
  g_hash_table_insert (tables->small, GINT_TO_POINTER (2), GUINT_TO_POINTER (6));
}

static const guint8 tables_golden[] = {
  0x00, 0x00, 0x00, 0x02, /* table: count */
  0x0b,                   /* shift */
  0x80, 0x10, 0x02, 0x04, /* {0x800} */
  0x01, 0x04, 0x0b,       /* {0x1000} */
  0x00, 0x00, 0x00, 0x02, /* small: count */
  0x00,                   /* shift */
  0x01, 0x0a,             /* {-1} */
  0x03, 0x02,             /* {2} */
};

START_TEST (a_key_twice_is_a_duplicate)
{
  REFUSED (tables_desc, tables_fill, GVM_ERROR_DUPLICATE_KEY, "tables/table{0x7}", 8, 0, 0, 0, 2, 0,
           7, 2, 4, 0, 2, 4);
}
END_TEST

START_TEST (a_step_beyond_the_last_key_is_refused)
{
  /* 2^32 - 1, and one more */
  REFUSED (tables_desc, tables_fill, GVM_ERROR_RANGE, "tables/table[1]", 12, 0, 0, 0, 2, 0, 0xff,
           0xff, 0xff, 0xff, 0x0f, 2, 4, 1, 2, 4);
  /* 1, and 2^31 twice */
  REFUSED (tables_desc, tables_fill, GVM_ERROR_RANGE, "tables/table[1]", 8, 0, 0, 0, 2, 31, 1, 2, 4,
           2, 2, 4);
  /* -1, and 32769 more */
  REFUSED (tables_desc, tables_fill, GVM_ERROR_RANGE, "tables/small[1]", 11, 0, 0, 0, 0, 0, 0, 0, 2,
           0, 1, 0, 0x81, 0x80, 0x02, 0);
}
END_TEST

START_TEST (a_shift_is_as_large_as_can_be)
{
  REFUSED (tables_desc, tables_fill, GVM_ERROR_RANGE, "tables/table", 4, 0, 0, 0, 2, 10, 0, 0, 0, 2,
           0, 0);
  REFUSED (tables_desc, tables_fill, GVM_ERROR_RANGE, "tables/table", 4, 0, 0, 0, 1, 1, 0, 0, 0);
  REFUSED (tables_desc, tables_fill, GVM_ERROR_RANGE, "tables/table[0]", 4, 0, 0, 0, 1, 32, 0, 0,
           0);
  REFUSED (tables_desc, tables_fill, GVM_ERROR_RANGE, "tables/table[0]", 4, 0, 0, 0, 1, 255, 0, 0,
           0);
}
END_TEST

START_TEST (a_count_is_held_to_the_fewest_octets_of_packed_entries)
{
  REFUSED (tables_desc, tables_fill, GVM_ERROR_LIMIT, "tables/table", 0, 0, 0, 0, 6);
  REFUSED (tables_desc, tables_fill, GVM_ERROR_TRUNCATED, "tables/table", 0, 0, 0, 0, 4, 0, 1, 2, 3,
           1, 2, 3, 1, 2, 3, 1);
}
END_TEST

/* ---- sparse -------------------------------------------------------------------------------------- */

static const Point blank = { 7, -1 };

typedef struct {
  Point points[4];
  guint8 end;
} Sparse;
GVM_FIELDS (sparse_fields, Sparse) = {
  GVM_ARRAY (Sparse, points, point_desc, GVM_SPARSE (point_desc, blank)),
  GVM_FIELD (Sparse, end, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (sparse_desc, Sparse, "sparse", 1, 1, sparse_fields);

static void
sparse_fill (gpointer self)
{
  *(Sparse *) self = (Sparse) { { { 7, -1 }, { 300, -1 }, { 7, -1 }, { 300, 5 } }, 9 };
}

static const guint8 sparse_golden[] = {
  0x02,             /* stored */
  0x05, 0xac, 0x02, /* points[1]: x */
  0x06, 0x0a,       /* points[3]: y */
  0x09,             /* end */
};

START_TEST (more_stored_than_there_are_elements_are_refused)
{
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_LIMIT, "sparse/points", 0, 5, 1, 1, 1, 2, 1, 3, 1, 4,
           1, 5);
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_LIMIT, "sparse/points", 0, 0xff, 0xff, 0xff, 0xff,
           0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_TRUNCATED, "sparse/points", 0, 4, 1, 1, 1);
}
END_TEST

START_TEST (an_element_beyond_the_array_is_refused)
{
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_RANGE, "sparse/points", 1, 1, 0x11, 1, 9);
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_RANGE, "sparse/points", 3, 2, 0x0d, 1, 0x01, 1, 9);
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_RANGE, "sparse/points", 1, 1, 0xfd, 0xff, 0xff, 0xff,
           0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 1, 9);
}
END_TEST

START_TEST (what_need_not_be_stored_is_refused)
{
  /* x is 7 as in the blank element; y is as in the element before; the element is blank */
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_RANGE, "sparse/points[0]", 2, 1, 0x01, 7, 9);
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_RANGE, "sparse/points[1]", 4, 2, 0x02, 4, 0x02, 4,
           9);
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_RANGE, "sparse/points[2]", 1, 1, 0x08, 9);
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_RANGE, "sparse/points[1]", 3, 2, 0x01, 9, 0x01, 7,
           9);
}
END_TEST

START_TEST (values_of_sparse_elements_are_checked_too)
{
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_RANGE, "sparse/points[0]/x", 2, 1, 0x01, 0x80, 0x80,
           0x04, 9);
  REFUSED (sparse_desc, sparse_fill, GVM_ERROR_TRUNCATED, "sparse/points[0]/y", 3, 1, 0x03, 1);
}
END_TEST

typedef struct {
  guint8 n;
  Point points[2];
} Part;
GVM_FIELDS (part_fields, Part) = {
  GVM_ARRAY (Part, points, point_desc, GVM_SPARSE (point_desc, blank)),
};
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);
GVM_FIELDS (counted_part_fields, Part) = {
  GVM_FIELD (Part, n, gvm_u8),
  GVM_COUNTED_ARRAY (Part, points, n, point_desc, GVM_SPARSE (point_desc, blank)),
};
GVM_DEFINE_STATIC_DESC (counted_part_desc, Part, "counted", 1, 1, counted_part_fields);

typedef struct {
  GArray *points;
} Line;
GVM_FIELDS (line_fields, Line) = {
  GVM_GARRAY (Line, points, point_desc, GVM_SPARSE (point_desc, blank)),
};
GVM_DEFINE_STATIC_DESC (line_desc, Line, "line", 1, 1, line_fields);

typedef struct {
  GList *parts, *counted, *lines;
} Parts;
GVM_FIELDS (parts_fields, Parts) = {
  GVM_LIST (Parts, parts, part_desc),
  GVM_LIST (Parts, counted, counted_part_desc),
  GVM_LIST (Parts, lines, line_desc),
};
GVM_DEFINE_STATIC_DESC (parts_desc, Parts, "parts", 1, 1, parts_fields);

START_TEST (a_sparse_row_is_an_octet_at_least)
{
  REFUSED (parts_desc, NULL, GVM_ERROR_TRUNCATED, "parts/parts", 0, 0, 0, 0, 3, 0, 0);
  REFUSED (parts_desc, NULL, GVM_ERROR_TRUNCATED, "parts/counted", 4, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0,
           0);
  REFUSED (parts_desc, NULL, GVM_ERROR_TRUNCATED, "parts/lines", 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
           2, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
END_TEST

/* ---- memory -------------------------------------------------------------------------------------- */

typedef struct {
  guint32 x;
  guint8 much[4092];
} Large;
GVM_FIELDS (large_fields, Large) = {
  GVM_FIELD (Large, x, gvm_u32),
  GVM_ARRAY (Large, much, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (large_desc, Large, "large", 1, 1, large_fields);
static const Large no_large;

typedef struct {
  guint32 n;
  Large *block;
  GArray *array;
} Larges;
GVM_FIELDS (larges_fields, Larges) = {
  GVM_FIELD (Larges, n, gvm_u32),
  GVM_COUNTED (Larges, block, n, large_desc, GVM_SPARSE (large_desc, no_large), .max = 1u << 31),
  GVM_GARRAY (Larges, array, large_desc, GVM_SPARSE (large_desc, no_large)),
};
GVM_DEFINE_STATIC_DESC (larges_desc, Larges, "larges", 1, 1, larges_fields);

START_TEST (a_few_octets_get_no_more_memory_than_the_budget)
{
  REFUSED (larges_desc, NULL, GVM_ERROR_LIMIT, "larges/block", 4, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0,
           0, 0, 0);
  REFUSED (larges_desc, NULL, GVM_ERROR_LIMIT, "larges/array", 9, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0);
  REFUSED (larges_desc, NULL, GVM_ERROR_LIMIT, "larges/array", 5, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0);
}
END_TEST

/* ---- anything ------------------------------------------------------------------------------------ */

static const Golden *
goldens (gsize *ret_n)
{
  static Golden all[3];

  all[0] = GOLDEN (numbers_desc, 1, numbers_golden, numbers_fill, NULL);
  all[1] = GOLDEN (tables_desc, 1, tables_golden, tables_fill, NULL);
  all[2] = GOLDEN (sparse_desc, 1, sparse_golden, sparse_fill, NULL);
  *ret_n = G_N_ELEMENTS (all);
  return all;
}

START_TEST (a_load_of_changed_octets_is_all_or_nothing)
{
  gsize n;
  const Golden *all = goldens (&n);

  for (gsize i = 0; i < n; i++)
    expect_whole (all[i]);
}
END_TEST

/* What loads has one form: it is saved as the octets that were loaded. */
static void
expect_canonical (const Golden *golden, const guint8 *octets, gsize size)
{
  gpointer target = make_state (golden->desc, NULL);
  g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
  g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);
  GError *error = NULL;

  if (gvm_decode (reader, golden->desc, 1, target, &error))
    expect_saves (golden->desc, 1, target, octets, (gsize) gvm_reader_tell (reader));
  g_clear_error (&error);
  free_state (golden->desc, target);
}

START_TEST (whatever_loads_is_what_a_save_writes)
{
  const char *given = g_getenv ("GVM_TEST_SEED");
  guint32 seed = given != NULL ? (guint32) g_ascii_strtoull (given, NULL, 0) : g_random_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  gsize n;
  const Golden *all = goldens (&n);

  printf ("GVM_TEST_SEED=%u\n", seed);
  fflush (stdout);
  for (guint round = 0; round < 60000; round++) {
    const Golden *golden = &all[round % n];
    g_autofree guint8 *octets = g_memdup2 (golden->octets, golden->size);

    for (gint changes = g_rand_int_range (random, 1, 4); changes > 0; changes--)
      octets[g_rand_int_range (random, 0, (gint32) golden->size)] =
          (guint8) (g_rand_int (random) >> g_rand_int_range (random, 0, 32));
    expect_canonical (golden, octets, golden->size);
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "packing.hostile", a_varint_has_its_shortest_form, a_varint_has_64_bits_at_most,
      what_does_not_fit_the_member_is_refused,
      a_varint_that_ends_early_is_truncated_where_it_starts, a_key_twice_is_a_duplicate,
      a_step_beyond_the_last_key_is_refused, a_shift_is_as_large_as_can_be,
      a_count_is_held_to_the_fewest_octets_of_packed_entries,
      more_stored_than_there_are_elements_are_refused, an_element_beyond_the_array_is_refused,
      what_need_not_be_stored_is_refused, values_of_sparse_elements_are_checked_too,
      a_sparse_row_is_an_octet_at_least, a_few_octets_get_no_more_memory_than_the_budget,
      a_load_of_changed_octets_is_all_or_nothing, whatever_loads_is_what_a_save_writes);
}
