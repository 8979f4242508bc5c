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

/* A source in use: on any CPU, masked or not, pending or not, an MSI or a pin. */
static Source
draw_source (guint32 *seed)
{
  return (Source) { .server = bench_random (seed) % 8,
                    .priority = (guint8) (bench_random (seed) % 4 == 0 ? 0xff : 5),
                    .saved_priority = 5,
                    .status = (guint8) (bench_random (seed) % 4 == 0 ? 4 : 0),
                    .flags = (guint8) (bench_random (seed) % 8 == 0 ? 1 : 2) };
}

/* Where MSIs begin. */
enum { FIRST_MSI = 0x300 };

/* As a reset leaves them, but for @used: side by side, or anywhere. */
static void
fill_ics (State *state, gsize n, gsize used, gboolean scattered)
{
  guint32 seed = 7;

  state->sources = g_new (Source, n);
  for (gsize i = 0; i < n; i++)
    state->sources[i] = (Source) { .priority = 0xff, .saved_priority = 0xff };
  for (gsize i = 0; i < used;) {
    Source *source = &state->sources[(scattered ? bench_random (&seed) : FIRST_MSI + i) % n];

    if (source->flags == 0) {
      *source = draw_source (&seed);
      i++;
    }
  }
}

#define DEFINE_ICS(name, used, scattered)                                                          \
  void name (State *state, gsize n)                                                                \
  {                                                                                                \
    fill_ics (state, n, used, scattered);                                                          \
  }
DEFINE_ICS (bench_fill_ics_0, 0, FALSE)
DEFINE_ICS (bench_fill_ics_24, 24, FALSE)
DEFINE_ICS (bench_fill_ics_200, 200, FALSE)
DEFINE_ICS (bench_fill_ics_200_scattered, 200, TRUE)
DEFINE_ICS (bench_fill_ics_1000_scattered, 1000, TRUE)

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
bench_prepare_sources (State *target, const State *like)
{
  target->sources = g_new (Source, like->n);
  memset (target->sources, 0x55, like->n * sizeof (Source));
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
