/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gboolean, timers and floats: bit for bit, and in their order.
 */
#include "support/refuse.h"

#include <math.h>

typedef struct {
  gboolean yes, no;
  gboolean array[2];
  gint64 armed, idle;
} Scalars;
GVM_FIELDS (scalars_fields, Scalars) = {
  GVM_FIELD (Scalars, yes, gvm_gboolean),   GVM_FIELD (Scalars, no, gvm_gboolean),
  GVM_ARRAY (Scalars, array, gvm_gboolean), GVM_FIELD (Scalars, armed, gvm_timer),
  GVM_FIELD (Scalars, idle, gvm_timer),
};
GVM_DEFINE_STATIC_DESC (scalars_desc, Scalars, "scalars", 1, 1, scalars_fields);

static void
scalars_fill (gpointer self)
{
  *(Scalars *) self =
      (Scalars) { .yes = 2, .array = { TRUE, FALSE }, .armed = 0x0102030405060708, .idle = -1 };
}

static void
scalars_other (gpointer self)
{
  *(Scalars *) self = (Scalars) { .no = TRUE, .armed = -1 };
}

static const guint8 scalars_golden[] = {
  0x01,                                           /* yes */
  0x00,                                           /* no */
  0x01, 0x00,                                     /* array */
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, /* armed */
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* idle */
};

START_TEST (a_gboolean_is_an_octet_and_a_timer_eight)
{
  expect_golden_whole (GOLDEN (scalars_desc, 1, scalars_golden, scalars_fill, scalars_other));
}
END_TEST

START_TEST (a_gboolean_loads_as_true_or_false)
{
  guint8 octets[sizeof scalars_golden];
  Scalars scalars;

  memset (&scalars, 0xaa, sizeof scalars);
  memcpy (octets, scalars_golden, sizeof octets);
  octets[0] = 0x80;
  octets[2] = 0x02;
  expect_loads (&scalars_desc, 1, &scalars, octets, sizeof octets);
  ck_assert_int_eq (scalars.yes, TRUE);
  ck_assert_int_eq (scalars.no, FALSE);
  ck_assert_int_eq (scalars.array[0], TRUE);
}
END_TEST

START_TEST (a_timer_says_when_it_is_not_armed)
{
  gint64 idle = -1, armed = 5;

  expect_format (&gvm_timer, &idle, "not armed");
  expect_format (&gvm_timer, &armed, "5 ns");
  ck_assert_str_eq (gvm_timer.name, "timer");
  ck_assert_str_eq (gvm_gboolean.name, "bool");
}
END_TEST

/* ---- a gboolean in containers ---------------------------------------------------------------- */

typedef struct {
  GHashTable *direct, *boxed;
} Flags;
GVM_FIELDS (flags_fields, Flags) = {
  GVM_HASH (Flags, direct, gvm_string, gvm_gboolean, .values = GVM_DIRECT),
  GVM_HASH (Flags, boxed, gvm_gboolean, gvm_u8, .values = GVM_DIRECT),
};
GVM_DEFINE_STATIC_DESC (flags_desc, Flags, "flags", 1, 1, flags_fields);

static void
flags_fill (gpointer self)
{
  Flags *flags = self;
  gboolean yes = 7, no = FALSE;

  flags->direct = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (flags->direct, g_strdup ("a"), GINT_TO_POINTER (TRUE));
  flags->boxed =
      g_hash_table_new_full (gvm_gboolean.key_hash, gvm_gboolean.key_equal, g_free, NULL);
  g_hash_table_insert (flags->boxed, g_memdup2 (&yes, sizeof yes), GUINT_TO_POINTER (1));
  g_hash_table_insert (flags->boxed, g_memdup2 (&no, sizeof no), GUINT_TO_POINTER (2));
}

START_TEST (a_gboolean_can_be_key_and_direct_value)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x01,      /* direct: count */
    0x00, 0x00, 0x00, 0x01, 'a', /* key */
    0x01,                        /* value */
    0x00, 0x00, 0x00, 0x02,      /* boxed: count */
    0x00, 0x02,                  /* FALSE: 2 */
    0x01, 0x01,                  /* TRUE: 1 */
  };
  expect_golden_whole (GOLDEN (flags_desc, 1, golden, flags_fill, NULL));
}
END_TEST

/* ---- floats ---------------------------------------------------------------------------------- */

typedef struct {
  gfloat narrow;
  gdouble one, minus_zero, inf, tiny;
  gdouble nan;
} Floats;
GVM_FIELDS (floats_fields, Floats) = {
  GVM_FIELD (Floats, narrow, gvm_float),      GVM_FIELD (Floats, one, gvm_double),
  GVM_FIELD (Floats, minus_zero, gvm_double), GVM_FIELD (Floats, inf, gvm_double),
  GVM_FIELD (Floats, tiny, gvm_double),       GVM_FIELD (Floats, nan, gvm_double),
};
GVM_DEFINE_STATIC_DESC (floats_desc, Floats, "floats", 1, 1, floats_fields);

static void
set_bits (gdouble *number, guint64 bits)
{
  memcpy (number, &bits, sizeof bits);
}

static void
floats_fill (gpointer self)
{
  Floats *floats = self;

  *floats = (Floats) { .narrow = -1.5f, .one = 1, .minus_zero = -0.0, .inf = INFINITY };
  set_bits (&floats->tiny, 1);                                      /* subnormal */
  set_bits (&floats->nan, G_GUINT64_CONSTANT (0x7ff0000000abcdef)); /* signalling */
}

static void
floats_other (gpointer self)
{
  Floats *floats = self;

  floats_fill (floats);
  floats->minus_zero = 0;
}

static const guint8 floats_golden[] = {
  0xbf, 0xc0, 0x00, 0x00,                         /* narrow */
  0x3f, 0xf0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* one */
  0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* minus_zero */
  0x7f, 0xf0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* inf */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, /* tiny */
  0x7f, 0xf0, 0x00, 0x00, 0x00, 0xab, 0xcd, 0xef, /* nan */
};

START_TEST (floats_keep_every_bit)
{
  expect_golden_whole (GOLDEN (floats_desc, 1, floats_golden, floats_fill, floats_other));
}
END_TEST

/* All that order has to tell apart, in order. */
static const guint64 ranked[] = {
  G_GUINT64_CONSTANT (0xffffffffffffffff), /* -NaN, the largest payload */
  G_GUINT64_CONSTANT (0xfff8000000000000), /* -NaN */
  G_GUINT64_CONSTANT (0xfff0000000000000), /* -inf */
  G_GUINT64_CONSTANT (0xbff0000000000000), /* -1 */
  G_GUINT64_CONSTANT (0x8000000000000001), /* the smallest below zero */
  G_GUINT64_CONSTANT (0x8000000000000000), /* -0 */
  0,                                       /* +0 */
  1,                                       /* the smallest above zero */
  G_GUINT64_CONSTANT (0x3ff0000000000000), /* 1 */
  G_GUINT64_CONSTANT (0x7ff0000000000000), /* +inf */
  G_GUINT64_CONSTANT (0x7ff0000000000001), /* +NaN, signalling */
  G_GUINT64_CONSTANT (0x7ff8000000000000), /* +NaN */
};

START_TEST (doubles_are_in_total_order)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ranked); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (ranked); j++) {
      gint order = gvm_double.compare (&gvm_double, &ranked[i], &ranked[j]);

      ck_assert_int_eq (order, (i > j) - (i < j));
      ck_assert_int_eq (gvm_double.key_equal (&ranked[i], &ranked[j]), i == j);
    }
}
END_TEST

START_TEST (floats_are_in_total_order)
{
  static const guint32 bits[] = { 0xffc00000, 0xff800000, 0xbf800000, 0x80000000,
                                  0x00000000, 0x3f800000, 0x7f800000, 0x7fc00000 };

  for (gsize i = 0; i < G_N_ELEMENTS (bits); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (bits); j++)
      ck_assert_int_eq (gvm_float.compare (&gvm_float, &bits[i], &bits[j]), (i > j) - (i < j));
}
END_TEST

START_TEST (floats_are_shown_exactly_in_no_locale)
{
  gdouble third = 1.0 / 3, nan;
  gfloat narrow = 0.1f;

  set_bits (&nan, ranked[0]);
  expect_format (&gvm_double, &third, "0.33333333333333331");
  expect_format (&gvm_double, &nan, "nan 0xffffffffffffffff");
  expect_format (&gvm_float, &narrow, "0.100000001");
  ck_assert_str_eq (gvm_double.name, "CPU_Double_U");
  ck_assert_str_eq (gvm_float.name, "float");
}
END_TEST

typedef struct {
  GHashTable *table; /* gdouble -> gdouble */
  guint8 last;
} Table;
GVM_FIELDS (table_fields, Table) = {
  GVM_HASH (Table, table, gvm_double, gvm_double),
  GVM_FIELD (Table, last, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (table_desc, Table, "table", 1, 1, table_fields);

static void
table_fill (gpointer self)
{
  Table *table = self;

  table->table = g_hash_table_new_full (gvm_double.key_hash, gvm_double.key_equal, g_free, g_free);
  for (gsize i = G_N_ELEMENTS (ranked); i-- > 0;)
    g_hash_table_insert (table->table, g_memdup2 (&ranked[i], 8), g_memdup2 (&ranked[i], 8));
  table->last = 9;
}

START_TEST (doubles_are_canonical_keys)
{
  guint8 golden[4 + 16 * G_N_ELEMENTS (ranked) + 1] = { 0x00, 0x00, 0x00, G_N_ELEMENTS (ranked) };

  for (gsize i = 0; i < G_N_ELEMENTS (ranked); i++) {
    guint64 wire = GUINT64_TO_BE (ranked[i]);

    memcpy (golden + 4 + 16 * i, &wire, sizeof wire);  /* key */
    memcpy (golden + 12 + 16 * i, &wire, sizeof wire); /* value */
  }
  golden[sizeof golden - 1] = 0x09; /* last */
  expect_golden_whole (GOLDEN (table_desc, 1, golden, table_fill, NULL));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.scalar", a_gboolean_is_an_octet_and_a_timer_eight,
                    a_gboolean_loads_as_true_or_false, a_timer_says_when_it_is_not_armed,
                    a_gboolean_can_be_key_and_direct_value, floats_keep_every_bit,
                    doubles_are_in_total_order, floats_are_in_total_order,
                    floats_are_shown_exactly_in_no_locale, doubles_are_canonical_keys);
}
