/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * add_msi IN OUT CONFIG_ADDR FIRST_IRQ NUM: gives a function of the first PHB one more block of MSIs in a stream of a
 * pseries machine: in the PHB's table, in the ICS and in the allocator's map.
 */
#include <stdlib.h>

#include <gvmstate/spapr.h>

static const GvmSection *
find (const GvmStream *stream, const char *idstr)
{
  g_autoptr (GError) error = NULL;
  const GvmSection *section = gvm_stream_find_section (stream, idstr, 0, &error);

  if (section == NULL)
    g_error ("%s", error->message);
  return section;
}

static void
load (const GvmStream *stream, const char *idstr, const GvmDesc *desc, gpointer self)
{
  g_autoptr (GError) error = NULL;

  if (!gvm_section_load (find (stream, idstr), desc, self, NULL, &error))
    g_error ("%s", error->message);
}

/* Takes @stream. */
static GvmStream *
with (GvmStream *stream, const char *idstr, const GvmDesc *desc, gconstpointer self)
{
  g_autoptr (GError) error = NULL;
  GvmStream *other = gvm_stream_with_struct (stream, find (stream, idstr), desc, self, &error);

  if (other == NULL)
    g_error ("%s", error->message);
  gvm_stream_unref (stream);
  return other;
}

static GvmStream *
add_to_table (GvmStream *stream, guint32 config_addr, guint32 first_irq, guint32 num)
{
  GvmSpaprPhb phb;

  gvm_spapr_phb_init (&phb, 0);
  load (stream, "spapr_pci", &gvm_spapr_phb_desc, &phb);
  gvm_spapr_phb_set_msi (&phb, config_addr, first_irq, num);
  stream = with (stream, "spapr_pci", &gvm_spapr_phb_desc, &phb);
  gvm_spapr_phb_clear (&phb);
  return stream;
}

static GvmStream *
claim_sources (GvmStream *stream, guint32 first_irq, guint32 num)
{
  g_autofree GvmSpaprIcs *ics = g_new (GvmSpaprIcs, 1);

  gvm_spapr_ics_init (ics);
  load (stream, "ics", &gvm_spapr_ics_desc, ics);
  for (guint32 irq = first_irq; irq < first_irq + num; irq++)
    ics->irqs[irq - GVM_SPAPR_IRQ_BASE].flags = GVM_SPAPR_IRQ_MSI_FLAG;
  return with (stream, "ics", &gvm_spapr_ics_desc, ics);
}

/* The map is in a section whose device this program does not know: it is changed as a value. */
static GBytes *
set_in_map (GvmStream *stream, guint32 first_irq, guint32 num)
{
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  g_autoptr (GError) error = NULL;

  for (guint32 bit = first_irq - GVM_SPAPR_IRQ_MSI; num > 0; bit++, num--) {
    g_autofree char *path = g_strdup_printf ("spapr/spapr_irq_map/irq_map[%u]", bit / 64);
    g_autoptr (GvmValue) word = gvm_edit_lookup (edit, path, &error);
    if (word == NULL)
      g_error ("%s", error->message);
    guint64 bits = gvm_value_get_unsigned (word) | G_GUINT64_CONSTANT (1) << bit % 64;
    g_autoptr (GvmValue) changed = gvm_value_with_unsigned (word, bits, &error);
    if (changed == NULL || !gvm_edit_set (edit, path, changed, GVM_EDIT_NONE, &error))
      g_error ("%s", error->message);
  }
  GBytes *bytes = gvm_edit_to_bytes (edit, &error);
  if (bytes == NULL)
    g_error ("%s", error->message);
  return bytes;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 6)
    g_error ("add_msi IN OUT CONFIG_ADDR FIRST_IRQ NUM");
  guint32 config_addr = (guint32) strtoul (argv[3], NULL, 0);
  guint32 first_irq = (guint32) strtoul (argv[4], NULL, 0);
  guint32 num = (guint32) strtoul (argv[5], NULL, 0);
  g_autoptr (GFile) in = g_file_new_for_path (argv[1]);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_file (in, NULL, NULL, &error);
  if (stream == NULL)
    g_error ("%s", error->message);

  stream = add_to_table (stream, config_addr, first_irq, num);
  stream = claim_sources (stream, first_irq, num);
  g_autoptr (GBytes) bytes = set_in_map (stream, first_irq, num);
  if (!g_file_set_contents (argv[2], g_bytes_get_data (bytes, NULL),
                            (gssize) g_bytes_get_size (bytes), &error))
    g_error ("%s", error->message);
  return EXIT_SUCCESS;
}
