/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A copy that looks at what it copies.
 */
#include "codec/plain.h"

#include <string.h>

/* Octets at once, as whatever the machine has for that. A positive one is ASCII and no NUL. */
typedef gint8 Vector __attribute__ ((vector_size (16)));
typedef gint8 Half __attribute__ ((vector_size (8)));

/* Copies some octets. What is odd among them is not 0 in the result. */
#define COPY(type, to, from)                                                                       \
  __extension__({                                                                                  \
    type octets_;                                                                                  \
                                                                                                   \
    memcpy (&octets_, from, sizeof octets_);                                                       \
    memcpy (to, &octets_, sizeof octets_);                                                         \
    octets_ <= 0;                                                                                  \
  })

static gboolean
copy_few (guint8 *to, const guint8 *from, gsize size)
{
  gint8 odd = 0;

  if (size >= sizeof (Half)) {
    Half all =
        COPY (Half, to, from) | COPY (Half, to + size - sizeof (Half), from + size - sizeof (Half));
    guint64 word;

    memcpy (&word, &all, sizeof word);
    return word == 0;
  }
  for (gsize i = 0; i < size; i++) {
    to[i] = from[i];
    odd |= (gint8) from[i] <= 0;
  }
  return odd == 0;
}

/* The last octets at once may overlap the ones before. */
gboolean
gvmi_plain_copy (guint8 *to, const guint8 *from, gsize size)
{
  Vector odd = { 0 };
  guint64 halves[2];

  if (size < sizeof odd)
    return copy_few (to, from, size);
  for (gsize at = 0; at + sizeof odd < size; at += sizeof odd)
    odd |= COPY (Vector, to + at, from + at);
  odd |= COPY (Vector, to + size - sizeof odd, from + size - sizeof odd);
  memcpy (halves, &odd, sizeof halves);
  return (halves[0] | halves[1]) == 0;
}
