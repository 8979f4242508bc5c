/* expect: compatible with any */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

static GVM_DEFINE_BOUNDED (codec, gvm_double, .max = 1);
