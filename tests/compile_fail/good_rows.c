/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every macro that makes a row or a descriptor, with every option.
 */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_DECLARE_DESC (msi_desc, Msi);
GVM_FIELDS (msi_fields, Msi) = {
  GVM_FIELD (Msi, first_irq, gvm_u32),
  GVM_FIELD (Msi, num, gvm_u32, .since = 2),
};
GVM_DEFINE_DESC (msi_desc, Msi, "msi", 2, 1, msi_fields);

typedef struct {
  bool on;
  gint8 octet;
  guint16 levels[4];
  Msi one, several[2];
  guint64 buid;
  guint8 n8;
  guint16 n16;
  guint32 n32;
  guint64 n64;
  gint64 *by_8, *by_16;
  Msi *by_32, *by_64;
  GHashTable *boxed, *direct, *in_value;
  GArray *array;
  GList *list, *direct_list;
  GVM_HASH_OF (guint32, Msi) typed_table;
  GVM_GARRAY_OF (guint16) typed_array;
  GVM_LIST_OF (Msi) typed_list;
} Phb;

GVM_DEFINE_WHEN (is_on, Phb, self, version)
{
  return self->on && version > 1;
}
/* A predicate need not look at what it is given. */
GVM_DEFINE_WHEN (is_never, Phb, self, version)
{
  return FALSE;
}

GVM_DEFINE_NOTIFY (phb_pre_load, Phb, self)
{
  self->on = false;
}
GVM_DEFINE_CHECK (phb_check, Phb, self, error)
{
  return self->on || gvm_error_set (error, GVM_ERROR_RANGE, NULL, NULL, "off, must be on");
}
GVM_DEFINE_HOOK (phb_post_load, Phb, self, error)
{
  self->octet++;
  return TRUE;
}
GVM_DEFINE_NOTIFY (phb_committed, Phb, self)
{
}
GVM_DEFINE_NOTIFY (phb_undo, Phb, self)
{
}

GVM_FIELDS (phb_fields, Phb) = {
  GVM_FIELD (Phb, on, gvm_bool),
  GVM_FIELD (Phb, octet, gvm_i8, .since = 1, .until = 2, .when = GVM_WHEN (Phb, is_on)),
  GVM_ARRAY (Phb, levels, gvm_u16, .when = GVM_WHEN (Phb, is_never)),
  GVM_STRUCT (Phb, one, msi_desc, .nested_version = 2),
  GVM_ARRAY (Phb, several, msi_desc),
  GVM_EQUAL (Phb, buid, gvm_u64),
  GVM_FIELD (Phb, n8, gvm_u8),
  GVM_FIELD (Phb, n16, gvm_u16),
  GVM_FIELD (Phb, n32, gvm_u32),
  GVM_FIELD (Phb, n64, gvm_u64),
  GVM_COUNTED (Phb, by_8, n8, gvm_i64),
  GVM_COUNTED (Phb, by_16, n16, gvm_i64, .max = 9),
  GVM_COUNTED (Phb, by_32, n32, msi_desc),
  GVM_COUNTED (Phb, by_64, n64, msi_desc, .nested_version = 2),
  GVM_HASH (Phb, boxed, gvm_u32, msi_desc, .max = 9, .order = GVM_ORDER_AS_STORED),
  GVM_HASH (Phb, direct, gvm_u16, gvm_i32, .keys = GVM_DIRECT, .values = GVM_DIRECT),
  GVM_HASH (Phb, in_value, gvm_u32, msi_desc, GVM_KEY_IN_VALUE (Msi, first_irq)),
  GVM_GARRAY (Phb, array, gvm_u64, .max = 9),
  GVM_LIST (Phb, list, msi_desc, .nested_version = 2),
  GVM_LIST (Phb, direct_list, gvm_u8, .values = GVM_DIRECT),
  GVM_HASH_TYPED (Phb, typed_table, gvm_u32, msi_desc),
  GVM_GARRAY_TYPED (Phb, typed_array, gvm_u16, .max = 9),
  GVM_LIST_TYPED (Phb, typed_list, msi_desc, .max = 9),
};
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 2, 1, phb_fields,
                        .pre_load = GVM_HOOK (Phb, phb_pre_load),
                        .check = GVM_HOOK (Phb, phb_check),
                        .post_load = GVM_HOOK (Phb, phb_post_load),
                        .committed = GVM_HOOK (Phb, phb_committed),
                        .undo = GVM_HOOK (Phb, phb_undo));

/* Without an option or a hook. */
GVM_DECLARE_DESC (plain_desc, Phb);
GVM_FIELDS (plain_fields, Phb) = { GVM_FIELD (Phb, n8, gvm_u8) };
GVM_DEFINE_DESC (plain_desc, Phb, "plain", 1, 1, plain_fields);

gboolean same (const Phb *a, const Phb *b);
gboolean
same (const Phb *a, const Phb *b)
{
  return gvm_state_equal (&phb_desc, a, b);
}
