/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * No member of the machine's structs is forgotten in their tables. The list of them is made from the headers
 * (CMakeLists.txt): EXPECT_COMPLETE (gvm_spapr_msi_desc); and so on.
 */
#include "support/suite.h"

#include <gvmstate/spapr.h>

#define EXPECT_COMPLETE(desc)                                                                      \
  do {                                                                                             \
    g_autoptr (GError) error_ = NULL;                                                              \
    gboolean is_complete_ = GVM_CHECK_COMPLETE (desc, &error_);                                    \
    ck_assert_msg (is_complete_, "%s", error_ != NULL ? error_->message : "");                     \
  } while (0)

START_TEST (each_member_has_a_row_or_a_reason) {
#include "all_descriptors.inc"
} END_TEST

    int main (void)
{
  return RUN_TESTS ("spapr.complete", each_member_has_a_row_or_a_reason);
}
