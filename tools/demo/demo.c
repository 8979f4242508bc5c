/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The demonstration: takes the interrupt state out of a real guest's stream, changes it as that guest
 * could have, carries it to a second machine and shows what happened. Each chapter is one function.
 */
#include <string.h>

#include "machine.h"

/* What the guest is given in chapter 2: a function that had no MSI, and two free interrupts. */
#define NEW_CONFIG_ADDR 0x2800
#define NEW_FIRST_IRQ   0x1340
#define NEW_NUM         2

static void
chapter (const char *title)
{
  g_print ("\n%s\n\n", title);
}

/* A `spapr_pci` payload: where the count is, where the entries begin, and how long each is. */
enum { PHB_COUNT = 24, PHB_HEAD = 28, MSI_ENTRY = 12 };

/* ---- 1: a stream of the real QEMU ------------------------------------------------------------ */

static gint
compare_addresses (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static void
print_msis (const GvmSpaprPhb *phb)
{
  g_autoptr (GList) keys = g_hash_table_get_keys (phb->msi);

  g_print ("  spapr_pci[0].msi   GHashTable, %u entries\n", g_hash_table_size (phb->msi));
  keys = g_list_sort (keys, compare_addresses);
  for (GList *link = keys; link != NULL; link = link->next) {
    guint32 config_addr = *(guint32 *) link->data;
    const GvmSpaprMsi *msi = g_hash_table_lookup (phb->msi, link->data);

    g_print ("    0x%08x  ->  { first_irq 0x%x, num %2u }    PCI function %02x:%02x.%x\n",
             config_addr, msi->first_irq, msi->num, config_addr >> 16 & 0xff,
             config_addr >> 11 & 0x1f, config_addr >> 8 & 7);
  }
}

static gboolean
is_programmed (const GvmSpaprIrq *irq)
{
  return irq->status != 0 || (irq->flags != 0 && irq->priority != GVM_SPAPR_PRIORITY_MASKED);
}

static void
print_ics (const GvmSpaprIcs *ics)
{
  guint claimed = 0;

  for (guint i = 0; i < GVM_SPAPR_N_IRQS; i++)
    claimed += ics->irqs[i].flags != 0;
  g_print ("  ics[0].irqs        %u sources, %u claimed; those that the guest has programmed:\n",
           ics->nr_irqs, claimed);
  for (guint i = 0; i < GVM_SPAPR_N_IRQS; i++) {
    const GvmSpaprIrq *irq = &ics->irqs[i];

    if (is_programmed (irq))
      g_print ("    0x%x  %s  server %u  priority 0x%02x  status 0x%02x\n", GVM_SPAPR_IRQ_BASE + i,
               irq->flags & GVM_SPAPR_IRQ_LSI_FLAG ? "LSI" : "MSI", irq->server, irq->priority,
               irq->status);
  }
}

static void
print_machine (const Machine *machine)
{
  print_msis (&machine->phb);
  print_ics (&machine->ics);
  for (guint cpu = 0; cpu < machine->n_cpus; cpu++)
    g_print ("  icp/server[%u]      xirr 0x%08x  pending_priority 0x%02x  mfrr 0x%02x\n", cpu,
             machine->icps[cpu].xirr, machine->icps[cpu].pending_priority, machine->icps[cpu].mfrr);
}

static gboolean
open_and_load (Machine *machine, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_file (file, NULL, NULL, error);

  if (stream == NULL)
    return FALSE;
  g_print ("  %s\n  machine %s, %" G_GSIZE_FORMAT " octets, %u sections\n\n", path,
           gvm_stream_get_machine (stream), gvm_stream_get_size (stream),
           gvm_stream_get_n_sections (stream));
  if (!machine_load_stream (machine, stream, error))
    return FALSE;
  print_machine (machine);
  return TRUE;
}

/* ---- 2 and 3: change it, save it, load it elsewhere ------------------------------------------ */

static void
print_words (const char *mark, const guint8 *octets, gsize size, const char *meaning)
{
  enum { COLUMNS = 54 };
  int column = 0;

  g_print ("    %s", mark);
  for (gsize i = 0; i < size; i++) {
    g_print ("%s%02x", i % 4 == 0 ? " " : "", octets[i]);
    column += i % 4 == 0 ? 3 : 2;
  }
  g_print ("%*s  %s\n", COLUMNS - column, "", meaning);
}

static gboolean
has_entry (const guint8 *payload, gsize size, const guint8 *entry)
{
  for (gsize at = PHB_HEAD; at < size; at += MSI_ENTRY)
    if (memcmp (payload + at, entry, MSI_ENTRY) == 0)
      return TRUE;
  return FALSE;
}

/* The octets of a PHB, a line an entry; what @before does not have is marked. */
static void
print_phb_difference (GBytes *before, GBytes *after)
{
  gsize old_size, size;
  const guint8 *old = g_bytes_get_data (before, &old_size), *new = g_bytes_get_data (after, &size);

  print_words (" ", new, PHB_COUNT, "buid, 4 LSIs");
  print_words (old_size != size ? "~" : " ", new + PHB_COUNT, PHB_HEAD - PHB_COUNT, "entries");
  for (gsize at = PHB_HEAD; at < size; at += MSI_ENTRY)
    print_words (has_entry (old, old_size, new + at) ? " " : "+", new + at, MSI_ENTRY,
                 "config_addr, first_irq, num");
}

static void
print_sizes (GPtrArray *before, GPtrArray *after)
{
  static const char *const names[] = { "ics[0]", "icp/server[0]", "icp/server[1]", "spapr_pci[0]" };

  for (guint i = 0; i < after->len; i++) {
    gsize old_size, size, differ = 0;
    const guint8 *old = g_bytes_get_data (g_ptr_array_index (before, i), &old_size);
    const guint8 *new = g_bytes_get_data (g_ptr_array_index (after, i), &size);

    for (gsize at = 0; at < MIN (old_size, size); at++)
      differ += old[at] != new[at];
    g_print ("    %-14s %6" G_GSIZE_FORMAT " octets, were %6" G_GSIZE_FORMAT "; %" G_GSIZE_FORMAT
             " of them differ\n",
             names[i], size, old_size, differ);
  }
}

static GBytes *
last_payload (GPtrArray *payloads)
{
  return g_ptr_array_index (payloads, payloads->len - 1);
}

static gboolean
configure_one_more (Machine *machine, GPtrArray *before, GPtrArray **ret_after, GError **error)
{
  gvm_spapr_phb_set_msi (&machine->phb, NEW_CONFIG_ADDR, NEW_FIRST_IRQ, NEW_NUM);
  for (guint i = 0; i < NEW_NUM; i++)
    machine->ics.irqs[NEW_FIRST_IRQ - GVM_SPAPR_IRQ_BASE + i].flags = GVM_SPAPR_IRQ_MSI_FLAG;

  *ret_after = machine_save (machine, error);
  if (*ret_after == NULL)
    return FALSE;
  g_print (
      "  The guest configures %d MSIs for config_addr 0x%x, from 0x%x on. spapr_pci[0] as saved is\n"
      "  what QEMU would write, but for the order of entries, which is ascending whatever the\n"
      "  table's own: the same state, the same octets.\n\n",
      NEW_NUM, NEW_CONFIG_ADDR, NEW_FIRST_IRQ);
  print_phb_difference (last_payload (before), last_payload (*ret_after));
  g_print ("\n");
  print_sizes (before, *ret_after);
  return TRUE;
}

static gboolean
load_elsewhere (const Machine *machine, GPtrArray *payloads, GError **error)
{
  g_autoptr (Machine) second = machine_new (machine->n_cpus);

  g_print ("  before: %s\n", machine_equal (machine, second) ? "equal" : "the two machines differ");
  if (!machine_load (second, payloads, error))
    return FALSE;
  g_print ("  after:  %s\n", machine_equal (machine, second) ? "equal" : "the two machines differ");

  g_autoptr (GPtrArray) again = machine_save (second, error);
  if (again == NULL)
    return FALSE;
  for (guint i = 0; i < payloads->len; i++)
    if (!g_bytes_equal (g_ptr_array_index (payloads, i), g_ptr_array_index (again, i)))
      return gvm_error_set (error, GVM_ERROR_SCHEMA_MISMATCH, NULL, NULL,
                            "saved again, it differs");
  g_print ("  saved again by the second machine: the same octets\n");
  return TRUE;
}

/* ---- 4: a stream that lies ------------------------------------------------------------------- */

static void
refuse_a_lie (Machine *machine, GBytes *payload)
{
  gsize size;
  g_autofree guint8 *bad =
      g_memdup2 (g_bytes_get_data (payload, &size), g_bytes_get_size (payload));
  g_autoptr (GBytes) before = g_bytes_new (machine, sizeof *machine);
  g_autoptr (GError) error = NULL;

  memset (bad + PHB_COUNT, 0x7f, PHB_HEAD - PHB_COUNT);
  g_autoptr (GBytes) bytes = g_bytes_new_static (bad, size);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);

  gboolean loaded = gvm_decode (reader, &gvm_spapr_phb_desc, 2, &machine->phb, &error);
  g_autoptr (GBytes) after = g_bytes_new_static (machine, sizeof *machine);

  g_print ("  error: %s\n", loaded ? "none" : error->message);
  g_print ("  the machine: %s\n",
           g_bytes_equal (before, after) ? "as it was, octet for octet" : "changed");
}

/* ---- 5: what it costs ------------------------------------------------------------------------ */

static void
print_cost (const char *what, const GvmDesc *desc, gpointer self)
{
  Cost cost = machine_measure (desc, self);

  g_print ("    %-14s %8" G_GSIZE_FORMAT " octets   save %7.2f us   load %7.2f us\n", what,
           cost.octets, cost.save_us, cost.load_us);
}

static void
print_costs (Machine *machine)
{
  print_cost ("spapr_pci", &gvm_spapr_phb_desc, &machine->phb);
  print_cost ("ics", &gvm_spapr_ics_desc, &machine->ics);
  print_cost ("icp/server", &gvm_spapr_icp_desc, &machine->icps[0]);
}

static gboolean
run (const char *path, GError **error)
{
  g_autoptr (Machine) machine = machine_new (MACHINE_MAX_CPUS);
  g_autoptr (GPtrArray) before = NULL, after = NULL;

  chapter ("1  A stream that the real QEMU wrote, loaded into plain structs and a GHashTable");
  if (!open_and_load (machine, path, error))
    return FALSE;
  before = machine_save (machine, error);
  if (before == NULL)
    return FALSE;

  chapter ("2  One more MSI, and saved");
  if (!configure_one_more (machine, before, &after, error))
    return FALSE;

  chapter ("3  Loaded into a second machine");
  if (!load_elsewhere (machine, after, error))
    return FALSE;

  chapter ("4  A stream that lies about its count");
  refuse_a_lie (machine, last_payload (after));

  chapter ("5  What it costs (mean of 2000 rounds on this machine)");
  print_costs (machine);

  g_print (
      "\nThe table is one row of a descriptor:\n\n"
      "  GVM_HASH (GvmSpaprPhb, msi, gvm_u32, gvm_spapr_msi_desc, .max = GVM_SPAPR_MAX_MSI)\n\n"
      "See lib/spapr/schema.c for the rest, and README.md for a program of your own.\n");
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 2) {
    g_printerr ("usage: gvmstate-demo STREAM\n");
    return 2;
  }
  if (run (argv[1], &error))
    return 0;
  g_printerr ("gvmstate-demo: %s: %s\n", argv[1], error->message);
  return gvm_error_get_exit_status (error);
}
