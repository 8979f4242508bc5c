/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

/* Every option of versions, as its text has it. */
typedef struct {
  guint16 late;
} OldPhb;
typedef struct {
  guint32 late;
} Phb;
typedef struct {
  guint32 num;
} Msi;
GVM_FIELDS (old_fields, OldPhb) = { GVM_FIELD (OldPhb, late, gvm_u16) };
GVM_DEFINE_STATIC_DESC (old_desc, OldPhb, "phb", 1, 1, old_fields);
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, late, gvm_u32) };
typedef struct {
  guint32 late;
  guint8 each[4], some[3];
  char *text;
  GHashTable *table;
} Full;
GVM_DEFINE_CONVERT (full_from_old, Full, OldPhb, self, old, error)
{
  self->late = old->late;
  return TRUE;
}
GVM_DEFINE_PREPARE (old_prepare, Full, OldPhb, old, self)
{
  old->late = (guint16) self->late;
}
GVM_FIELDS (full_fields, Full) = {
  GVM_FIELD (Full, late, gvm_u32, .since = 3, .absent = GVM_DEFAULT (Full, late, 42),
             .alias = GVM_ALIAS ("tardy", "slow")),
  GVM_ARRAY (Full, each, gvm_u8, .since = 3, .absent = GVM_DEFAULT_EACH (Full, each, 1)),
  GVM_ARRAY (Full, some, gvm_u8, .since = 3, .absent = GVM_DEFAULT (Full, some, 1, 2)),
  GVM_FIELD (Full, text, gvm_string, .since = 3, .absent = GVM_DEFAULT_TEXT (Full, text, "eth0")),
  GVM_HASH (Full, table, gvm_u32, gvm_u32, .since = 3, .absent = GVM_DEFAULT (Full, table, NULL)),
};
GVM_DEFINE_STATIC_DESC (plain_desc, Full, "full", 3, 2, full_fields,
                        .upgrade = GVM_UPGRADE (Full, old_desc, full_from_old));
GVM_DEFINE_STATIC_DESC (full_desc, Full, "full", 3, 2, full_fields,
                        .upgrade = GVM_UPGRADE (Full, old_desc, full_from_old,
                                                .prepare = GVM_PREPARE (Full, old_desc,
                                                                        old_prepare)),
                        .alias = GVM_ALIAS ("phb"));
extern const GvmUpgrade phb_upgrade;
GVM_DEFINE_CONVERT (phb_from_old, Phb, OldPhb, self, old, error)
{
  self->late = old->late;
  return TRUE;
}
GVM_DEFINE_UPGRADE (phb_upgrade, Phb, old_desc, phb_from_old);
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 2, 2, phb_fields, .upgrade = &phb_upgrade);
const GvmDesc *const good[] = { &plain_desc, &full_desc, &phb_desc };
