/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A random table before it is one: what random.c draws, build.c makes a descriptor of, state.c fills, print.c
 * writes down and shrink.c takes apart. A state is worked out of a model and a number, so that what is left of
 * a model has what is left of the state.
 */
#pragma once

#include <gvmstate/gvmstate.h>

#include "property/dice.h"

/* ---- codecs that are no structs ------------------------------------------------------------------- */

/* As a number of @size octets. */
void number_put (gpointer value, gsize size, guint64 number);
guint64 number_get (gconstpointer value, gsize size);

typedef struct {
  const char *name;
  const GvmCodec *codec;
  const char *type; /* in the notation of docs/FORMAT.md */
  /* Makes a value of zeros; @is_key: it must not be NULL. */
  void (*fill) (const GvmCodec *codec, Dice *dice, gpointer value, gboolean is_key);
  void (*print) (const GvmCodec *codec, GString *json, gconstpointer value);
} Plain;

extern const Plain plains[];
extern const gsize n_plains;

/* By its name. */
const Plain *plain_find (const char *name);
gboolean plain_is_integer (const Plain *plain);

/* ---- tables --------------------------------------------------------------------------------------- */

typedef struct Struct Struct;

/* One of the two. */
typedef struct {
  const Plain *plain;
  Struct *nested;
} Type;

typedef enum {
  ROW_FIELD,
  ROW_EQUAL,
  ROW_AT_MOST,
  ROW_ARRAY,
  ROW_COUNTED,
  ROW_COUNTED_ARRAY,
  ROW_BUFFER,
  ROW_BUFFER_PART,
  ROW_BUFFER_COUNTED,
  ROW_BUFFER_POINTER,
  ROW_PAD,
  ROW_PAD_COUNTED,
  ROW_BITMAP_COUNTED,
  ROW_POINTER,
  ROW_POINTER_ARRAY,
  ROW_DERIVED,
  ROW_VALIDATE,
  ROW_NOT_SAVED,
  ROW_CONTAINER,
  N_ROW_SHAPES,
} RowShape;

typedef enum {
  KIND_HASH,
  KIND_SET,
  KIND_TREE,
  KIND_GARRAY,
  KIND_PTRARRAY,
  KIND_LIST,
  KIND_SLIST,
  KIND_QUEUE,
  KIND_SEQUENCE,
  N_KINDS,
} ContainerKind;

extern const char *const shape_names[N_ROW_SHAPES];
extern const char *const kind_names[N_KINDS];
extern const GvmContainer *const containers[N_KINDS];

typedef struct {
  char name[12];
  RowShape shape;
  guint64 seed; /* of what it holds */
  Type type, key;
  guint count; /* elements of an array, octets of a buffer or pad */
  const Plain *counter;
  guint32 times; /* each one counted is so many */
  char counter_name[12];
  guint since, until;
  guint32 nested_version;
  gboolean when;     /* only if the struct's flag is not 0 */
  const Plain *twin; /* in version `since` and later, for a member that was another before */
  ContainerKind kind;
  GvmFraming framing;
  GvmOrder order;
  GvmStorage keys, values;
  gboolean in_place, nullable, has_new_in;
  GvmPacking packing;
  gboolean own_count; /* the counter has no row, and is the same in each state */
  gboolean has_default;
  char alias_name[12]; /* "": none */
  gboolean was_moved;  /* versions before `since` have another member for it, under its old name */
  int slot, key_slot;  /* of functions, -1: none */
  guint most;          /* entries that a state has */
  gboolean is_fixed;   /* others need it */
  gboolean is_dropped;
  /* By build.c. */
  gsize offset, counter_offset;
  const GvmField *field;
  GvmContainerOps ops;
  gpointer blank; /* of a sparse row */
  GvmDefault absent, counter_absent;
} Row;

/* Hooks, as bits. */
enum {
  HOOK_PRE_SAVE = 1,
  HOOK_POST_SAVE = 2,
  HOOK_PRE_LOAD = 4,
  HOOK_CHECK = 8,
  HOOK_POST_LOAD = 16,
  HOOK_COMMITTED = 32,
  HOOK_UNDO = 64,
  N_HOOKS = 7,
};
extern const char *const hook_names[N_HOOKS];

struct Struct {
  char name[16];
  guint version, minimum;
  GPtrArray *rows;        /* of Row */
  GPtrArray *subsections; /* of Struct, which have their rows' members in this one */
  gboolean has_flag, has_must, has_clock;
  gboolean is_conditional; /* a subsection: only if the flag is not 0 */
  gboolean owns;
  gboolean is_dropped;
  guint hooks;
  char alias_name[16]; /* of a subsection; "": none */
  Struct *old;         /* (nullable): what versions below the minimum are upgraded from */
  int step;            /* of upgrades.c, when there is an old one */
  /* By build.c. */
  const GvmDesc *desc; /* (nullable) */
  gpointer defaults;   /* a struct whose members are what rows with a default become */
};

/* What the functions that have only the struct to go by find where; build.c sees to it. */
enum { FLAG_OFFSET = 0, MUST_OFFSET = 1, CLOCK_OFFSET = 8 };

typedef struct {
  guint64 seed;
  GPtrArray *structs; /* of Struct; nested ones first */
  Struct *root;
  guint n_slots;
  gboolean is_unordered; /* some table is saved in the order in which it is stored */
  gboolean has_subsections;
  guint n_steps;
  gboolean asks_target; /* a pointer's octets do not tell whether it is NULL */
  GPtrArray *built;     /* of GvmDesc; nested ones first */
} Model;

static inline guint
struct_n_rows (const Struct *self)
{
  return self->rows->len;
}

static inline Row *
struct_get_row (const Struct *self, guint i)
{
  return g_ptr_array_index (self->rows, i);
}

static inline Struct *
struct_get_subsection (const Struct *self, guint i)
{
  return g_ptr_array_index (self->subsections, i);
}

static inline gboolean
row_in_version (const Row *row, guint version)
{
  return version >= row->since && (row->until == 0 || version <= row->until);
}

static inline gboolean
row_is_table (const Row *row)
{
  return row->shape == ROW_CONTAINER && row->kind <= KIND_TREE;
}

static inline const GvmCodec *
type_get_codec (const Type *type)
{
  return type->nested != NULL ? &type->nested->desc->codec : type->plain->codec;
}

/* ---- random.c ------------------------------------------------------------------------------------ */

Model *model_new (guint64 seed);
void model_free (Model *model);

/* ---- build.c ------------------------------------------------------------------------------------- */

/* Makes the descriptors anew. Returns: FALSE when one is refused, which only shrinking may lead to. */
gboolean model_build (Model *model, GError **error);
/* Frees what belongs to the descriptors. */
void model_unbuild (Model *model);
/* Octets that a member points to and does not own live as long as all descriptors do. */
gpointer arena_take (gsize size);

/* ---- functions.c: what tables are given as functions ---------------------------------------------- */

enum { N_SLOTS = 12 };
/* Functions of slot @slot are for structs of @desc. */
void slot_set (int slot, const GvmDesc *desc);
gpointer (*slot_get_new (int slot)) (void);
gpointer (*slot_get_new_in (int slot)) (gpointer self);
GDestroyNotify slot_get_free (int slot, gboolean is_cell);
GDestroyNotify slot_get_clear (int slot);
GHashFunc slot_get_hash (int slot);
GEqualFunc slot_get_equal (int slot);

/* ---- upgrades.c: a new struct is worked out of the old one's octets ------------------------------- */

enum { N_STEPS = 2 };
/* Upgrades of step @step are to @self. */
void step_set (int step, const Struct *self);
gboolean (*step_get_convert (int step)) (gpointer self, gconstpointer old, GError **error);
/* Which state of the new struct that is. */
guint64 step_get_number (const Struct *self, gconstpointer old);

gboolean flag_is_set (gconstpointer self, guint32 version_id);
gboolean must_is_set (gconstpointer self, guint32 version_id);
extern const GvmDerivedOps clock_ops;
extern const GvmDesc clock_desc;

/* What hooks do: they count, and the check, post_load or pre_save after so many refuses; 0: none. */
typedef struct {
  guint refuse_in;
  guint64 ran[N_HOOKS];
} Hooks;
extern Hooks hooks;
extern const GvmDesc all_hooks;

/* ---- state.c ------------------------------------------------------------------------------------- */

/* Returns: (transfer full): the model's state number @number; @shuffle: tables are filled in another order. */
gpointer state_new (const Model *model, guint64 number, guint64 shuffle);
/* Returns: (transfer full): a state of zeros. */
gpointer state_new_blank (const Model *model);
/* Returns: (transfer full): what @number makes of a struct of zeros. */
gpointer struct_fill_new (const Struct *self, guint64 number);
/* Makes the row's member in the struct @state, which is zeros. */
void row_fill (const Row *row, guint64 number, gpointer state);
void type_fill (const Type *type, guint64 number, gpointer value);
/* Returns: (transfer full) (nullable): the payload of @state, whatever it loses. */
GBytes *state_save (const GvmDesc *desc, guint32 version, gconstpointer state, GError **error);
/* Returns: (transfer full) (nullable): the payload of state @number in the newest version. */
GBytes *model_save (const Model *model, guint64 number);
/* Where a load asks the target (equal rows, pointers), makes @to such that it takes @from. */
void state_align (const Model *model, gconstpointer from, gpointer to);
void state_free (const Model *model, gpointer state);
/* The value in a container's slot; @scratch is where it is when it has no place of its own. */
gconstpointer slot_get_value (const Type *type, GvmStorage storage, gpointer slot,
                              guint64 *scratch);
/* The row's container; NULL is empty. */
gpointer row_get_container (const Row *row, gconstpointer self);
/* A member of plain values; does it hold the row's default? */
gboolean row_is_plain (const Row *row);
gboolean row_is_default (const Row *row, gconstpointer state);
/* Of a row with an own count: how many there are, in each state. */
guint row_get_own_count (const Row *row);
/* What the row's counter says, and how many that makes. */
guint64 row_get_counter (const Row *row, gconstpointer self);
guint64 row_get_count (const Row *row, gconstpointer self);

/* ---- print.c ------------------------------------------------------------------------------------- */

/* In the notation of docs/FORMAT.md. What is upgraded from is left out: what a program makes of it cannot be said
 * there. */
void print_descriptor (GString *json, const Struct *self);
void print_state (GString *json, const Struct *self, guint version, gconstpointer state);

/* ---- check.c ------------------------------------------------------------------------------------- */

/* Returns: (transfer full) (nullable): what the library does otherwise than it should; NULL: nothing. */
char *model_check (const Model *model);

/* ---- shrink.c ------------------------------------------------------------------------------------ */

/* Leaves out what is not needed to fail. Returns: (transfer full): what it says at last. */
char *model_shrink (Model *model, char *complaint);

/* ---- tally.c ------------------------------------------------------------------------------------- */

void tally_model (const Model *model);
void tally (const char *group, const char *name);
/* Prints how often each has occurred. Returns: FALSE when one has less than @least times. */
gboolean tally_report (guint64 least);
