/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What rows over containers of any kind share. container.c compares and frees, save.c and load.c are each
 * other's mirror, order.c sorts, place.c puts a loaded container where it belongs, rules.c says what a row must
 * not say. Each of GLib's kinds is a GvmContainer in a file of its own, as a user's own would be.
 */
#pragma once

#include "container/slot.h"

/* The octets that marked framing puts before an entry and after the last one. A load takes any octet but 0
 * for the former. Source: QEMU migration/vmstate-types.c, its QTAILQ, QLIST and GTREE. */
enum { GVMI_MARK_ENTRY = 1, GVMI_MARK_END = 0 };

/* Is the container the member itself? */
static inline gboolean
gvmi_container_is_embedded (const GvmField *field)
{
  return field->container->size != 0;
}

/* The row's container; NULL is an empty one. */
static inline gpointer
gvmi_container_get (const GvmField *field, gconstpointer self)
{
  gpointer member = (guint8 *) self + field->offset;

  return gvmi_container_is_embedded (field) ? member : *(gpointer *) member;
}

static inline gsize
gvmi_container_count (const GvmField *field, gconstpointer container)
{
  return container != NULL ? field->container->count (container) : 0;
}

static inline GvmCursor
gvmi_container_start (const GvmField *field, gconstpointer container)
{
  GvmCursor cursor = { .container = container };

  field->container->start (&cursor);
  return cursor;
}

/* What the compiler could not see: a GArray of elements of another size, say. */
static inline gboolean
gvmi_container_suits (const GvmField *field, gconstpointer container)
{
  return container == NULL || field->container->suits == NULL ||
         field->container->suits (field, container);
}

/* Do elements lie in the container itself? */
static inline gboolean
gvmi_container_is_array (const GvmField *field)
{
  return field->container->grow != NULL;
}

static inline gboolean
gvmi_container_has_keys (const GvmField *field)
{
  return field->container->entries != GVM_ENTRIES_VALUES;
}

static inline gboolean
gvmi_container_has_values (const GvmField *field)
{
  return field->container->entries != GVM_ENTRIES_KEYS;
}

/* Is an entry without its key? No table can be asked for such a one, nor can it be saved. */
static inline gboolean
gvmi_container_lacks_key (const GvmField *field, const GvmEntry *entry)
{
  return gvmi_container_has_keys (field) && field->keys != GVM_DIRECT && entry->key == NULL;
}

/* Is a key on the wire, before its value? */
static inline gboolean
gvmi_container_sends_keys (const GvmField *field)
{
  return gvmi_container_has_keys (field) && field->keys != GVM_IN_VALUE;
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
GvmiPath gvmi_container_get_frame (const GvmField *field, const GvmEntry *entry, guint64 index,
                                   guint64 *scratch);
/* For entries whose keys are to be read by @keys. */
GvmiPath gvmi_container_get_frame_by (const GvmField *field, const GvmiSlots *keys,
                                      const GvmEntry *entry, guint64 index, guint64 *scratch);

/* Returns: (nullable): the row of the value's descriptor that is the key of a GVM_IN_VALUE row; NULL when there is
 * none that is sent always. */
const GvmField *gvmi_container_find_key_row (const GvmField *field);

/* Frees @container, if there is one. */
void gvmi_container_free (const GvmField *field, gpointer container, GvmFate fate);

gboolean gvmi_container_save (const GvmField *field, GvmWriter *writer, gconstpointer self);
gboolean gvmi_container_load (const GvmField *field, GvmReader *reader, gpointer self);
void gvmi_container_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b);
void gvmi_container_describe (const GvmField *field, GvmiScribe *scribe, gconstpointer self);
void gvmi_container_type (const GvmField *field, GvmiScribe *scribe);
/* Returns: (nullable): the rule that the row's `.qemu` breaks. */
const char *gvmi_container_examine_twin (const GvmField *field);
const char *gvmi_container_examine (const GvmField *field, const GvmiFacts *element,
                                    const GvmiFacts *key, GvmiFacts *ret_facts);

/* Puts @content, a new container, in the place of the row's in @self, as the row wants it. */
void gvmi_container_place (const GvmField *field, GvmReader *reader, gpointer self,
                           gpointer content);
/* Will what create makes only carry entries into @old? */
gboolean gvmi_container_is_carried (const GvmField *field, gconstpointer old);

/* The order of two keys, as slots; the codec must have one. A missing box comes first. */
gint gvmi_container_compare_keys (const GvmField *field, gpointer a, gpointer b);
/* Is the wire's order that of the keys, rather than the container's? */
static inline gboolean
gvmi_container_is_canonical (const GvmField *field)
{
  return gvmi_container_has_keys (field) &&
         (gvmi_field_has_steps (field) ||
          (!field->container->is_ordered && field->order == GVM_ORDER_CANONICAL));
}

/* Returns: (transfer full): the @n entries of @container: ascending by key where the row says so, else as
 * it gives them. */
GvmEntry *gvmi_container_list (const GvmField *field, gconstpointer container, gsize n);
/* Returns: the first of such entries, from @first on, that has the key of the one before it; @end when there is none
 * before. */
gsize gvmi_container_find_duplicate (const GvmiSlots *keys, const GvmEntry *entries, gsize first,
                                     gsize end);
/* Do two entries of @container have keys that compare equal? @ret_entry is one of them. Only asked of
 * keys that have an order. */
gboolean gvmi_container_has_duplicate (const GvmField *field, gconstpointer container, gsize n,
                                       GvmEntry *ret_entry);
