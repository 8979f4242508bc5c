/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Snapshots are of raw memory, so a rollback that only looks right when it is saved again is found out.
 */
#include "spapr/target.h"

#include <string.h>

typedef struct {
  gpointer key, value;
  guint32 key_was;
  GvmSpaprMsi value_was;
} Held;

/* ---- making one ----------------------------------------------------------------------------- */

static void
fill_ics (GvmSpaprIcs *ics)
{
  for (guint i = 0; i < GVM_SPAPR_N_IRQS; i++)
    ics->irqs[i] = (GvmSpaprIrq) { .server = 0xa5000000 + i,
                                   .priority = (guint8) (i ^ 0x5a),
                                   .saved_priority = (guint8) (i + 0x11),
                                   .status = 0xa5,
                                   .flags = 0x5a };
}

static void
fill_phb (GvmSpaprPhb *phb)
{
  for (guint32 i = 0; i < 5; i++)
    gvm_spapr_phb_set_msi (phb, 0xa5a50000 + 0x800 * i, 0xa500 + i, i + 1);
}

static void
hold_entries (Target *target)
{
  GHashTable *table = ((GvmSpaprPhb *) target->self)->msi;
  GHashTableIter iter;
  Held held;

  g_array_set_size (target->held, 0);
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &held.key, &held.value)) {
    held.key_was = *(guint32 *) held.key;
    held.value_was = *(GvmSpaprMsi *) held.value;
    g_array_append_val (target->held, held);
  }
}

static void
target_init (Target *target)
{
  switch (target->kind) {
  case PAYLOAD_ICS:
    gvm_spapr_ics_init (target->self);
    if (target->is_filled)
      fill_ics (target->self);
    break;
  case PAYLOAD_ICP:
    gvm_spapr_icp_init (target->self);
    if (target->is_filled)
      memset (target->self, 0xa5, target->size); /* this one has padding */
    break;
  default:
    gvm_spapr_phb_init (target->self, target->phb);
    if (target->is_filled)
      fill_phb (target->self);
    hold_entries (target);
  }
  memcpy (target->before, target->self, target->size);
}

Target *
target_new (PayloadKind kind, guint phb, gboolean is_filled)
{
  static const GvmDesc *const descs[] = { &gvm_spapr_ics_desc, &gvm_spapr_icp_desc,
                                          &gvm_spapr_phb_desc };
  static const gsize sizes[] = { sizeof (GvmSpaprIcs), sizeof (GvmSpaprIcp), sizeof (GvmSpaprPhb) };
  Target *target = g_new (Target, 1);

  *target = (Target) { .kind = kind,
                       .phb = phb,
                       .is_filled = is_filled,
                       .desc = descs[kind],
                       .size = sizes[kind],
                       .self = g_malloc (sizes[kind]),
                       .before = g_malloc (sizes[kind]),
                       .held = g_array_new (FALSE, FALSE, sizeof (Held)),
                       .expected = g_new0 (GvmSpaprIcs, 1) };
  target_init (target);
  return target;
}

Target *
target_new_for (const Payload *payload, gboolean is_filled)
{
  guint phb = payload->kind == PAYLOAD_PCI ? wire_phb_index (payload->data) : 0;

  return target_new (payload->kind, phb, is_filled);
}

static void
target_clear (Target *target)
{
  if (target->kind == PAYLOAD_PCI)
    gvm_spapr_phb_clear (target->self);
}

void
target_free (Target *target)
{
  target_clear (target);
  g_free (target->self);
  g_free (target->before);
  g_array_unref (target->held);
  g_free (target->expected);
  g_free (target);
}

void
target_renew (Target *target)
{
  if (target->kind == PAYLOAD_PCI) {
    target_clear (target);
    target_init (target);
  } else {
    memcpy (target->self, target->before, target->size);
  }
}

/* ---- as it was ------------------------------------------------------------------------------ */

/* The table is the one it was: the memory of the struct has been compared. */
static const char *
find_changed_entry (const Target *target)
{
  GHashTableIter iter;
  gpointer key, value;
  guint i = 0;

  g_hash_table_iter_init (&iter, ((GvmSpaprPhb *) target->self)->msi);
  for (; g_hash_table_iter_next (&iter, &key, &value); i++) {
    const Held *held = &g_array_index (target->held, Held, i);

    if (i == target->held->len)
      return "the table has more entries than it had";
    if (key != held->key || value != held->value)
      return "entries are not in the order they were, or not the same blocks";
    if (*(guint32 *) key != held->key_was ||
        memcmp (value, &held->value_was, sizeof held->value_was) != 0)
      return "an entry holds something else";
  }
  return i == target->held->len ? NULL : "the table has fewer entries than it had";
}

const char *
target_find_change (const Target *target)
{
  if (memcmp (target->self, target->before, target->size) != 0)
    return "the struct's memory is not what it was";
  return target->kind == PAYLOAD_PCI ? find_changed_entry (target) : NULL;
}

/* ---- as a payload says ---------------------------------------------------------------------- */

void
target_expect (Target *target, const guint8 *data)
{
  if (target->kind != PAYLOAD_ICS)
    return;
  target->expected->nr_irqs = wire_u32 (data);
  for (guint i = 0; i < GVM_SPAPR_N_IRQS; i++)
    target->expected->irqs[i] = wire_irq (data + WIRE_IRQS_AT + i * WIRE_IRQ_SIZE);
}

void
target_expect_octet (Target *target, const guint8 *data, gsize position)
{
  if (target->kind != PAYLOAD_ICS || position < WIRE_IRQS_AT)
    return;

  gsize index = (position - WIRE_IRQS_AT) / WIRE_IRQ_SIZE;
  target->expected->irqs[index] = wire_irq (data + WIRE_IRQS_AT + index * WIRE_IRQ_SIZE);
}

static const char *
find_different_icp (const GvmSpaprIcp *icp, const guint8 *data)
{
  GvmSpaprIcp expected = wire_icp (data);

  if (icp->xirr != expected.xirr)
    return "xirr is not what the octets say";
  if (icp->pending_priority != expected.pending_priority)
    return "pending_priority is not what the octets say";
  return icp->mfrr == expected.mfrr ? NULL : "mfrr is not what the octets say";
}

static const char *
find_different_phb (const Target *target, const guint8 *data)
{
  g_autoptr (GArray) expected = wire_msis (data), msis = target_get_msis (target);

  /* buid and LSIs are compared by a load, never changed by it. */
  if (memcmp (target->self, target->before, G_STRUCT_OFFSET (GvmSpaprPhb, msi)) != 0)
    return "what only had to be equal has changed";
  wire_msis_sort (expected);
  wire_msis_sort (msis);
  return wire_msis_equal (msis, expected) ? NULL : "the table is not what the octets say";
}

const char *
target_find_difference (const Target *target, const guint8 *data)
{
  switch (target->kind) {
  case PAYLOAD_ICS:
    return memcmp (target->self, target->expected, target->size) == 0
               ? NULL
               : "the ICS is not what the octets say";
  case PAYLOAD_ICP:
    return find_different_icp (target->self, data);
  default:
    return find_different_phb (target, data);
  }
}

GArray *
target_get_msis (const Target *target)
{
  GArray *msis = g_array_new (FALSE, FALSE, sizeof (WireMsi));
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, ((GvmSpaprPhb *) target->self)->msi);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const GvmSpaprMsi *msi = value;
    WireMsi entry = { *(guint32 *) key, msi->first_irq, msi->num };

    g_array_append_val (msis, entry);
  }
  return msis;
}
