/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How each workload's data is made, and how two of it are compared.
 */
#pragma once

#include "bench.h"

void bench_fill_msi (State *state, gsize n);
void bench_fill_msi_random (State *state, gsize n);
void bench_fill_msi_keyed (State *state, gsize n);
void bench_fill_msi_direct (State *state, gsize n);
void bench_fill_strings (State *state, gsize n);
void bench_fill_u32 (State *state, gsize n);
void bench_fill_u64 (State *state, gsize n);
void bench_fill_sources (State *state, gsize n);
void bench_fill_sources_in_place (State *state, gsize n);
void bench_fill_ics_0 (State *state, gsize n);
void bench_fill_ics_24 (State *state, gsize n);
void bench_fill_ics_200 (State *state, gsize n);
void bench_fill_ics_200_scattered (State *state, gsize n);
void bench_fill_ics_1000_scattered (State *state, gsize n);
void bench_fill_list (State *state, gsize n);
void bench_fill_device (State *state, gsize n);
void bench_fill_machine (State *state, gsize n);
void bench_fill_machine_24 (State *state, gsize n);
void bench_fill_machine_200 (State *state, gsize n);

gboolean bench_msi_equal (const State *a, const State *b);
gboolean bench_msi_keyed_equal (const State *a, const State *b);
gboolean bench_strings_equal (const State *a, const State *b);
gboolean bench_arrays_equal (const State *a, const State *b);
gboolean bench_sources_equal (const State *a, const State *b);
gboolean bench_lists_equal (const State *a, const State *b);
gboolean bench_devices_equal (const State *a, const State *b);
gboolean bench_machines_equal (const State *a, const State *b);

void bench_prepare_sources (State *target, const State *like);
void bench_prepare_device (State *target, const State *like);
void bench_prepare_machine (State *target, const State *like);
