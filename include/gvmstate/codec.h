/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * codec: the codecs of single values that own nothing. Those that a range belongs to are in bounded.h,
 * those that are pointers in owned.h.
 *
 * Each is declared with the one C type it goes with: gvm_u32 with guint32, and with nothing else.
 * The names in a stream's description are QEMU's. Everything is big-endian. Integers are two's
 * complement, and as wide on the wire as in memory.
 */
#pragma once

#include <gvmstate/desc.h>
#include <gvmstate/stream.h>

G_BEGIN_DECLS

/* Wire: one octet, 0 or 1; a load takes any other value for true, as QEMU's does. A gboolean is an
 * int and no bool: the compiler refuses it here. */
GVM_API GVM_DECLARE_CODEC (gvm_bool, bool);

/* The same wire for a gboolean; a load gives TRUE or FALSE. To the compiler gboolean, gint and gint32 are
 * one type, so it cannot tell this codec from gvm_i32: a row says which of the two a member is. */
GVM_API GVM_DECLARE_CODEC (gvm_gboolean, gboolean);

/* Wire: 1, 2, 4 or 8 octets. */
GVM_API GVM_DECLARE_CODEC (gvm_u8, guint8);
GVM_API GVM_DECLARE_CODEC (gvm_u16, guint16);
GVM_API GVM_DECLARE_CODEC (gvm_u32, guint32);
GVM_API GVM_DECLARE_CODEC (gvm_u64, guint64);
GVM_API GVM_DECLARE_CODEC (gvm_i8, gint8);
GVM_API GVM_DECLARE_CODEC (gvm_i16, gint16);
GVM_API GVM_DECLARE_CODEC (gvm_i32, gint32);
GVM_API GVM_DECLARE_CODEC (gvm_i64, gint64);

/* Wire: IEEE 754, 4 and 8 octets; QEMU's CPU_Double_U. Bit for bit: a NaN keeps its payload, a zero its
 * sign. Their order, as keys, is IEEE 754's totalOrder: -NaN, -inf, …, -0.0, +0.0, …, +inf, +NaN. A table
 * that a load makes tells apart what differs in any bit. */
GVM_API GVM_DECLARE_CODEC (gvm_float, gfloat);
GVM_API GVM_DECLARE_CODEC (gvm_double, gdouble);

/* When a timer expires, in ns; -1: it is not armed. Wire: 8 octets; not armed is all ones.
 * Source: QEMU's type "timer", which keeps an uint64_t. */
GVM_API GVM_DECLARE_CODEC (gvm_timer, gint64);

/* What GLib has for 4 and 8 octets (g_int_hash() and its kin), for keys of 1 and 2. */
GVM_API guint gvm_u8_hash (gconstpointer key);
GVM_API gboolean gvm_u8_equal (gconstpointer a, gconstpointer b);
GVM_API guint gvm_u16_hash (gconstpointer key);
GVM_API gboolean gvm_u16_equal (gconstpointer a, gconstpointer b);

G_END_DECLS
