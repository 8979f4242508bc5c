/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How often each thing has occurred that a table can say. What is not named here cannot be counted, and what
 * is named must occur.
 */
#include "property/model.h"

#include <string.h>

typedef struct {
  const char *group, *name;
  guint64 count;
} Count;

static GArray *counts;

static const char *const others[][2] = {
  { "framing", "counted" },
  { "framing", "marked" },
  { "framing", "counted and marked" },
  { "keys", "boxed" },
  { "keys", "direct" },
  { "keys", "in the value" },
  { "keys", "structs" },
  { "values", "boxed" },
  { "values", "direct" },
  { "values", "containers" },
  { "values", "structs" },
  { "option", "as stored" },
  { "option", "in place" },
  { "option", "nullable" },
  { "option", "new in" },
  { "option", "ops" },
  { "option", "when" },
  { "option", "since" },
  { "option", "until" },
  { "option", "another row of the member" },
  { "option", "nested version" },
  { "option", "times" },
  { "option", "own count" },
  { "option", "alias" },
  { "option", "alias of another row" },
  { "default", "field" },
  { "default", "array" },
  { "default", "counted" },
  { "default", "counted array" },
  { "default", "buffer" },
  { "default", "buffer part" },
  { "default", "buffer counted" },
  { "default", "bitmap counted" },
  { "default", "pointer" },
  { "default", "pointer array" },
  { "default", "container" },
  { "packing", "varint" },
  { "packing", "delta" },
  { "packing", "sparse" },
  { "varint", "field" },
  { "varint", "array" },
  { "varint", "counted" },
  { "varint", "counted array" },
  { "varint", "container" },
  { "delta", "array" },
  { "delta", "counted" },
  { "delta", "counted array" },
  { "delta", "container" },
  { "sparse", "array" },
  { "sparse", "counted" },
  { "sparse", "counted array" },
  { "sparse", "container" },
  { "packed", "values" },
  { "packed", "structs" },
  { "packed", "steps" },
  { "version", "1" },
  { "version", "2" },
  { "version", "3" },
  { "version", "4" },
  { "subsection", "always" },
  { "subsection", "conditional" },
  { "subsection", "of a subsection" },
  { "subsection", "alias" },
  { "upgrade", "of one step" },
  { "upgrade", "of two steps" },
  { "load", "of an older version" },
  { "load", "of a default" },
  { "load", "of old names" },
  { "load", "of a stream" },
  { "load", "of octets that were changed, taken" },
  { "load", "of octets that were changed, refused" },
  { "load", "refused by a hook" },
  { "load", "refused by no hook" },
  { "save", "of an older version, refused" },
  { "save", "of an older version, nothing lost" },
  { "save", "not for QEMU" },
  { "save", "refused by a hook" },
  { "save", "refused by no hook" },
};

static void
expect (const char *group, const char *name)
{
  Count count = { .group = group, .name = name };

  g_array_append_val (counts, count);
}

static void
expect_all (void)
{
  counts = g_array_new (FALSE, FALSE, sizeof (Count));
  for (guint i = 0; i < N_ROW_SHAPES; i++)
    expect ("shape", shape_names[i]);
  for (guint i = 0; i < N_KINDS; i++)
    expect ("container", kind_names[i]);
  for (gsize i = 0; i < n_plains; i++)
    expect ("codec", plains[i].name);
  for (guint i = 0; i < N_HOOKS; i++)
    expect ("hook", hook_names[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    expect (others[i][0], others[i][1]);
}

void
tally (const char *group, const char *name)
{
  if (counts == NULL)
    expect_all ();
  for (guint i = 0; i < counts->len; i++) {
    Count *count = &g_array_index (counts, Count, i);

    if (strcmp (count->name, name) == 0 && strcmp (count->group, group) == 0) {
      count->count++;
      return;
    }
  }
  g_error ("nobody expects %s: %s", group, name);
}

static void
tally_if (gboolean condition, const char *group, const char *name)
{
  if (condition)
    tally (group, name);
}

/* ---- models -------------------------------------------------------------------------------------------- */

static void
tally_type (const Type *type)
{
  if (type->plain != NULL)
    tally ("codec", type->plain->name);
}

static void
tally_container (const Row *row)
{
  static const char *const framings[] = { "counted", "marked", "counted and marked" };
  static const char *const storages[] = { "boxed", "direct", "in the value" };

  tally ("container", kind_names[row->kind]);
  tally ("framing", framings[row->framing]);
  if (row_is_table (row))
    tally ("keys", storages[row->keys]);
  tally_if (row->key.nested != NULL, "keys", "structs");
  if (row->values == GVM_DIRECT && row->type.nested != NULL)
    tally ("values", "containers");
  else if (row->kind != KIND_SET)
    tally ("values", row->type.nested != NULL ? "structs" : storages[row->values]);
  tally_if (row->order == GVM_ORDER_AS_STORED, "option", "as stored");
  tally_if (row->in_place, "option", "in place");
  tally_if (row->has_new_in, "option", "new in");
  tally_if (row->slot >= 0 || row->key_slot >= 0, "option", "ops");
}

static void
tally_packing (const Row *row)
{
  static const char *const packings[] = { NULL, "varint", "delta", "sparse" };
  gboolean is_integer = row->key.plain != NULL && plain_is_integer (row->key.plain);

  if (row->packing == GVM_PACKING_NONE)
    return;
  tally ("packing", packings[row->packing]);
  tally (packings[row->packing], shape_names[row->shape]);
  tally ("packed", row->type.nested != NULL ? "structs" : "values");
  tally_if (row->packing == GVM_PACKING_DELTA && is_integer && row->keys != GVM_IN_VALUE, "packed",
            "steps");
}

static void
tally_row (const Row *row)
{
  tally ("shape", shape_names[row->shape]);
  tally_type (&row->type);
  tally_type (&row->key);
  if (row->shape == ROW_CONTAINER)
    tally_container (row);
  tally_packing (row);
  if (row->has_default)
    tally ("default", shape_names[row->shape]);
  tally_if (row->own_count, "option", "own count");
  tally_if (row->alias_name[0] != '\0', "option", "alias");
  tally_if (row->was_moved, "option", "alias of another row");
  tally_if (row->when, "option", "when");
  tally_if (row->since > 1, "option", "since");
  tally_if (row->until != 0, "option", "until");
  tally_if (row->twin != NULL, "option", "another row of the member");
  tally_if (row->nullable, "option", "nullable");
  tally_if (row->times > 1, "option", "times");
  tally_if (row->nested_version > 1, "option", "nested version");
}

static void
tally_struct (const Struct *self, gboolean is_subsection)
{
  static const char *const versions[] = { "1", "2", "3", "4" };

  tally ("version", versions[self->version - 1]);
  for (guint i = 0; i < struct_n_rows (self); i++)
    tally_row (struct_get_row (self, i));
  for (guint i = 0; i < self->subsections->len; i++) {
    const Struct *inner = struct_get_subsection (self, i);

    tally ("subsection", is_subsection           ? "of a subsection"
                         : inner->is_conditional ? "conditional"
                                                 : "always");
    tally_if (inner->alias_name[0] != '\0', "subsection", "alias");
    tally_struct (inner, TRUE);
  }
}

void
tally_model (const Model *model)
{
  for (guint i = 0; i < model->structs->len; i++)
    tally_struct (g_ptr_array_index (model->structs, i), FALSE);
}

gboolean
tally_report (guint64 least)
{
  const char *group = "";
  gboolean is_enough = TRUE;

  for (guint i = 0; i < counts->len; i++) {
    Count *count = &g_array_index (counts, Count, i);

    if (strcmp (count->group, "hook") == 0)
      for (guint hook = 0; hook < N_HOOKS; hook++)
        count->count += strcmp (hook_names[hook], count->name) == 0 ? hooks.ran[hook] : 0;
    if (strcmp (group, count->group) != 0)
      g_print ("%s%s:", group[0] != '\0' ? "\n" : "", count->group);
    group = count->group;
    g_print (" %s %" G_GUINT64_FORMAT ";", count->name, count->count);
    is_enough &= count->count >= least;
  }
  g_print ("\n");
  for (guint i = 0; i < counts->len; i++)
    if (g_array_index (counts, Count, i).count < least)
      g_print ("less than %" G_GUINT64_FORMAT " times: %s: %s\n", least,
               g_array_index (counts, Count, i).group, g_array_index (counts, Count, i).name);
  return is_enough;
}
