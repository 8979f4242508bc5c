/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Canonical order: the entries of a table, ascending by the key codec's compare. Never by their encoding,
 * nor by a locale, nor by where they happen to be in memory.
 */
#include "container/container.h"

#include "codec/octets.h"
#include "container/walk.h"
#include "container/radix.h"
#include "engine/value.h"

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
 * @ranks. */
typedef struct {
  GvmEntry *entries;
  gsize n, most;
  const GvmiSlots *ranked;
  GvmiRanks ranks;
} Listing;

/* FALSE when a key has no rank, or there are more than there were to be. */
static gboolean
list_batch (gpointer data, GvmEntry *batch, gsize n)
{
  Listing *listing = data;

  if (n > listing->most - listing->n)
    return FALSE;
  memcpy (listing->entries + listing->n, batch, n * sizeof *batch);
  if (listing->ranked != NULL &&
      !gvmi_radix_rank (&listing->ranks, listing->ranked, listing->entries + listing->n, n))
    return FALSE;
  listing->n += n;
  return TRUE;
}

/* Returns: have all @n entries been listed? */
static gboolean
list_all (Listing *listing, const GvmField *field, gconstpointer container)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);

  return gvmi_walk (field, container, &keys, NULL, list_batch, listing) &&
         listing->n == listing->most;
}

static GvmEntry *
list_entries (const GvmField *field, gconstpointer container, gsize n, gboolean sorted)
{
  Listing listing = { .entries = g_new (GvmEntry, n), .most = n };

  list_all (&listing, field, container);
  if (sorted)
    g_qsort_with_data (listing.entries, (gint) listing.n, sizeof *listing.entries, compare_entries,
                       (gpointer) field);
  return listing.entries;
}

GvmEntry *
gvmi_container_list (const GvmField *field, gconstpointer container, gsize n)
{
  return list_entries (field, container, n, gvmi_container_is_canonical (field));
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

  g_autofree GvmEntry *entries = list_entries (field, container, n, TRUE);
  for (gsize i = 1; i < n; i++)
    if (compare_entries (&entries[i - 1], &entries[i], (gpointer) field) == 0) {
      *ret_entry = entries[i];
      return TRUE;
    }
  return FALSE;
}

/* ---- for a save ------------------------------------------------------------------------------ */

/* An entry with the first octets of its text, as an integer that orders as they do. */
typedef struct {
  guint64 prefix;
  GvmEntry entry;
} Prefixed;

static gint
compare_prefixed (gconstpointer a, gconstpointer b, gpointer field)
{
  const Prefixed *x = a, *y = b;

  if (x->prefix != y->prefix)
    return x->prefix < y->prefix ? -1 : 1;
  return gvmi_container_compare_keys (field, x->entry.key, y->entry.key);
}

/* Texts that differ early, which most do, are compared without being looked at. */
static void
sort_octets (const GvmField *field, GvmEntry *entries, gsize n)
{
  const GvmOctetsParams *params = field->key->params;
  g_autofree Prefixed *prefixed = g_new (Prefixed, n);

  for (gsize i = 0; i < n; i++) {
    guint64 prefix = 0;

    if (entries[i].key != NULL) {
      gsize size;
      const guint8 *octets = params->type->view (entries[i].key, &size);

      if (size > 0) /* of none there may be no address */
        memcpy (&prefix, octets, MIN (size, sizeof prefix));
    }
    prefixed[i] = (Prefixed) { GUINT64_FROM_BE (prefix), entries[i] };
  }
  g_qsort_with_data (prefixed, (gint) n, sizeof *prefixed, compare_prefixed, (gpointer) field);
  for (gsize i = 0; i < n; i++)
    entries[i] = prefixed[i].entry;
}

GvmEntry *
gvmi_container_sort (const GvmField *field, gconstpointer container, gsize n, GvmiSlots *keys)
{
  GvmEntry *entries = g_new (GvmEntry, n);
  Listing ranked = { .entries = entries, .most = n, .ranked = keys, .ranks = GVMI_RANKS_NONE };
  Listing plain = { .entries = entries, .most = n };

  if (gvmi_radix_fits (keys) && list_all (&ranked, field, container)) {
    entries = gvmi_radix_sort (entries, n, &ranked.ranks);
    gvmi_radix_unrank (keys, entries, n);
    return entries;
  }
  list_all (&plain, field, container);
  if (gvmi_codec_is_octets (keys->codec))
    sort_octets (field, entries, n);
  else
    g_qsort_with_data (entries, (gint) n, sizeof *entries, compare_entries, (gpointer) field);
  return entries;
}
