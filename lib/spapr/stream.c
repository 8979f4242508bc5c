/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A machine as a stream, and back. A load goes into a fresh machine of the same make; only when all of it has been
 * taken do the two exchange what they hold.
 */
#include "machine.h"

#include <string.h>

/* Source: QEMU 7.2 migration/savevm.c, QEMU_VM_*; FORMAT.md has them all. */
enum {
  MAGIC = 0x5145564d,
  VERSION = 3,
  END = 0x00,
  FULL = 0x04,
  FOOTER = 0x7e,
};

/* ---- save --------------------------------------------------------------------------------------- */

static void
put_name (GvmWriter *writer, const char *name)
{
  gvm_writer_u8 (writer, (guint8) strlen (name));
  for (; *name != '\0'; name++)
    gvm_writer_u8 (writer, (guint8) *name);
}

static gboolean
put_part (GvmWriter *writer, guint32 section_id, const GvmSpaprPart *part, GError **error)
{
  gvm_writer_u8 (writer, FULL);
  gvm_writer_u32 (writer, section_id);
  put_name (writer, part->idstr);
  gvm_writer_u32 (writer, part->instance_id);
  gvm_writer_u32 (writer, part->desc->version_id);
  if (!gvm_encode (writer, part->desc, part->desc->version_id, part->self, error))
    return FALSE;
  gvm_writer_u8 (writer, FOOTER);
  gvm_writer_u32 (writer, section_id);
  return TRUE;
}

GBytes *
gvm_spapr_machine_save (GvmSpaprMachine *machine, GError **error)
{
  g_return_val_if_fail (machine != NULL, NULL);

  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  guint n = gvm_spapr_machine_get_n_parts (machine);

  gvm_writer_u32 (writer, MAGIC);
  gvm_writer_u32 (writer, VERSION);
  for (guint i = 0; i < n; i++) {
    GvmSpaprPart part = gvm_spapr_machine_get_part (machine, i);

    if (!put_part (writer, i, &part, error))
      return NULL;
  }
  if (!gvm_writer_u8 (writer, END)) {
    g_propagate_error (error, g_error_copy (gvm_writer_get_error (writer)));
    return NULL;
  }
  return gvm_writer_steal (writer);
}

/* ---- load, the mirror ---------------------------------------------------------------------------- */

static gboolean
get_word (GvmReader *reader, guint32 due, GvmError code)
{
  guint64 start = gvm_reader_tell (reader);
  guint32 found;

  if (!gvm_reader_u32 (reader, &found))
    return FALSE;
  return found == due || gvm_reader_fail (reader, code, start, "0x%08x, 0x%08x is due", found, due);
}

static gboolean
get_octet (GvmReader *reader, guint8 due, GvmError code)
{
  guint64 start = gvm_reader_tell (reader);
  guint8 found;

  if (!gvm_reader_u8 (reader, &found))
    return FALSE;
  return found == due || gvm_reader_fail (reader, code, start, "0x%02x, 0x%02x is due", found, due);
}

static gboolean
get_name (GvmReader *reader, const char *due)
{
  guint64 start = gvm_reader_tell (reader);
  guint8 size;

  if (!gvm_reader_u8 (reader, &size))
    return FALSE;
  const guint8 *name = gvm_reader_take (reader, size);
  if (name == NULL)
    return FALSE;
  return (size == strlen (due) && memcmp (name, due, size) == 0) ||
         gvm_reader_fail (reader, GVM_ERROR_MISSING, start, "another section, %s is due", due);
}

/* The framing's own errors stay with the reader. A payload's have @path, which begins with the section's name, and
 * come with its instance. */
typedef struct {
  GvmReader *reader;
  GError *fault;
} Load;

static GError *
name_instance (GError *fault, const GvmSpaprPart *part)
{
  const char *path = gvm_error_get_path (fault), *text = strstr (fault->message, ": ");
  gsize size = strlen (part->idstr);
  guint64 offset;
  gboolean has_offset = gvm_error_get_offset (fault, &offset);
  GError *named = NULL;

  if (path == NULL || text == NULL || strncmp (path, part->idstr, size) != 0 ||
      (path[size] != '/' && path[size] != '\0'))
    return fault;
  g_autofree char *full = g_strdup_printf ("%s[%u]%s", part->idstr, part->instance_id, path + size);
  gvm_error_set (&named, (GvmError) fault->code, full, has_offset ? &offset : NULL, text + 2);
  g_error_free (fault);
  return named;
}

static gboolean
get_payload (Load *load, const GvmSpaprPart *part, guint32 version_id)
{
  if (gvm_decode (load->reader, part->desc, version_id, part->self, &load->fault))
    return TRUE;
  load->fault = name_instance (load->fault, part);
  return FALSE;
}

static gboolean
get_part (Load *load, guint32 section_id, const GvmSpaprPart *part)
{
  GvmReader *reader = load->reader;
  guint32 version_id;

  return get_octet (reader, FULL, GVM_ERROR_STATE) &&
         get_word (reader, section_id, GVM_ERROR_STATE) && get_name (reader, part->idstr) &&
         get_word (reader, part->instance_id, GVM_ERROR_MISSING) &&
         gvm_reader_u32 (reader, &version_id) && get_payload (load, part, version_id) &&
         get_octet (reader, FOOTER, GVM_ERROR_FOOTER_MISSING) &&
         get_word (reader, section_id, GVM_ERROR_FOOTER_MISMATCH);
}

static gboolean
get_parts (Load *load, GvmSpaprMachine *machine)
{
  guint n = gvm_spapr_machine_get_n_parts (machine);

  for (guint i = 0; i < n; i++) {
    GvmSpaprPart part = gvm_spapr_machine_get_part (machine, i);

    if (!get_part (load, i, &part))
      return FALSE;
  }
  return TRUE;
}

static gboolean
get_end (GvmReader *reader)
{
  if (!get_octet (reader, END, GVM_ERROR_STATE))
    return FALSE;
  gsize left = gvm_reader_left (reader);
  return left == 0 || gvm_reader_fail (reader, GVM_ERROR_TRAILING, gvm_reader_tell (reader),
                                       "%" G_GSIZE_FORMAT " octets after the end", left);
}

/* ---- the exchange -------------------------------------------------------------------------------- */

static GvmSpaprMachine *
make_alike (const GvmSpaprMachine *machine)
{
  GvmSpaprMachine *fresh =
      gvm_spapr_machine_new (machine->n_cpus, machine->n_vio, machine->options);

  for (guint i = 0; i < machine->phbs->len; i++) {
    const GvmiPhb *phb = g_ptr_array_index (machine->phbs, i);

    gvm_spapr_machine_add_phb (fresh, phb->index, NULL);
  }
  return fresh;
}

/* Devices stay where they are, and what follows from the state goes with it. */
static void
exchange_phbs (GvmiPhb *a, GvmiPhb *b)
{
  GvmiPhb old = *a;

  *a = *b;
  *b = old;
  b->devices = a->devices;
  a->devices = old.devices;
}

static void
exchange (GvmSpaprMachine *a, GvmSpaprMachine *b)
{
  GvmiIcp *icps = a->icps;

  a->ics = b->ics;
  a->root = b->root;
  memcpy (a->resendable, b->resendable, sizeof a->resendable);
  a->icps = b->icps;
  b->icps = icps;
  for (guint i = 0; i < a->phbs->len; i++)
    exchange_phbs (g_ptr_array_index (a->phbs, i), g_ptr_array_index (b->phbs, i));
}

gboolean
gvm_spapr_machine_load (GvmSpaprMachine *machine, GBytes *bytes, GError **error)
{
  g_return_val_if_fail (machine != NULL && bytes != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  g_autoptr (GvmSpaprMachine) fresh = make_alike (machine);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);
  Load load = { .reader = reader };

  if (get_word (reader, MAGIC, GVM_ERROR_BAD_MAGIC) &&
      get_word (reader, VERSION, GVM_ERROR_BAD_VERSION) && get_parts (&load, fresh) &&
      get_end (reader)) {
    exchange (machine, fresh);
    GVMI_TRACE (machine, "load", "%u parts", gvm_spapr_machine_get_n_parts (machine));
    return TRUE;
  }
  g_propagate_error (error, load.fault != NULL ? load.fault
                                               : g_error_copy (gvm_reader_get_error (reader)));
  return FALSE;
}
