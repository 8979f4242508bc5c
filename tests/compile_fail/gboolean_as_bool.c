/* expect: GVM_FIELD(Phb.on): member type is not the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

/* A gboolean is an int: four octets, where a bool is one. */
typedef struct {
  gboolean on;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, on, gvm_bool) };
