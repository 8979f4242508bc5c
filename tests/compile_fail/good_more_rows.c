/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every macro of rows.h, subsections, framings and the hooks of a save, with every option.
 */
#include <gvmstate/gvmstate.h>

enum { FIRST_LEVEL = 2 };

typedef struct {
  guint32 num;
} Msi;
GVM_FIELDS (msi_fields, Msi) = { GVM_FIELD (Msi, num, gvm_u32) };
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 2, 1, msi_fields);

typedef struct {
  guint16 matrix[2][3];
  Msi msis[2][2];
  guint8 levels[6];
  guint8 n8;
  guint32 n32;
  guint16 by_8[4];
  Msi by_32[4];
  guint32 *number;
  Msi *here, *made, *some[3], *slots[3];
  guint32 total, late, later;
  GHashTable *table;
  GArray *array;
  GList *list;
} Phb;

typedef struct {
  guint16 hours, minutes;
} Time;
static void
time_fill (Time *time, const Phb *phb)
{
  time->hours = (guint16) (phb->total / 60);
  time->minutes = (guint16) (phb->total % 60);
}
static gboolean
time_take (Phb *phb, const Time *time, GError **error)
{
  phb->total = time->hours * 60u + time->minutes;
  return time->minutes < 60 || gvm_error_set (error, GVM_ERROR_RANGE, NULL, NULL, "minutes");
}
GVM_DEFINE_DERIVED (time_ops, Phb, Time, time_fill, time_take);
GVM_FIELDS (time_fields, Time) = {
  GVM_FIELD (Time, hours, gvm_u16),
  GVM_FIELD (Time, minutes, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (time_desc, Time, "time", 2, 1, time_fields);

GVM_DEFINE_WHEN (is_early, Phb, self, version)
{
  return self->total < 60;
}
GVM_DEFINE_WHEN (is_late, Phb, self, version)
{
  return self->late != 0;
}

static Msi *
msi_new (void)
{
  return g_new0 (Msi, 1);
}
static void
msi_free (Msi *msi)
{
  g_free (msi);
}
GVM_DEFINE_ELEMENT_OPS (msi_ops, Msi, msi_new, msi_free);

GVM_DEFINE_HOOK (phb_pre_save, Phb, self, error)
{
  self->n8 = 4;
  return TRUE;
}
GVM_DEFINE_NOTIFY (phb_post_save, Phb, self)
{
}

GVM_FIELDS (later_fields, Phb) = { GVM_FIELD (Phb, later, gvm_u32) };
GVM_DEFINE_STATIC_DESC (later_desc, Phb, "phb/later", 1, 1, later_fields);
GVM_SUBSECTIONS (late_subsections, Phb) = { GVM_SUBSECTION (Phb, later_desc) };
GVM_FIELDS (late_fields, Phb) = { GVM_FIELD (Phb, late, gvm_u32) };
GVM_DEFINE_STATIC_DESC (late_desc, Phb, "phb/late", 1, 1, late_fields,
                        GVM_WITH_SUBSECTIONS (Phb, late_subsections));
GVM_SUBSECTIONS (phb_subsections, Phb) = {
  GVM_SUBSECTION (Phb, late_desc, .needed = GVM_WHEN (Phb, is_late)),
};

static const Msi no_msi;

GVM_FIELDS (phb_fields, Phb) = {
  GVM_ARRAY_2D (Phb, matrix, gvm_u16),
  GVM_ARRAY_2D (Phb, msis, msi_desc, .nested_version = 2, .since = 2),
  GVM_SUBARRAY (Phb, levels, 0, 1, gvm_u8),
  GVM_SUBARRAY (Phb, levels, FIRST_LEVEL, 6 - FIRST_LEVEL, gvm_u8, .until = 2),
  GVM_FIELD (Phb, n8, gvm_u8),
  GVM_FIELD (Phb, n32, gvm_u32),
  GVM_COUNTED_ARRAY (Phb, by_8, n8, gvm_u16),
  GVM_COUNTED_ARRAY (Phb, by_32, n32, msi_desc, .nested_version = 2),
  GVM_POINTER (Phb, number, gvm_u32),
  GVM_POINTER (Phb, here, msi_desc, .when = GVM_WHEN (Phb, is_early)),
  GVM_POINTER (Phb, made, msi_desc, .nullable = TRUE, .nested_version = 2, .ops = &msi_ops),
  GVM_POINTER_ARRAY (Phb, some, msi_desc),
  GVM_POINTER_ARRAY (Phb, slots, msi_desc, .nullable = TRUE),
  GVM_DERIVED (Phb, time, time_ops, time_desc, .nested_version = 2),
  GVM_VALIDATE (Phb, is_early),
  GVM_HASH (Phb, table, gvm_u32, msi_desc, .framing = GVM_FRAMING_COUNTED_MARKED),
  GVM_GARRAY (Phb, array, msi_desc, .framing = GVM_FRAMING_MARKED),
  GVM_LIST (Phb, list, msi_desc, .framing = GVM_FRAMING_COUNTED),
  GVM_HASH (Phb, table, gvm_u32, msi_desc, .packing = GVM_PACKING_DELTA),
  GVM_GARRAY (Phb, array, msi_desc, GVM_SPARSE (msi_desc, no_msi), .max = 9),
};
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 2, 1, phb_fields,
                        GVM_WITH_SUBSECTIONS (Phb, phb_subsections),
                        .pre_save = GVM_HOOK (Phb, phb_pre_save),
                        .post_save = GVM_HOOK (Phb, phb_post_save));

gboolean same (const Phb *a, const Phb *b);
gboolean
same (const Phb *a, const Phb *b)
{
  return gvm_state_equal (&phb_desc, a, b);
}
