/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A container of a user's own, by public headers alone: the intrusive TAILQ of sys/queue.h, whose head is the
 * member itself and whose elements hold the links. Marked, it is QEMU's qtailq.
 */
#include "support/picture.h"

#include <sys/queue.h>

typedef struct Node Node;
struct Node {
  guint16 id;
  guint8 value;
  TAILQ_ENTRY (Node) link; /* not on the wire */
};
TAILQ_HEAD (NodeQueue, Node);

static gsize
nodes_count (gconstpointer container)
{
  const struct NodeQueue *queue = container;
  const Node *node;
  gsize n = 0;

  TAILQ_FOREACH (node, queue, link)
  n++;
  return n;
}

static void
nodes_start (GvmCursor *cursor)
{
  cursor->place = TAILQ_FIRST ((const struct NodeQueue *) cursor->container);
}

static gboolean
nodes_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  Node *node = cursor->place;

  if (node == NULL)
    return FALSE;
  cursor->place = TAILQ_NEXT (node, link);
  *ret_entry = (GvmEntry) { .value = node };
  return TRUE;
}

static gpointer
nodes_create (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  struct NodeQueue *queue = g_new (struct NodeQueue, 1);

  TAILQ_INIT (queue);
  return queue;
}

static gsize
nodes_add (GvmBuilder *builder, const GvmEntry *entries, gsize n)
{
  struct NodeQueue *queue = builder->container;

  for (gsize i = 0; i < n; i++)
    TAILQ_INSERT_TAIL (queue, (Node *) entries[i].value, link);
  return n;
}

static void
nodes_free (const GvmField *field, gpointer container, GvmFate fate)
{
  struct NodeQueue *queue = container;

  /* Whole, wherever it has been kept. */
  ck_assert (TAILQ_EMPTY (queue) || TAILQ_FIRST (queue)->link.tqe_prev == &TAILQ_FIRST (queue));
  gvm_container_free_entries (field, container, fate);
  TAILQ_INIT (queue);
}

/* The first node points back to the head, the head of an empty queue to itself. */
static void
nodes_moved (gpointer container)
{
  struct NodeQueue *queue = container;

  if (TAILQ_EMPTY (queue))
    TAILQ_INIT (queue);
  else
    TAILQ_FIRST (queue)->link.tqe_prev = &TAILQ_FIRST (queue);
}

GVM_DECLARE_CONTAINER (nodes, struct NodeQueue);
const GvmContainer nodes = {
  .name = "tailq",
  .size = sizeof (struct NodeQueue),
  .is_ordered = TRUE,
  .count = nodes_count,
  .start = nodes_start,
  .next = nodes_next,
  .create = nodes_create,
  .add = nodes_add,
  .free = nodes_free,
  .moved = nodes_moved,
};

GVM_FIELDS (node_fields, Node) = {
  GVM_FIELD (Node, id, gvm_u16),
  GVM_FIELD (Node, value, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (node_desc, Node, "node", 1, 1, node_fields);

typedef struct {
  guint8 before;
  struct NodeQueue nodes;
  guint8 after;
} Machine;

static gboolean must_refuse;

GVM_DEFINE_CHECK (machine_check, Machine, self, error)
{
  ck_assert_uint_eq (nodes_count (&self->nodes), 2);
  return !must_refuse;
}

GVM_FIELDS (machine_fields, Machine) = {
  GVM_FIELD (Machine, before, gvm_u8),
  GVM_CONTAINER (Machine, nodes, nodes, node_desc, .framing = GVM_FRAMING_MARKED),
  GVM_FIELD (Machine, after, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (machine_desc, Machine, "machine", 1, 1, machine_fields,
                        .check = GVM_HOOK (Machine, machine_check));

static void
put (Machine *machine, guint16 id, guint8 value)
{
  Node *node = g_new0 (Node, 1);

  node->id = id;
  node->value = value;
  TAILQ_INSERT_TAIL (&machine->nodes, node, link);
}

static void
machine_blank (gpointer self)
{
  TAILQ_INIT (&((Machine *) self)->nodes);
}

static void
machine_fill (gpointer self)
{
  Machine *machine = self;

  machine_blank (self);
  machine->before = 0x11;
  put (machine, 0x0102, 3);
  put (machine, 0x0405, 6);
  machine->after = 0x22;
}

static void
machine_other (gpointer self)
{
  machine_fill (self);
  put (self, 7, 8);
}

/* Source: QEMU migration/vmstate-types.c, put_qtailq: 1 before each element, 0 at the end. */
static const guint8 golden[] = {
  0x11,                   /* before */
  0x01, 0x01, 0x02, 0x03, /* nodes[0] */
  0x01, 0x04, 0x05, 0x06, /* nodes[1] */
  0x00,                   /* nodes: end */
  0x22,                   /* after */
};

/* Forwards and backwards, and from the head: all of its pointers. */
static void
expect_linked (struct NodeQueue *queue, guint n)
{
  Node *node;
  guint found = 0;

  TAILQ_FOREACH (node, queue, link)
  {
    ck_assert_ptr_eq (*node->link.tqe_prev, node);
    found++;
  }
  ck_assert_uint_eq (found, n);
  ck_assert_ptr_null (*queue->tqh_last);
  TAILQ_FOREACH_REVERSE (node, queue, NodeQueue, link)
  found--;
  ck_assert_uint_eq (found, 0);
}

START_TEST (a_tailq_is_qemu_s)
{
  Golden case_ = GOLDEN (machine_desc, 1, golden, machine_fill, machine_other, machine_blank);

  expect_golden (case_);
  for (gsize size = 0; size < sizeof golden; size++) {
    ck_assert (!loads_or_leaves (&case_, golden, size, machine_other));
    ck_assert (!loads_or_leaves (&case_, golden, size, machine_blank));
  }
}
END_TEST

START_TEST (a_head_of_zeros_is_an_empty_queue)
{
  Machine machine;

  memset (&machine, 0, sizeof machine);
  expect_loads (&machine_desc, 1, &machine, golden, sizeof golden);
  expect_linked (&machine.nodes, 2);
  gvm_state_clear (&machine_desc, &machine);
}
END_TEST

START_TEST (all_links_hold_after_a_load_and_after_one_that_fails)
{
  Machine machine;

  memset (&machine, 0, sizeof machine);
  machine_other (&machine);
  for (int times = 0; times < 2; times++) {
    g_autoptr (GvmReader) reader = reader_on (golden, sizeof golden, NULL);

    must_refuse = TRUE;
    ck_assert (!gvm_decode (reader, &machine_desc, 1, &machine, NULL));
    must_refuse = FALSE;
    expect_linked (&machine.nodes, times == 0 ? 3 : 2);
    put (&machine, 1, 2);
    expect_linked (&machine.nodes, times == 0 ? 4 : 3);
    expect_loads (&machine_desc, 1, &machine, golden, sizeof golden);
    expect_linked (&machine.nodes, 2);
  }
  gvm_state_clear (&machine_desc, &machine);
  expect_linked (&machine.nodes, 0);
}
END_TEST

static gboolean
is_refused (GvmField row, const char *rule)
{
  gpointer plan = NULL;
  GvmDesc desc = machine_desc;
  g_autoptr (GError) error = NULL;

  desc.fields = &row;
  desc.n_fields = 1;
  desc.plan = &plan;
  ck_assert (!gvm_desc_validate (&desc, &error));
  return strstr (error->message, rule) != NULL;
}

START_TEST (a_head_has_its_size_and_is_not_in_place)
{
  GvmField row = GVM_CONTAINER (Machine, nodes, nodes, node_desc);

  row.size--;
  ck_assert (is_refused (row, "the member is not as large as its container"));
  row.size++;
  row.in_place = TRUE;
  ck_assert (is_refused (row, "in_place, of a container that is not apart from its member"));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.tailq", a_tailq_is_qemu_s, a_head_of_zeros_is_an_empty_queue,
                    all_links_hold_after_a_load_and_after_one_that_fails,
                    a_head_has_its_size_and_is_not_in_place);
}
