/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The peers, and what their files share: a device's plain members in one list, so that each says once how it
 * writes a scalar.
 */
#pragma once

#include "bench.h"

extern const Peer peer_floor, peer_hand, peer_hand_sorted, peer_hand_two_boxes, peer_hand_avx2;
extern const Peer peer_gvmstate, peer_gvmstate_stored, peer_gvmstate_packed;
extern const Peer peer_gvmstate_zstd, peer_gvmstate_packed_zstd;
extern const Peer peer_gvariant, peer_gvariant_host, peer_json, peer_protobuf, peer_msgpack,
    peer_cbor;

/* X (kind) for each table of MSIs: W1, W1K, W1D. */
#define TABLES(X) X (msi) X (keyed) X (direct)

/* An entry of each, as one struct. */
static inline KeyedMsi
peer_read_msi (gconstpointer key, gconstpointer value)
{
  const Msi *msi = value;

  return (KeyedMsi) { *(const guint32 *) key, msi->first_irq, msi->num };
}

static inline KeyedMsi
peer_read_keyed (G_GNUC_UNUSED gconstpointer key, gconstpointer value)
{
  return *(const KeyedMsi *) value;
}

static inline KeyedMsi
peer_read_direct (gconstpointer key, gconstpointer value)
{
  const Msi *msi = value;

  return (KeyedMsi) { GPOINTER_TO_UINT (key), msi->first_irq, msi->num };
}

typedef KeyedMsi (*ReadMsi) (gconstpointer key, gconstpointer value);
/* For a loop that takes such functions: inlined with them, it is the one that one would write. */
#define INLINED static inline __attribute__ ((always_inline))

/* X (bits, member) for each. */
#define DEVICE_SCALARS(X)                                                                          \
  X (64, buid)                                                                                     \
  X (64, mem_win_addr)                                                                             \
  X (64, io_win_addr)                                                                              \
  X (64, dma_liobn)                                                                                \
  X (64, clock)                                                                                    \
  X (32, features)                                                                                 \
  X (32, status)                                                                                   \
  X (32, irq_level)                                                                                \
  X (32, isr)                                                                                      \
  X (32, queue_sel)                                                                                \
  X (32, guest_cap)                                                                                \
  X (32, n_lsi)                                                                                    \
  X (32, config)                                                                                   \
  X (16, vendor)                                                                                   \
  X (16, device)                                                                                   \
  X (16, command)                                                                                  \
  X (16, revision)                                                                                 \
  X (8, host_status)                                                                               \
  X (8, host_feature)                                                                              \
  X (8, latch)
#define WINDOW_SCALARS(X)                                                                          \
  X (64, start)                                                                                    \
  X (64, limit)                                                                                    \
  X (32, control)                                                                                  \
  X (16, vector)                                                                                   \
  X (8, enabled)
