/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each kind of container, in each framing, with each storage of keys and values, in place or not, into an empty
 * and into a filled target: every proper prefix of a payload, and every octet of it changed. What is allocated
 * on the way must be freed, once, whether the load succeeds or fails: the address sanitizer looks.
 */
#include "property/model.h"

#include "support/suite.h"

/* What a value is: the elements of the last two own memory. */
typedef enum { NUMBER, DIRECT, TEXT, PART, CELL, N_VALUES } ValueKind;
typedef enum { KEY_BOXED, KEY_DIRECT, KEY_TEXT, KEY_IN_VALUE, N_KEYS } KeyKind;

typedef struct {
  ContainerKind kind;
  GvmFraming framing;
  KeyKind key;
  ValueKind value;
  gboolean in_place;
} Case;

/* ---- tables -------------------------------------------------------------------------------------------- */

static Row *
add_row (Struct *self, const char *name, RowShape shape, const char *type)
{
  Row *row = g_new0 (Row, 1);

  g_strlcpy (row->name, name, sizeof row->name);
  row->shape = shape;
  row->seed = self->rows->len + 1;
  row->slot = row->key_slot = -1;
  row->count = 1;
  row->most = 3;
  row->type.plain = type != NULL ? plain_find (type) : NULL;
  g_ptr_array_add (self->rows, row);
  return row;
}

static Struct *
struct_new (const char *name)
{
  Struct *self = g_new0 (Struct, 1);

  g_strlcpy (self->name, name, sizeof self->name);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->subsections = g_ptr_array_new ();
  self->version = self->minimum = 1;
  return self;
}

static void
struct_free (gpointer data)
{
  Struct *self = data;

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->subsections);
  g_free (self);
}

static Struct *
add_part (Model *model)
{
  Struct *part = struct_new ("part");

  add_row (part, "id", ROW_FIELD, "string");
  add_row (part, "numbers", ROW_CONTAINER, "u8")->kind = KIND_GARRAY;
  g_ptr_array_add (model->structs, part);
  return part;
}

static Struct *
add_cell (Model *model)
{
  Struct *cell = struct_new ("cell");

  add_row (cell, "of", ROW_CONTAINER, "string")->kind = KIND_LIST;
  g_ptr_array_add (model->structs, cell);
  return cell;
}

static void
set_value (Model *model, Row *row, ValueKind value)
{
  static const char *const plain[N_VALUES] = { "u16", "u16", "string", NULL, NULL };

  if (plain[value] != NULL) {
    row->type.plain = plain_find (plain[value]);
  } else {
    row->type.nested = value == PART ? add_part (model) : add_cell (model);
    if (row->kind != KIND_LIST && row->kind != KIND_SLIST && row->kind != KIND_QUEUE)
      row->slot = 0;
  }
  row->values = value == DIRECT || value == CELL ? GVM_DIRECT : GVM_BOXED;
}

static void
set_key (Row *row, KeyKind key)
{
  row->key.plain = plain_find (key == KEY_TEXT || key == KEY_IN_VALUE ? "string" : "u32");
  row->keys = key == KEY_DIRECT ? GVM_DIRECT : key == KEY_IN_VALUE ? GVM_IN_VALUE : GVM_BOXED;
}

static Model *
make_model (const Case *one, guint64 seed)
{
  Model *model = g_new0 (Model, 1);

  model->seed = seed;
  model->structs = g_ptr_array_new_with_free_func (struct_free);
  model->built = g_ptr_array_new_with_free_func ((GDestroyNotify) gvm_desc_unref);
  Struct *root = struct_new ("root");
  Row *row = add_row (root, "row", ROW_CONTAINER, NULL);

  row->kind = one->kind;
  row->framing = one->framing;
  row->in_place = one->in_place;
  if (one->kind != KIND_SET)
    set_value (model, row, one->value);
  if (row_is_table (row))
    set_key (row, one->key);
  g_ptr_array_add (model->structs, root); /* behind what is in it */
  model->root = root;
  ck_assert (model_build (model, NULL));
  return model;
}

/* ---- loads --------------------------------------------------------------------------------------------- */

static gboolean
load (const Model *model, gpointer target, const guint8 *octets, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
  g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);
  g_autoptr (GError) error = NULL;
  gboolean loaded = gvm_decode (reader, model->root->desc, 1, target, &error);

  ck_assert (loaded == (error == NULL));
  return loaded;
}

static gpointer
make_target (const Model *model, gboolean is_filled)
{
  return is_filled ? state_new (model, 2, 0) : state_new_blank (model);
}

/* Loads into @target, which a failed load must leave as it is. Returns: (transfer full): the next one's target. */
static gpointer
try_octets (const Model *model, gboolean is_filled, gpointer target, const guint8 *octets,
            gsize size)
{
  gsize c_size = model->root->desc->codec.c_size;
  g_autofree gpointer raw = g_memdup2 (target, c_size);
  gpointer twin = make_target (model, is_filled);

  if (load (model, target, octets, size)) {
    state_free (model, target);
    return twin;
  }
  ck_assert_mem_eq (raw, target, c_size);
  ck_assert (gvm_state_equal (model->root->desc, target, twin));
  state_free (model, twin);
  return target;
}

static void
try_payload (const Model *model, gboolean is_filled)
{
  g_autoptr (GBytes) payload = model_save (model, 1);
  gsize size;
  const guint8 *octets = g_bytes_get_data (payload, &size);
  g_autofree guint8 *changed = g_memdup2 (octets, size);
  gpointer target = make_target (model, is_filled);

  for (gsize at = 0; at < size; at++) {
    const guint8 others[] = { 0, 1, 0x7f, 0xff, octets[at] ^ 1, octets[at] + 1 };

    ck_assert (!load (model, target, octets, at));
    target = try_octets (model, is_filled, target, octets, at);
    for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
      changed[at] = others[i];
      target = try_octets (model, is_filled, target, changed, size);
    }
    changed[at] = octets[at];
  }
  ck_assert (load (model, target, octets, size));
  state_free (model, target);
}

static void
try_case (const Case *one)
{
  for (guint64 seed = 1; seed <= 2; seed++) {
    Model *model = make_model (one, seed);

    try_payload (model, FALSE);
    try_payload (model, TRUE);
    model_free (model);
  }
}

/* ---- all cases ----------------------------------------------------------------------------------------- */

static gboolean
makes_sense (const Case *one)
{
  gboolean is_map = one->kind == KIND_HASH || one->kind == KIND_TREE;

  if (one->in_place && (one->kind == KIND_LIST || one->kind == KIND_SLIST))
    return FALSE;
  if (one->kind == KIND_GARRAY && one->value != NUMBER && one->value != PART)
    return FALSE;
  if (one->kind == KIND_SET)
    return one->value == NUMBER && one->key != KEY_IN_VALUE;
  if (one->key == KEY_IN_VALUE)
    return is_map && one->value == PART;
  return is_map || one->key == KEY_BOXED;
}

/* Test number _i is of kind _i / 3 and framing _i % 3. */
START_TEST (all_that_a_load_allocates_is_freed_once_whatever_the_octets)
{
  Case one = { .kind = (ContainerKind) (_i / 3), .framing = (GvmFraming) (_i % 3) };

  for (one.key = KEY_BOXED; one.key < N_KEYS; one.key++)
    for (one.value = NUMBER; one.value < N_VALUES; one.value++)
      for (one.in_place = FALSE; one.in_place <= TRUE; one.in_place++)
        if (makes_sense (&one))
          try_case (&one);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("property.balance");
  TCase *tcase = tcase_create ("balance");
  SRunner *runner = srunner_create (suite);

  tcase_add_loop_test (tcase, all_that_a_load_allocates_is_freed_once_whatever_the_octets, 0,
                       3 * N_KINDS);
  suite_add_tcase (suite, tcase);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed > 0 ? 1 : 0;
}
