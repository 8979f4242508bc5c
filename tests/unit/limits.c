/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GvmLimits: data with defaults.
 */
#include "support/suite.h"

START_TEST (new_limits_are_the_defaults)
{
  g_autoptr (GvmLimits) limits = gvm_limits_new ();

  ck_assert_uint_eq (gvm_limits_get_max_entries (limits), 65536);
  ck_assert_uint_eq (gvm_limits_get_max_bytes (limits), 256 << 20);
  ck_assert_uint_eq (gvm_limits_get_max_depth (limits), 64);
  ck_assert_uint_eq (gvm_limits_get_max_entries (limits), GVM_LIMITS_DEFAULT_ENTRIES);
  ck_assert_uint_eq (gvm_limits_get_max_bytes (limits), GVM_LIMITS_DEFAULT_BYTES);
  ck_assert_uint_eq (gvm_limits_get_max_depth (limits), GVM_LIMITS_DEFAULT_DEPTH);
}
END_TEST

START_TEST (each_setter_sets_its_own_limit_alone)
{
  g_autoptr (GvmLimits) limits = gvm_limits_new ();

  gvm_limits_set_max_entries (limits, G_MAXUINT64);
  gvm_limits_set_max_bytes (limits, 2);
  gvm_limits_set_max_depth (limits, 3);
  ck_assert_uint_eq (gvm_limits_get_max_entries (limits), G_MAXUINT64);
  ck_assert_uint_eq (gvm_limits_get_max_bytes (limits), 2);
  ck_assert_uint_eq (gvm_limits_get_max_depth (limits), 3);
}
END_TEST

START_TEST (a_copy_is_independent)
{
  g_autoptr (GvmLimits) limits = limits_of (1, 2, 3);
  g_autoptr (GvmLimits) copy = gvm_limits_copy (limits);

  gvm_limits_set_max_entries (limits, 9);
  ck_assert_uint_eq (gvm_limits_get_max_entries (copy), 1);
  ck_assert_uint_eq (gvm_limits_get_max_bytes (copy), 2);
  ck_assert_uint_eq (gvm_limits_get_max_depth (copy), 3);
}
END_TEST

START_TEST (limits_are_a_boxed_type)
{
  g_autoptr (GvmLimits) limits = limits_of (1, 2, 3);
  GvmLimits *copy = g_boxed_copy (GVM_TYPE_LIMITS, limits);

  ck_assert_str_eq (g_type_name (GVM_TYPE_LIMITS), "GvmLimits");
  ck_assert_uint_eq (gvm_limits_get_max_bytes (copy), 2);
  g_boxed_free (GVM_TYPE_LIMITS, copy);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("unit.limits", new_limits_are_the_defaults,
                    each_setter_sets_its_own_limit_alone, a_copy_is_independent,
                    limits_are_a_boxed_type);
}
