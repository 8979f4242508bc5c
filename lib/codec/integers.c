/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A loop is a macro over a type, and the type is chosen once.
 */
#include "codec/integers.h"

#define SAME(value) (value)

/* What is in memory as a bool may be any octet, but of a slot it is asked that it be 0 or 1. */
#define WITH_TYPE(codec, bool_type, LOOP)                                                          \
  if (codec->kind == GVM_KIND_BOOL) {                                                              \
    LOOP (bool_type, SAME)                                                                         \
  } else if (codec->kind == GVM_KIND_SIGNED) {                                                     \
    switch (codec->c_size) {                                                                       \
    case 1:                                                                                        \
      LOOP (gint8, SAME)                                                                           \
      break;                                                                                       \
    case 2:                                                                                        \
      LOOP (gint16, GINT16_TO_BE)                                                                  \
      break;                                                                                       \
    case 4:                                                                                        \
      LOOP (gint32, GINT32_TO_BE)                                                                  \
      break;                                                                                       \
    default:                                                                                       \
      LOOP (gint64, GINT64_TO_BE)                                                                  \
      break;                                                                                       \
    }                                                                                              \
  } else {                                                                                         \
    switch (codec->c_size) {                                                                       \
    case 1:                                                                                        \
      LOOP (guint8, SAME)                                                                          \
      break;                                                                                       \
    case 2:                                                                                        \
      LOOP (guint16, GUINT16_TO_BE)                                                                \
      break;                                                                                       \
    case 4:                                                                                        \
      LOOP (guint32, GUINT32_TO_BE)                                                                \
      break;                                                                                       \
    default:                                                                                       \
      LOOP (guint64, GUINT64_TO_BE)                                                                \
      break;                                                                                       \
    }                                                                                              \
  }

/* As GUINT_TO_POINTER() and GINT_TO_POINTER() extend them. */
#define TO_SLOT(value)        GSIZE_TO_POINTER ((gsize) (value))
#define FROM_SLOT(type, slot) ((type) GPOINTER_TO_SIZE (slot))

#define CHECK_EACH(type, swap)                                                                     \
  while (i < n && TO_SLOT (FROM_SLOT (type, slots[i * step])) == slots[i * step])                  \
    i++;

gsize
gvmi_integers_check (const GvmCodec *codec, const gpointer *slots, gsize step, gsize n)
{
  gsize i = 0;

  WITH_TYPE (codec, bool, CHECK_EACH)
  return i;
}

#define PUT_EACH(type, swap)                                                                       \
  for (; i < n; i++) {                                                                             \
    type value = FROM_SLOT (type, slots[i * step]);                                                \
                                                                                                   \
    if (TO_SLOT (value) != slots[i * step])                                                        \
      break;                                                                                       \
    value = (type) swap (value);                                                                   \
    memcpy (wire + i * stride, &value, sizeof value);                                              \
  }

gsize
gvmi_integers_put (const GvmCodec *codec, guint8 *wire, gsize stride, const gpointer *slots,
                   gsize step, gsize n)
{
  gsize i = 0;

  WITH_TYPE (codec, bool, PUT_EACH)
  return i;
}

#define TAKE_EACH(type, swap)                                                                      \
  for (gsize i = 0; i < n; i++) {                                                                  \
    type value;                                                                                    \
                                                                                                   \
    memcpy (&value, wire + i * stride, sizeof value);                                              \
    value = (type) swap (value);                                                                   \
    slots[i * step] = TO_SLOT (is_bool ? value != 0 : value);                                      \
  }

void
gvmi_integers_take (const GvmCodec *codec, gpointer *slots, gsize step, const guint8 *wire,
                    gsize stride, gsize n)
{
  const gboolean is_bool = codec->kind == GVM_KIND_BOOL;

  WITH_TYPE (codec, guint8, TAKE_EACH)
}

#define UNBOX_EACH(type, swap)                                                                     \
  for (gsize i = 0; i < n; i++)                                                                    \
    slots[i * step] = TO_SLOT (*(const type *) slots[i * step]);

void
gvmi_integers_unbox (const GvmCodec *codec, gpointer *slots, gsize step, gsize n)
{
  WITH_TYPE (codec, guint8, UNBOX_EACH)
}

#define LIST_EACH(type, swap)                                                                      \
  for (gsize i = 0; i < n; i++)                                                                    \
    ret_list[i] = boxes[i * step] != NULL ? (guint64) * (const type *) boxes[i * step] : 0;

void
gvmi_integers_list (const GvmCodec *codec, const gpointer *boxes, gsize step, gsize n,
                    guint64 *ret_list)
{
  WITH_TYPE (codec, guint8, LIST_EACH)
}

#define READ_EACH(type, swap)                                                                      \
  for (gsize i = 0; i < n; i++) {                                                                  \
    type value;                                                                                    \
                                                                                                   \
    memcpy (&value, wire + i * stride, sizeof value);                                              \
    value = (type) swap (value);                                                                   \
    ret_list[i] = (guint64) value;                                                                 \
  }

void
gvmi_integers_read (const GvmCodec *codec, const guint8 *wire, gsize stride, gsize n,
                    guint64 *ret_list)
{
  WITH_TYPE (codec, guint8, READ_EACH)
}
