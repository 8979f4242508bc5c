/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One measurement: a child process, CPU time. The child inherits the data as the parent made it, and
 * nothing of what other peers have allocated, cached or grown before.
 *
 * What is measured is the peer, not the kernel's page faults, which would cost each the same and more than most
 * peers do: the heap has been grown and touched before, and a save writes where a save before it wrote. Small
 * workloads are repeated until the clock can see them; before large ones the caches are emptied. Memory is
 * measured in a child of its own, whose heap has given back what the parent had freed.
 */
#include "bench.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Entries that a measurement moves at least. */
enum { ENTRIES = 131072 };
/* What an entry takes at most: in an array that has just doubled; boxes, and its place in a table that has just grown; texts
 * besides. Some peers have it twice. */
enum { ELEMENT_MEMORY = 64, ENTRY_MEMORY = 160, TEXT_MEMORY = 256 };
enum { PAGE = 4096 };
/* No larger heap is copied for a child. */
enum { OWN_HEAP = 16 << 20 };
/* No block that is free is as large, but at the heap's end. */
enum { SHIFT = 1 << 20 };
/* A device and a machine count as that many entries. */
enum { DEVICE_ENTRIES = 128, MACHINE_ENTRIES = 4096 };

guint8 *
bench_output_reserve (Output *output, gsize size)
{
  if (size > output->capacity) {
    g_free (output->buffer);
    output->buffer = g_malloc (size);
    output->capacity = size;
  }
  output->data = output->buffer;
  return output->buffer;
}

const Method *
bench_method (const Peer *peer, const Workload *workload)
{
  const Method *method = &peer->methods[workload->like];

  return method->save != NULL ? method : NULL;
}

static double
cpu_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

/* A line of /proc/self/status, in KiB. */
static gint64
status_kib (const char *name)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) ||
      (line = strstr (text, name)) == NULL)
    return 0;
  return g_ascii_strtoll (line + strlen (name), NULL, 10);
}

gboolean bench_is_quick;

static gsize
entries_of (const Workload *workload, gsize n)
{
  return workload->like == W6           ? DEVICE_ENTRIES
         : workload->like == SPAPR_BOOT ? MACHINE_ENTRIES
                                        : MAX (n, 1);
}

static gsize
rounds_of (const Workload *workload, gsize n)
{
  return bench_is_quick ? 2 : MAX (1, ENTRIES / entries_of (workload, n));
}

/* Not inlined: callgrind counts from their entry to their end. */
__attribute__ ((noinline)) void bench_timed_save (const Method *method, const State *state,
                                                  Output *output, gsize rounds);
__attribute__ ((noinline)) void bench_timed_load (const Method *method, const Input *input,
                                                  State *states, gsize rounds);

void
bench_timed_save (const Method *method, const State *state, Output *output, gsize rounds)
{
  for (gsize i = 0; i < rounds; i++)
    method->save (state, output);
}

void
bench_timed_load (const Method *method, const Input *input, State *states, gsize rounds)
{
  for (gsize i = 0; i < rounds; i++)
    method->load (input, &states[i]);
}

/* Larger than any cache: what is not used again within it is cold. */
enum { CACHES = 96 << 20 };

static void
empty_caches (void)
{
  guint8 *block = g_malloc (CACHES);

  memset (block, 1, CACHES);
  g_free (block);
}

/* What @rounds take. */
static gsize
memory_of (const Workload *workload, gsize n, gsize rounds)
{
  gsize entries = rounds * entries_of (workload, n),
        caches = rounds_of (workload, n) == 1 ? CACHES : 0;

  switch (workload->like) {
  case W2:
    return entries * TEXT_MEMORY + caches;
  case W3:
  case W3B:
  case W4:
  case W4I:
    return entries * ELEMENT_MEMORY + caches;
  default:
    return entries * ENTRY_MEMORY + caches;
  }
}

/* Grows the heap by @size and touches it. It stays: see bench_prepare_heap(). To ask for all pages at once takes half the
 * time. */
static void
warm_heap (gsize size)
{
  if (bench_is_quick)
    return;

  guint8 *block = g_malloc (PAGE + size), *page = block + (-(guintptr) block & (PAGE - 1));
  madvise (page, size, MADV_POPULATE_WRITE);
  memset (page, 1, size);
  g_free (block);
}

void
bench_prepare_heap (void)
{
  mallopt (M_MMAP_MAX, 0);
  mallopt (M_TRIM_THRESHOLD, G_MAXINT);
}

static void
time_save (const Workload *workload, const Method *method, const State *state, gsize rounds,
           Sample *sample)
{
  Output output = { 0 };

  warm_heap (memory_of (workload, state->n, 1));
  method->save (state, &output);
  if (rounds == 1)
    empty_caches ();
  double start = cpu_ns ();
  bench_timed_save (method, state, &output, rounds);
  sample->ns = cpu_ns () - start;
  sample->bytes = output.size;
}

static State *
make_targets (const Workload *workload, const State *like, gsize rounds)
{
  State *targets = g_new0 (State, rounds);

  for (gsize i = 0; i < rounds; i++) {
    targets[i].n = like->n;
    if (workload->prepare != NULL)
      workload->prepare (&targets[i], like);
  }
  return targets;
}

static gboolean
time_load (const Workload *workload, const Peer *peer, const State *state, const Input *input,
           gsize rounds, Sample *sample)
{
  const Method *method = bench_method (peer, workload);
  State *targets = make_targets (workload, state, rounds + 1);

  warm_heap (memory_of (workload, state->n, rounds + 1));
  method->load (input, &targets[rounds]);
  if (rounds == 1)
    empty_caches ();
  double start = cpu_ns ();
  bench_timed_load (method, input, targets, rounds);
  sample->ns = cpu_ns () - start;
  sample->bytes = input->size;
  return peer->is_stand_in ||
         (workload->equal (state, &targets[0]) && workload->equal (state, &targets[rounds - 1]));
}

gboolean
bench_measure_here (const Workload *workload, const Peer *peer, Operation operation,
                    const State *state, const Input *input, Sample *ret_sample)
{
  gsize rounds = rounds_of (workload, state->n);
  gboolean fine = TRUE;

  if (operation == LOAD)
    fine = time_load (workload, peer, state, input, rounds, ret_sample);
  else
    time_save (workload, bench_method (peer, workload), state, rounds, ret_sample);
  ret_sample->rounds = rounds;
  ret_sample->ns /= (double) rounds * (double) MAX (state->n, 1);
  return fine && ret_sample->bytes > 0;
}

/* Runs @task in a child, which hands @size octets at @shared back. */
typedef gboolean (*Task) (gpointer data);

static gboolean
run_in_child (Task task, gpointer data)
{
  int status;

  fflush (NULL);
  pid_t child = fork ();
  if (child == 0)
    _exit (task (data) ? EXIT_SUCCESS : EXIT_FAILURE);
  return child > 0 && waitpid (child, &status, 0) == child && status == 0;
}

static gpointer
share (gsize size)
{
  gpointer shared = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  if (shared == MAP_FAILED)
    g_error ("no memory to share");
  return shared;
}

typedef struct {
  const Workload *workload;
  const Peer *peer;
  Operation operation;
  const State *state;
  const Input *input;
  Sample *sample; /* shared */
} Measurement;

/* One round, by what it makes resident. */
static gboolean
round_task (gpointer data)
{
  const Measurement *m = data;
  const Method *method = bench_method (m->peer, m->workload);
  State *target = make_targets (m->workload, m->state, 1);
  Output output = { 0 };
  gint64 before = status_kib ("VmRSS:");

  if (m->operation == LOAD)
    method->load (m->input, target);
  else
    method->save (m->state, &output);
  m->sample->peak_kib = status_kib ("VmHWM:") - before;
  return TRUE;
}

/* What the parent had freed is still resident, and would be nobody's. A peak begins anew with a process; so the
 * round is one's own, after the heap has given it back. */
static gboolean
memory_task (gpointer data)
{
  malloc_trim (0);
  return run_in_child (round_task, data);
}

/* Where blocks lie decides whether the octets of a copy meet in the cache's sets, and how its stores are split: by luck
 * up to half as much again, and the same luck each time. So it is drawn, by a block that is larger than any that is
 * free. Returns: it; who drops it lets the compiler leave it out. */
static gpointer
shift_heap (void)
{
  return g_malloc (SHIFT + (gsize) g_random_int_range (0, PAGE / 16) * 16);
}

/* Pages that the parent has written to are copied when the child does, 40 us each here: as long as ten loads of 10 000
 * guint32. They are copied now. With a large heap what is measured takes so long that a few faults do not show, and to
 * copy it would take longer than that. Kernels before 5.14 cannot be asked for it. */
static void
own_heap (void)
{
  FILE *maps = fopen ("/proc/self/maps", "r");
  char line[256];
  gsize start, end;

  if (maps == NULL)
    return;
  while (fgets (line, sizeof line, maps) != NULL)
    if (strstr (line, "[heap]") != NULL &&
        sscanf (line, "%" G_GSIZE_MODIFIER "x-%" G_GSIZE_MODIFIER "x", &start, &end) == 2 &&
        end - start <= OWN_HEAP)
      madvise (GSIZE_TO_POINTER (start), end - start, MADV_POPULATE_WRITE);
  fclose (maps);
}

static gboolean
measure_task (gpointer data)
{
  const Measurement *m = data;

  own_heap ();
  cpu_ns (); /* so that the clock's page is there */
  gpointer shift = shift_heap ();
  gboolean fine =
      bench_measure_here (m->workload, m->peer, m->operation, m->state, m->input, m->sample);
  g_free (shift);
  return fine;
}

static gboolean
measure (Task task, const Workload *workload, const Peer *peer, Operation operation,
         const State *state, const Input *input, Sample *ret_sample)
{
  Sample *shared = share (sizeof *shared);
  Measurement measurement = { workload, peer, operation, state, input, shared };
  gboolean fine = run_in_child (task, &measurement);

  *ret_sample = *shared;
  munmap (shared, sizeof *shared);
  return fine;
}

gboolean
bench_measure (const Workload *workload, const Peer *peer, Operation operation, const State *state,
               const Input *input, Sample *ret_sample)
{
  return measure (measure_task, workload, peer, operation, state, input, ret_sample);
}

gboolean
bench_measure_memory (const Workload *workload, const Peer *peer, Operation operation,
                      const State *state, const Input *input, gint64 *ret_peak_kib)
{
  Sample sample;
  gboolean fine = measure (memory_task, workload, peer, operation, state, input, &sample);

  *ret_peak_kib = sample.peak_kib;
  return fine;
}

/* Room for what any peer makes of it: the largest is text. */
enum { MOST_OF_AN_ENTRY = 512, MOST_OF_A_HEAD = 65536 };

typedef struct {
  gsize size;
  guint8 data[];
} Encoded;

typedef struct {
  const Method *method;
  const State *state;
  Encoded *encoded; /* shared */
  gsize room;
} Encoding;

static gboolean
encode_task (gpointer data)
{
  const Encoding *encoding = data;
  Output output = { 0 };

  encoding->method->save (encoding->state, &output);
  if (output.size > encoding->room)
    return FALSE;
  memcpy (encoding->encoded->data, output.data, output.size);
  encoding->encoded->size = output.size;
  return TRUE;
}

gboolean
bench_encode (const Workload *workload, const Peer *peer, const State *state, Input *ret_input)
{
  /* Pages that nobody touches cost nothing. */
  gsize room = state->n * MOST_OF_AN_ENTRY + MOST_OF_A_HEAD;
  Encoding encoding = { bench_method (peer, workload), state, share (sizeof (Encoded) + room),
                        room };

  if (!run_in_child (encode_task, &encoding))
    return FALSE;
  *ret_input = (Input) { encoding.encoded->data, encoding.encoded->size };
  return TRUE;
}
