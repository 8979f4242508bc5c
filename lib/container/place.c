/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a container goes that has been loaded. Three ways:
 *  - by pointer: the new one replaces the old, which is freed at the commit;
 *  - in place: the same until the commit, when what is in the new one is moved into the old, which returns;
 *  - as the member itself: its octets are exchanged. Nothing that the old head points to is touched, so
 *    putting the octets back puts everything back.
 */
#include "container/container.h"
#include "engine/load.h"

gboolean
gvmi_container_is_carried (const GvmField *field, gconstpointer old)
{
  return field->in_place && old != NULL;
}

static void
settle_in_place (gconstpointer owner, gpointer place, gpointer aside, gpointer content,
                 gboolean committed)
{
  const GvmField *field = owner;
  gpointer *member = place;

  if (!committed) {
    gvmi_container_free (field, content, GVM_FATE_CARRIER);
  } else if (*member != content) { /* a hook has put another there */
    gvmi_container_free (field, aside, GVM_FATE_REPLACED);
  } else {
    field->container->move_in (field, aside, content);
    *member = aside;
  }
}

/* Copies a container that is a member, and tells it. */
static void
copy_head (const GvmField *field, gpointer to, gconstpointer from)
{
  memcpy (to, from, field->container->size);
  if (field->container->moved != NULL)
    field->container->moved (to);
}

static void
settle_embedded (gconstpointer owner, gpointer place, gpointer aside,
                 G_GNUC_UNUSED gpointer content, gboolean committed)
{
  const GvmField *field = owner;

  if (committed) {
    if (field->container->moved != NULL)
      field->container->moved (aside);
    field->container->free (field, aside, GVM_FATE_REPLACED);
  } else {
    field->container->free (field, place, GVM_FATE_FORSAKEN);
    memcpy (place, aside, field->container->size);
  }
  g_free (aside);
}

static void
place_embedded (const GvmField *field, GvmReader *reader, gpointer member, gpointer content)
{
  gpointer aside = g_memdup2 (member, field->container->size);

  copy_head (field, member, content);
  g_free (content);
  gvmi_load_put (reader, settle_embedded, field, member, aside, NULL);
}

void
gvmi_container_place (const GvmField *field, GvmReader *reader, gpointer self, gpointer content)
{
  gpointer *member = (gpointer *) (gpointer) ((guint8 *) self + field->offset);

  if (gvmi_container_is_embedded (field)) {
    place_embedded (field, reader, member, content);
  } else if (gvmi_container_is_carried (field, *member)) {
    gpointer aside = *member;

    *member = content;
    gvmi_load_put (reader, settle_in_place, field, member, aside, content);
  } else {
    gvmi_load_replace (reader, field, member, content);
  }
}
