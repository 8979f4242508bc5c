/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Entries of packed rows. Keys that are packed as steps have one octet before the first of them: the shift, how
 * many low bits are 0 in every step. Addresses are multiples of something.
 */
#include "container/entries.h"

#include "codec/integer.h"
#include "engine/value.h"

void
gvmi_entries_open (GvmiEntries *entries, const GvmField *field)
{
  entries->field = field;
  entries->keys = gvmi_slots_of_keys (field);
  entries->values = gvmi_slots_of_values (field);
  if (field->packing == GVM_PACKING_NONE)
    return;

  entries->values.packer = &entries->value_packer;
  gvmi_packer_open (&entries->value_packer, field->codec, field->packing);
  if (field->key == NULL || field->keys == GVM_IN_VALUE)
    return;
  entries->keys.packer = &entries->key_packer;
  if (gvmi_field_has_steps (field))
    gvmi_packer_open_steps (&entries->key_packer, field->key);
  else
    gvmi_packer_open (&entries->key_packer, field->key, field->packing);
}

static guint64
get_key (const GvmiEntries *entries, const GvmEntry *entry)
{
  guint64 scratch;
  gconstpointer key = gvmi_slot_get (&entries->keys, entry->key, &scratch);

  return key != NULL ? gvmi_integer_get (entries->field->key, key) : 0;
}

/* A codec of the user's may sort its integers otherwise than by value. */
static gboolean
is_step (const GvmCodec *codec, guint64 from, guint64 to)
{
  return codec->kind == GVM_KIND_SIGNED ? (gint64) from <= (gint64) to : from <= to;
}

gboolean
gvmi_entries_find_shift (GvmiEntries *entries, GvmWriter *writer, const GvmEntry *sorted, gsize n)
{
  guint64 steps = 0;

  if (!gvmi_field_has_steps (entries->field))
    return TRUE;
  for (gsize i = 1; i < n; i++) {
    guint64 before = get_key (entries, &sorted[i - 1]), key = get_key (entries, &sorted[i]);

    if (!is_step (entries->field->key, before, key))
      return gvm_writer_fail (writer, GVM_ERROR_RANGE,
                              "keys in an order that is not that of integers");
    steps |= key - before;
  }
  entries->key_packer.shift = steps != 0 ? (guint) __builtin_ctzll (steps) : 0;
  return TRUE;
}

gboolean
gvmi_entries_save_shift (GvmiEntries *entries, GvmWriter *writer)
{
  return !gvmi_field_has_steps (entries->field) || entries->key_packer.n_done > 0 ||
         gvm_writer_u8 (writer, (guint8) entries->key_packer.shift);
}

gboolean
gvmi_entries_load_shift (GvmiEntries *entries, GvmReader *reader)
{
  guint bits = 8 * (guint) (entries->field->key != NULL ? entries->field->key->c_size : 0);
  guint8 shift;

  if (!gvmi_field_has_steps (entries->field) || entries->key_packer.n_done > 0)
    return TRUE;
  entries->shift_start = gvm_reader_tell (reader);
  if (!gvm_reader_u8 (reader, &shift))
    return FALSE;
  entries->key_packer.shift = shift;
  return shift < bits || gvm_reader_fail (reader, GVM_ERROR_RANGE, entries->shift_start,
                                          "steps of keys without %u bits, of %u", shift, bits);
}

/* As large as can be, and 0 where there is no step. */
gboolean
gvmi_entries_check_shift (const GvmiEntries *entries, GvmReader *reader)
{
  const GvmiPacker *packer = &entries->key_packer;
  gboolean is_largest = packer->steps != 0 ? (packer->steps & 1) != 0 : packer->shift == 0;

  return !gvmi_field_has_steps (entries->field) || packer->n_done == 0 || is_largest ||
         gvm_reader_fail (reader, GVM_ERROR_RANGE, entries->shift_start,
                          "steps of keys without %u bits, which is not all that they do not need",
                          packer->shift);
}

gboolean
gvmi_entries_load_element (GvmiEntries *entries, GvmReader *reader, gpointer element)
{
  const GvmiSlots *values = &entries->values;

  return values->packer != NULL ? gvmi_packer_load (values->packer, reader, element)
                                : gvmi_value_load (values->codec, values->version, reader, element);
}
