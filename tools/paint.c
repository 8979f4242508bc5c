/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SGR sequences from the first 8 colours alone, which every terminal theme keeps readable.
 */
#include <stdio.h>
#include <unistd.h>

#include "paint.h"

static gboolean coloured;

static gboolean
wanted_here (void)
{
  const char *no_color = g_getenv ("NO_COLOR");

  if (no_color != NULL && *no_color != '\0')
    return FALSE;
  return isatty (STDOUT_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

gboolean
paint_init (const char *when)
{
  if (when == NULL || g_str_equal (when, "auto"))
    coloured = wanted_here ();
  else if (g_str_equal (when, "always") || g_str_equal (when, "never"))
    coloured = g_str_equal (when, "always");
  else
    return FALSE;
  return TRUE;
}

const char *
paint_on (Paint paint)
{
  static const char *const sequences[] = {
    [PAINT_PLAIN] = "",
    [PAINT_HEADING] = "\033[1m",
    [PAINT_NAME] = "\033[36m",
    [PAINT_FAINT] = "\033[2m",
  };

  return coloured ? sequences[paint] : "";
}

const char *
paint_off (Paint paint)
{
  return coloured && paint != PAINT_PLAIN ? "\033[0m" : "";
}
