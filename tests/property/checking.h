/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What check.c and check_versions.c share.
 */
#pragma once

#include "property/model.h"

/* Which states: each number is another one. */
enum { THE_STATE = 1, FILLED, COPIED, OTHER };

/* One model under test. */
typedef struct {
  const Model *model;
  const GvmDesc *desc;
  gpointer state;  /* what is saved */
  GBytes *payload; /* its octets in the newest version */
  Dice dice;
} Trial;

/* Returns from a function that has found something out. */
#define COMPLAIN_IF(condition, ...)                                                                \
  do {                                                                                             \
    if (condition)                                                                                 \
      return g_strdup_printf (__VA_ARGS__);                                                        \
  } while (0)
#define COMPLAIN_AS(call)                                                                          \
  do {                                                                                             \
    char *complaint_ = call;                                                                       \
    if (complaint_ != NULL)                                                                        \
      return complaint_;                                                                           \
  } while (0)

static inline const char *
said (const GError *error)
{
  return error != NULL ? error->message : "(no error)";
}

/* Octets in a block of their own, so that a look behind them is seen. Returns: have they been loaded? */
gboolean load (const GvmDesc *desc, guint32 version, gpointer state, GBytes *payload,
               const GvmLimits *limits, gsize *ret_left, GError **error);

/* Is @found what @trial's state is? */
char *check_same (const Trial *trial, gconstpointer found, const char *where);
/* Loads @payload into a copy of a filled target, with one octet changed, and looks whether a failure left anything. */
char *check_mutation (Trial *trial, gpointer target, guint32 version, GBytes *payload,
                      const GvmLimits *limits);

/* ---- check_versions.c ---- */

char *check_versions (Trial *trial);
/* Rows that @version lacks are what they become without, after a load of it into @target. */
char *check_defaults (const Trial *trial, guint32 version, gconstpointer target);
/* Subsections under their old names. */
char *check_aliases (const Trial *trial);
/* States of older structs. */
char *check_upgrades (Trial *trial);
/* A stream with its description. */
char *check_stream (const Trial *trial);
