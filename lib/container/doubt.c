/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where all keys ascend by their codec, no two are equal: as streams in canonical order show. Others are sorted in the
 * end.
 */
#include "container/doubt.h"

#include "engine/value.h"
#include "plan/plan.h"

/* Is there anybody but the keys' codec who tells them apart? Keys without an order can be asked nothing. */
static gboolean
are_keys_doubtful (const GvmField *field, gconstpointer old)
{
  const GvmContainer *kind = field->container;

  return gvmi_container_has_keys (field) && gvmi_codec_has_order (field->key) &&
         (kind->keys_by_codec == NULL || !kind->keys_by_codec (field, old));
}

static gboolean
can_copy (const GvmCodec *key)
{
  return key->c_size <= sizeof ((GvmiDoubt *) NULL)->last_key && !gvmi_codec_owns (key);
}

void
gvmi_doubt_open (GvmiDoubt *doubt, const GvmField *field, gconstpointer old)
{
  doubt->is_doubtful = are_keys_doubtful (field, old);
  doubt->is_ascending = doubt->is_doubtful && can_copy (field->key);
  doubt->has_last = FALSE;
}

/* Of the last key there is a copy: what becomes of a key that has been added, a table's functions know alone. */
void
gvmi_doubt_note (GvmiDoubt *doubt, const GvmiSlots *keys, gpointer slot)
{
  guint64 scratch;

  if (!doubt->is_ascending)
    return;
  gconstpointer key = gvmi_slot_get (keys, slot, &scratch);
  doubt->is_ascending =
      !doubt->has_last || gvmi_value_compare (keys->codec, keys->version, doubt->last_key, key) < 0;
  doubt->has_last = TRUE;
  memcpy (doubt->last_key, key, keys->codec->c_size);
}

gboolean
gvmi_doubt_is_justified (const GvmiDoubt *doubt, const GvmField *field, gconstpointer container,
                         GvmEntry *ret_entry)
{
  return doubt->is_doubtful && !doubt->is_ascending &&
         gvmi_container_has_duplicate (field, container, gvmi_container_count (field, container),
                                       ret_entry);
}
