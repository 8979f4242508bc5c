/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A ring of entries, in groups. When the ring is full its oldest group is visited; by then the memory of its entries,
 * asked for when they came, has had the time of all the others to arrive.
 */
#include "container/walk.h"

/* Entries in a group. The ring has room for GVMI_BATCH, but texts take several lines of the cache each. Found by
 * trying. */
enum { GROUP_OF_BOTH = 24, GROUP_OF_KEYS = 8, GROUP_OF_VALUES = 24, GROUP_OF_TEXTS = 8 };
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

/* A slot is asked for as soon as it is known. @wants is a constant in each of the functions below. */
static inline __attribute__ ((always_inline)) void
add (Walk *walk, gpointer key, gpointer value, Wants wants)
{
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

#define DEFINE_ADD(name, wants)                                                                    \
  static void name (gpointer key, gpointer value, gpointer walk)                                   \
  {                                                                                                \
    add (walk, key, value, wants);                                                                 \
  }
DEFINE_ADD (add_any, 0)
DEFINE_ADD (add_keys, WANTS_KEYS)
DEFINE_ADD (add_values, WANTS_VALUES)
DEFINE_ADD (add_both, WANTS_KEYS | WANTS_VALUES)
DEFINE_ADD (add_texts, WANTS_VALUES | WANTS_TEXTS)
DEFINE_ADD (add_keys_and_texts, WANTS_KEYS | WANTS_VALUES | WANTS_TEXTS)

static const GHFunc adds[] = {
  [0] = add_any,
  [WANTS_KEYS] = add_keys,
  [WANTS_VALUES] = add_values,
  [WANTS_KEYS | WANTS_VALUES] = add_both,
  [WANTS_VALUES | WANTS_TEXTS] = add_texts,
  [WANTS_KEYS | WANTS_VALUES | WANTS_TEXTS] = add_keys_and_texts,
};

/* A few entries are one group: less is asked for it than for several. */
static gsize
choose_group (Wants wants, guint64 most)
{
  if (wants & WANTS_TEXTS)
    return GROUP_OF_TEXTS;
  if (most <= GVMI_BATCH)
    return GVMI_BATCH;
  if (wants & WANTS_KEYS)
    return wants & WANTS_VALUES ? GROUP_OF_BOTH : GROUP_OF_KEYS;
  return GROUP_OF_VALUES;
}

static Wants
wants_of (const GvmiSlots *keys, const GvmiSlots *values)
{
  Wants wants = gvmi_slots_are_elsewhere (keys) ? WANTS_KEYS : 0;

  if (gvmi_slots_are_elsewhere (values))
    wants |= gvmi_slots_are_pointers (values) ? WANTS_VALUES | WANTS_TEXTS : WANTS_VALUES;
  return wants;
}

/* A cursor must not be asked again once it has come to the end. */
static void
add_each (Walk *walk, GHFunc add_one, const GvmField *field, gconstpointer container)
{
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry entry;

  while (!walk->has_ended && field->container->next (&cursor, &entry))
    add_one (entry.key, entry.value, walk);
}

gboolean
gvmi_walk (const GvmField *field, gconstpointer container, guint64 most, const GvmiSlots *keys,
           const GvmiSlots *values, GvmiVisit visitor, gpointer data)
{
  Wants wants = wants_of (keys, values);
  GHFunc add_one = adds[wants];
  Walk walk;

  walk.visit = visitor;
  walk.data = data;
  walk.has_turned = walk.has_ended = FALSE;
  walk.group = choose_group (wants, most);
  walk.next = walk.oldest = walk.entries;
  walk.group_end = walk.entries + walk.group;
  walk.end = walk.entries + (wants & WANTS_TEXTS ? RING_OF_TEXTS : GVMI_BATCH);
  if (field->container->each != NULL)
    field->container->each (container, add_one, &walk);
  else
    add_each (&walk, add_one, field, container);
  finish (&walk);
  return !walk.has_ended;
}
