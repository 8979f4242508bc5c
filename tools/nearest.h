/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * nearest: "did you mean …?"
 */
#pragma once

#include <glib.h>

typedef struct {
  const char *word;
  char *best; /* owned; NULL until something was near enough */
  guint distance;
} Nearest;

/* A search for what is nearest to @word, which must outlive it. */
void nearest_init (Nearest *nearest, const char *word);
void nearest_offer (Nearest *nearest, const char *candidate);
void nearest_clear (Nearest *nearest);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Nearest, nearest_clear)
