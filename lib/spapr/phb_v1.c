/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Version 1 of `spapr_pci` had places for the MSIs of 32 functions; QEMU itself refuses it since version 2.
 *
 * Wire: be64 buid, be32 dma_liobn, be64 addresses and sizes of two windows, 4 × be32 irq, 32 × {be32
 * config_addr, be32 first_irq, be32 num}: 444 octets. A place that is not in use is all zeros.
 * Source: QEMU before 2.1, hw/ppc/spapr_pci.c, as it behaved.
 */
#include "phb_v1.h"

#include <string.h>

#include <gvmstate/spapr.h>

enum { N_PLACES = 32 };

typedef struct {
  guint32 config_addr, first_irq, num;
} Place;
GVM_FIELDS (place_fields, Place) = {
  GVM_FIELD (Place, config_addr, gvm_u32),
  GVM_FIELD (Place, first_irq, gvm_u32),
  GVM_FIELD (Place, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (place_desc, Place, "spapr_pci/msi", 1, 1, place_fields);

/* QEMU compared dma_liobn and the windows with its own. A PHB of up to pseries-2.7 carries them on as what version 2
 * has of them; a later one has none. */
typedef struct {
  guint64 buid;
  guint32 dma_liobn;
  guint64 mem_win_addr, mem_win_size, io_win_addr, io_win_size;
  GvmSpaprLsi lsi_table[GVM_SPAPR_N_LSI];
  Place msi_table[N_PLACES];
} PhbV1;
GVM_FIELDS (phb_v1_fields, PhbV1) = {
  GVM_EQUAL (PhbV1, buid, gvm_u64),
  GVM_FIELD (PhbV1, dma_liobn, gvm_u32),
  GVM_FIELD (PhbV1, mem_win_addr, gvm_u64),
  GVM_FIELD (PhbV1, mem_win_size, gvm_u64),
  GVM_FIELD (PhbV1, io_win_addr, gvm_u64),
  GVM_FIELD (PhbV1, io_win_size, gvm_u64),
  GVM_ARRAY (PhbV1, lsi_table, gvm_spapr_lsi_desc),
  GVM_ARRAY (PhbV1, msi_table, place_desc),
};
GVM_DEFINE_STATIC_DESC (phb_v1_desc, PhbV1, "spapr_pci", 1, 1, phb_v1_fields);

GVM_DEFINE_PREPARE (phb_v1_prepare, GvmSpaprPhb, PhbV1, old, self)
{
  old->buid = self->buid;
  memcpy (old->lsi_table, self->lsi_table, sizeof old->lsi_table);
}

static gboolean
refuse (guint index, const char *reason, GError **error)
{
  g_set_error (error, GVM_ERROR, GVM_ERROR_REFUSED, "msi_table[%u]: %s", index, reason);
  return FALSE;
}

static gboolean
take_place (GvmSpaprPhb *self, const Place *place, guint index, GError **error)
{
  if (place->num == 0)
    return (place->config_addr == 0 && place->first_irq == 0) ||
           refuse (index, "no MSIs, and not all zeros", error);
  if (g_hash_table_contains (self->msi, &place->config_addr))
    return refuse (index, "a config_addr that an earlier place has", error);
  gvm_spapr_phb_set_msi (self, place->config_addr, place->first_irq, place->num);
  return TRUE;
}

GVM_DEFINE_CONVERT (phb_from_v1, GvmSpaprPhb, PhbV1, self, old, error)
{
  self->mig_liobn = old->dma_liobn;
  self->mig_mem_win_addr = old->mem_win_addr;
  self->mig_mem_win_size = old->mem_win_size;
  self->mig_io_win_addr = old->io_win_addr;
  self->mig_io_win_size = old->io_win_size;
  self->msi = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  for (guint i = 0; i < N_PLACES; i++)
    if (!take_place (self, &old->msi_table[i], i, error))
      return FALSE;
  return TRUE;
}

GVM_DEFINE_UPGRADE (gvmi_spapr_phb_from_v1, GvmSpaprPhb, phb_v1_desc, phb_from_v1,
                    .prepare = GVM_PREPARE (GvmSpaprPhb, phb_v1_desc, phb_v1_prepare));
