/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All or nothing, of any descriptor: a picture of a state shows its octets, its containers, the order of their
 * entries, the entries' addresses and octets. A load that fails must leave the picture as it was.
 */
#pragma once

#include "support/golden.h"

static inline void see_struct (GByteArray *picture, const GvmDesc *desc, gconstpointer self);

static inline void
see (GByteArray *picture, gconstpointer octets, gsize size)
{
  if (octets != NULL && size > 0)
    g_byte_array_append (picture, octets, (guint) size);
}

static inline void
see_value (GByteArray *picture, const GvmCodec *codec, gconstpointer value)
{
  if (codec->kind == GVM_KIND_STRUCT && value != NULL)
    see_struct (picture, (const GvmDesc *) (const void *) codec, value);
  else
    see (picture, value, codec->c_size);
}

static inline void
see_slot (GByteArray *picture, const GvmCodec *codec, GvmStorage storage, gpointer slot)
{
  see (picture, &slot, sizeof slot);
  if (storage != GVM_DIRECT && codec->free == NULL)
    see_value (picture, codec, slot);
  else if (storage == GVM_DIRECT && codec->kind == GVM_KIND_STRUCT)
    see_value (picture, codec, &slot);
}

static inline void
see_container (GByteArray *picture, const GvmField *field, gconstpointer member)
{
  const GvmContainer *kind = field->container;
  GvmCursor cursor = { .container = kind->size != 0 ? member : *(gconstpointer const *) member };
  GvmEntry entry;

  if (cursor.container == NULL)
    return;
  kind->start (&cursor);
  while (kind->next (&cursor, &entry)) {
    if (kind->entries != GVM_ENTRIES_VALUES)
      see_slot (picture, field->key, field->keys, entry.key);
    if (kind->entries != GVM_ENTRIES_KEYS)
      see_slot (picture, field->codec, field->values, entry.value);
  }
}

static inline void
see_struct (GByteArray *picture, const GvmDesc *desc, gconstpointer self)
{
  see (picture, self, desc->codec.c_size);
  for (gsize i = 0; i < desc->n_fields; i++)
    if (desc->fields[i].container != NULL)
      see_container (picture, &desc->fields[i], (const guint8 *) self + desc->fields[i].offset);
}

static inline GBytes *
picture_of (const GvmDesc *desc, gconstpointer self)
{
  GByteArray *picture = g_byte_array_new ();

  see_struct (picture, desc, self);
  return g_byte_array_free_to_bytes (picture);
}

/* Loads octets into a state of @fill. Returns: whether they load; if not, nothing has changed. */
static inline gboolean
loads_or_leaves (const Golden *golden, gconstpointer octets, gsize size,
                 void (*fill) (gpointer self))
{
  g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
  g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);
  g_autoptr (GError) error = NULL;
  gpointer target = make_state (golden->desc, fill);
  g_autoptr (GBytes) before = picture_of (golden->desc, target);
  gboolean loaded = gvm_decode (reader, golden->desc, golden->version, target, &error);

  if (!loaded) {
    g_autoptr (GBytes) after = picture_of (golden->desc, target);
    ck_assert_msg (g_bytes_equal (before, after), "changed by a load that failed: %s",
                   error->message);
  }
  free_state (golden->desc, target);
  return loaded;
}

/* Each proper prefix, and each octet changed, into a new target and filled ones. */
static inline void
expect_all_or_nothing (Golden golden)
{
  void (*const fills[]) (gpointer) = { golden.blank, golden.other, golden.fill };
  static const guint8 flips[] = { 0x01, 0x02, 0x80, 0xff };

  for (gsize i = 0; i < G_N_ELEMENTS (fills); i++) {
    for (gsize size = 0; size < golden.size; size++)
      ck_assert_msg (!loads_or_leaves (&golden, golden.octets, size, fills[i]), "%zu octets load",
                     size);
    for (gsize at = 0; at < golden.size; at++)
      for (gsize j = 0; j < G_N_ELEMENTS (flips); j++) {
        g_autofree guint8 *octets = g_memdup2 (golden.octets, golden.size);

        octets[at] ^= flips[j];
        loads_or_leaves (&golden, octets, golden.size, fills[i]);
      }
  }
}

/* Both: it is these octets, and nothing less. */
static inline void
expect_whole (Golden golden)
{
  expect_golden (golden);
  expect_all_or_nothing (golden);
}
