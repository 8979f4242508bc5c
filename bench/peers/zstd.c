/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What zstd makes of the library's octets. Of interest for its sizes.
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

#define DEFINE_METHOD(name, workload)                                                              \
  static void save_##name (const State *state, Output *output)                                     \
  {                                                                                                \
    compress (&peer_gvmstate, workload, state, output);                                            \
  }
DEFINE_METHOD (table, W1)
DEFINE_METHOD (strings, W2)
DEFINE_METHOD (u32, W3)
DEFINE_METHOD (u64, W3B)
DEFINE_METHOD (sources, W4)
DEFINE_METHOD (in_place, W4I)
DEFINE_METHOD (list, W5)
DEFINE_METHOD (device, W6)

static const Method methods[N_WORKLOADS] = {
  [W1] = { save_table, NULL, 0 },   [W2] = { save_strings, NULL, 0 },
  [W3] = { save_u32, NULL, 0 },     [W3B] = { save_u64, NULL, 0 },
  [W4] = { save_sources, NULL, 0 }, [W4I] = { save_in_place, NULL, 0 },
  [W5] = { save_list, NULL, 0 },    [W6] = { save_device, NULL, 0 },
};
const Peer peer_gvmstate_zstd = { "gvmstate+zstd", methods, "this library, through zstd -3",
                                  FALSE };
