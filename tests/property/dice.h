/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Random numbers that are the same on every machine: splitmix64, by Sebastiano Vigna (public domain), written
 * from its description.
 */
#pragma once

#include <glib.h>

typedef struct {
  guint64 state;
} Dice;

static inline guint64
dice_next (Dice *dice)
{
  guint64 z = dice->state += 0x9e3779b97f4a7c15;

  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

/* From 0 to @n - 1. */
static inline guint
dice_below (Dice *dice, guint n)
{
  return (guint) ((dice_next (dice) >> 32) * n >> 32);
}

static inline gboolean
dice_one_in (Dice *dice, guint n)
{
  return dice_below (dice, n) == 0;
}

/* Dice of their own for a part, so that leaving it out changes nothing else. */
static inline Dice
dice_fork (const Dice *dice, guint64 salt)
{
  Dice fork = { dice->state ^ salt * 0xff51afd7ed558ccd };

  dice_next (&fork);
  return fork;
}
