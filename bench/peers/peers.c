/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The list of peers: those that were found.
 */
#include "peers/peers.h"

const Peer *const peers[] = {
  &peer_gvmstate,
  &peer_gvmstate_stored,
  &peer_gvmstate_packed,
#ifdef BENCH_ZSTD
  &peer_gvmstate_zstd,
  &peer_gvmstate_packed_zstd,
#endif
  &peer_hand,
  &peer_hand_sorted,
  &peer_hand_two_boxes,
#if defined(__x86_64__)
  &peer_hand_avx2,
#endif
  &peer_floor,
  &peer_gvariant,
  &peer_gvariant_host,
  &peer_json,
#ifdef BENCH_PROTOBUF
  &peer_protobuf,
#endif
#ifdef BENCH_MSGPACK
  &peer_msgpack,
#endif
#ifdef BENCH_CBOR
  &peer_cbor,
#endif
};
const gsize n_peers = G_N_ELEMENTS (peers);
