/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that tables name: of elements, which know nothing but the element, so there is a set of them for
 * each of some slots; of conditions, hooks and derived rows.
 */
#include "property/model.h"

#include <string.h>

static const GvmDesc *slots[N_SLOTS];

void
slot_set (int slot, const GvmDesc *desc)
{
  slots[slot] = desc;
}

static gpointer
value_new (int slot)
{
  return g_malloc0 (slots[slot]->codec.c_size);
}

static void
value_clear (int slot, gpointer value)
{
  gvm_state_clear (slots[slot], value);
}

/* Padding is zeros: boxes are made so, and nobody writes there. */
static guint
key_hash (int slot, const guint8 *key)
{
  guint hash = 5381;

  for (gsize i = 0; i < slots[slot]->codec.c_size; i++)
    hash = hash * 33 + key[i];
  return hash;
}

#define SLOT(n)                                                                                    \
  static gpointer new_##n (void)                                                                   \
  {                                                                                                \
    return value_new (n);                                                                          \
  }                                                                                                \
  static gpointer new_in_##n (G_GNUC_UNUSED gpointer self)                                         \
  {                                                                                                \
    return value_new (n);                                                                          \
  }                                                                                                \
  static void free_##n (gpointer value)                                                            \
  {                                                                                                \
    value_clear (n, value);                                                                        \
    g_free (value);                                                                                \
  }                                                                                                \
  static void free_cell_##n (gpointer value)                                                       \
  {                                                                                                \
    value_clear (n, &value);                                                                       \
  }                                                                                                \
  static void clear_##n (gpointer value)                                                           \
  {                                                                                                \
    value_clear (n, value);                                                                        \
  }                                                                                                \
  static guint hash_##n (gconstpointer key)                                                        \
  {                                                                                                \
    return key_hash (n, key);                                                                      \
  }                                                                                                \
  static gboolean equal_##n (gconstpointer a, gconstpointer b)                                     \
  {                                                                                                \
    return memcmp (a, b, slots[n]->codec.c_size) == 0;                                             \
  }
#define SLOTS(X) X (0) X (1) X (2) X (3) X (4) X (5) X (6) X (7) X (8) X (9) X (10) X (11)

SLOTS (SLOT)

static const struct {
  gpointer (*new) (void);
  gpointer (*new_in) (gpointer self);
  GDestroyNotify free, free_cell, clear;
  GHashFunc hash;
  GEqualFunc equal;
} functions[N_SLOTS] = {
#define FUNCTIONS(n)                                                                               \
  { new_##n, new_in_##n, free_##n, free_cell_##n, clear_##n, hash_##n, equal_##n },
  SLOTS (FUNCTIONS)
};

gpointer (*slot_get_new (int slot)) (void)
{
  return functions[slot].new;
}

gpointer (*slot_get_new_in (int slot)) (gpointer self)
{
  return functions[slot].new_in;
}

GDestroyNotify
slot_get_free (int slot, gboolean is_cell)
{
  return is_cell ? functions[slot].free_cell : functions[slot].free;
}

GDestroyNotify
slot_get_clear (int slot)
{
  return functions[slot].clear;
}

GHashFunc
slot_get_hash (int slot)
{
  return functions[slot].hash;
}

GEqualFunc
slot_get_equal (int slot)
{
  return functions[slot].equal;
}

/* ---- conditions, and a derived row -------------------------------------------------------------------- */

gboolean
flag_is_set (gconstpointer self, G_GNUC_UNUSED guint32 version_id)
{
  return ((const guint8 *) self)[FLAG_OFFSET] != 0;
}

gboolean
must_is_set (gconstpointer self, G_GNUC_UNUSED guint32 version_id)
{
  return ((const guint8 *) self)[MUST_OFFSET] != 0;
}

typedef struct {
  guint32 high, low;
} Split;
GVM_FIELDS (split_fields, Split) = {
  GVM_FIELD (Split, high, gvm_u32),
  GVM_FIELD (Split, low, gvm_u32),
};
typedef Split clock_desc_ctype;
GVM_DEFINE_DESC (clock_desc, Split, "clock/split", 1, 1, split_fields);

static void
clock_fill (gpointer temporary, gconstpointer self)
{
  guint64 clock;

  memcpy (&clock, (const guint8 *) self + CLOCK_OFFSET, sizeof clock);
  *(Split *) temporary = (Split) { (guint32) (clock >> 32), (guint32) clock };
}

static gboolean
clock_take (gpointer self, gconstpointer temporary, G_GNUC_UNUSED GError **error)
{
  const Split *split = temporary;
  guint64 clock = (guint64) split->high << 32 | split->low;

  memcpy ((guint8 *) self + CLOCK_OFFSET, &clock, sizeof clock);
  return TRUE;
}

const GvmDerivedOps clock_ops = { clock_fill, clock_take };

/* ---- hooks ---------------------------------------------------------------------------------------------- */

Hooks hooks;
const char *const hook_names[N_HOOKS] = { "pre_save",  "post_save", "pre_load", "check",
                                          "post_load", "committed", "undo" };

enum { PRE_SAVE, POST_SAVE, PRE_LOAD, CHECK, POST_LOAD, COMMITTED, UNDO };

static gboolean
may_go_on (int hook, GError **error)
{
  if (hooks.refuse_in > 0 && --hooks.refuse_in == 0)
    return gvm_error_set (error, GVM_ERROR_REFUSED, NULL, NULL, "a hook refuses");
  hooks.ran[hook]++;
  return TRUE;
}

static gboolean
pre_save (G_GNUC_UNUSED gpointer self, GError **error)
{
  return may_go_on (PRE_SAVE, error);
}

static void
post_save (G_GNUC_UNUSED gpointer self)
{
  hooks.ran[POST_SAVE]++;
}

static void
pre_load (G_GNUC_UNUSED gpointer self)
{
  hooks.ran[PRE_LOAD]++;
}

static gboolean
check (G_GNUC_UNUSED gconstpointer self, GError **error)
{
  return may_go_on (CHECK, error);
}

static gboolean
post_load (G_GNUC_UNUSED gpointer self, GError **error)
{
  return may_go_on (POST_LOAD, error);
}

static void
committed (G_GNUC_UNUSED gpointer self)
{
  hooks.ran[COMMITTED]++;
}

static void
undo (G_GNUC_UNUSED gpointer self)
{
  hooks.ran[UNDO]++;
}

const GvmDesc all_hooks = { .pre_save = pre_save,
                            .post_save = post_save,
                            .pre_load = pre_load,
                            .check = check,
                            .post_load = post_load,
                            .committed = committed,
                            .undo = undo };
