/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How fast the machine is: the operations of vectors, over and over.
 *
 *   spapr-ops ROUNDS VECTOR...
 *
 * Each round does all vectors in fresh machines, whose making is not counted. Throughput is that of the best round.
 * For latency each operation is timed alone in as many rounds, and its best time taken: what is left then is what
 * the operation costs, and not who else wanted the CPU. A migration is a save, a machine made and a load; it is told
 * apart, and is in neither figure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "host.h"

typedef struct {
  GPtrArray *scripts; /* of Script */
  GArray *best;       /* gint64 nanoseconds, an operation each */
} Bench;

static gint64
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static const ScriptOp *
get_op (const Script *script, guint nth)
{
  return &g_array_index (script->ops, ScriptOp, nth);
}

static gboolean
is_counted (const ScriptOp *op)
{
  return op->kind != SCRIPT_MIGRATE && op->kind != SCRIPT_SNAP;
}

/* A run of operations that are counted, from @nth on; returns the first that is not. */
static guint
run_stretch (Host *host, guint nth)
{
  for (; nth < host->script->ops->len && is_counted (get_op (host->script, nth)); nth++) {
    HostResult result;

    host_do (host, get_op (host->script, nth), &result, NULL);
  }
  return nth;
}

static gint64
run_script (const Script *script)
{
  g_auto (Host) host = { 0 };
  gint64 spent = 0;

  host_init (&host, script, GVM_SPAPR_AS_QEMU, NULL);
  for (guint nth = 0; nth < script->ops->len; nth++) {
    gint64 start = now ();
    nth = run_stretch (&host, nth);
    spent += now () - start;
    HostResult result;
    if (nth < script->ops->len)
      host_do (&host, get_op (script, nth), &result, NULL);
  }
  return spent;
}

static void
time_script (Bench *bench, const Script *script, guint first)
{
  g_auto (Host) host = { 0 };

  host_init (&host, script, GVM_SPAPR_AS_QEMU, NULL);
  for (guint nth = 0; nth < script->ops->len; nth++) {
    HostResult result;
    gint64 *best = &g_array_index (bench->best, gint64, first + nth), start = now ();

    host_do (&host, get_op (script, nth), &result, NULL);
    *best = MIN (*best, now () - start);
  }
}

/* ---- what came of it ------------------------------------------------------------------------------------ */

static gint64
find_best_round (const Bench *bench, guint rounds)
{
  gint64 best = G_MAXINT64;

  for (guint round = 0; round < rounds; round++) {
    gint64 spent = 0;

    for (guint i = 0; i < bench->scripts->len; i++)
      spent += run_script (g_ptr_array_index (bench->scripts, i));
    best = MIN (best, spent);
  }
  return best;
}

static void
time_rounds (Bench *bench, guint rounds)
{
  for (guint round = 0; round < rounds; round++) {
    guint first = 0;

    for (guint i = 0; i < bench->scripts->len; i++) {
      const Script *script = g_ptr_array_index (bench->scripts, i);

      time_script (bench, script, first);
      first += script->ops->len;
    }
  }
}

static void
print_latency (const Bench *bench)
{
  gint64 slowest = 0, migration = 0;
  const ScriptOp *which = NULL;
  guint first = 0;

  for (guint i = 0; i < bench->scripts->len; i++) {
    const Script *script = g_ptr_array_index (bench->scripts, i);

    for (guint nth = 0; nth < script->ops->len; nth++) {
      gint64 spent = g_array_index (bench->best, gint64, first + nth);

      if (get_op (script, nth)->kind == SCRIPT_MIGRATE)
        migration = MAX (migration, spent);
      else if (spent > slowest) {
        slowest = spent;
        which = get_op (script, nth);
      }
    }
    first += script->ops->len;
  }
  static const char *const names[] = { "rtas", "hcall", "msi", "dev_msi", "lsi", "reset", "snap" };
  printf ("slowest operation     %8.2f us  %s\n", (double) slowest / 1000,
          which == NULL                ? ""
          : which->kind == SCRIPT_RTAS ? which->name
                                       : names[which->kind]);
  printf ("slowest migration     %8.2f us\n", (double) migration / 1000);
}

int
main (int argc, char **argv)
{
  Bench bench = { .scripts = g_ptr_array_new_with_free_func ((GDestroyNotify) script_free),
                  .best = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  guint rounds = argc > 2 ? (guint) strtoul (argv[1], NULL, 10) : 0, n_counted = 0;

  if (rounds == 0)
    return EXIT_FAILURE;
  for (int i = 2; i < argc; i++) {
    g_autoptr (GError) error = NULL;
    Script *script = script_new_from_file (argv[i], &error);

    if (script == NULL) {
      fprintf (stderr, "%s: %s\n", argv[i], error->message);
      return EXIT_FAILURE;
    }
    g_ptr_array_add (bench.scripts, script);
    for (guint nth = 0; nth < script->ops->len; nth++) {
      gint64 never = G_MAXINT64;

      g_array_append_val (bench.best, never);
      n_counted += is_counted (get_op (script, nth)) != FALSE;
    }
  }
  gint64 best = find_best_round (&bench, rounds);
  time_rounds (&bench, rounds);
  printf ("operations a round    %8u\n", n_counted);
  printf ("operations a second   %8.2f million\n", n_counted * 1000.0 / (double) best);
  print_latency (&bench);
  g_ptr_array_unref (bench.scripts);
  g_array_unref (bench.best);
  return EXIT_SUCCESS;
}
