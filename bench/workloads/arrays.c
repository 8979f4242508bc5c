/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Arrays and lists: W3 to W5, and the ICS table of a sPAPR machine.
 */
#include "workloads/workloads.h"

#define FILL_NUMBERS(type)                                                                         \
  state->array = g_array_sized_new (FALSE, FALSE, sizeof (type), (guint) n);                       \
  for (gsize i = 0; i < n; i++) {                                                                  \
    type value = (type) (i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 8);                        \
                                                                                                   \
    g_array_append_val (state->array, value);                                                      \
  }

void
bench_fill_u32 (State *state, gsize n)
{
  FILL_NUMBERS (guint32)
}

void
bench_fill_u64 (State *state, gsize n)
{
  FILL_NUMBERS (guint64)
}

static void
fill_sources (Source *sources, gsize n)
{
  for (guint32 i = 0; i < n; i++)
    sources[i] = (Source) { .server = i % 8,
                            .priority = (guint8) (i % 3 == 0 ? 5 : 0xff),
                            .saved_priority = 0xff,
                            .status = (guint8) (i % 5),
                            .flags = (guint8) (1 + i % 2) };
}

void
bench_fill_sources (State *state, gsize n)
{
  state->array = g_array_sized_new (FALSE, FALSE, sizeof (Source), (guint) n);
  g_array_set_size (state->array, (guint) n);
  fill_sources ((Source *) (gpointer) state->array->data, n);
}

void
bench_fill_sources_in_place (State *state, gsize n)
{
  state->sources = g_new (Source, n);
  fill_sources (state->sources, n);
}

/* As a reset leaves them, but for @used, each @apart from the one before. */
static void
fill_ics (State *state, gsize n, gsize used, gsize apart)
{
  guint32 seed = 7;

  state->sources = g_new (Source, n);
  for (gsize i = 0; i < n; i++)
    state->sources[i] = (Source) { .priority = 0xff, .saved_priority = 0xff };
  for (gsize i = 0; i < used && i * apart < n; i++)
    state->sources[i * apart] = (Source) { .server = 1 + bench_random (&seed) % 8,
                                           .priority = 5,
                                           .saved_priority = (guint8) (i % 4 == 0 ? 5 : 0xff),
                                           .status = (guint8) (i % 3 == 0 ? 4 : 0),
                                           .flags = 2 };
}

#define DEFINE_ICS(name, used, apart)                                                              \
  void name (State *state, gsize n)                                                                \
  {                                                                                                \
    fill_ics (state, n, used, apart);                                                              \
  }
DEFINE_ICS (bench_fill_ics_0, 0, 1)
DEFINE_ICS (bench_fill_ics_24, 24, 1)
DEFINE_ICS (bench_fill_ics_200, 200, 1)
DEFINE_ICS (bench_fill_ics_200_scattered, 200, 20)
DEFINE_ICS (bench_fill_ics_1000_scattered, 1000, 4)

const Source *
bench_sources (const State *state, gsize *ret_n)
{
  *ret_n = state->array != NULL ? state->array->len : state->n;
  return state->array != NULL ? (const Source *) (gpointer) state->array->data : state->sources;
}

Source *
bench_make_sources (State *state, gsize n)
{
  if (state->sources != NULL)
    return state->sources;
  state->array = g_array_sized_new (FALSE, FALSE, sizeof (Source), (guint) n);
  g_array_set_size (state->array, (guint) n);
  return (Source *) (gpointer) state->array->data;
}

gboolean
bench_arrays_equal (const State *a, const State *b)
{
  return b->array != NULL && a->array->len == b->array->len &&
         memcmp (a->array->data, b->array->data,
                 a->array->len * g_array_get_element_size (a->array)) == 0;
}

gboolean
bench_sources_equal (const State *a, const State *b)
{
  return memcmp (a->sources, b->sources, a->n * sizeof (Source)) == 0;
}

void
bench_fill_list (State *state, gsize n)
{
  for (gsize i = n; i-- > 0;) {
    Node *node = g_new0 (Node, 1);

    node->a = i * G_GUINT64_CONSTANT (0x100000001);
    node->b = (guint32) i;
    node->c = (guint16) (i % 1000);
    node->d = (guint8) i;
    state->list = g_list_prepend (state->list, node);
  }
}

gboolean
bench_lists_equal (const State *a, const State *b)
{
  const GList *x = a->list, *y = b->list;

  for (; x != NULL && y != NULL; x = x->next, y = y->next) {
    const Node *m = x->data, *n = y->data;

    if (m->a != n->a || m->b != n->b || m->c != n->c || m->d != n->d)
      return FALSE;
  }
  return x == NULL && y == NULL;
}
