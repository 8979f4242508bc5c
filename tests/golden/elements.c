/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Containers of elements one after another: whatever kind they are, they are the same on the wire. Boxed, direct
 * and structs, in each framing.
 */
#include "support/picture.h"

typedef struct {
  guint8 id;
  guint16 value;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, id, gvm_u8),
  GVM_FIELD (Item, value, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);

static gpointer
box_u16 (guint16 value)
{
  return g_memdup2 (&value, sizeof value);
}

static gpointer
box_item (guint8 id, guint16 value)
{
  const Item item = { id, value };

  return g_memdup2 (&item, sizeof item);
}

static const guint8 counted[] = {
  0x00, 0x00, 0x00, 0x02, /* boxed: count */
  0x09, 0x01,             /* boxed[0] */
  0x01, 0x02,             /* boxed[1] */
  0x00, 0x00, 0x00, 0x02, /* direct: count */
  0xfe,                   /* direct[0] */
  0x00,                   /* direct[1] */
  0x00, 0x00, 0x00, 0x02, /* items: count */
  0x01, 0x02, 0x03,       /* items[0] */
  0x04, 0x05, 0x06,       /* items[1] */
};
/* As QEMU's qtailq and qlist. */
static const guint8 marked[] = {
  0x01, 0x09, 0x01,       /* boxed[0] */
  0x01, 0x01, 0x02,       /* boxed[1] */
  0x00,                   /* boxed: end */
  0x01, 0xfe,             /* direct[0] */
  0x01, 0x00,             /* direct[1] */
  0x00,                   /* direct: end */
  0x01, 0x01, 0x02, 0x03, /* items[0] */
  0x01, 0x04, 0x05, 0x06, /* items[1] */
  0x00,                   /* items: end */
};
static const guint8 both[] = {
  0x00, 0x00, 0x00, 0x02, /* boxed: count */
  0x01, 0x09, 0x01,       /* boxed[0] */
  0x01, 0x01, 0x02,       /* boxed[1] */
  0x00,                   /* boxed: end */
  0x00, 0x00, 0x00, 0x02, /* direct: count */
  0x01, 0xfe,             /* direct[0] */
  0x01, 0x00,             /* direct[1] */
  0x00,                   /* direct: end */
  0x00, 0x00, 0x00, 0x02, /* items: count */
  0x01, 0x01, 0x02, 0x03, /* items[0] */
  0x01, 0x04, 0x05, 0x06, /* items[1] */
  0x00,                   /* items: end */
};
static const guint8 empty[12]; /* three counts */
static const guint8 ends[3];

#define DESC(name, T, ROW, framing_)                                                               \
  GVM_FIELDS (name##_fields, T) = {                                                                \
    ROW (T, boxed, gvm_u16, .framing = framing_),                                                  \
    ROW (T, direct, gvm_i8, .framing = framing_, .values = GVM_DIRECT),                            \
    ROW (T, items, item_desc, .framing = framing_),                                                \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name##_desc, T, #name, 1, 1, name##_fields);

/* A kind: @C holds it, @add puts an element at its end, @make makes an empty one that frees. */
#define ELEMENTS_CASE(name, T, C, ROW, make, add)                                                  \
  typedef struct {                                                                                 \
    C *boxed, *direct, *items;                                                                     \
  } T;                                                                                             \
  DESC (name##_counted, T, ROW, GVM_FRAMING_COUNTED)                                               \
  DESC (name##_marked, T, ROW, GVM_FRAMING_MARKED)                                                 \
  DESC (name##_both, T, ROW, GVM_FRAMING_COUNTED_MARKED)                                           \
                                                                                                   \
  static void name##_empty (gpointer self)                                                         \
  {                                                                                                \
    *(T *) self = (T) { make (g_free), make (NULL), make (g_free) };                               \
  }                                                                                                \
                                                                                                   \
  static void name##_fill (gpointer self)                                                          \
  {                                                                                                \
    T *all = self;                                                                                 \
    name##_empty (self);                                                                           \
    add (all->boxed, box_u16 (0x0901));                                                            \
    add (all->boxed, box_u16 (0x0102));                                                            \
    add (all->direct, GINT_TO_POINTER (-2));                                                       \
    add (all->direct, NULL);                                                                       \
    add (all->items, box_item (1, 0x0203));                                                        \
    add (all->items, box_item (4, 0x0506));                                                        \
  }                                                                                                \
                                                                                                   \
  static void name##_other (gpointer self)                                                         \
  {                                                                                                \
    T *all = self;                                                                                 \
    name##_empty (self);                                                                           \
    add (all->boxed, box_u16 (7));                                                                 \
    add (all->items, box_item (1, 0x0203));                                                        \
    add (all->items, box_item (4, 0x0506));                                                        \
    add (all->items, box_item (8, 9));                                                             \
  }                                                                                                \
                                                                                                   \
  START_TEST (name##_is_its_elements_from_first_to_last)                                           \
  {                                                                                                \
    expect_whole (GOLDEN (name##_counted_desc, 1, counted, name##_fill, name##_other));            \
    expect_whole (GOLDEN (name##_marked_desc, 1, marked, name##_fill, name##_other));              \
    expect_whole (GOLDEN (name##_both_desc, 1, both, name##_fill, name##_other));                  \
  }                                                                                                \
  END_TEST                                                                                         \
                                                                                                   \
  START_TEST (name##_that_is_empty_or_missing_is_a_count_of_zero_or_an_end)                        \
  {                                                                                                \
    expect_whole (GOLDEN (name##_counted_desc, 1, empty, name##_empty, name##_fill));              \
    expect_whole (GOLDEN (name##_counted_desc, 1, empty, NULL, name##_fill));                      \
    expect_whole (GOLDEN (name##_marked_desc, 1, ends, NULL, name##_fill));                        \
  }                                                                                                \
  END_TEST

#define NOTHING(free)             NULL
#define NEW_QUEUE(free)           g_queue_new ()
#define LIST_APPEND(list, value)  list = g_list_append (list, value)
#define SLIST_APPEND(list, value) list = g_slist_append (list, value)

ELEMENTS_CASE (list, Lists, GList, GVM_LIST, NOTHING, LIST_APPEND)
ELEMENTS_CASE (slist, Slists, GSList, GVM_SLIST, NOTHING, SLIST_APPEND)
ELEMENTS_CASE (queue, Queues, GQueue, GVM_QUEUE, NEW_QUEUE, g_queue_push_tail)
ELEMENTS_CASE (ptrarray, PtrArrays, GPtrArray, GVM_PTRARRAY, g_ptr_array_new_with_free_func,
               g_ptr_array_add)
ELEMENTS_CASE (sequence, Sequences, GSequence, GVM_SEQUENCE, g_sequence_new, g_sequence_append)

/* ---- GArray, whose elements are neither boxed nor direct ------------------------------------ */

typedef struct {
  GArray *items;
} Arrays;
GVM_FIELDS (marked_arrays_fields, Arrays) = {
  GVM_GARRAY (Arrays, items, item_desc, .framing = GVM_FRAMING_MARKED),
};
GVM_DEFINE_STATIC_DESC (marked_arrays_desc, Arrays, "arrays", 1, 1, marked_arrays_fields);
GVM_FIELDS (both_arrays_fields, Arrays) = {
  GVM_GARRAY (Arrays, items, item_desc, .framing = GVM_FRAMING_COUNTED_MARKED),
};
GVM_DEFINE_STATIC_DESC (both_arrays_desc, Arrays, "arrays", 1, 1, both_arrays_fields);

static void
arrays_fill (gpointer self)
{
  static const Item items[] = { { 1, 0x0203 }, { 4, 0x0506 } };
  GArray *array = g_array_new (FALSE, TRUE, sizeof items[0]);

  ((Arrays *) self)->items = g_array_append_vals (array, items, G_N_ELEMENTS (items));
}

START_TEST (an_array_can_be_marked)
{
  static const guint8 marked_array[] = {
    0x01, 0x01, 0x02, 0x03, /* items[0] */
    0x01, 0x04, 0x05, 0x06, /* items[1] */
    0x00,                   /* items: end */
  };
  static const guint8 both_array[] = {
    0x00, 0x00, 0x00, 0x02, /* items: count */
    0x01, 0x01, 0x02, 0x03, /* items[0] */
    0x01, 0x04, 0x05, 0x06, /* items[1] */
    0x00,                   /* items: end */
  };
  expect_whole (GOLDEN (marked_arrays_desc, 1, marked_array, arrays_fill, NULL));
  expect_whole (GOLDEN (both_arrays_desc, 1, both_array, arrays_fill, NULL));
}
END_TEST

/* ---- marks that are wrong ------------------------------------------------------------------- */

static void
expect_mark_fails (const GvmDesc *desc, const guint8 *octets, gsize size, GvmError code,
                   guint64 offset)
{
  g_autoptr (GvmReader) reader = reader_on (octets, size, NULL);
  g_autoptr (GError) error = NULL;
  Lists lists = { NULL, NULL, NULL };

  ck_assert (!gvm_decode (reader, desc, 1, &lists, &error));
  expect_error (error, code, gvm_error_get_path (error), offset);
}

START_TEST (count_and_marks_must_agree)
{
  static const guint8 early[] = { 0, 0, 0, 2, 1, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
  static const guint8 late[] = { 0, 0, 0, 1, 1, 9, 1, 1, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0 };

  expect_mark_fails (&list_both_desc, early, sizeof early, GVM_ERROR_RANGE, 7);
  expect_mark_fails (&list_both_desc, late, sizeof late, GVM_ERROR_RANGE, 7);
}
END_TEST

START_TEST (any_mark_but_0_says_that_there_is_one_more)
{
  static const guint8 octets[] = { 0x80, 0x09, 0x01, 0x00, 0x00, 0x00 };
  Lists lists = { NULL, NULL, NULL };

  expect_loads (&list_marked_desc, 1, &lists, octets, sizeof octets);
  ck_assert_uint_eq (g_list_length (lists.boxed), 1);
  gvm_state_clear (&list_marked_desc, &lists);
}
END_TEST

START_TEST (a_missing_box_is_refused_on_save)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;
  PtrArrays arrays;

  ptrarray_fill (&arrays);
  g_ptr_array_add (arrays.items, NULL);
  ck_assert (!gvm_encode (writer, &ptrarray_counted_desc, 1, &arrays, &error));
  expect_error (error, GVM_ERROR_NULL_ELEMENT, "ptrarray_counted/items[2]", NO_OFFSET);
  gvm_state_clear (&ptrarray_counted_desc, &arrays);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.elements", list_is_its_elements_from_first_to_last,
                    list_that_is_empty_or_missing_is_a_count_of_zero_or_an_end,
                    slist_is_its_elements_from_first_to_last,
                    slist_that_is_empty_or_missing_is_a_count_of_zero_or_an_end,
                    queue_is_its_elements_from_first_to_last,
                    queue_that_is_empty_or_missing_is_a_count_of_zero_or_an_end,
                    ptrarray_is_its_elements_from_first_to_last,
                    ptrarray_that_is_empty_or_missing_is_a_count_of_zero_or_an_end,
                    sequence_is_its_elements_from_first_to_last,
                    sequence_that_is_empty_or_missing_is_a_count_of_zero_or_an_end,
                    an_array_can_be_marked, count_and_marks_must_agree,
                    any_mark_but_0_says_that_there_is_one_more, a_missing_box_is_refused_on_save);
}
