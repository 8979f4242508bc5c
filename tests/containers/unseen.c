/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Elements that nobody sees yet, which point to memory that somebody sees: a load that fails puts that back,
 * too, before it frees what is the elements' own.
 */
#include "support/golden.h"

/* ---- octets: of the struct itself, of nobody in particular, of the element ------------------------ */

typedef struct {
  guint8 *window;
} Kid;
GVM_FIELDS (kid_fields, Kid) = { GVM_BUFFER_POINTER (Kid, window, 4) };
GVM_DEFINE_STATIC_DESC (kid_desc, Kid, "kid", 1, 1, kid_fields);

typedef struct {
  guint8 ram[4];
  GList *kids;
} Dev;

static guint8 elsewhere[4];

GVM_DEFINE_NEW_IN (in_struct, Dev, Kid, self)
{
  Kid *kid = g_new0 (Kid, 1);

  kid->window = self->ram;
  return kid;
}

static Kid *
kid_elsewhere (void)
{
  Kid *kid = g_new0 (Kid, 1);

  kid->window = elsewhere;
  return kid;
}
GVM_DEFINE_ELEMENT_OPS (elsewhere_ops, Kid, kid_elsewhere, g_free);

static Kid *
kid_with_own (void)
{
  Kid *kid = g_new0 (Kid, 1);

  kid->window = g_malloc0 (4);
  return kid;
}

static void
kid_free_own (Kid *kid)
{
  g_free (kid->window);
  g_free (kid);
}
GVM_DEFINE_ELEMENT_OPS (own_ops, Kid, kid_with_own, kid_free_own);

#define DEV(name, ...)                                                                             \
  GVM_FIELDS (name##_fields, Dev) = { GVM_LIST (Dev, kids, kid_desc, __VA_ARGS__),                 \
                                      GVM_PAD (Dev, end, 2) };                                     \
  GVM_DEFINE_STATIC_DESC (name, Dev, "dev", 1, 1, name##_fields)

DEV (in_struct_desc, .new_in = GVM_NEW_IN (Dev, in_struct));
DEV (elsewhere_desc, .ops = &elsewhere_ops);
DEV (own_desc, .ops = &own_ops);

static const guint8 two_kids[] = {
  0x00, 0x00, 0x00, 0x02, /* count of kids */
  0x09, 0x09, 0x09, 0x09, /* kids[0].window */
  0x08, 0x08, 0x08, 0x08, /* kids[1].window */
  0x00, 0x00,             /* end */
};

/* In the midst of the first element, of the second, and behind the list. */
START_TEST (what_an_element_points_to_is_put_back)
{
  static const GvmDesc *const descs[] = { &in_struct_desc, &elsewhere_desc, &own_desc };
  const GvmDesc *desc = descs[_i % 3];

  memset (elsewhere, 7, sizeof elsewhere);
  for (gsize size = 0; size < sizeof two_kids; size++) {
    g_autoptr (GvmReader) reader = reader_on (two_kids, size, NULL);
    Dev dev = { .ram = { 1, 2, 3, 4 } };

    ck_assert (!gvm_decode (reader, desc, 1, &dev, NULL));
    ck_assert_mem_eq (dev.ram, "\1\2\3\4", sizeof dev.ram);
    ck_assert_mem_eq (elsewhere, "\7\7\7\7", sizeof elsewhere);
    ck_assert_ptr_null (dev.kids);
  }
}
END_TEST

/* ---- structs, behind structs, in blocks of every kind ---------------------------------------------- */

typedef struct {
  guint32 x;
} Shared;
GVM_FIELDS (shared_fields, Shared) = { GVM_FIELD (Shared, x, gvm_u32) };
GVM_DEFINE_STATIC_DESC (shared_desc, Shared, "shared", 1, 1, shared_fields);

typedef struct {
  Shared *of;
} Holder;
GVM_FIELDS (holder_fields, Holder) = { GVM_POINTER (Holder, of, shared_desc) };
GVM_DEFINE_STATIC_DESC (holder_desc, Holder, "holder", 1, 1, holder_fields);

static Shared shared;

static Holder *
holder_new (void)
{
  Holder *holder = g_new0 (Holder, 1);

  holder->of = &shared;
  return holder;
}
GVM_DEFINE_ELEMENT_OPS (holder_ops, Holder, holder_new, g_free);

typedef struct {
  GPtrArray *holders;
  Holder *one;
} Root;
GVM_FIELDS (root_fields, Root) = {
  GVM_PTRARRAY (Root, holders, holder_desc, .ops = &holder_ops),
  GVM_POINTER (Root, one, holder_desc, .nullable = TRUE, .ops = &holder_ops),
  GVM_PAD (Root, end, 2),
};
GVM_DEFINE_STATIC_DESC (root_desc, Root, "root", 1, 1, root_fields);

static const guint8 root_octets[] = {
  0x00, 0x00, 0x00, 0x02, /* count of holders */
  0x00, 0x00, 0x00, 0x09, /* holders[0].of->x */
  0x00, 0x00, 0x00, 0x08, /* holders[1].of->x */
  0x31,                   /* one is there */
  0x00, 0x00, 0x00, 0x05, /* one->of->x */
  0x00, 0x00,             /* end */
};

START_TEST (so_are_structs_that_several_elements_point_to)
{
  for (gsize size = 0; size < sizeof root_octets; size++) {
    g_autoptr (GvmReader) reader = reader_on (root_octets, size, NULL);
    Root root = { NULL, NULL };

    shared.x = 7;
    ck_assert (!gvm_decode (reader, &root_desc, 1, &root, NULL));
    ck_assert_uint_eq (shared.x, 7);
  }
}
END_TEST

START_TEST (a_load_that_succeeds_changes_them)
{
  g_autoptr (GvmReader) reader = reader_on (root_octets, sizeof root_octets, NULL);
  Root root = { NULL, NULL };

  ck_assert (gvm_decode (reader, &root_desc, 1, &root, NULL));
  ck_assert_uint_eq (shared.x, 5);
  g_ptr_array_free (root.holders, TRUE);
  g_free (root.one);
}
END_TEST

/* ---- the old struct of an upgrade ------------------------------------------------------------------- */

typedef struct {
  guint8 *window;
  Shared *own;
} Old;
GVM_FIELDS (old_fields, Old) = {
  GVM_BUFFER_POINTER (Old, window, 4),
  GVM_POINTER (Old, own, shared_desc),
};
GVM_DEFINE_STATIC_DESC (old_desc, Old, "new", 1, 1, old_fields);

typedef struct {
  guint8 *window;
  guint8 first;
} New;
GVM_DEFINE_PREPARE (prepare, New, Old, old, self)
{
  old->window = self->window;
  old->own = g_new0 (Shared, 1);
}
GVM_DEFINE_CONVERT (convert, New, Old, self, old, error)
{
  self->first = old->window[0];
  return TRUE;
}
GVM_FIELDS (new_fields, New) = { GVM_FIELD (New, first, gvm_u8) };
GVM_FIELDS (new_window_fields, New) = {
  GVM_FIELD (New, first, gvm_u8),
  GVM_BUFFER_POINTER (New, window, 4),
};
#define UPGRADE                                                                                    \
  GVM_UPGRADE (New, old_desc, convert, .prepare = GVM_PREPARE (New, old_desc, prepare))
GVM_DEFINE_STATIC_DESC (new_desc, New, "new", 2, 2, new_fields, .upgrade = UPGRADE);
GVM_DEFINE_STATIC_DESC (new_window_desc, New, "new", 2, 2, new_window_fields, .upgrade = UPGRADE);

typedef struct {
  New of;
} Whole;
GVM_FIELDS (whole_fields, Whole) = {
  GVM_STRUCT (Whole, of, new_desc, .nested_version = 1, .until = 1),
  GVM_PAD (Whole, end, 1),
};
GVM_DEFINE_STATIC_DESC (whole_desc, Whole, "whole", 2, 1, whole_fields);

static const guint8 old_octets[] = {
  0x05, 0x06, 0x07, 0x08, /* window */
  0x00, 0x00, 0x00, 0x09, /* own->x */
};

START_TEST (an_upgrade_changes_of_it_what_the_new_struct_has)
{
  guint8 window[] = { 1, 2, 3, 4 };
  New target = { window, 0 };

  expect_loads (&new_desc, 1, &target, old_octets, sizeof old_octets);
  ck_assert_uint_eq (target.first, 5);
  ck_assert_mem_eq (window, "\1\2\3\4", sizeof window);
  expect_loads (&new_window_desc, 1, &target, old_octets, sizeof old_octets);
  ck_assert_mem_eq (window, "\5\6\7\10", sizeof window);
}
END_TEST

START_TEST (an_upgrade_in_a_load_that_fails_changes_nothing)
{
  for (gsize size = 0; size <= sizeof old_octets; size++) {
    g_autoptr (GvmReader) reader = reader_on (old_octets, size, NULL);
    guint8 window[] = { 1, 2, 3, 4 };
    Whole target = { { window, 0 } };

    ck_assert (!gvm_decode (reader, &whole_desc, 1, &target, NULL));
    ck_assert_mem_eq (window, "\1\2\3\4", sizeof window);
    ck_assert_uint_eq (target.of.first, 0);
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS_EACH ("containers.unseen", 3, what_an_element_points_to_is_put_back,
                         so_are_structs_that_several_elements_point_to,
                         a_load_that_succeeds_changes_them,
                         an_upgrade_changes_of_it_what_the_new_struct_has,
                         an_upgrade_in_a_load_that_fails_changes_nothing);
}
