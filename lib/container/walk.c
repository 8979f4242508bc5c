/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A ring of entries, in groups. When the ring is full its oldest group is visited; by then the memory of its entries,
 * asked for when they came, has had the time of all the others to arrive.
 */
#include "container/walk.h"

/* Entries in a group. The ring has room for GVMI_BATCH, but texts take several lines of the cache each. Found by
 * trying. */
enum { GROUP_OF_BOTH = 16, GROUP_OF_KEYS = 8, GROUP_OF_VALUES = 24, GROUP_OF_TEXTS = 8 };
enum { RING_OF_TEXTS = 2 * GROUP_OF_TEXTS };
/* What a text takes beyond its first line, where it is of ordinary length. */
enum { LINE = 64 };

/* Whose memory is asked for. */
typedef enum {
  WANTS_KEYS = 1 << 0,
  WANTS_VALUES = 1 << 1,
  WANTS_TEXTS = 1 << 2, /* more of the values */
} Wants;

typedef struct {
  GvmEntry *next, *group_end; /* the next entry of the group that is being filled, and its end */
  Wants wants;
  gsize group;
  GvmEntry *oldest; /* entry that has not been visited */
  GvmEntry *end;    /* of the ring */
  gboolean has_turned, has_ended;
  GvmiVisit visit;
  gpointer data;
  GvmEntry entries[GVMI_BATCH];
} Walk;

G_STATIC_ASSERT (GVMI_BATCH % GROUP_OF_BOTH == 0 && GVMI_BATCH % GROUP_OF_KEYS == 0 &&
                 GVMI_BATCH % GROUP_OF_VALUES == 0);

static void
visit (Walk *walk, GvmEntry *entries, GvmEntry *end)
{
  if (entries < end && !walk->has_ended)
    walk->has_ended = !walk->visit (walk->data, entries, (gsize) (end - entries));
}

/* A group is full: the next one is filled, and if that is the oldest, it is visited before. */
static __attribute__ ((noinline)) void
turn (Walk *walk)
{
  if (walk->next == walk->end) {
    walk->next = walk->entries;
    walk->has_turned = TRUE;
  }
  walk->group_end = walk->next + walk->group;
  if (walk->has_turned) {
    visit (walk, walk->oldest, walk->group_end);
    walk->oldest = walk->group_end == walk->end ? walk->entries : walk->group_end;
  }
}

/* Visits all that is left: from the oldest on, maybe around the end. */
static void
finish (Walk *walk)
{
  if (walk->next < walk->oldest) {
    visit (walk, walk->oldest, walk->end);
    walk->oldest = walk->entries;
  }
  visit (walk, walk->oldest, walk->next);
}

/* A slot is asked for as soon as it is known. */
static void
add (gpointer key, gpointer value, gpointer data)
{
  Walk *walk = data;
  Wants wants = walk->wants;

  if (wants & WANTS_KEYS)
    __builtin_prefetch (key);
  if (wants & WANTS_VALUES)
    __builtin_prefetch (value);
  if (wants & WANTS_TEXTS) { /* which may be NULL */
    __builtin_prefetch ((gconstpointer) ((guintptr) value + LINE));
    __builtin_prefetch ((gconstpointer) ((guintptr) value + 2 * LINE));
  }
  *walk->next++ = (GvmEntry) { key, value };
  if (walk->next == walk->group_end)
    turn (walk);
}

static gsize
choose_group (Wants wants)
{
  if (wants & WANTS_TEXTS)
    return GROUP_OF_TEXTS;
  if (wants & WANTS_KEYS)
    return wants & WANTS_VALUES ? GROUP_OF_BOTH : GROUP_OF_KEYS;
  return GROUP_OF_VALUES;
}

/* A cursor must not be asked again once it has come to the end. */
static void
add_each (Walk *walk, const GvmField *field, gconstpointer container)
{
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry entry;

  while (!walk->has_ended && field->container->next (&cursor, &entry))
    add (entry.key, entry.value, walk);
}

gboolean
gvmi_walk (const GvmField *field, gconstpointer container, const GvmiSlots *keys,
           const GvmiSlots *values, GvmiVisit visitor, gpointer data)
{
  Walk walk;

  walk.wants = 0;
  if (gvmi_slots_are_elsewhere (keys))
    walk.wants |= WANTS_KEYS;
  if (gvmi_slots_are_elsewhere (values))
    walk.wants |= gvmi_slots_are_pointers (values) ? WANTS_VALUES | WANTS_TEXTS : WANTS_VALUES;
  walk.visit = visitor;
  walk.data = data;
  walk.has_turned = walk.has_ended = FALSE;
  walk.group = choose_group (walk.wants);
  walk.next = walk.oldest = walk.entries;
  walk.group_end = walk.entries + walk.group;
  walk.end = walk.entries + (walk.wants & WANTS_TEXTS ? RING_OF_TEXTS : GVMI_BATCH);
  if (field->container->each != NULL)
    field->container->each (container, add, &walk);
  else
    add_each (&walk, field, container);
  finish (&walk);
  return !walk.has_ended;
}
