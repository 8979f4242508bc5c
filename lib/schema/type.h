/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Types as a stream of ours describes them, under the key `gvm` of a field: what QEMU has no words for. The
 * notation is that of docs/FORMAT.md, 6.2.
 */
#pragma once

#include "schema/json_member.h"
#include "schema/vmdesc.h"

typedef struct GvmiType GvmiType;
typedef struct GvmiTable GvmiTable;

typedef enum {
  GVMI_TYPE_SCALAR,
  GVMI_TYPE_WORDS,   /* a bitmap: `size` octets */
  GVMI_TYPE_OCTETS,  /* `size` of them; when `row` is set, as many as that row says */
  GVMI_TYPE_LENGTH,  /* a length, and octets; or text */
  GVMI_TYPE_VARIANT, /* a text that is its type, and octets */
  GVMI_TYPE_STRUCT,
  GVMI_TYPE_ARRAY,     /* `count` elements; when `row` is set, as many as that row says */
  GVMI_TYPE_CONTAINER, /* by `framing`; a map when it has a `key`, or a `row` that is the key */
  GVMI_TYPE_POINTER,
} GvmiTypeForm;

/* Whether there is one, for each time that there could be: bits in hex, the highest of an octet first. */
typedef struct {
  const char *bits; /* NULL: always */
  gsize n;
  gboolean never;
  guint id; /* of the place that a reader keeps in them, below GvmiVmdescField.n_places */
} GvmiThere;

typedef enum {
  GVMI_FRAMING_NONE,
  GVMI_FRAMING_COUNTED, /* a count before the entries; before octets their length */
  GVMI_FRAMING_MARKED,  /* 01 before each, 00 at the end */
  GVMI_FRAMING_BOTH,
} GvmiFraming;

struct GvmiType {
  GvmiTypeForm form;
  const char *word; /* for people: "uint32", "list" */
  GvmiVmdescKind scalar;
  gsize size, count;
  const GvmiType *of, *key;
  const char *row;
  GvmiFraming framing;
  gboolean is_text;
  gboolean is_nullable; /* a pointer that says itself whether it is NULL; a list that may be */
  GvmiThere there;      /* of other pointers */
  const GvmiTable *table;
};

typedef struct {
  const char *name;
  const GvmiType *type;
  GvmiThere there;
} GvmiRow;

struct GvmiTable {
  GvmiVmdescStruct head; /* its name and version alone */
  guint n_rows, n_subsections;
  const GvmiRow *rows;
  const GvmiTable *subsections;
};

/**
 * gvmi_type_build:
 * @vmdesc: (not nullable): that will own it
 * @source: (not nullable): whose reader's budget is charged
 * @node: (not nullable): what is under the key `gvm`
 * @n_places: (inout): counts the GvmiThere in it
 *
 * Returns: (transfer none) (nullable): NULL for what this reader does not know, whose field is octets then;
 *   and when the budget is exceeded, which is the reader's error.
 */
const GvmiType *gvmi_type_build (GvmiVmdesc *vmdesc, const GvmiJsonSource *source, JsonNode *node,
                                 guint *n_places);
