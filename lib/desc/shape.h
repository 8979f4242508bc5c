/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a row's shape can do: the few operations by which the engine knows members of any kind. Shapes
 * of single values and inline arrays are the engine's own, those of containers come after it.
 */
#pragma once

#include <gvmstate/versions.h>

/* What has to be known of a codec, a row or a whole descriptor before it is used. */
typedef struct {
  gsize wire_min;     /* fewest octets on the wire, in any version */
  gboolean owns;      /* holds memory that somebody must free */
  gboolean has_order; /* values can be compared */
  gboolean has_hooks; /* somebody is told of it during or after a load, by its address */
  gboolean has_equal; /* holds an equal row: what it is loaded into must have been filled before */

  /* For packed rows. @packed_min is the fewest octets of one packed value. */
  gboolean is_packable;
  gsize n_columns, packed_min;
  gboolean has_varints; /* some column is one when it is packed */
} GvmiFacts;

typedef struct GvmiDiff GvmiDiff;
typedef struct GvmiScribe GvmiScribe;

/* Whose a container is that goes away. */
typedef enum {
  GVMI_FORSAKEN, /* made by a load that failed: every element is the engine's to free */
  GVMI_REPLACED, /* the user's, from before the load: its own functions free it */
} GvmiDisposal;

struct GvmShape {
  const char *name;

  /* Called with the struct that the row is of. They set the reader's or writer's error. A load that
   * fails leaves the member in a state that dispose can be called on. */
  gboolean (*save) (const GvmField *field, GvmWriter *writer, gconstpointer self);
  gboolean (*load) (const GvmField *field, GvmReader *reader, gpointer self);

  gboolean (*equal) (const GvmField *field, gconstpointer a, gconstpointer b);
  /* Notes where the members differ; NULL for what has nothing to show. */
  void (*diff) (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b);
  /* Writes the fields of a description that the row in @self is; NULL for a row without octets. */
  void (*describe) (const GvmField *field, GvmiScribe *scribe, gconstpointer self);
  /* Writes the row's type, whatever the state: for structs of which there may be many. The same NULL. */
  void (*type) (const GvmField *field, GvmiScribe *scribe);
  /* NULL when members of this shape have no order. */
  gint (*compare) (const GvmField *field, gconstpointer a, gconstpointer b);
  /* Frees what the member owns and leaves NULL. */
  void (*dispose) (const GvmField *field, gpointer self, GvmiDisposal how);

  /* Works out @ret_facts of the row, all zero before, from those of its codec and (nullable) its key.
   * Returns: (nullable): the rule that the row breaks, as text; NULL when it is sound. */
  const char *(*examine) (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key,
                          GvmiFacts *ret_facts);

  /* Octets of the row's member, by its codec, count and container; G_MAXSIZE: more than a size can say. */
  gsize (*measure) (const GvmField *field);

  /* The member is `count` values of its codec in place and nothing else, so that runs of such rows
   * can be moved as one. */
  gboolean is_inline;
  /* Nothing of the row is on the wire, in any version or state. */
  gboolean is_absent;
  /* It has as many octets as `count` values of its codec, whatever the state. */
  gboolean is_uniform;
  /* The packings that such rows can have: 1 << GVM_PACKING_VARINT and so on. */
  guint packings;
  /* The member owns memory, whatever its codec says. */
  gboolean owns;
};

/* Row @index. Rows are as large as they were where the table was compiled. */
static inline const GvmField *
gvmi_desc_get_field (const GvmDesc *desc, gsize index)
{
  return (const GvmField *) ((const guint8 *) desc->fields + index * desc->field_size);
}

/* The descriptor that @codec is the beginning of; NULL when it is a plain codec. */
static inline const GvmDesc *
gvmi_codec_get_desc (const GvmCodec *codec)
{
  return codec->kind == GVM_KIND_STRUCT ? (const GvmDesc *) (const void *) codec : NULL;
}

/* Where the row's member is: to look at, and to write. */
static inline gconstpointer
gvmi_field_get_member (const GvmField *field, gconstpointer self)
{
  return (const guint8 *) self + field->offset;
}

static inline gpointer
gvmi_field_get_place (const GvmField *field, gpointer self)
{
  return (guint8 *) self + field->offset;
}

/* What `measure` of a shape can be: values in place, pointers in place, no member at all. */
static inline gsize
gvmi_measure_values (const GvmField *field)
{
  gsize size;

  return g_size_checked_mul (&size, field->codec->c_size, field->count) ? size : G_MAXSIZE;
}

static inline gsize
gvmi_measure_pointers (const GvmField *field)
{
  gsize size;

  return g_size_checked_mul (&size, sizeof (gpointer), field->count) ? size : G_MAXSIZE;
}

static inline gsize
gvmi_measure_nothing (G_GNUC_UNUSED const GvmField *field)
{
  return 0;
}

/* What the member says that counts for @field. */
static inline guint64
gvmi_field_get_counter (const GvmField *field, gconstpointer self)
{
  gconstpointer count = (const guint8 *) self + field->count_offset;

  switch (field->count_size) {
  case 1:
    return *(const guint8 *) count;
  case 2:
    return *(const guint16 *) count;
  case 4:
    return *(const guint32 *) count;
  default:
    return *(const guint64 *) count;
  }
}

/* How many there are, by another member; G_MAXUINT64 when no number can say it. */
static inline guint64
gvmi_field_get_count (const GvmField *field, gconstpointer self)
{
  guint64 count = gvmi_field_get_counter (field, self);

  if (field->times > 1 && !g_uint64_checked_mul (&count, count, field->times))
    return G_MAXUINT64;
  return count;
}

static inline gboolean
gvmi_desc_has_hooks (const GvmDesc *desc)
{
  return desc->pre_save != NULL || desc->post_save != NULL || desc->pre_load != NULL ||
         desc->check != NULL || desc->post_load != NULL || desc->committed != NULL ||
         desc->undo != NULL;
}

/* Which version of a nested struct the row has on the wire. */
static inline guint32
gvmi_field_get_nested_version (const GvmField *field)
{
  return field->nested_version != 0 ? field->nested_version : 1;
}

/* Does @version have the row, whatever its condition says? */
static inline gboolean
gvmi_field_in_version (const GvmField *field, guint32 version)
{
  return version >= field->since && (field->until == 0 || version <= field->until);
}

/* Is the row on the wire now? */
static inline gboolean
gvmi_field_is_sent (const GvmField *field, guint32 version, gconstpointer self)
{
  return gvmi_field_in_version (field, version) &&
         (field->when == NULL || field->when (self, version));
}

static inline gboolean
gvmi_subsection_is_needed (const GvmSubsection *subsection, guint32 version, gconstpointer self)
{
  return subsection->needed == NULL || subsection->needed (self, version);
}

/* Is the row on the wire in each version, whatever the state? */
static inline gboolean
gvmi_field_is_always_sent (const GvmDesc *desc, const GvmField *field)
{
  return field->when == NULL && field->since <= desc->minimum_version_id &&
         (field->until == 0 || field->until >= desc->version_id);
}

/* Validates as gvm_desc_validate() does, and works out the facts; @ret_facts is written on success. */
gboolean gvmi_desc_examine (const GvmDesc *desc, GvmiFacts *ret_facts, GError **error);
