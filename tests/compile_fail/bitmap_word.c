/* expect: GVM_DEFINE_BITMAP(codec): words that are not 4 or 8 octets, unsigned */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

static GVM_DEFINE_BITMAP (codec, gint64, 65);
