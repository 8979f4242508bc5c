/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Random tables and random states: what holds of all of them (check.c), tried on very many.
 *
 *   property [SHARD SHARDS [ROUNDS]]
 *
 * Without ROUNDS, GVM_TEST_ROUNDS says how many: an emulated machine does not get through so many. A round is a table with its states. Round n has the seed GVM_TEST_SEED + n; the seed of a failed round, given
 * as GVM_TEST_SEED with 1 round, is that round again.
 */
#include "property/model.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  ROUNDS = 100000,
#ifdef __SANITIZE_ADDRESS__
  ROUNDS_HERE = ROUNDS / 5,
#else
  ROUNDS_HERE = ROUNDS,
#endif
  LEAST = 1000, /* of ROUNDS, how often each thing must occur at least */
};

static guint64 seed_now;

/* A round that does not come back can't be shrunk, but told. */
static void
tell_seed (int signal_number)
{
  char text[64];
  int size = g_snprintf (text, sizeof text, "\nGVM_TEST_SEED=%" G_GUINT64_FORMAT "\n", seed_now);

  if (write (STDOUT_FILENO, text, (gsize) size) < 0)
    _exit (2);
  signal (signal_number, SIG_DFL);
  raise (signal_number);
}

static void
print_case (const Model *model, const char *complaint)
{
  g_autoptr (GString) json = g_string_new ("descriptor: ");
  gpointer state = state_new (model, 1, 0);
  g_autoptr (GBytes) payload = model_save (model, 1);
  const guint8 *octets = payload != NULL ? g_bytes_get_data (payload, NULL) : NULL;

  print_descriptor (json, model->root);
  g_string_append (json, "\nstate: ");
  print_state (json, model->root, model->root->version, state);
  g_string_append (json, "\noctets: ");
  for (gsize i = 0; payload != NULL && i < g_bytes_get_size (payload); i++)
    g_string_append_printf (json, "%02x", octets[i]);
  g_print ("FAIL  GVM_TEST_SEED=%" G_GUINT64_FORMAT ": %s\n%s\n", model->seed, complaint,
           json->str);
}

static gboolean
run_round (guint64 seed)
{
  seed_now = seed;
  Model *model = model_new (seed);
  char *complaint = model_check (model);

  if (complaint != NULL) {
    g_print ("FAIL  GVM_TEST_SEED=%" G_GUINT64_FORMAT ": %s; shrinking\n", seed, complaint);
    complaint = model_shrink (model, complaint);
    print_case (model, complaint);
    return FALSE;
  }
  tally_model (model);
  model_free (model);
  return TRUE;
}

static guint64
get_argument (int argc, char **argv, int i, guint64 otherwise)
{
  return argc > i ? g_ascii_strtoull (argv[i], NULL, 10) : otherwise;
}

int
main (int argc, char **argv)
{
  const char *chosen = g_getenv ("GVM_TEST_SEED");
  guint64 seed = chosen != NULL ? g_ascii_strtoull (chosen, NULL, 10) : 20260101;
  guint64 shard = get_argument (argc, argv, 1, 0), shards = get_argument (argc, argv, 2, 1);
  const char *few = g_getenv ("GVM_TEST_ROUNDS");
  guint64 rounds =
      get_argument (argc, argv, 3, few != NULL ? g_ascii_strtoull (few, NULL, 10) : ROUNDS_HERE);

  signal (SIGSEGV, tell_seed);
  signal (SIGABRT, tell_seed);
  g_print ("GVM_TEST_SEED=%" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT " rounds\n", seed, rounds);
  for (guint64 i = shard; i < rounds; i += shards)
    if (!run_round (seed + i))
      return 1;
  return tally_report (LEAST * rounds / ROUNDS / shards) ? 0 : 1;
}
