/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Nothing here calls the library, and nothing is shared with its tables but the constants of the
 * machine.
 */
#include "spapr/wire.h"

#include <string.h>

guint32
wire_u32 (const guint8 *octets)
{
  return (guint32) octets[0] << 24 | (guint32) octets[1] << 16 | (guint32) octets[2] << 8 |
         octets[3];
}

guint64
wire_u64 (const guint8 *octets)
{
  return (guint64) wire_u32 (octets) << 32 | wire_u32 (octets + 4);
}

/* ---- contents ------------------------------------------------------------------------------- */

GvmSpaprIrq
wire_irq (const guint8 *octets)
{
  return (GvmSpaprIrq) { .server = wire_u32 (octets),
                         .priority = octets[4],
                         .saved_priority = octets[5],
                         .status = octets[6],
                         .flags = octets[7] };
}

GvmSpaprIcp
wire_icp (const guint8 *octets)
{
  return (
      GvmSpaprIcp) { .xirr = wire_u32 (octets), .pending_priority = octets[4], .mfrr = octets[5] };
}

guint
wire_phb_index (const guint8 *payload)
{
  return (guint) (wire_u64 (payload) - GVM_SPAPR_PCI_BUID);
}

GArray *
wire_msis (const guint8 *payload)
{
  GArray *msis = g_array_new (FALSE, FALSE, sizeof (WireMsi));
  const guint8 *at = payload + WIRE_MSIS_AT;

  for (guint32 left = wire_u32 (payload + WIRE_COUNT_AT); left > 0; left--, at += WIRE_MSI_SIZE) {
    WireMsi msi = { wire_u32 (at), wire_u32 (at + 4), wire_u32 (at + 8) };

    g_array_append_val (msis, msi);
  }
  return msis;
}

static gint
compare_msis (gconstpointer a, gconstpointer b)
{
  guint32 x = ((const WireMsi *) a)->config_addr, y = ((const WireMsi *) b)->config_addr;

  return (x > y) - (x < y);
}

void
wire_msis_sort (GArray *msis)
{
  g_array_sort (msis, compare_msis);
}

gboolean
wire_msis_equal (const GArray *a, const GArray *b)
{
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (WireMsi)) == 0);
}

/* ---- verdicts ------------------------------------------------------------------------------- */

static Verdict
loads (gsize end)
{
  return (Verdict) { .loads = TRUE, .end = end };
}

static Verdict fails (GvmError code, guint64 offset, const char *format, ...) G_GNUC_PRINTF (3, 4);

static Verdict
fails (GvmError code, guint64 offset, const char *format, ...)
{
  Verdict verdict = { .code = code, .offset = offset };
  va_list args;

  va_start (args, format);
  g_vsnprintf (verdict.path, sizeof verdict.path, format, args);
  va_end (args);
  return verdict;
}

/* A source is u32, u8, u8, u8, u8: what is missing first is where the octets end, but for a part of
 * the u32, which is missing as a whole. */
static Verdict
judge_ics (const guint8 *data, gsize size)
{
  static const char *const rows[] = { "server", "priority", "saved_priority", "status", "flags" };
  gsize whole = WIRE_IRQS_AT + (gsize) GVM_SPAPR_N_IRQS * WIRE_IRQ_SIZE;

  if (size < WIRE_IRQS_AT)
    return fails (GVM_ERROR_TRUNCATED, 0, "ics/nr_irqs");
  if (wire_u32 (data) != GVM_SPAPR_N_IRQS)
    return fails (GVM_ERROR_EQUAL_MISMATCH, 0, "ics/nr_irqs");
  if (size >= whole)
    return loads (whole);

  gsize index = (size - WIRE_IRQS_AT) / WIRE_IRQ_SIZE, rest = (size - WIRE_IRQS_AT) % WIRE_IRQ_SIZE;
  gboolean in_server = rest < sizeof (guint32);
  return fails (GVM_ERROR_TRUNCATED, in_server ? size - rest : size,
                "ics/irqs[%" G_GSIZE_FORMAT "]/%s", index,
                rows[in_server ? 0 : rest - sizeof (guint32) + 1]);
}

static Verdict
judge_icp (gsize size)
{
  if (size < 4)
    return fails (GVM_ERROR_TRUNCATED, 0, "icp/server/xirr");
  if (size < 5)
    return fails (GVM_ERROR_TRUNCATED, 4, "icp/server/pending_priority");
  if (size < 6)
    return fails (GVM_ERROR_TRUNCATED, 5, "icp/server/mfrr");
  return loads (6);
}

/* The first entry whose key an earlier one has; @count when there is none. */
static guint32
find_duplicate (const guint8 *msis, guint32 count)
{
  for (guint32 i = 0; i < count; i++)
    for (guint32 j = 0; j < i; j++)
      if (memcmp (msis + i * WIRE_MSI_SIZE, msis + j * WIRE_MSI_SIZE, sizeof (guint32)) == 0)
        return i;
  return count;
}

static Verdict
judge_msis (const guint8 *data, gsize size)
{
  if (size < WIRE_MSIS_AT)
    return fails (GVM_ERROR_TRUNCATED, WIRE_COUNT_AT, "spapr_pci/msi");

  guint32 count = wire_u32 (data + WIRE_COUNT_AT);
  if (count > GVM_SPAPR_MAX_MSI)
    return fails (GVM_ERROR_LIMIT, WIRE_COUNT_AT, "spapr_pci/msi");
  if (count > (size - WIRE_MSIS_AT) / WIRE_MSI_SIZE)
    return fails (GVM_ERROR_TRUNCATED, WIRE_COUNT_AT, "spapr_pci/msi");

  guint32 duplicate = find_duplicate (data + WIRE_MSIS_AT, count);
  gsize at = WIRE_MSIS_AT + (gsize) duplicate * WIRE_MSI_SIZE;
  if (duplicate < count)
    return fails (GVM_ERROR_DUPLICATE_KEY, at, "spapr_pci/msi{0x%x}", wire_u32 (data + at));
  return loads (at);
}

static Verdict
judge_pci (guint phb, const guint8 *data, gsize size)
{
  if (size < WIRE_LSI_AT)
    return fails (GVM_ERROR_TRUNCATED, 0, "spapr_pci/buid");
  if (wire_u64 (data) != GVM_SPAPR_PCI_BUID + phb)
    return fails (GVM_ERROR_EQUAL_MISMATCH, 0, "spapr_pci/buid");

  for (guint pin = 0; pin < GVM_SPAPR_N_LSI; pin++) {
    gsize at = WIRE_LSI_AT + pin * sizeof (guint32);

    if (size < at + sizeof (guint32))
      return fails (GVM_ERROR_TRUNCATED, at, "spapr_pci/lsi_table[%u]/irq", pin);
    if (wire_u32 (data + at) != GVM_SPAPR_IRQ_PCI_LSI + GVM_SPAPR_N_LSI * phb + pin)
      return fails (GVM_ERROR_EQUAL_MISMATCH, at, "spapr_pci/lsi_table[%u]/irq", pin);
  }
  return judge_msis (data, size);
}

Verdict
wire_judge (PayloadKind kind, guint phb, const guint8 *data, gsize size)
{
  switch (kind) {
  case PAYLOAD_ICS:
    return judge_ics (data, size);
  case PAYLOAD_ICP:
    return judge_icp (size);
  default:
    return judge_pci (phb, data, size);
  }
}
