/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What zstd makes of the library's octets, fixed and packed. Of interest for its sizes; so it saves only.
 */
#include "peers/peers.h"

#include <zstd.h>

enum { LEVEL = 3 };

static void
compress (const Peer *peer, WorkloadId workload, const State *state, Output *output)
{
  static Output plain;

  peer->methods[workload].save (state, &plain);
  gsize room = ZSTD_compressBound (plain.size);
  guint8 *buffer = bench_output_reserve (output, room);
  output->size = ZSTD_compress (buffer, room, plain.data, plain.size, LEVEL);
}

/* A method does not know which workload it is for: a function each. */
#define DEFINE_METHOD(workload)                                                                    \
  static void save_##workload (const State *state, Output *output)                                 \
  {                                                                                                \
    compress (&peer_gvmstate, workload, state, output);                                            \
  }
#define DEFINE_PACKED_METHOD(workload)                                                             \
  static void save_packed_##workload (const State *state, Output *output)                          \
  {                                                                                                \
    compress (&peer_gvmstate_packed, workload, state, output);                                     \
  }
#define METHOD(workload)        [workload] = { .save = save_##workload },
#define PACKED_METHOD(workload) [workload] = { .save = save_packed_##workload },
#define PACKED(X)               X (W1) X (W1K) X (W1D) X (W3) X (W3B) X (W4) X (W4I) X (W5) X (W6) X (SPAPR_BOOT)
#define FIXED(X)                X (W2) PACKED (X)

FIXED (DEFINE_METHOD)
PACKED (DEFINE_PACKED_METHOD)

static const Method methods[N_WORKLOADS] = { FIXED (METHOD) };
const Peer peer_gvmstate_zstd = { "gvmstate+zstd", methods,
                                  "gvmstate through zstd -3: for its size", FALSE };

static const Method packed_methods[N_WORKLOADS] = { PACKED (PACKED_METHOD) };
const Peer peer_gvmstate_packed_zstd = { "gvmstate-packed+zstd", packed_methods,
                                         "gvmstate-packed through zstd -3: for its size", FALSE };
