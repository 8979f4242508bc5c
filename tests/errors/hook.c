/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The four moments of a load, and what it takes to undo them.
 */
#include "support/suite.h"

/* ---- a tree whose hooks write down when they are called ------------------------------------- */

typedef struct {
  guint8 id, written;
} Child;
typedef struct {
  guint8 id;
  Child first;
  guint8 written; /* by hooks; no row has it */
  GList *children;
  GArray *array;     /* of Child */
  GHashTable *table; /* guint8 -> Child */
} Root;

static GString *calls;          /* "p1 ..." in the order of the calls */
static const char *refuse_call; /* the call that is refused */
static gboolean silently;

static gboolean
note_call (const char *moment, guint8 id, GError **error)
{
  g_autofree char *call = g_strdup_printf ("%s%d", moment, id);

  g_string_append_printf (calls, "%s%s", calls->len > 0 ? " " : "", call);
  if (refuse_call == NULL || strcmp (call, refuse_call) != 0)
    return TRUE;
  if (!silently)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s was told to", call);
  return FALSE;
}

#define HOOKS(name, T)                                                                             \
  GVM_DEFINE_NOTIFY (name##_pre_load, T, self)                                                     \
  {                                                                                                \
    note_call ("p", self->id, NULL);                                                               \
    self->written = 1;                                                                             \
  }                                                                                                \
  GVM_DEFINE_CHECK (name##_check, T, self, error)                                                  \
  {                                                                                                \
    return note_call ("c", self->id, error);                                                       \
  }                                                                                                \
  GVM_DEFINE_HOOK (name##_post_load, T, self, error)                                               \
  {                                                                                                \
    self->written = 2;                                                                             \
    return note_call ("l", self->id, error);                                                       \
  }                                                                                                \
  GVM_DEFINE_NOTIFY (name##_committed, T, self)                                                    \
  {                                                                                                \
    note_call ("d", self->id, NULL);                                                               \
  }                                                                                                \
  GVM_DEFINE_NOTIFY (name##_undo, T, self)                                                         \
  {                                                                                                \
    ck_assert_uint_eq (self->written, 2); /* not put back yet */                                   \
    note_call ("u", self->id, NULL);                                                               \
  }

#define ALL_HOOKS(name, T)                                                                         \
  .pre_load = GVM_HOOK (T, name##_pre_load), .check = GVM_HOOK (T, name##_check),                  \
  .post_load = GVM_HOOK (T, name##_post_load), .committed = GVM_HOOK (T, name##_committed),        \
  .undo = GVM_HOOK (T, name##_undo)

HOOKS (child, Child)
HOOKS (root, Root)

GVM_FIELDS (child_fields, Child) = { GVM_FIELD (Child, id, gvm_u8) };
GVM_DEFINE_STATIC_DESC (child_desc, Child, "child", 1, 1, child_fields, ALL_HOOKS (child, Child));
GVM_FIELDS (root_fields, Root) = {
  GVM_FIELD (Root, id, gvm_u8),
  GVM_STRUCT (Root, first, child_desc),
  GVM_LIST (Root, children, child_desc),
  GVM_GARRAY (Root, array, child_desc),
  GVM_HASH (Root, table, gvm_u8, child_desc),
};
GVM_DEFINE_STATIC_DESC (root_desc, Root, "root", 1, 1, root_fields, ALL_HOOKS (root, Root));

static const guint8 octets[] = {
  0x09,                   /* id */
  0x01,                   /* first.id */
  0x00, 0x00, 0x00, 0x02, /* children: count */
  0x02, 0x03,             /* children[0].id, children[1].id */
  0x00, 0x00, 0x00, 0x02, /* array: count */
  0x04, 0x05,             /* array[0].id, array[1].id */
  0x00, 0x00, 0x00, 0x01, /* table: count */
  0x77, 0x06,             /* key, id */
};

static void
begin (Root *root)
{
  memset (root, 0, sizeof *root);
  root->id = root->first.id = 8; /* what a pre_load sees */
  root->written = root->first.written = 7;
  root->children = g_list_append (NULL, g_new0 (Child, 1));
  calls = g_string_new (NULL);
}

static void
end (Root *root)
{
  gvm_state_clear (&root_desc, root);
  g_string_free (calls, TRUE);
}

/* Loads with a hook that refuses: the target must not change, and these calls must have been made. */
static void
expect_refused (const char *call, const char *path, guint64 offset, const char *expected_calls)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  g_autoptr (GError) error = NULL;
  Root root, before;
  Child *child;

  begin (&root);
  memcpy (&before, &root, sizeof root);
  child = root.children->data;
  refuse_call = call;
  ck_assert (!gvm_decode (reader, &root_desc, 1, &root, &error));
  expect_error (error, GVM_ERROR_REFUSED, path, offset);
  ck_assert_mem_eq (&before, &root, sizeof root);
  ck_assert_ptr_eq (root.children->data, child);
  ck_assert_uint_eq (child->id, 0);
  ck_assert_uint_eq (gvm_reader_tell (reader), 0);
  if (expected_calls != NULL)
    ck_assert_str_eq (calls->str, expected_calls);
  ck_assert_ptr_null (strchr (calls->str, 'd'));
  end (&root);
}

#define PRE_LOADS "p8 p8 p0 p0 p0 p0 p0"
#define CHECKS    " c1 c2 c3 c4 c5 c6 c9"
#define LOADS     " l1 l2 l3 l4 l5 l6 l9"

START_TEST (moments_come_one_after_another_and_children_before_their_parents)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  Root root;

  begin (&root);
  ck_assert (gvm_decode (reader, &root_desc, 1, &root, NULL));
  ck_assert_str_eq (calls->str, PRE_LOADS CHECKS LOADS " d1 d2 d3 d4 d5 d6 d9");
  end (&root);
}
END_TEST

START_TEST (what_post_load_writes_stays_when_the_load_succeeds)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  Root root;

  begin (&root);
  ck_assert (gvm_decode (reader, &root_desc, 1, &root, NULL));
  ck_assert_uint_eq (root.written, 2);
  ck_assert_uint_eq (root.first.written, 2);
  ck_assert_uint_eq (((Child *) root.children->data)->written, 2);
  ck_assert_uint_eq (g_array_index (root.array, Child, 1).written, 2);
  end (&root);
}
END_TEST

START_TEST (a_check_that_refuses_undoes_the_load_before_any_post_load)
{
  expect_refused ("c1", "root/first", 1, PRE_LOADS " c1");
  expect_refused ("c9", "root", 0, PRE_LOADS CHECKS);
}
END_TEST

START_TEST (a_refusal_in_a_container_names_its_element)
{
  expect_refused ("c3", "root/children[1]", 7, PRE_LOADS " c1 c2 c3");
  expect_refused ("c5", "root/array[1]", 13, PRE_LOADS " c1 c2 c3 c4 c5");
  expect_refused ("c6", "root/table{0x77}", 19, PRE_LOADS " c1 c2 c3 c4 c5 c6");
  expect_refused ("l6", "root/table{0x77}", 19, NULL);
}
END_TEST

START_TEST (a_post_load_that_refuses_undoes_the_load_and_those_before_it_in_reverse)
{
  expect_refused ("l1", "root/first", 1, PRE_LOADS CHECKS " l1");
  expect_refused ("l4", "root/array[0]", 12, PRE_LOADS CHECKS " l1 l2 l3 l4 u3 u2 u1");
  expect_refused ("l9", "root", 0, PRE_LOADS CHECKS LOADS " u6 u5 u4 u3 u2 u1");
}
END_TEST

START_TEST (the_reason_of_a_refusal_is_in_its_message)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  g_autoptr (GError) error = NULL;
  Root root;

  begin (&root);
  refuse_call = "l2";
  ck_assert (!gvm_decode (reader, &root_desc, 1, &root, &error));
  ck_assert_str_eq (error->message, "root/children[0] @0x6: l2 was told to");
  ck_assert (!gvm_decode (reader, &root_desc, 1, &root, NULL)); /* nobody listens */
  end (&root);
}
END_TEST

START_TEST (a_refusal_without_a_reason_is_an_error_too)
{
  silently = TRUE;
  expect_refused ("c2", "root/children[0]", 6, NULL);
  expect_refused ("l2", "root/children[0]", 6, NULL);
}
END_TEST

START_TEST (a_load_that_fails_before_its_hooks_calls_none_of_them)
{
  for (gsize size = 0; size < sizeof octets; size++) {
    g_autoptr (GvmReader) reader = reader_on (octets, size, NULL);
    Root root, before;

    begin (&root);
    memcpy (&before, &root, sizeof root);
    ck_assert (!gvm_decode (reader, &root_desc, 1, &root, NULL));
    ck_assert_mem_eq (&before, &root, sizeof root); /* not even what pre_load wrote */
    ck_assert_uint_eq (strcspn (calls->str, "cldu"), calls->len);
    end (&root);
  }
}
END_TEST

START_TEST (a_save_calls_no_hook)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Root root;

  begin (&root);
  ck_assert (gvm_encode (writer, &root_desc, 1, &root, NULL));
  ck_assert_uint_eq (calls->len, 0);
  end (&root);
}
END_TEST

/* ---- what hooks see ------------------------------------------------------------------------- */

typedef struct {
  guint8 n, sum;
  GArray *numbers;
} Sum;
static guint8 seen;
GVM_DEFINE_CHECK (sum_check, Sum, self, error)
{
  if (self->n == self->numbers->len)
    return TRUE;
  return gvm_error_set (error, GVM_ERROR_RANGE, NULL, NULL, "n is not the number of numbers");
}
GVM_DEFINE_HOOK (sum_post_load, Sum, self, error)
{
  for (guint i = 0; i < self->numbers->len; i++)
    self->sum = (guint8) (self->sum + g_array_index (self->numbers, guint8, i));
  return TRUE;
}
GVM_DEFINE_NOTIFY (sum_pre_load, Sum, self)
{
  self->sum = 0;
}
GVM_DEFINE_NOTIFY (sum_committed, Sum, self)
{
  seen = self->sum;
}
GVM_FIELDS (sum_fields, Sum) = {
  GVM_FIELD (Sum, n, gvm_u8),
  GVM_GARRAY (Sum, numbers, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (sum_desc, Sum, "sum", 1, 1, sum_fields,
                        .pre_load = GVM_HOOK (Sum, sum_pre_load),
                        .check = GVM_HOOK (Sum, sum_check),
                        .post_load = GVM_HOOK (Sum, sum_post_load),
                        .committed = GVM_HOOK (Sum, sum_committed));

START_TEST (hooks_see_what_was_loaded)
{
  static const guint8 sound[] = { 2, 0, 0, 0, 2, 30, 12 }, lies[] = { 3, 0, 0, 0, 2, 30, 12 };
  g_autoptr (GvmReader) good = reader_on (sound, sizeof sound, NULL);
  g_autoptr (GvmReader) bad = reader_on (lies, sizeof lies, NULL);
  Sum sum = { .sum = 99 };
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_decode (bad, &sum_desc, 1, &sum, &error));
  ck_assert_str_eq (error->message, "sum @0x0: n is not the number of numbers");
  ck_assert_uint_eq (sum.sum, 99);
  ck_assert (gvm_decode (good, &sum_desc, 1, &sum, NULL));
  ck_assert_uint_eq (sum.sum, 42);
  ck_assert_uint_eq (seen, 42);
  gvm_state_clear (&sum_desc, &sum);
}
END_TEST

/* ---- a hook that knows better where the fault is -------------------------------------------- */

GVM_DEFINE_CHECK (pointing_check, Child, self, error)
{
  guint64 offset = 77;

  return gvm_error_set (error, GVM_ERROR_RANGE, "other[3]/place", self->id == 1 ? &offset : NULL,
                        "9, at most 8");
}
GVM_DEFINE_STATIC_DESC (pointing_desc, Child, "pointing", 1, 1, child_fields,
                        .check = GVM_HOOK (Child, pointing_check));

START_TEST (a_reason_that_has_a_path_keeps_it_and_its_offset)
{
  for (guint8 octet = 0; octet < 2; octet++) {
    g_autoptr (GvmReader) reader = reader_on (&octet, 1, NULL);
    g_autoptr (GError) error = NULL;
    Child child = { 0 };

    ck_assert (!gvm_decode (reader, &pointing_desc, 1, &child, &error));
    expect_error (error, GVM_ERROR_RANGE, "other[3]/place", octet == 1 ? 77 : NO_OFFSET);
    ck_assert (g_str_has_suffix (error->message, ": 9, at most 8"));
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("errors.hook", moments_come_one_after_another_and_children_before_their_parents,
                    what_post_load_writes_stays_when_the_load_succeeds,
                    a_check_that_refuses_undoes_the_load_before_any_post_load,
                    a_refusal_in_a_container_names_its_element,
                    a_post_load_that_refuses_undoes_the_load_and_those_before_it_in_reverse,
                    the_reason_of_a_refusal_is_in_its_message,
                    a_refusal_without_a_reason_is_an_error_too,
                    a_reason_that_has_a_path_keeps_it_and_its_offset,
                    a_load_that_fails_before_its_hooks_calls_none_of_them, a_save_calls_no_hook,
                    hooks_see_what_was_loaded);
}
