/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * codec: the codecs that come with the library.
 *
 * Each is declared with the one C type it goes with: gvm_u32 with guint32, and with nothing else.
 * The names in a stream's description are QEMU's. Integers are big-endian, two's complement, and
 * as wide on the wire as in memory.
 */
#pragma once

#include <gvmstate/desc.h>
#include <gvmstate/stream.h>

G_BEGIN_DECLS

/* Wire: one octet, 0 or 1; a load takes any other value for true, as QEMU's does. A gboolean is an
 * int and no bool: the compiler refuses it here. */
GVM_API GVM_DECLARE_CODEC (gvm_bool, bool);

/* Wire: 1, 2, 4 or 8 octets. */
GVM_API GVM_DECLARE_CODEC (gvm_u8, guint8);
GVM_API GVM_DECLARE_CODEC (gvm_u16, guint16);
GVM_API GVM_DECLARE_CODEC (gvm_u32, guint32);
GVM_API GVM_DECLARE_CODEC (gvm_u64, guint64);
GVM_API GVM_DECLARE_CODEC (gvm_i8, gint8);
GVM_API GVM_DECLARE_CODEC (gvm_i16, gint16);
GVM_API GVM_DECLARE_CODEC (gvm_i32, gint32);
GVM_API GVM_DECLARE_CODEC (gvm_i64, gint64);

G_END_DECLS
