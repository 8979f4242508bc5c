/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Canonical order: the entries of a table, ascending by the key codec's compare. Never by their encoding,
 * nor by a locale, nor by where they happen to be in memory.
 */
#include "container/container.h"

#include "codec/integer.h"
#include "codec/octets.h"
#include "container/entries.h"
#include "container/radix.h"
#include "container/texts.h"
#include "container/walk.h"
#include "engine/value.h"
#include "plan/boxes.h"

gint
gvmi_container_compare_keys (const GvmField *field, gpointer a, gpointer b)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);
  guint64 scratch_a, scratch_b;
  gconstpointer x = gvmi_slot_get (&keys, a, &scratch_a);
  gconstpointer y = gvmi_slot_get (&keys, b, &scratch_b);

  if (x == NULL || y == NULL)
    return (x != NULL) - (y != NULL);
  return gvmi_value_compare (keys.codec, keys.version, x, y);
}

static gint
compare_entries (gconstpointer a, gconstpointer b, gpointer field)
{
  return gvmi_container_compare_keys (field, ((const GvmEntry *) a)->key,
                                      ((const GvmEntry *) b)->key);
}

/* A list in the making. Where @ranked (nullable) says how keys are read, ranks take the place of keys, and are noted in
 * @ranks. Where @encodable (nullable) says how values lie, @values are encoded. */
typedef struct {
  GvmEntry *entries;
  gsize n, most;
  const GvmiSlots *ranked, *values;
  const GvmiLayout *encodable;
  GvmiRanks ranks;
} Listing;

static gboolean
encode_values (const Listing *listing, GvmEntry *entries, gsize n)
{
  return listing->encodable == NULL ||
         gvmi_boxes_encode (listing->encodable, &entries->value, GVMI_ENTRY_STEP, n) == n;
}

/* FALSE when a key has no rank, a value is missing, or there are more than there were to be. */
static gboolean
list_batch (gpointer data, GvmEntry *batch, gsize n)
{
  Listing *listing = data;

  if (n > listing->most - listing->n)
    return FALSE;
  GvmEntry *entries = memcpy (listing->entries + listing->n, batch, n * sizeof *batch);
  if (listing->ranked != NULL && !(gvmi_radix_rank (&listing->ranks, listing->ranked, entries, n) &&
                                   encode_values (listing, entries, n)))
    return FALSE;
  listing->n += n;
  return TRUE;
}

/* Returns: have all @n entries been listed? */
static gboolean
list_all (Listing *listing, const GvmField *field, gconstpointer container)
{
  return gvmi_walk (field, container, listing->most, listing->ranked, listing->values, list_batch,
                    listing) &&
         listing->n == listing->most;
}

/* Returns: are they all? A container of the user's may have fewer than it counts, or more; what it has not is zeros. */
static gboolean
list_entries (const GvmField *field, gconstpointer container, gsize n, gboolean sorted,
              GvmEntry **ret_entries)
{
  Listing listing = { .entries = g_new0 (GvmEntry, n), .most = n };

  gboolean is_whole = list_all (&listing, field, container);
  if (sorted)
    g_qsort_with_data (listing.entries, (gint) listing.n, sizeof *listing.entries, compare_entries,
                       (gpointer) field);
  *ret_entries = listing.entries;
  return is_whole;
}

GvmEntry *
gvmi_container_list (const GvmField *field, gconstpointer container, gsize n)
{
  GvmEntry *entries;

  list_entries (field, container, n, gvmi_container_is_canonical (field), &entries);
  return entries;
}

static gboolean
is_ascending (const GvmField *field, gconstpointer container)
{
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry before, entry;

  for (gboolean first = TRUE; field->container->next (&cursor, &entry); first = FALSE) {
    if (!first && gvmi_container_compare_keys (field, before.key, entry.key) >= 0)
      return FALSE;
    before = entry;
  }
  return TRUE;
}

gboolean
gvmi_container_has_duplicate (const GvmField *field, gconstpointer container, gsize n,
                              GvmEntry *ret_entry)
{
  if (is_ascending (field, container))
    return FALSE;

  g_autofree GvmEntry *entries = NULL;
  list_entries (field, container, n, TRUE, &entries);
  for (gsize i = 1; i < n; i++)
    if (compare_entries (&entries[i - 1], &entries[i], (gpointer) field) == 0) {
      *ret_entry = entries[i];
      return TRUE;
    }
  return FALSE;
}

/* ---- for a save ------------------------------------------------------------------------------ */

/* Up to so many entries lie in one block with what it takes to sort them: two blocks would cost more than the sorting. */
enum { FEW_IN_A_BLOCK = 1024 };

/* Of @block and @other (nullable) keeps the one that @sorted is in. */
static GvmEntry *
keep_sorted (GvmEntry *block, GvmEntry *other, GvmEntry *sorted)
{
  if (sorted != other) {
    g_free (other);
    return block;
  }
  g_free (block);
  return other;
}

/* Returns: (nullable): entries in *@ret_block; NULL when a key has no rank, or a value is missing. */
static GvmEntry *
sort_integers (GvmiEntries *entries, gconstpointer container, gsize n, const GvmiLayout *encodable,
               GvmEntry **ret_block)
{
  gboolean in_a_block = n <= FEW_IN_A_BLOCK;
  GvmEntry *block = g_new (GvmEntry, in_a_block ? 2 * n : n), *other = NULL, *sorted = NULL;
  Listing listing = { .entries = block,
                      .most = n,
                      .ranked = &entries->keys,
                      .values = encodable != NULL ? &entries->values : NULL,
                      .encodable = encodable };

  gvmi_ranks_open (&listing.ranks, n);
  if (list_all (&listing, entries->field, container)) {
    other = in_a_block ? NULL : g_new (GvmEntry, n);
    sorted = gvmi_radix_sort (block, in_a_block ? block + n : other, n, &listing.ranks);
    gvmi_radix_unrank (&entries->keys, sorted, n);
    entries->values.are_encoded = encodable != NULL;
  }
  gvmi_ranks_close (&listing.ranks);
  *ret_block = keep_sorted (block, other, sorted);
  return sorted;
}

GvmEntry *
gvmi_entries_sort (GvmiEntries *entries, gconstpointer container, gsize n,
                   const GvmiLayout *encodable, GvmEntry **ret_block)
{
  const GvmField *field = entries->field;

  if (gvmi_radix_fits (&entries->keys)) {
    GvmEntry *sorted = sort_integers (entries, container, n, encodable, ret_block);

    if (sorted != NULL)
      return sorted;
    g_free (*ret_block);
  }
  gboolean are_texts = gvmi_codec_is_octets (entries->keys.codec);
  if (!list_entries (field, container, n, !are_texts, ret_block))
    return NULL;
  if (are_texts)
    gvmi_texts_sort (field, *ret_block, n);
  return *ret_block;
}

/* Do both have the same key, as @keys reads it? */
static gboolean
is_same_key (const GvmiSlots *keys, const GvmEntry *a, const GvmEntry *b)
{
  if (gvmi_codec_is_octets (keys->codec) && a->key != NULL && b->key != NULL)
    return gvmi_octets_equal (keys->codec, a->key, b->key);

  guint64 scratch_a, scratch_b;
  gconstpointer x = gvmi_slot_get (keys, a->key, &scratch_a);
  gconstpointer y = gvmi_slot_get (keys, b->key, &scratch_b);

  if (x == NULL || y == NULL)
    return x == y;
  return gvmi_value_compare (keys->codec, keys->version, x, y) == 0;
}

gsize
gvmi_container_find_duplicate (const GvmiSlots *keys, const GvmEntry *entries, gsize first,
                               gsize end)
{
  gsize i = MAX (first, 1);

  if (keys->storage == GVM_DIRECT && gvmi_codec_is_integer (keys->codec))
    while (i < end && entries[i - 1].key != entries[i].key)
      i++;
  else
    while (i < end && !is_same_key (keys, &entries[i - 1], &entries[i]))
      i++;
  return i;
}
