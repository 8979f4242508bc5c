/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Many integers of one codec at once: one loop for each type, and nothing is asked within it. They lie where a
 * container's entries have them: @n slots, each @step pointers behind the one before; on the wire each
 * @stride octets behind the one before.
 */
#pragma once

#include "codec/integer.h"

/* Returns: of @n direct slots, how many from the first on are values of @codec, so that it can give them back. */
gsize gvmi_integers_check (const GvmCodec *codec, const gpointer *slots, gsize step, gsize n);

/* Writes them. Returns: how many, as gvmi_integers_check(). */
gsize gvmi_integers_put (const GvmCodec *codec, guint8 *wire, gsize stride, const gpointer *slots,
                         gsize step, gsize n);

/* Reads @n direct slots. */
void gvmi_integers_take (const GvmCodec *codec, gpointer *slots, gsize step, const guint8 *wire,
                         gsize stride, gsize n);

/* Replaces @n boxes by what is in them, extended as direct slots are; of none may be more than fits into one. */
void gvmi_integers_unbox (const GvmCodec *codec, gpointer *slots, gsize step, gsize n);

/* Lists what is in @n boxes, extended as direct slots are; of a missing one a 0. */
void gvmi_integers_list (const GvmCodec *codec, const gpointer *boxes, gsize step, gsize n,
                         guint64 *ret_list);

/* Reads @n of them from the wire, extended likewise. */
void gvmi_integers_read (const GvmCodec *codec, const guint8 *wire, gsize stride, gsize n,
                         guint64 *ret_list);
