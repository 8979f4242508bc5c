/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the benchmark is made of: *workloads* (the same data for everybody, and when two states are equal),
 * *peers* (what a user could pick, each with a save and a load for the workloads it is fit for), and the
 * harness, which measures one of a peer's operations in a process of its own.
 */
#pragma once

#include <glib.h>
#include <string.h>

typedef enum {
  W1,    /* GHashTable, boxed guint32 -> boxed Msi; keys and irqs ascend */
  W1R,   /* the same, random keys and permuted irqs */
  W1K,   /* the same as W1, each key a member of its value: one allocation an entry */
  W1D,   /* the same as W1, keys direct */
  W2,    /* GHashTable, string -> string */
  W3,    /* GArray of guint32 */
  W3B,   /* GArray of guint64 */
  W4,    /* GArray of Source */
  W4I,   /* the same, in place in a struct */
  W5,    /* GList of boxed Node */
  W6,    /* a device */
  ICS_0, /* as W4I with 4 096 sources, of which so many are used: of interest for its size */
  ICS_24,
  ICS_200,
  ICS_200S, /* not one after another */
  ICS_1000S,
  SPAPR_BOOT, /* the interrupt state of a whole sPAPR machine, as a stream */
  SPAPR_24,   /* with so many functions in use */
  SPAPR_200,
  N_WORKLOADS
} WorkloadId;

typedef struct {
  guint32 first_irq, num;
} Msi;

typedef struct {
  guint32 key, first_irq, num;
} KeyedMsi;

/* A source of sPAPR's XICS, as QEMU lays it out. */
typedef struct {
  guint32 server;
  guint8 priority, saved_priority, status, flags;
} Source;

typedef struct {
  guint64 a;
  guint32 b;
  guint16 c;
  guint8 d;
} Node;

typedef struct {
  guint64 start, limit;
  guint32 control;
  guint16 vector;
  guint8 enabled;
} Window;

typedef struct {
  guint64 buid, mem_win_addr, io_win_addr, dma_liobn, clock;
  guint32 features, status, irq_level, isr, queue_sel, guest_cap, n_lsi, config;
  guint16 vendor, device, command, revision;
  guint8 host_status, host_feature, latch;
  Window windows[4];
  GHashTable *msi; /* guint32 -> Msi, both boxed */
  guint32 late[4]; /* the subsection's */
} Device;

enum { DEVICE_MSIS = 64 };
/* What structs of sources there are: their number is a part of their type. */
enum { FEW_SOURCES = 4096, MANY_SOURCES = 1000000 };

/* How a sPAPR machine is saved is a property of the machine. */
typedef enum { MACHINE_CANONICAL, MACHINE_AS_QEMU, MACHINE_COMPACT, N_MACHINES } MachineForm;
typedef struct GvmSpaprMachine GvmSpaprMachine;

/* A workload uses one of these. Before a load all is NULL, but for what the workload prepares. */
typedef struct {
  GHashTable *table;
  GArray *array;
  GList *list;
  Device *device;
  Source *sources;                       /* a struct of n of them */
  GvmSpaprMachine *machines[N_MACHINES]; /* all in the same state */
  gsize n;                               /* what was asked for */
} State;

typedef struct {
  const char *name, *title;
  WorkloadId like;    /* whose methods it is measured by */
  const gsize *sizes; /* those of a full run, 0 at the end */
  void (*fill) (State *state, gsize n);
  gboolean (*equal) (const State *a, const State *b);
  void (*prepare) (State *target, const State *like); /* (nullable): makes what a load needs */
} Workload;

extern const Workload workloads[N_WORKLOADS];

/* Helpers that workloads and peers share. */
guint32 bench_random (guint32 *seed);
/* The tables of W1, W1K and W1D. */
GHashTable *bench_msi_table_new (void);
GHashTable *bench_keyed_table_new (void);
GHashTable *bench_direct_table_new (void);
void bench_msi_add (GHashTable *table, guint32 key, guint32 first_irq, guint32 num);
void bench_keyed_add (GHashTable *table, guint32 key, guint32 first_irq, guint32 num);
void bench_direct_add (GHashTable *table, guint32 key, guint32 first_irq, guint32 num);
typedef void (*AddMsi) (GHashTable *table, guint32 key, guint32 first_irq, guint32 num);
GHashTable *bench_string_table_new (void);
/* The sources of W4 or W4I, and room for @n of them in a state to be loaded. */
const Source *bench_sources (const State *state, gsize *ret_n);
Source *bench_make_sources (State *state, gsize n);

/* What a save fills. Kept from round to round, so that a second round writes where the first did. */
typedef struct {
  const guint8 *data; /* the result */
  gsize size;
  guint8 *buffer; /* of peers that write to one of the harness */
  gsize capacity;
  gpointer own; /* of peers that have another kind of buffer */
} Output;

/* Makes room for @size octets at least, in all. */
guint8 *bench_output_reserve (Output *output, gsize size);

typedef struct {
  const guint8 *data;
  gsize size;
} Input;

typedef struct {
  void (*save) (const State *state, Output *output);
  void (*load) (const Input *input, State *state); /* (nullable) */
  gsize most; /* entries beyond which it is not measured; 0: any */
} Method;

typedef struct {
  const char *name;
  const Method *methods; /* by workload, see `like`; those without a save it is not fit for */
  const char *what;
  gboolean is_stand_in; /* loads nothing that could be compared */
} Peer;

extern const Peer *const peers[];
extern const gsize n_peers;

typedef struct {
  double ns; /* an entry, CPU time */
  gsize bytes, rounds;
  gint64 peak_kib; /* made resident */
} Sample;

typedef enum { SAVE, LOAD, N_OPERATIONS } Operation;

/* Two rounds of each and no preparation: to see that everything works. */
extern gboolean bench_is_quick;

/* To be called first, once: freed memory stays with the heap, and no block is one of mmap(). */
void bench_prepare_heap (void);

/* Measures in a child process. Returns: FALSE when it failed, or did not load what was saved. */
gboolean bench_measure (const Workload *workload, const Peer *peer, Operation operation,
                        const State *state, const Input *input, Sample *ret_sample);
/* What one round makes resident at most beyond what was, in a child whose heap has nothing free. */
gboolean bench_measure_memory (const Workload *workload, const Peer *peer, Operation operation,
                               const State *state, const Input *input, gint64 *ret_peak_kib);
/* Time as by bench_measure(), in this process, for callgrind: the function bench_timed_save or bench_timed_load. */
gboolean bench_measure_here (const Workload *workload, const Peer *peer, Operation operation,
                             const State *state, const Input *input, Sample *ret_sample);
/* (nullable): how @peer does @workload. */
const Method *bench_method (const Peer *peer, const Workload *workload);

/* Of a stream that the library makes of a workload's state. */
typedef struct {
  guint rows;    /* of its descriptor, with those of nested structs and subsections */
  gsize section; /* octets that the section adds to the stream's description, */
  gsize stream;  /* and those of one without sections */
} Description;

/* Returns: FALSE when @workload has no descriptor of its own. */
gboolean bench_describe (const Workload *workload, const State *state,
                         Description *ret_description);

/* Saves in a child. Returns: FALSE on failure; @ret_input is mapped and never freed. */
gboolean bench_encode (const Workload *workload, const Peer *peer, const State *state,
                       Input *ret_input);
