/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Random containers, made by the functions of their own kinds.
 */
#include "property/filling.h"

#include <string.h>

gconstpointer
slot_get_value (const Type *type, GvmStorage storage, gpointer slot, guint64 *scratch)
{
  const GvmCodec *codec = type_get_codec (type);
  gboolean is_pointer = codec->free != NULL || type->nested != NULL;

  if (codec->free == NULL && storage != GVM_DIRECT)
    return slot;
  if (is_pointer)
    memcpy (scratch, &slot, sizeof slot);
  else
    number_put (scratch, codec->c_size, GPOINTER_TO_SIZE (slot));
  return scratch;
}

/* As GINT_TO_POINTER() and GUINT_TO_POINTER(): as wide as a pointer, by its sign. */
static gpointer
number_to_slot (const GvmCodec *codec, gconstpointer value)
{
  guint unused = (guint) (64 - 8 * codec->c_size);
  guint64 number = number_get (value, codec->c_size);

  if (codec->kind == GVM_KIND_SIGNED)
    number = (guint64) ((gint64) (number << unused) >> unused);
  return GSIZE_TO_POINTER ((gsize) number);
}

static gpointer
make_slot (const Type *type, GvmStorage storage, Filling filling, gboolean is_key)
{
  const GvmCodec *codec = type_get_codec (type);
  guint64 scratch = 0;

  if (codec->free == NULL && storage != GVM_DIRECT) {
    gpointer box = g_malloc0 (codec->c_size);

    fill_value (type, filling, box, is_key);
    return box;
  }
  fill_value (type, filling, &scratch, is_key);
  if (codec->free == NULL && type->nested == NULL)
    return number_to_slot (codec, &scratch);

  gpointer slot;
  memcpy (&slot, &scratch, sizeof slot);
  return slot;
}

/* Padding in keys that are structs is zeros. */
static gboolean
keys_equal (const Row *row, gpointer a, gpointer b)
{
  const GvmCodec *codec = type_get_codec (&row->key);
  guint64 scratch_a, scratch_b;
  GvmStorage storage = row->keys;
  gconstpointer x = slot_get_value (&row->key, storage, a, &scratch_a);
  gconstpointer y = slot_get_value (&row->key, storage, b, &scratch_b);

  return row->key.nested != NULL ? memcmp (x, y, codec->c_size) == 0
                                 : codec->compare (codec, x, y) == 0;
}

static gpointer
find_key (const Row *row, gpointer value)
{
  gpointer key = (guint8 *) value + struct_get_row (row->type.nested, 0)->offset;

  return row->key.plain->codec->free != NULL ? *(gpointer *) key : key;
}

static GvmEntry
make_entry (const Row *row, Filling filling)
{
  GvmEntry entry = { NULL, NULL };

  if (row->kind != KIND_SET)
    entry.value = make_slot (&row->type, row->values, filling_fork (&filling, 1), FALSE);
  if (row_is_table (row))
    entry.key = row->keys == GVM_IN_VALUE
                    ? find_key (row, entry.value)
                    : make_slot (&row->key, row->keys, filling_fork (&filling, 2), TRUE);
  return entry;
}

static gboolean
key_is_new (const Row *row, const GArray *entries, const GvmEntry *entry)
{
  /* A key in its value may be NULL, which none may be. */
  if (entry->key == NULL && row->keys != GVM_DIRECT)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (keys_equal (row, g_array_index (entries, GvmEntry, i).key, entry->key))
      return FALSE;
  return TRUE;
}

/* Frees entries that no table took. */
static void
free_entry (const Row *row, GvmEntry *entry)
{
  gpointer container = row->field->container->create (row->field, NULL);
  GvmBuilder builder = { .field = row->field, .container = container };

  if (entry->key == NULL && row->keys != GVM_DIRECT) {
    /* One that a table would not take: its value is a struct with a key of NULL in it. */
    gvm_state_clear (row->type.nested->desc, entry->value);
    g_free (entry->value);
  } else {
    row->field->container->add (&builder, entry, 1);
  }
  row->field->container->free (row->field, builder.container, GVM_FATE_REPLACED);
}

static GArray *
make_entries (const Row *row, Filling filling)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (GvmEntry));
  guint n = dice_below (&filling.dice, row->most + 1);

  for (guint i = 0; i < n; i++) {
    GvmEntry entry = make_entry (row, filling_fork (&filling, i + 3));

    if (!row_is_table (row) || key_is_new (row, entries, &entry))
      g_array_append_val (entries, entry);
    else
      free_entry (row, &entry);
  }
  return entries;
}

static void
shuffle (GArray *entries, guint64 seed)
{
  Dice dice = { seed };

  for (guint i = entries->len; seed != 0 && i > 1; i--) {
    GvmEntry *a = &g_array_index (entries, GvmEntry, i - 1);
    GvmEntry *b = &g_array_index (entries, GvmEntry, dice_below (&dice, i));
    GvmEntry c = *a;

    *a = *b;
    *b = c;
  }
}

void
fill_container (const Row *row, Filling filling, gpointer *member)
{
  const GvmContainer *kind = row->field->container;
  gpointer made = dice_one_in (&filling.dice, 5) ? NULL : kind->create (row->field, NULL);
  GvmBuilder builder = { .field = row->field, .container = made };

  if (made == NULL && kind != &gvm_container_list && kind != &gvm_container_slist)
    return;
  if (row->kind == KIND_GARRAY) {
    guint n = dice_below (&filling.dice, row->most + 1);

    if (n > 0)
      fill_elements (row, filling, kind->grow (&builder, n), n);
  } else {
    g_autoptr (GArray) entries = make_entries (row, filling);

    if (row_is_table (row))
      shuffle (entries, filling.shuffle);
    for (guint i = 0; i < entries->len; i++)
      kind->add (&builder, &g_array_index (entries, GvmEntry, i), 1);
  }
  *member = builder.container;
}

gpointer
row_get_container (const Row *row, gconstpointer self)
{
  return *(gpointer const *) (gconstpointer) ((const guint8 *) self + row->offset);
}
