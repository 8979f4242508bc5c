/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate: saves and restores program state that tables describe. The headers stand in the order
 * in which they are best read; each needs only those before it. The sPAPR model is <gvmstate/spapr.h>.
 */
#pragma once

/* clang-format off */
#include <gvmstate/error.h>      /* what can go wrong, and where */
#include <gvmstate/typed.h>      /* what lets the compiler check a table */
#include <gvmstate/packing.h>    /* rows that take fewer octets */
#include <gvmstate/desc.h>       /* rows and descriptors */
#include <gvmstate/versions.h>   /* when structs change: subsections, defaults, upgrades */
#include <gvmstate/rows.h>       /* more shapes of rows */
#include <gvmstate/complete.h>   /* that no member is forgotten */
#include <gvmstate/stream.h>     /* bytes with a position; limits */
#include <gvmstate/codec.h>      /* bool, integers, floats */
#include <gvmstate/bounded.h>    /* integers of a declared range, enums, bitmaps */
#include <gvmstate/owned.h>      /* text, octets, GVariant */
#include <gvmstate/buffer.h>     /* rows of octets, and pads */
#include <gvmstate/builder.h>    /* descriptors made at run time */
#include <gvmstate/engine.h>     /* save, load, compare: the bare payload */
#include <gvmstate/kind.h>       /* what a container has to be able to do */
#include <gvmstate/ops.h>        /* how elements are made and freed */
#include <gvmstate/container.h>  /* rows over GLib's containers */
#include <gvmstate/transport.h>  /* from somewhere, and to somewhere */
#include <gvmstate/section.h>    /* whole streams */
#include <gvmstate/registry.h>   /* structs and the sections that they are, saved and loaded as one */
#include <gvmstate/file.h>       /* the same, to a file and from one */
#include <gvmstate/value.h>      /* a stream's content without its devices */
#include <gvmstate/edit.h>       /* and changed */
