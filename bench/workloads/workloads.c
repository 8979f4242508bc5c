/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The list of workloads.
 */
#include "workloads/workloads.h"

/* Numerical Recipes' linear congruential generator: the same data everywhere. */
guint32
bench_random (guint32 *seed)
{
  *seed = *seed * 1664525 + 1013904223;
  return *seed >> 8;
}

static const gsize decades[] = { 32, 1000, 10000, 100000, 1000000, 10000000, 0 };
static const gsize to_a_million[] = { 32, 1000, 10000, 100000, 1000000, 0 };
static const gsize structs[] = { FEW_SOURCES, MANY_SOURCES, 0 };
static const gsize sources[] = { 32, 1000, FEW_SOURCES, 100000, 1000000, 10000000, 0 };
static const gsize one[] = { 1, 0 };
static const gsize ics[] = { FEW_SOURCES, 0 };

#define ICS_WORKLOAD(name_, title_, fill_)                                                         \
  {                                                                                                \
    .name = name_, .title = title_, .like = W4I, .sizes = ics, .fill = fill_,                      \
    .equal = bench_sources_equal, .prepare = bench_prepare_sources                                 \
  }
#define MACHINE_WORKLOAD(name_, title_, fill_)                                                     \
  {                                                                                                \
    .name = name_, .title = title_, .like = SPAPR_BOOT, .sizes = one, .fill = fill_,               \
    .equal = bench_machines_equal, .prepare = bench_prepare_machine                                \
  }

const Workload workloads[N_WORKLOADS] = {
  [W1] = { "W1", "GHashTable, guint32 to {guint32, guint32}, both boxed", W1, decades,
           bench_fill_msi, bench_msi_equal, NULL },
  [W1R] = { "W1r", "W1 with random keys and permuted irqs", W1, decades, bench_fill_msi_random,
            bench_msi_equal, NULL },
  [W1K] = { "W1k", "W1 with each key in its value", W1K, decades, bench_fill_msi_keyed,
            bench_msi_keyed_equal, NULL },
  [W1D] = { "W1d", "W1 with direct keys", W1D, decades, bench_fill_msi_direct, bench_msi_equal,
            NULL },
  [W2] = { "W2", "GHashTable, string to string", W2, to_a_million, bench_fill_strings,
           bench_strings_equal, NULL },
  [W3] = { "W3", "GArray of guint32", W3, decades, bench_fill_u32, bench_arrays_equal, NULL },
  [W3B] = { "W3b", "GArray of guint64", W3B, decades, bench_fill_u64, bench_arrays_equal, NULL },
  [W4] = { "W4", "GArray of {guint32, 4 guint8}", W4, sources, bench_fill_sources,
           bench_arrays_equal, NULL },
  [W4I] = { "W4i", "W4 in place in a struct", W4I, structs, bench_fill_sources_in_place,
            bench_sources_equal, bench_prepare_sources },
  [W5] = { "W5", "GList of boxed {guint64, guint32, guint16, guint8}", W5, decades, bench_fill_list,
           bench_lists_equal, NULL },
  [W6] = { "W6", "a device: 20 scalars, 4 structs, 64 MSIs, a subsection", W6, one,
           bench_fill_device, bench_devices_equal, bench_prepare_device },
  [ICS_0] = ICS_WORKLOAD ("ics-0", "ICS table, none used", bench_fill_ics_0),
  [ICS_24] = ICS_WORKLOAD ("ics-24", "ICS table, 24 used", bench_fill_ics_24),
  [ICS_200] = ICS_WORKLOAD ("ics-200", "ICS table, 200 used", bench_fill_ics_200),
  [ICS_200S] =
      ICS_WORKLOAD ("ics-200s", "ICS table, 200 used, scattered", bench_fill_ics_200_scattered),
  [ICS_1000S] =
      ICS_WORKLOAD ("ics-1000s", "ICS table, 1000 used, scattered", bench_fill_ics_1000_scattered),
  [SPAPR_BOOT] =
      MACHINE_WORKLOAD ("spapr-boot", "stream of a sPAPR machine at boot", bench_fill_machine),
  [SPAPR_24] = MACHINE_WORKLOAD ("spapr-24", "stream of one with 24 MSIs", bench_fill_machine_24),
  [SPAPR_200] =
      MACHINE_WORKLOAD ("spapr-200", "stream of one with 200 MSIs", bench_fill_machine_200),
};
