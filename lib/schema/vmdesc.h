/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A stream's description of itself, as plain structs. They are made once, never change, and live as long
 * as the GvmiVmdesc that holds them.
 */
#pragma once

#include "stream/reader.h"

typedef struct GvmiVmdesc GvmiVmdesc;
typedef struct GvmiVmdescDevice GvmiVmdescDevice;
typedef struct GvmiVmdescField GvmiVmdescField;
typedef struct GvmiVmdescStruct GvmiVmdescStruct;

typedef enum {
  GVMI_VMDESC_BYTES, /* buffers, pads, containers, and whatever a device invents */
  GVMI_VMDESC_BOOL,
  GVMI_VMDESC_UNSIGNED,
  GVMI_VMDESC_SIGNED,
  GVMI_VMDESC_FLOAT,
  GVMI_VMDESC_WORDS, /* a bitmap: unsigned numbers of 64 bits; how many bits count is not told */
  GVMI_VMDESC_STRUCT,
  GVMI_VMDESC_NULL, /* a NULL in an array of pointers */
  GVMI_VMDESC_OWN,  /* what a stream of ours says of it: `own` */
} GvmiVmdescKind;

struct GvmiVmdescStruct {
  const char *vmsd_name; /* NULL for an old-style device, which is one buffer */
  guint32 version;
  guint n_fields, n_subsections;
  const GvmiVmdescField *fields;
  const GvmiVmdescStruct *subsections;
  gsize size; /* octets of fields and subsections, with the heads of the latter */
  /* Somewhere in it is an array of structs, or of pointers with NULLs, which QEMU describes by its first
   * element: `size` is wrong where the others have another. */
  gboolean is_uncertain;
  gboolean has_nulls; /* somewhere in it are such pointers */
};

struct GvmiVmdescField {
  const char *name, *type;
  GvmiVmdescKind kind;
  gboolean is_array; /* `count` elements, all as this one */
  gboolean has_index;
  guint32 index;                  /* element of an array whose elements are described one by one */
  gsize count;                    /* 1 unless is_array */
  gsize size;                     /* octets of one element */
  const GvmiVmdescStruct *layout; /* of a struct, else NULL */
  const struct GvmiType *own;     /* of GVMI_VMDESC_OWN, else NULL */
  guint n_places;                 /* that a reader keeps in it; see type.h */
};

struct GvmiVmdescDevice {
  const char *name;
  guint32 instance_id;
  GvmiVmdescStruct state;
};

struct GvmiVmdesc {
  guint32 page_size; /* 0 when it isn't told */
  guint n_devices;
  const GvmiVmdescDevice *devices;
  guint n_rounds;
  const gsize *rounds;   /* octets of the payloads of START, PART and END, in the stream's order */
  GStringChunk *strings; /* what the structs point into */
  GPtrArray *blocks;
};

/* Is @type one of a scalar? */
gboolean gvmi_vmdesc_scalar (const char *type, GvmiVmdescKind *ret_kind, gsize *ret_size);

/**
 * gvmi_vmdesc_parse:
 * @reader: (not nullable): whose window is the JSON text; its budget is charged
 *
 * Sizes are checked to be sizes, scalars to be as wide as their type says, and sums not to wrap. That the
 * size of a struct is the sum of its fields' is not: it takes no part in finding a section's end, and
 * decoding checks it.
 *
 * Errors:  those of gvmi_json_scan(); GVM_ERROR_SCHEMA, _LIMIT and _DEPTH, with the path of the field and
 *          the offset of the text.
 * Returns: (transfer full) (nullable)
 */
GvmiVmdesc *gvmi_vmdesc_parse (GvmReader *reader);
void gvmi_vmdesc_free (GvmiVmdesc *vmdesc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmiVmdesc, gvmi_vmdesc_free)
