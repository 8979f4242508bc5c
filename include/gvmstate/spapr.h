/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * spapr: the interrupts of a sPAPR machine (pseries): the schema of its state, and a machine that has it.
 * In reading order:
 *
 *   spapr_schema.h   the structs that QEMU 7.2 migrates, and their descriptors
 *   spapr_machine.h  a machine of them: host bridges, devices, reset, save and load
 *   spapr_calls.h    what a guest does to it: RTAS calls, hypercalls, message writes
 *
 * A library of its own: pkg-config gvmstate-spapr-1.0, CMake gvmstate::spapr.
 */
#pragma once

#include <gvmstate/spapr_schema.h>
#include <gvmstate/spapr_machine.h>
#include <gvmstate/spapr_calls.h>
