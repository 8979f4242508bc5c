/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which interrupts are given to functions: a bit each, first fit.
 */
#include "machine.h"

/* The first bit from @bit on that is @used or not; GVM_SPAPR_MAX_MSI when there is none. */
static guint32
find_bit (const guint64 *map, guint32 bit, gboolean used)
{
  while (bit < GVM_SPAPR_MAX_MSI) {
    guint64 word = used ? map[bit / 64] : ~map[bit / 64];

    word &= G_MAXUINT64 << bit % 64;
    if (word != 0)
      return bit / 64 * 64 + (guint32) __builtin_ctzll (word);
    bit = (bit / 64 + 1) * 64;
  }
  return GVM_SPAPR_MAX_MSI;
}

/* GVM_SPAPR_IRQ_MSI is a multiple of every alignment there is, so bits align as their interrupts do. */
guint32
gvmi_map_find (const guint64 *map, guint32 num, guint32 align)
{
  guint32 bit = 0;

  while (num <= GVM_SPAPR_MAX_MSI) {
    bit = find_bit (map, bit, FALSE);
    bit += (align - bit % align) % align;
    if (bit > GVM_SPAPR_MAX_MSI - num)
      break;
    guint32 end = find_bit (map, bit, TRUE);
    if (end - bit >= num)
      return GVM_SPAPR_IRQ_MSI + bit;
    bit = end;
  }
  return 0;
}

gboolean
gvmi_map_has (const guint64 *map, guint32 irq)
{
  guint32 bit = irq - GVM_SPAPR_IRQ_MSI;

  return (map[bit / 64] >> bit % 64 & 1) != 0;
}

void
gvmi_map_set (guint64 *map, guint32 first, guint32 num, gboolean used)
{
  for (guint32 bit = first - GVM_SPAPR_IRQ_MSI; num > 0; bit++, num--) {
    guint64 mask = G_GUINT64_CONSTANT (1) << bit % 64;

    map[bit / 64] = used ? map[bit / 64] | mask : map[bit / 64] & ~mask;
  }
}

guint32
gvmi_map_find_difference (const guint64 *a, const guint64 *b)
{
  for (guint32 i = 0; i < GVMI_MAP_WORDS; i++)
    if (a[i] != b[i])
      return GVM_SPAPR_IRQ_MSI + i * 64 + (guint32) __builtin_ctzll (a[i] ^ b[i]);
  return 0;
}
