/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>

#include "progress.h"
#include "text.h"

enum { PATIENCE_US = 500 * 1000, EVERY_US = 100 * 1000 };

static gint64 due; /* when the line is next to be shown; 0 before the first call */
static gboolean is_shown;

void
progress_show (GvmProgress phase, guint64 done, gint64 total, G_GNUC_UNUSED gpointer user_data)
{
  gint64 now = g_get_monotonic_time ();

  if (due == 0)
    due = now + PATIENCE_US;
  if (now < due)
    return;
  due = now + EVERY_US;
  is_shown = TRUE;
  g_autofree char *size = text_size (done);
  fprintf (stderr, "\r\033[K%s: %s", phase == GVM_PROGRESS_READ ? "reading" : "walking", size);
  if (total > 0)
    fprintf (stderr, ", %u %%", (guint) ((gdouble) done * 100 / (gdouble) total));
  fflush (stderr);
}

void
progress_wipe (void)
{
  if (is_shown)
    fputs ("\r\033[K", stderr);
  is_shown = FALSE;
}
