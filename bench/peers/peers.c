/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The list of peers: those that were found.
 */
#include "peers/peers.h"

const Peer *const peers[] = {
  &peer_gvmstate,  &peer_gvmstate_stored, &peer_hand, &peer_hand_sorted,
#if defined(__x86_64__)
  &peer_hand_avx2,
#endif
  &peer_floor,
};
const gsize n_peers = G_N_ELEMENTS (peers);
