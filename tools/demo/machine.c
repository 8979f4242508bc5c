/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The machine: which descriptor goes with which struct, and in which order.
 */
#include "machine.h"

typedef struct {
  const GvmDesc *desc;
  gpointer self;
  guint32 instance_id;
} Part;

enum { MAX_PARTS = 2 + MACHINE_MAX_CPUS, MEASURED_ROUNDS = 2000 };

static guint
machine_get_parts (const Machine *machine, Part parts[MAX_PARTS])
{
  Machine *m = (Machine *) machine;
  guint n = 0;

  parts[n++] = (Part) { &gvm_spapr_ics_desc, &m->ics, 0 };
  for (guint cpu = 0; cpu < m->n_cpus; cpu++)
    parts[n++] = (Part) { &gvm_spapr_icp_desc, &m->icps[cpu], cpu };
  parts[n++] = (Part) { &gvm_spapr_phb_desc, &m->phb, 0 };
  return n;
}

Machine *
machine_new (guint n_cpus)
{
  Machine *machine = g_new0 (Machine, 1);

  machine->n_cpus = n_cpus;
  gvm_spapr_phb_init (&machine->phb, 0);
  gvm_spapr_ics_init (&machine->ics);
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    gvm_spapr_icp_init (&machine->icps[cpu]);
  return machine;
}

void
machine_free (Machine *machine)
{
  gvm_spapr_phb_clear (&machine->phb);
  g_free (machine);
}

gboolean
machine_load_stream (Machine *machine, const GvmStream *stream, GError **error)
{
  Part parts[MAX_PARTS];
  guint n = machine_get_parts (machine, parts);

  for (guint i = 0; i < n; i++) {
    const GvmSection *section =
        gvm_stream_find_section (stream, parts[i].desc->codec.name, parts[i].instance_id, error);
    if (section == NULL || !gvm_section_load (section, parts[i].desc, parts[i].self, NULL, error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
machine_save (const Machine *machine, GError **error)
{
  g_autoptr (GPtrArray) payloads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Part parts[MAX_PARTS];
  guint n = machine_get_parts (machine, parts);

  for (guint i = 0; i < n; i++) {
    if (!gvm_encode (writer, parts[i].desc, parts[i].desc->version_id, parts[i].self, error))
      return NULL;
    g_ptr_array_add (payloads, gvm_writer_steal (writer));
  }
  return g_steal_pointer (&payloads);
}

gboolean
machine_load (Machine *machine, GPtrArray *payloads, GError **error)
{
  Part parts[MAX_PARTS];
  guint n = machine_get_parts (machine, parts);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GvmReader) reader = gvm_reader_new (g_ptr_array_index (payloads, i), NULL);

    if (!gvm_decode (reader, parts[i].desc, parts[i].desc->version_id, parts[i].self, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
machine_equal (const Machine *a, const Machine *b)
{
  Part parts_a[MAX_PARTS], parts_b[MAX_PARTS];
  guint n = machine_get_parts (a, parts_a);

  if (n != machine_get_parts (b, parts_b))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!gvm_state_equal (parts_a[i].desc, parts_a[i].self, parts_b[i].self))
      return FALSE;
  return TRUE;
}

Cost
machine_measure (const GvmDesc *desc, gpointer self)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Cost cost;

  gint64 start = g_get_monotonic_time ();
  for (guint i = 0; i < MEASURED_ROUNDS; i++) {
    gvm_writer_reset (writer);
    gvm_encode (writer, desc, desc->version_id, self, NULL);
  }
  gint64 saved = g_get_monotonic_time ();

  g_autoptr (GBytes) payload = gvm_writer_steal (writer);
  gint64 loading = g_get_monotonic_time ();
  for (guint i = 0; i < MEASURED_ROUNDS; i++) {
    g_autoptr (GvmReader) reader = gvm_reader_new (payload, NULL);

    gvm_decode (reader, desc, desc->version_id, self, NULL);
  }
  gint64 loaded = g_get_monotonic_time ();

  cost.octets = g_bytes_get_size (payload);
  cost.save_us = (double) (saved - start) / MEASURED_ROUNDS;
  cost.load_us = (double) (loaded - loading) / MEASURED_ROUNDS;
  return cost;
}
