/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate-bench: measures one workload of one size, all peers in turn, and prints one JSON object a
 * measurement and line. bench.py makes tables of them.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

static int repetitions = 7;
static gint64 entries = 1000;
static gboolean here, list, describe;
static char **names;

static const GOptionEntry options[] = {
  { "entries", 'n', 0, G_OPTION_ARG_INT64, &entries, "Size of the workload", "N" },
  { "repetitions", 'r', 0, G_OPTION_ARG_INT, &repetitions, "Measurements of each", "N" },
  { "here", 0, 0, G_OPTION_ARG_NONE, &here, "No child processes, for callgrind", NULL },
  { "quick", 0, 0, G_OPTION_ARG_NONE, &bench_is_quick, "Only see that it works", NULL },
  { "describe", 0, 0, G_OPTION_ARG_NONE, &describe, "Measure the stream's description", NULL },
  { "list", 0, 0, G_OPTION_ARG_NONE, &list, "Print what can be measured", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL,
    "WORKLOAD [PEER[:save|:load]…]" },
  G_OPTION_ENTRY_NULL,
};

static const char *const operation_names[] = { "save", "load" };

static void
print_list (void)
{
  for (gsize w = 0; w < N_WORKLOADS; w++) {
    printf ("workload %s", workloads[w].name);
    for (const gsize *size = workloads[w].sizes; *size != 0; size++)
      printf (" %" G_GSIZE_FORMAT, *size);
    printf (" # %s\n", workloads[w].title);
  }
  for (gsize p = 0; p < n_peers; p++) {
    printf ("peer %s", peers[p]->name);
    for (gsize w = 0; w < N_WORKLOADS; w++)
      if (bench_method (peers[p], &workloads[w]) != NULL)
        printf (" %s", workloads[w].name);
    printf (" # %s\n", peers[p]->what);
  }
}

static const Workload *
find_workload (const char *name)
{
  for (gsize w = 0; w < N_WORKLOADS; w++)
    if (g_str_equal (workloads[w].name, name))
      return &workloads[w];
  return NULL;
}

/* Was it asked for? Without names, everything is. */
static gboolean
is_wanted (const Peer *peer, Operation operation)
{
  gboolean named = FALSE;

  for (char **name = names + 1; *name != NULL; name++) {
    g_auto (GStrv) parts = g_strsplit (*name, ":", 2);

    named = TRUE;
    if (g_str_equal (parts[0], peer->name) &&
        (parts[1] == NULL || g_str_equal (parts[1], operation_names[operation])))
      return TRUE;
  }
  return !named;
}

typedef struct {
  const Peer *peer;
  Operation operation;
  Input input;
  gint64 peak_kib;
} Job;

static GArray *
make_jobs (const Workload *workload, const State *state)
{
  GArray *jobs = g_array_new (FALSE, TRUE, sizeof (Job));

  for (gsize p = 0; p < n_peers; p++) {
    const Method *method = bench_method (peers[p], workload);
    Input input = { 0 };

    if (method == NULL || (method->most != 0 && state->n > method->most))
      continue;
    for (Operation operation = SAVE; operation < N_OPERATIONS; operation++) {
      if (!is_wanted (peers[p], operation) || (operation == LOAD && method->load == NULL))
        continue;
      if (operation == LOAD && !bench_encode (workload, peers[p], state, &input))
        g_error ("%s: %s cannot save", workload->name, peers[p]->name);
      Job job = { peers[p], operation, input, 0 };
      if (!here &&
          !bench_measure_memory (workload, peers[p], operation, state, &input, &job.peak_kib))
        g_error ("%s: %s has crashed", workload->name, peers[p]->name);
      g_array_append_val (jobs, job);
    }
  }
  return jobs;
}

static gboolean
run (const Workload *workload, const State *state, const Job *job, int repetition)
{
  Sample sample = { 0 };
  gboolean fine = (here ? bench_measure_here : bench_measure) (workload, job->peer, job->operation,
                                                               state, &job->input, &sample);

  if (!fine) {
    fprintf (stderr, "%s: %s: %s failed, or did not give the state back\n", workload->name,
             job->peer->name, operation_names[job->operation]);
    return FALSE;
  }
  printf ("{\"workload\": \"%s\", \"n\": %" G_GSIZE_FORMAT
          ", \"peer\": \"%s\", \"operation\": \"%s\", \"repetition\": %d, \"ns_per_entry\": %.5g, "
          "\"bytes\": %" G_GSIZE_FORMAT ", \"peak_kib\": %" G_GINT64_FORMAT
          ", \"rounds\": %" G_GSIZE_FORMAT "}\n",
          workload->name, state->n, job->peer->name, operation_names[job->operation], repetition,
          sample.ns, sample.bytes, job->peak_kib, sample.rounds);
  return TRUE;
}

/* Peers in turn, and every other time backwards: whatever drifts, drifts under all of them. */
static gboolean
run_all (const Workload *workload, const State *state, const GArray *jobs)
{
  for (int r = 0; r < repetitions; r++)
    for (guint i = 0; i < jobs->len; i++)
      if (!run (workload, state, &g_array_index (jobs, Job, r % 2 == 0 ? i : jobs->len - 1 - i), r))
        return FALSE;
  return TRUE;
}

static void
print_description (const Workload *workload, const State *state)
{
  Description description;

  if (bench_describe (workload, state, &description))
    printf ("{\"workload\": \"%s\", \"n\": %" G_GSIZE_FORMAT
            ", \"rows\": %u, \"section\": %" G_GSIZE_FORMAT ", \"stream\": %" G_GSIZE_FORMAT "}\n",
            workload->name, state->n, description.rows, description.section, description.stream);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    fprintf (stderr, "%s\n", error->message);
    return 2;
  }
  if (list) {
    print_list ();
    return EXIT_SUCCESS;
  }

  const Workload *workload = names != NULL ? find_workload (names[0]) : NULL;
  if (workload == NULL || entries < 0) {
    fprintf (stderr, "name a workload; --list lists them\n");
    return 2;
  }
  bench_prepare_heap ();
  State state = { .n = (gsize) entries };
  workload->fill (&state, state.n);
  if (describe) {
    print_description (workload, &state);
    return EXIT_SUCCESS;
  }
  g_autoptr (GArray) jobs = make_jobs (workload, &state);
  return run_all (workload, &state, jobs) ? EXIT_SUCCESS : EXIT_FAILURE;
}
