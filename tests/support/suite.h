/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the check suites of the library share: running them, and saying what a failed call must leave.
 */
#pragma once

#include <gvmstate/gvmstate.h>

#include <check.h>
#include <string.h>

/* Runs tests by name: `int main (void) { return RUN_TESTS ("unit.reader", a_test, another); }`. A test
 * that is left out is an unused variable, which does not compile. */
#define RUN_TESTS(name, ...) RUN_TESTS_EACH (name, 1, __VA_ARGS__)
/* Runs each of them @n times, with _i from 0 on. */
#define RUN_TESTS_EACH(name, n, ...)                                                               \
  run_tests (name, n, (const TTest *const[]) { __VA_ARGS__, NULL })

static inline int
run_tests (const char *name, int n, const TTest *const *tests)
{
  Suite *suite = suite_create (name);
  TCase *tcase = tcase_create (name);
  SRunner *runner = srunner_create (suite);

  for (; *tests != NULL; tests++)
    tcase_add_loop_test (tcase, *tests, 0, n);
  suite_add_tcase (suite, tcase);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed > 0 ? 1 : 0;
}

/* An error of a save, or of what has no place in a stream, has no offset. */
#define NO_OFFSET G_MAXUINT64

/* Compares code, path and offset, which are the promise; prose is compared only where a test is about it. */
static inline void
expect_error (const GError *error, GvmError code, const char *path, guint64 offset)
{
  guint64 found = NO_OFFSET;

  ck_assert_msg (error != NULL, "no error, expected %s", gvm_error_get_slug (code));
  gvm_error_get_offset (error, &found);
  ck_assert_msg (error->domain == GVM_ERROR, "%s", error->message);
  ck_assert_msg (error->code == (int) code, "%s, expected %s", error->message,
                 gvm_error_get_slug (code));
  ck_assert_msg (g_strcmp0 (gvm_error_get_path (error), path) == 0, "%s, expected path %s",
                 error->message, path != NULL ? path : "(none)");
  ck_assert_msg (found == offset, "%s, expected offset 0x%" G_GINT64_MODIFIER "x", error->message,
                 offset);
}

/* A reader on octets that outlive it. */
static inline GvmReader *
reader_on (gconstpointer octets, gsize size, const GvmLimits *limits)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (octets, size);

  return gvm_reader_new (bytes, limits);
}

static inline GvmLimits *
limits_of (guint64 entries, guint64 octets, guint depth)
{
  GvmLimits *limits = gvm_limits_new ();

  gvm_limits_set_max_entries (limits, entries);
  gvm_limits_set_max_bytes (limits, octets);
  gvm_limits_set_max_depth (limits, depth);
  return limits;
}

/* Fails unless both runs of octets are the same; says where they part. */
static inline void
expect_octets (gconstpointer found, gsize found_size, gconstpointer expected, gsize expected_size)
{
  const guint8 *x = found, *y = expected;

  for (gsize i = 0; i < MIN (found_size, expected_size); i++)
    ck_assert_msg (x[i] == y[i], "octet 0x%zx is 0x%02x, expected 0x%02x", i, x[i], y[i]);
  ck_assert_msg (found_size == expected_size, "%zu octets, expected %zu", found_size,
                 expected_size);
}
