/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows that are no member: a temporary struct in place of what it is worked out of, and a condition.
 */
#include "support/golden.h"
#include "support/refusal.h"

/* A clock that counts from an epoch of its own; on the wire it is hours and minutes of a known day. */
typedef struct {
  guint8 zone, hours;
  guint16 minutes;
  guint32 unused; /* no row: must arrive as zeros */
} Time;
typedef struct {
  guint32 total; /* minutes */
  guint8 zone;
  guint8 last;
} Clock;

static gboolean silently;

static void
time_fill (Time *time, const Clock *clock)
{
  ck_assert_uint_eq (time->unused, 0);
  time->unused = 1;
  time->zone = clock->zone;
  time->hours = (guint8) (clock->total / 60);
  time->minutes = (guint16) (clock->total % 60);
}

static gboolean
time_take (Clock *clock, const Time *time, GError **error)
{
  clock->total = time->hours * 60u + time->minutes; /* too early: to be put back when it refuses */
  if (time->minutes < 60)
    return TRUE;
  if (!silently)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%u minutes", time->minutes);
  return FALSE;
}

GVM_DEFINE_DERIVED (clock_ops, Clock, Time, time_fill, time_take);
GVM_FIELDS (time_fields, Time) = {
  GVM_EQUAL (Time, zone, gvm_u8), /* what the target fills in must be on the wire */
  GVM_FIELD (Time, hours, gvm_u8),
  GVM_FIELD (Time, minutes, gvm_u16, .since = 2),
};
GVM_DEFINE_STATIC_DESC (time_desc, Time, "time", 2, 1, time_fields);
GVM_DEFINE_WHEN (last_is_small, Clock, self, version)
{
  return self->last < 0x80;
}
GVM_FIELDS (clock_fields, Clock) = {
  GVM_DERIVED (Clock, time, clock_ops, time_desc, .nested_version = 2),
  GVM_FIELD (Clock, last, gvm_u8),
  GVM_VALIDATE (Clock, last_is_small),
};
GVM_DEFINE_STATIC_DESC (clock_desc, Clock, "clock", 1, 1, clock_fields);

static void
clock_fill (gpointer self)
{
  *(Clock *) self = (Clock) { .total = 23 * 60 + 59, .zone = 7, .last = 0x55 };
}

static void
clock_other (gpointer self)
{
  *(Clock *) self = (Clock) { .total = 61, .zone = 7, .last = 0x55 };
}

static void
clock_blank (gpointer self)
{
  ((Clock *) self)->zone = 7;
}

static const guint8 clock_golden[] = {
  0x07,       /* time.zone */
  0x17,       /* time.hours */
  0x00, 0x3b, /* time.minutes */
  0x55,       /* last, and nothing for the condition */
};

START_TEST (a_derived_row_has_the_rows_of_its_temporary)
{
  expect_golden (GOLDEN (clock_desc, 1, clock_golden, clock_fill, clock_other, clock_blank));
}
END_TEST

START_TEST (states_are_equal_when_what_is_worked_out_of_them_is)
{
  Clock a = { .total = 24 * 60 }, b = { .total = (24 + 256) * 60 }; /* hours are one octet */

  ck_assert (gvm_state_equal (&clock_desc, &a, &b));
  b.total++;
  ck_assert (!gvm_state_equal (&clock_desc, &a, &b));
}
END_TEST

START_TEST (each_prefix_is_truncated_and_leaves_any_target_alone)
{
  expect_prefixes_refused (&clock_desc, clock_blank, clock_golden, sizeof clock_golden);
  expect_prefixes_refused (&clock_desc, clock_other, clock_golden, sizeof clock_golden);
}
END_TEST

START_TEST (a_row_of_the_temporary_must_equal_what_the_target_fills_in)
{
  static const guint8 octets[] = { 0x08, 0x17, 0x00, 0x3b, 0x55 };

  expect_load_refused (&clock_desc, clock_other, octets, sizeof octets, GVM_ERROR_EQUAL_MISMATCH,
                       "clock/time/zone", 0);
}
END_TEST

START_TEST (what_take_refuses_is_refused_with_its_reason)
{
  static const guint8 octets[] = { 0x07, 0x17, 0x00, 0x3c, 0x55 };
  g_autoptr (GError) error = refuse_load (&clock_desc, clock_other, octets, sizeof octets);

  expect_error (error, GVM_ERROR_REFUSED, "clock/time", 0);
  ck_assert_str_eq (error->message, "clock/time @0x0: 60 minutes");
  silently = TRUE;
  expect_load_refused (&clock_desc, clock_other, octets, sizeof octets, GVM_ERROR_REFUSED,
                       "clock/time", 0);
}
END_TEST

START_TEST (what_take_wrote_is_put_back_when_the_load_fails_later)
{
  static const guint8 octets[] = { 0x07, 0x17, 0x00, 0x3b };

  expect_load_refused (&clock_desc, clock_other, octets, sizeof octets, GVM_ERROR_TRUNCATED,
                       "clock/last", 4);
}
END_TEST

START_TEST (a_temporary_is_paid_for)
{
  g_autoptr (GvmLimits) limits = limits_of (100, sizeof (Clock) + sizeof (Time) - 1, 9);
  g_autoptr (GvmReader) reader = reader_on (clock_golden, sizeof clock_golden, limits);
  g_autoptr (GError) error = NULL;
  Clock clock = { .zone = 7 };

  ck_assert (!gvm_decode (reader, &clock_desc, 1, &clock, &error));
  expect_error (error, GVM_ERROR_LIMIT, "clock/time", 0);
}
END_TEST

/* ---- conditions ---------------------------------------------------------------------------------- */

START_TEST (a_condition_must_hold_on_load)
{
  static const guint8 octets[] = { 0x07, 0x17, 0x00, 0x3b, 0x80 };

  expect_load_refused (&clock_desc, clock_other, octets, sizeof octets, GVM_ERROR_REFUSED,
                       "clock/last_is_small", 5);
}
END_TEST

START_TEST (a_condition_must_hold_on_save)
{
  Clock clock = { .last = 0x80 };

  expect_save_refused (&clock_desc, &clock, GVM_ERROR_REFUSED, "clock/last_is_small");
}
END_TEST

GVM_FIELDS (early_fields, Clock) = {
  GVM_VALIDATE (Clock, last_is_small),
  GVM_FIELD (Clock, last, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (early_desc, Clock, "early", 1, 1, early_fields);

START_TEST (a_condition_is_on_the_rows_above_it_alone)
{
  Clock clock = { .last = 0x7f };

  expect_loads (&early_desc, 1, &clock, "\x80", 1);
  ck_assert_uint_eq (clock.last, 0x80);
  expect_save_refused (&early_desc, &clock, GVM_ERROR_REFUSED, "early/last_is_small");
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.derived", a_derived_row_has_the_rows_of_its_temporary,
                    states_are_equal_when_what_is_worked_out_of_them_is,
                    each_prefix_is_truncated_and_leaves_any_target_alone,
                    a_row_of_the_temporary_must_equal_what_the_target_fills_in,
                    what_take_refuses_is_refused_with_its_reason,
                    what_take_wrote_is_put_back_when_the_load_fails_later, a_temporary_is_paid_for,
                    a_condition_must_hold_on_load, a_condition_must_hold_on_save,
                    a_condition_is_on_the_rows_above_it_alone);
}
