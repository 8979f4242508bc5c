/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The hooks of a save: who is called, in which order, and what a refusal leaves.
 */
#include "support/refusal.h"

typedef struct {
  guint8 id, fresh; /* fresh is what pre_save works out */
} Child;
typedef struct {
  guint8 id, fresh;
  Child first;
  GArray *array; /* of Child */
  GList *list;   /* of Child; NULL data makes the save fail */
  guint8 extra;  /* in a subsection */
} Root;

static GString *calls;          /* "b1 ..." in the order of the calls */
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

#define HOOKS(name, T, before, after)                                                              \
  GVM_DEFINE_HOOK (name##_pre_save, T, self, error)                                                \
  {                                                                                                \
    self->fresh = (guint8) (self->id + 0x10);                                                      \
    return note_call (before, self->id, error);                                                    \
  }                                                                                                \
  GVM_DEFINE_NOTIFY (name##_post_save, T, self)                                                    \
  {                                                                                                \
    self->fresh = 0;                                                                               \
    note_call (after, self->id, NULL);                                                             \
  }

#define ALL_HOOKS(name, T)                                                                         \
  .pre_save = GVM_HOOK (T, name##_pre_save), .post_save = GVM_HOOK (T, name##_post_save)

HOOKS (child, Child, "b", "a")
HOOKS (root, Root, "b", "a")

GVM_DEFINE_HOOK (extra_pre_save, Root, self, error)
{
  return note_call ("x", self->id, error);
}
GVM_DEFINE_NOTIFY (extra_post_save, Root, self)
{
  note_call ("y", self->id, NULL);
}

GVM_FIELDS (child_fields, Child) = {
  GVM_FIELD (Child, id, gvm_u8),
  GVM_FIELD (Child, fresh, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (child_desc, Child, "child", 1, 1, child_fields, ALL_HOOKS (child, Child));
GVM_FIELDS (extra_fields, Root) = { GVM_FIELD (Root, extra, gvm_u8) };
GVM_DEFINE_STATIC_DESC (extra_desc, Root, "tree/extra", 1, 1, extra_fields,
                        ALL_HOOKS (extra, Root));
GVM_SUBSECTIONS (root_subsections, Root) = { GVM_SUBSECTION (Root, extra_desc) };
GVM_FIELDS (root_fields, Root) = {
  GVM_FIELD (Root, id, gvm_u8),         GVM_FIELD (Root, fresh, gvm_u8),
  GVM_STRUCT (Root, first, child_desc), GVM_GARRAY (Root, array, child_desc),
  GVM_LIST (Root, list, child_desc),
};
GVM_DEFINE_STATIC_DESC (root_desc, Root, "tree", 1, 1, root_fields, ALL_HOOKS (root, Root),
                        GVM_WITH_SUBSECTIONS (Root, root_subsections));

static const guint8 golden[] = {
  0x09, 0x19,                                                /* id, fresh */
  0x01, 0x11,                                                /* first: id, fresh */
  0x00, 0x00, 0x00, 0x02,                                    /* array: count */
  0x02, 0x12, 0x03, 0x13,                                    /* array[0], array[1] */
  0x00, 0x00, 0x00, 0x01,                                    /* list: count */
  0x04, 0x14,                                                /* list[0] */
  0x05,                                                      /* subsection */
  0x0a, 't',  'r',  'e',  'e', '/', 'e', 'x', 't', 'r', 'a', /* name */
  0x00, 0x00, 0x00, 0x01,                                    /* version */
  0x55,                                                      /* extra */
};

static void
fill (Root *root)
{
  static const Child children[] = { { 2, 0 }, { 3, 0 }, { 4, 0 } };

  *root = (Root) { .id = 9, .first = { 1, 0 }, .extra = 0x55 };
  root->array = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (Child)), children, 2);
  root->list = g_list_append (NULL, g_memdup2 (&children[2], sizeof (Child)));
}

static void
begin (Root *root)
{
  fill (root);
  calls = g_string_new (NULL);
}

static void
end (Root *root)
{
  gvm_state_clear (&root_desc, root);
  g_string_free (calls, TRUE);
}

START_TEST (a_struct_is_brought_up_to_date_before_its_first_row)
{
  Root root;

  begin (&root);
  expect_saves (&root_desc, 1, &root, golden, sizeof golden);
  ck_assert_str_eq (calls->str, "b9 b1 a1 b2 a2 b3 a3 b4 a4 x9 y9 a9");
  ck_assert_uint_eq (root.fresh, 0);
  ck_assert_uint_eq (g_array_index (root.array, Child, 1).fresh, 0);
  end (&root);
}
END_TEST

START_TEST (no_other_call_makes_them_run)
{
  Root root, other;

  begin (&root);
  fill (&other);
  ck_assert (gvm_state_equal (&root_desc, &root, &other));
  expect_loads (&root_desc, 1, &root, golden, sizeof golden);
  ck_assert_uint_eq (calls->len, 0);
  gvm_state_clear (&root_desc, &other);
  end (&root);
}
END_TEST

static void
expect_refused (const char *call, const char *path, const char *expected_calls)
{
  Root root;

  begin (&root);
  refuse_call = call;
  expect_save_refused (&root_desc, &root, GVM_ERROR_REFUSED, path);
  ck_assert_str_eq (calls->str, expected_calls);
  end (&root);
}

START_TEST (a_refusal_stops_the_save_and_calls_no_post_save_of_its_own)
{
  expect_refused ("b9", "tree", "b9");
  expect_refused ("b1", "tree/first", "b9 b1 a9");
  expect_refused ("b3", "tree/array[1]", "b9 b1 a1 b2 a2 b3 a9");
  expect_refused ("b4", "tree/list[0]", "b9 b1 a1 b2 a2 b3 a3 b4 a9");
  expect_refused ("x9", "tree/tree/extra", "b9 b1 a1 b2 a2 b3 a3 b4 a4 x9 a9");
}
END_TEST

START_TEST (the_reason_of_a_refusal_is_in_its_message)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;
  Root root;

  begin (&root);
  refuse_call = "b2";
  ck_assert (!gvm_encode (writer, &root_desc, 1, &root, &error));
  ck_assert_str_eq (error->message, "tree/array[0]: b2 was told to");
  silently = TRUE;
  g_clear_error (&error);
  ck_assert (!gvm_encode (writer, &root_desc, 1, &root, &error));
  expect_error (error, GVM_ERROR_REFUSED, "tree/array[0]", NO_OFFSET);
  end (&root);
}
END_TEST

START_TEST (post_save_is_called_after_a_save_that_failed_too)
{
  Root root;

  begin (&root);
  root.list = g_list_append (root.list, NULL);
  expect_save_refused (&root_desc, &root, GVM_ERROR_NULL_ELEMENT, "tree/list[1]");
  ck_assert_str_eq (calls->str, "b9 b1 a1 b2 a2 b3 a3 b4 a4 a9");
  root.list = g_list_delete_link (root.list, g_list_last (root.list));
  end (&root);
}
END_TEST

START_TEST (a_version_that_is_refused_calls_nobody)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Root root;

  begin (&root);
  ck_assert (!gvm_encode (writer, &root_desc, 2, &root, NULL));
  ck_assert_uint_eq (calls->len, 0);
  end (&root);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "errors.save_hook", a_struct_is_brought_up_to_date_before_its_first_row,
      no_other_call_makes_them_run, a_refusal_stops_the_save_and_calls_no_post_save_of_its_own,
      the_reason_of_a_refusal_is_in_its_message, post_save_is_called_after_a_save_that_failed_too,
      a_version_that_is_refused_calls_nobody);
}
