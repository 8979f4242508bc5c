/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of a value.
 *
 * A struct's members stand side by side in one block, and so do an array's elements. References are counted a
 * block, not a value: whoever holds a value holds its siblings and all that is below them. A block that
 * only one tree has may be changed in place; one that two trees share is copied before (edit.c).
 */
#pragma once

#include <string.h>

#include <gvmstate/value.h>

#include "schema/type.h"
#include "section/stream.h"
#include "wire.h"

typedef struct GvmiBlock GvmiBlock;

struct GvmValue {
  GvmiBlock *block; /* that it stands in */
  const char *name; /* NULL for an element */
  const char *type_name;
  const GvmiVmdescStruct *layout; /* (nullable): of a struct, or of an array's elements */
  GvmiBlock *children; /* (nullable): NULL when they are made on demand, all of one size */
  gsize n_children;
  guint64 offset; /* where it was in the stream */
  gsize size;     /* octets on the wire */
  union {
    guint64 bits;         /* of a scalar: its value, with the sign extended */
    const guint8 *octets; /* of BYTES and TEXT, and of an array whose elements are made on demand */
  };
  GBytes *own; /* (nullable): what `octets` points into when that isn't the stream */
  GvmValueKind kind;
  GvmValueKind element_kind; /* of elements that are made on demand */
  gboolean is_subsection;
  /* How it stands on the wire beside what is in it; only what is of a type of ours has any of this. */
  GvmiFraming framing;
  gboolean
      is_pointed; /* the mark of a pointer that is not NULL stands before it; it isn't in `size` */
  const char *key_name; /* of a map: the member of its entries that is the key */
};

struct GvmiBlock {
  gatomicrefcount refs;
  GvmStream *stream; /* whose octets and names the values point into */
  gsize n;
  GvmValue values[];
};

/* A block of @n values, zeros but for what they stand in. @n is charged to a budget before. */
GvmiBlock *gvmi_block_new (const GvmStream *stream, gsize n);
/* Makes room for @n. Nobody else may hold @block, which is gone. */
GvmiBlock *gvmi_block_grow (GvmiBlock *block, gsize n);
GvmiBlock *gvmi_block_ref (GvmiBlock *block);
void gvmi_block_unref (GvmiBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmiBlock, gvmi_block_unref)

/* (transfer full): @value alone in a block, sharing all that is below it. */
GvmValue *gvmi_value_copy (const GvmValue *value);

/* Does @value take more than one on the wire: members or elements? */
static inline gboolean
gvmi_value_is_container (const GvmValue *value)
{
  return value->kind == GVM_VALUE_STRUCT || value->kind == GVM_VALUE_ARRAY ||
         value->kind == GVM_VALUE_MAP;
}

/* Is what it holds `octets`? */
static inline gboolean
gvmi_value_has_octets (const GvmValue *value)
{
  return value->kind == GVM_VALUE_BYTES || value->kind == GVM_VALUE_TEXT ||
         (value->kind == GVM_VALUE_ARRAY && value->children == NULL);
}

/* Octets before what it holds: a subsection's head, a count or a length. */
static inline gsize
gvmi_value_prefix (const GvmValue *value)
{
  gboolean is_counted =
      value->framing == GVMI_FRAMING_COUNTED || value->framing == GVMI_FRAMING_BOTH;

  return (value->is_subsection ? GVMI_WIRE_SUBSECTION_HEAD + strlen (value->layout->vmsd_name)
                               : 0) +
         (is_counted ? sizeof (guint32) : 0);
}

/* Is each child preceded by a mark, and the last followed by the end's? */
static inline gboolean
gvmi_value_is_marked (const GvmValue *value)
{
  return value->framing == GVMI_FRAMING_MARKED || value->framing == GVMI_FRAMING_BOTH;
}

/* ---- scalars on the wire --------------------------------------------------------------------- */

/* Big-endian octets as the value's bits; those of a signed one have the sign extended. */
guint64 gvmi_scalar_load (GvmValueKind kind, const guint8 *octets, gsize size);
void gvmi_scalar_store (guint8 *octets, gsize size, guint64 bits);

/* Writes the octets of gvmi_value_prefix(). Returns: the place behind them. */
guint8 *gvmi_value_encode_prefix (guint8 *to, const GvmValue *value);

/* ---- sections -------------------------------------------------------------------------------- */

/* Decodes @payload, which may be another than the section has now, by the section's description. */
GvmValue *gvmi_section_decode_payload (const GvmSection *section, GBytes *payload, GError **error);

/* ---- paths ----------------------------------------------------------------------------------- */

/* How a path was followed, and how far one that leads nowhere led. */
typedef struct {
  GArray *steps;     /* of gsize: a child's index at each level */
  GvmValue *reached; /* (nullable): the last value that the path led to, */
  const char *rest;  /* and what of it was left there */
} GvmiSearch;

void gvmi_search_init (GvmiSearch *search);
void gvmi_search_clear (GvmiSearch *search);
/* What of @path is left behind @name, or NULL when the name doesn't fit. */
const char *gvmi_path_behind_name (const char *path, const char *name);
/* What is left behind `[NUMBER]`, or NULL. It may be hex: `spapr_iommu[0x80000000]`. */
const char *gvmi_path_behind_index (const char *path, guint64 *ret_index);
/* Follows @rest, which starts with `/`, `[` or nothing, from @value on. Returns: (transfer full) (nullable) */
GvmValue *gvmi_value_resolve (GvmValue *value, const char *rest, GvmiSearch *search);
/* Sets GVM_ERROR_MISSING for @path, which led nowhere. Returns: FALSE. */
gboolean gvmi_search_refuse (const GvmiSearch *search, const char *path, GError **error);

/* The names that a message shows of many. */
enum { GVMI_NAMES_SHOWN = 8 };
void gvmi_names_append (GString *text, gsize n, const char *name);
void gvmi_names_append_more (GString *text, gsize n);

/* Follows @path into a section; @roots holds what sections have been decoded to, by their index, and is
 * added to; NULL decodes anew. Returns: (transfer full) (nullable) */
GvmValue *gvmi_stream_follow (const GvmStream *stream, const char *path, GvmValue **roots,
                              GvmiSearch *search, const GvmSection **ret_section, GError **error);

/* ---- changes --------------------------------------------------------------------------------- */

#define GVMI_DOES_NOT_FIT "a value of another type or size than what is there"
/* Can @value stand where @old is? The same kind, names, and octets. */
gboolean gvmi_value_fits (const GvmValue *old, const GvmValue *value);
/* Puts @value, which fits, where @steps lead from *@root on. What others hold too is copied before. */
void gvmi_value_put (GvmValue **root, const gsize *steps, guint n_steps, const GvmValue *value);

/* The array whose elements member @index of @parent counts, or NULL. @ret_is_count: is it a count at all? One
 * of an array without elements, which no description has, is told by its name alone. */
const GvmValue *gvmi_value_counted_by (const GvmValue *parent, gsize index, gboolean *ret_is_count);
/* The first count below @old that @value has another of, or NULL. @ret_array: what it counts, if that is known. */
const GvmValue *gvmi_value_changed_count (const GvmValue *old, const GvmValue *value,
                                          const GvmValue **ret_array);
