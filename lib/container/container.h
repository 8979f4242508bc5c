/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a container has to be able to do. container.c saves, loads, compares and frees containers of any
 * kind by these few operations; each kind fills in one table in a file of its own. To add a container is
 * to write that table.
 */
#pragma once

#include "container/slot.h"

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

  /* Makes a container for @count entries; @old (nullable) is what it will replace. */
  gpointer (*create) (const GvmField *field, gpointer old, guint32 count);
  /* Where all elements lie, one after another; NULL when a container has entries by `add` instead. */
  gpointer (*elements) (gconstpointer container);
  /* Takes an entry over; FALSE when its key is there already, and then it took nothing. */
  gboolean (*add) (GvmiBuilder *builder, const GvmiEntry *entry);

  /* Frees a container that a load made; its entries are freed already. */
  void (*forsake) (gpointer container);
  /* Frees the user's own, entries and all, with its own functions. */
  void (*release) (const GvmField *field, gpointer container);

  /* A rule of this kind's own that the row breaks, as text; or NULL. */
  const char *(*examine) (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key);
} GvmiContainer;

/* The shape of a container: all of them share their functions. */
#define GVMI_CONTAINER_SHAPE(name_, kind_)                                                         \
  {                                                                                                \
    .name = name_, .kind = kind_, .save = gvmi_container_save, .load = gvmi_container_load,        \
    .equal = gvmi_container_equal, .dispose = gvmi_container_dispose,                              \
    .examine = gvmi_container_examine                                                              \
  }

gboolean gvmi_container_save (const GvmField *field, GvmWriter *writer, gconstpointer self);
gboolean gvmi_container_load (const GvmField *field, GvmReader *reader, gpointer self);
gboolean gvmi_container_equal (const GvmField *field, gconstpointer a, gconstpointer b);
void gvmi_container_dispose (const GvmField *field, gpointer member, GvmiDisposal how);
const char *gvmi_container_examine (const GvmField *field, const GvmiFacts *element,
                                    const GvmiFacts *key, GvmiFacts *ret_facts);

/* Returns: (transfer full): the @n entries of @container, ascending by key. */
GvmiEntry *gvmi_container_sort (const GvmField *field, gconstpointer container, gsize n);
/* Do two entries have keys that compare equal? */
gboolean gvmi_entries_collide (const GvmField *field, const GvmiEntry *a, const GvmiEntry *b);
