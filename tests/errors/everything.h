/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A struct with a row of every shape, and a picture of one that shows any change to it.
 */
#pragma once

#include "support/suite.h"

typedef struct {
  guint8 a;
  guint32 b;
} Item;

typedef struct {
  GArray *numbers; /* of guint8 */
  guint32 id;      /* the key that it is found by */
} Node;

typedef struct {
  guint8 id;
  GArray *numbers;    /* of guint16 */
  GHashTable *routes; /* guint8 -> guint8, both direct */
} Part;

typedef struct {
  bool flag;
  gint32 scalar;
  guint16 array[3];
  Item item;
  guint8 wired;
  guint8 n;
  Item *counted;
  guint16 extra, late;
  GHashTable *table;  /* guint32 -> Item, boxed */
  GHashTable *direct; /* guint16 -> guint16, direct */
  GHashTable *nodes;  /* guint32 -> Node, the key in the value */
  GArray *garray;     /* of Item */
  GList *parts;       /* of Part */
  GList *shorts;      /* of guint8, direct */
  guint64 last;
} Everything;

GVM_DECLARE_DESC (item_desc, Item);
GVM_DECLARE_DESC (everything_desc, Everything);

/* What the tests load. */
void everything_fill (Everything *all);
/* Another state, that it is loaded into. */
void everything_fill_other (Everything *all);
void everything_clear (Everything *all);

/* Returns: (transfer full): the payload of everything_fill(). */
GBytes *everything_get_payload (void);

/* Returns: (transfer full): all octets of @all, padding too, and of each container its address, its
 * elements' addresses and octets in the order of iteration. */
GBytes *everything_picture (const Everything *all);

/* Fails unless @all still looks like @picture. */
static inline void
expect_picture (const Everything *all, GBytes *picture, const char *when)
{
  g_autoptr (GBytes) now = everything_picture (all);

  ck_assert_msg (g_bytes_equal (picture, now), "the target was changed: %s", when);
}
