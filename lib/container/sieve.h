/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Have all keys been different? For integers that lie close together, as addresses and numbers do, that is shown while
 * they are saved, at hardly any cost: each takes a place in a map, by some of its own bits. As long as no place is taken
 * twice, all have been different. Where one is, distinct.h has to tell.
 */
#pragma once

#include <gvmstate/codec.h>

enum { GVMI_SIEVE_FEW = 512 };

typedef struct {
  const GvmCodec *codec;
  guint8 few[GVMI_SIEVE_FEW]; /* the map for a small table */
  guint8 *map;
  guint64 last; /* place in the map */
  guint shift;  /* bits of an integer below those that are looked at */
  gboolean has_begun, is_open;
} GvmiSieve;

void gvmi_sieve_open (GvmiSieve *sieve, const GvmCodec *codec, gsize n);
/* Adds @n integers on the wire, each @stride octets behind the one before. */
void gvmi_sieve_add (GvmiSieve *sieve, const guint8 *wire, gsize stride, gsize n);
/* Returns: TRUE when all have been different; FALSE leaves it open. */
gboolean gvmi_sieve_close (GvmiSieve *sieve);
