/* expect: GVM_COUNT_SIZE */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

/* No count of ours can be negative: that _Generic has no branch for a signed one. */
typedef struct {
  gint32 n;
  guint64 *table;
} Phb;
GVM_FIELDS (phb_fields, Phb) = {
  GVM_FIELD (Phb, n, gvm_i32),
  GVM_COUNTED (Phb, table, n, gvm_u64),
};
