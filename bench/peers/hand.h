/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What somebody writes who has no library: a pointer that moves over a buffer, without a check.
 */
#pragma once

#include "peers/peers.h"

#define DEFINE_HAND(bits)                                                                          \
  static inline void hand_put_##bits (guint8 **at, guint##bits value)                              \
  {                                                                                                \
    value = GUINT##bits##_TO_BE (value);                                                           \
    memcpy (*at, &value, sizeof value);                                                            \
    *at += sizeof value;                                                                           \
  }                                                                                                \
  static inline guint##bits hand_get_##bits (const guint8 **at)                                    \
  {                                                                                                \
    guint##bits value;                                                                             \
                                                                                                   \
    memcpy (&value, *at, sizeof value);                                                            \
    *at += sizeof value;                                                                           \
    return GUINT##bits##_FROM_BE (value);                                                          \
  }
#define GUINT8_TO_BE(value)   (value)
#define GUINT8_FROM_BE(value) (value)
DEFINE_HAND (8)
DEFINE_HAND (16)
DEFINE_HAND (32)
DEFINE_HAND (64)

static inline void
hand_finish (Output *output, const guint8 *end)
{
  output->size = (gsize) (end - output->data);
}
