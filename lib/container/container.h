/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a container has to be able to do. container.c saves, loads, compares and frees containers of any
 * kind by these few operations; each kind fills in one table in a file of its own. To add a container is
 * to write that table.
 */
#pragma once

#include "container/slot.h"

/* The octets that marked framing puts before an entry and after the last one. A load takes any octet but 0
 * for the former. Source: QEMU migration/vmstate-types.c, its QTAILQ, QLIST and GTREE. */
enum { GVMI_MARK_ENTRY = 1, GVMI_MARK_END = 0 };

/* One entry as the container holds it: slots, or the address of an element that lies in the container
 * itself. What has no keys leaves @key NULL. */
typedef struct {
  gpointer key, value;
} GvmiEntry;

/* A walk over a container. */
typedef struct {
  gconstpointer container;
  GHashTableIter table;
  const GList *link;
  guint index;
} GvmiCursor;

/* A container in the making. */
typedef struct {
  const GvmField *field;
  gpointer container; /* NULL is a container too: the empty GList */
  GList *last;
} GvmiBuilder;

typedef struct {
  gboolean has_keys;
  gsize entry_cost; /* octets of an entry beside key and value, for the budget */

  /* These get a container that is not NULL. */
  gsize (*count) (gconstpointer container);
  void (*start) (GvmiCursor *cursor, gconstpointer container);
  gboolean (*next) (GvmiCursor *cursor, GvmiEntry *ret_entry);
  /* Finds the entry of @container that has the key of @like; for what has keys. */
  gboolean (*find) (gconstpointer container, const GvmiEntry *like, GvmiEntry *ret_entry);

  /* Makes an empty container; @old (nullable) is what it will replace. */
  gpointer (*create) (const GvmField *field, gpointer old);
  /* One of two. Takes an entry over; FALSE when its key is there already, and then it took nothing. */
  gboolean (*add) (GvmiBuilder *builder, const GvmiEntry *entry);
  /* Or, where elements lie in the container one after another: makes room for @n more, all zeros, and
   * returns where the first of them is. */
  gpointer (*grow) (GvmiBuilder *builder, guint32 n);

  /* Frees a container that a load made; its entries are freed already. */
  void (*forsake) (gpointer container);
  /* Frees the user's own, entries and all, with its own functions. */
  void (*release) (const GvmField *field, gpointer container);

  /* A rule of this kind's own that the row breaks, as text; or NULL. */
  const char *(*examine) (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key);
} GvmiContainer;

static inline const GvmiContainer *
gvmi_container_get_kind (const GvmField *field)
{
  return field->shape->kind;
}

/* The row's container; NULL is an empty one. */
static inline gpointer
gvmi_container_get (const GvmField *field, gconstpointer self)
{
  return *(gpointer const *) (gconstpointer) ((const guint8 *) self + field->offset);
}

static inline gsize
gvmi_container_count (const GvmField *field, gconstpointer container)
{
  return container != NULL ? gvmi_container_get_kind (field)->count (container) : 0;
}

/* Do elements lie in the container itself? */
static inline gboolean
gvmi_container_is_array (const GvmField *field)
{
  return gvmi_container_get_kind (field)->grow != NULL;
}

/* Is a key on the wire, before its value? */
static inline gboolean
gvmi_container_sends_keys (const GvmField *field)
{
  return gvmi_container_get_kind (field)->has_keys && field->keys != GVM_IN_VALUE;
}

static inline gboolean
gvmi_container_is_counted (const GvmField *field)
{
  return field->framing != GVM_FRAMING_MARKED;
}

static inline gboolean
gvmi_container_is_marked (const GvmField *field)
{
  return field->framing != GVM_FRAMING_COUNTED;
}

/* Paths name an entry by its key, where it has one, else by its number. @scratch lives as long as the
 * frame. */
GvmiPath gvmi_container_get_frame (const GvmField *field, const GvmiEntry *entry, guint64 index,
                                   guint64 *scratch);

/* The shape of a container: all of them share their functions. */
#define GVMI_CONTAINER_SHAPE(name_, kind_)                                                         \
  {                                                                                                \
    .name = name_, .kind = kind_, .save = gvmi_container_save, .load = gvmi_container_load,        \
    .equal = gvmi_container_equal, .diff = gvmi_container_diff, .dispose = gvmi_container_dispose, \
    .examine = gvmi_container_examine                                                              \
  }

gboolean gvmi_container_save (const GvmField *field, GvmWriter *writer, gconstpointer self);
gboolean gvmi_container_load (const GvmField *field, GvmReader *reader, gpointer self);
gboolean gvmi_container_equal (const GvmField *field, gconstpointer a, gconstpointer b);
void gvmi_container_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b);
void gvmi_container_dispose (const GvmField *field, gpointer member, GvmiDisposal how);
const char *gvmi_container_examine (const GvmField *field, const GvmiFacts *element,
                                    const GvmiFacts *key, GvmiFacts *ret_facts);

/* Returns: (transfer full): the @n entries of @container: ascending by key where the row says so, else as
 * it gives them. */
GvmiEntry *gvmi_container_list (const GvmField *field, gconstpointer container, gsize n);
/* Do two entries have keys that compare equal? */
gboolean gvmi_entries_collide (const GvmField *field, const GvmiEntry *a, const GvmiEntry *b);
