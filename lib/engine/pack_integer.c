/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What becomes of an integer in a packed column, before it is a varint. All are 64 bits here, extended by their
 * sign if they have one; what is packed never has more bits than the integer.
 */
#include "engine/pack.h"

static guint64
greatest (const GvmiColumn *column)
{
  return G_MAXUINT64 >> (64 - 8 * column->width);
}

/* The low octets of @value as an integer of the column. */
static guint64
wrap (const GvmiColumn *column, guint64 value, gboolean is_signed)
{
  guint unused = 64u - 8u * column->width;

  return is_signed ? (guint64) ((gint64) (value << unused) >> unused) : value << unused >> unused;
}

/* ---- plain --------------------------------------------------------------------------------------- */

static guint64
pack_plain (const GvmiPacker *packer, gsize column, guint64 value)
{
  return packer->columns[column].is_signed ? gvmi_zigzag ((gint64) value) : value;
}

static gboolean
unpack_plain (GvmiPacker *packer, gsize column, guint64 packed, guint64 *ret_value)
{
  *ret_value = packer->columns[column].is_signed ? (guint64) gvmi_unzigzag (packed) : packed;
  return packed <= greatest (&packer->columns[column]);
}

const GvmiPackedInteger gvmi_packed_plain = { pack_plain, unpack_plain };

/* ---- delta: modulo the integer's width, so that every difference has one form and fits ------------ */

static guint64
pack_delta (const GvmiPacker *packer, gsize column, guint64 value)
{
  guint64 difference = wrap (&packer->columns[column], value - packer->before[column], TRUE);

  return gvmi_zigzag ((gint64) difference);
}

static gboolean
unpack_delta (GvmiPacker *packer, gsize column, guint64 packed, guint64 *ret_value)
{
  const GvmiColumn *it = &packer->columns[column];

  *ret_value = wrap (it, packer->before[column] + (guint64) gvmi_unzigzag (packed), it->is_signed);
  return packed <= greatest (it);
}

const GvmiPackedInteger gvmi_packed_delta = { pack_delta, unpack_delta };

/* ---- step: what is added to the key before, without the low bits that all steps have 0 ------------- */

static guint64
pack_step (const GvmiPacker *packer, gsize column, guint64 value)
{
  if (packer->n_done == 0)
    return pack_plain (packer, column, value);
  return (value - packer->before[column]) >> packer->shift;
}

/* A step of 0 is left to the container, which knows best how to refuse a key twice. */
static gboolean
unpack_step (GvmiPacker *packer, gsize column, guint64 packed, guint64 *ret_value)
{
  const GvmiColumn *it = &packer->columns[column];
  guint64 last = it->is_signed ? greatest (it) >> 1 : greatest (it);

  if (packer->n_done == 0)
    return unpack_plain (packer, column, packed, ret_value);
  packer->steps |= packed;
  *ret_value = packer->before[column] + (packed << packer->shift);
  return packed <= (last - packer->before[column]) >> packer->shift;
}

const GvmiPackedInteger gvmi_packed_step = { pack_step, unpack_step };
