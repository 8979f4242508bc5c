/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The scribe along a save: which structs and rows are open, what has been described, what is noted. How
 * fields look is in fields.c, how types look in types.c.
 */
#include "engine/scribe.h"

#include "stream/json_text.h"

/* A struct that is open. */
typedef struct {
  const GvmDesc *desc;
  guint32 version;
  GString *fields, *subsections;
} Sheet;

/* What is noted at one place: a bit for each time that the save came by. */
typedef struct {
  GByteArray *octets;
  gsize n, n_there;
} Note;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_string_free (sheet->fields, TRUE);
  g_string_free (sheet->subsections, TRUE);
  g_free (sheet);
}

static void
described_clear (gpointer data)
{
  g_free (((GvmiSheet *) data)->text);
}

static void
note_free (gpointer data)
{
  Note *note = data;

  g_byte_array_unref (note->octets);
  g_free (note);
}

GvmiScribe *
gvmi_scribe_new (void)
{
  GvmiScribe *scribe = g_new (GvmiScribe, 1);

  *scribe = (GvmiScribe) {
    .open = g_ptr_array_new_with_free_func (sheet_free),
    .sheets = g_array_new (FALSE, FALSE, sizeof (GvmiSheet)),
    .chain = g_ptr_array_new (),
    .notes = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                    note_free),
  };
  g_array_set_clear_func (scribe->sheets, described_clear);
  return scribe;
}

void
gvmi_scribe_free (GvmiScribe *scribe)
{
  g_ptr_array_unref (scribe->open);
  g_array_unref (scribe->sheets);
  g_ptr_array_unref (scribe->chain);
  g_hash_table_unref (scribe->notes);
  g_free (scribe);
}

/* ---- the chain ------------------------------------------------------------------------------- */

void
gvmi_scribe_descend (GvmiScribe *scribe, gconstpointer what)
{
  g_ptr_array_add (scribe->chain, (gpointer) what);
}

void
gvmi_scribe_ascend (GvmiScribe *scribe)
{
  g_ptr_array_set_size (scribe->chain, (gint) scribe->chain->len - 1);
}

void
gvmi_scribe_enter (GvmWriter *writer, gconstpointer what)
{
  if (writer->scribe != NULL)
    gvmi_scribe_descend (writer->scribe, what);
}

void
gvmi_scribe_leave (GvmWriter *writer)
{
  if (writer->scribe != NULL)
    gvmi_scribe_ascend (writer->scribe);
}

/* Returns: (transfer full): the place @what below the chain; static bytes, to look something up. */
static GBytes *
place_of (GvmiScribe *scribe)
{
  return g_bytes_new_static (scribe->chain->pdata, scribe->chain->len * sizeof (gpointer));
}

/* ---- notes ----------------------------------------------------------------------------------- */

static Note *
note_at (GvmiScribe *scribe)
{
  g_autoptr (GBytes) place = place_of (scribe);
  Note *note = g_hash_table_lookup (scribe->notes, place);

  if (note != NULL)
    return note;
  note = g_new (Note, 1);
  *note = (Note) { .octets = g_byte_array_new () };
  g_hash_table_insert (scribe->notes, g_bytes_new (scribe->chain->pdata, g_bytes_get_size (place)),
                       note);
  return note;
}

static void
note_add (Note *note, gboolean is_there)
{
  if (note->n % 8 == 0)
    g_byte_array_append (note->octets, &(guint8) { 0 }, 1);
  if (is_there)
    note->octets->data[note->n / 8] |= (guint8) (0x80 >> note->n % 8);
  note->n++;
  note->n_there += is_there ? 1 : 0;
}

void
gvmi_scribe_note (GvmWriter *writer, gconstpointer what, gboolean is_there)
{
  GvmiScribe *scribe = writer->scribe;

  if (scribe == NULL || scribe->in_elements == 0)
    return;
  gvmi_scribe_descend (scribe, what);
  note_add (note_at (scribe), is_there);
  gvmi_scribe_ascend (scribe);
}

static char *
to_hexadecimal (const GByteArray *octets)
{
  GString *text = g_string_sized_new (2 * octets->len);

  for (guint i = 0; i < octets->len; i++)
    g_string_append_printf (text, "%02x", octets->data[i]);
  return g_string_free (text, FALSE);
}

GvmiPresence
gvmi_scribe_take_note (GvmiScribe *scribe, gconstpointer what, char **ret_bits)
{
  gvmi_scribe_descend (scribe, what);
  g_autoptr (GBytes) place = place_of (scribe);
  const Note *note = g_hash_table_lookup (scribe->notes, place);
  GvmiPresence presence = note == NULL || note->n_there == note->n ? GVMI_ALWAYS_THERE
                          : note->n_there == 0                     ? GVMI_NEVER_THERE
                                                                   : GVMI_SOMETIMES_THERE;

  *ret_bits = presence == GVMI_SOMETIMES_THERE ? to_hexadecimal (note->octets) : NULL;
  g_hash_table_remove (scribe->notes, place);
  gvmi_scribe_ascend (scribe);
  return presence;
}

/* ---- structs --------------------------------------------------------------------------------- */

static Sheet *
open_sheet (const GvmiScribe *scribe)
{
  return g_ptr_array_index (scribe->open, scribe->open->len - 1);
}

void
gvmi_scribe_open_struct (GvmWriter *writer, const GvmDesc *desc, guint32 version)
{
  if (!gvmi_scribe_is_writing (writer))
    return;

  Sheet *sheet = g_new (Sheet, 1);
  *sheet = (Sheet) { .desc = desc,
                     .version = version,
                     .fields = g_string_new ("["),
                     .subsections = g_string_new ("[") };
  g_ptr_array_add (writer->scribe->open, sheet);
}

static char *
sheet_to_text (const Sheet *sheet)
{
  GString *text = g_string_new (NULL);

  gvmi_json_append_member (text, "\"vmsd_name\": ", sheet->desc->codec.name);
  gvmi_json_append_number (text, ", \"version\": ", sheet->version);
  g_string_append_printf (text, ", \"fields\": %s]", sheet->fields->str);
  if (sheet->subsections->len > 1)
    g_string_append_printf (text, ", \"subsections\": %s]", sheet->subsections->str);
  return g_string_free (text, FALSE);
}

void
gvmi_scribe_close_struct (GvmWriter *writer, gsize start)
{
  GvmiScribe *scribe = writer->scribe;

  if (!gvmi_scribe_is_writing (writer))
    return;
  GvmiSheet sheet = { .text = sheet_to_text (open_sheet (scribe)),
                      .size = gvm_writer_tell (writer) - start };
  g_array_append_val (scribe->sheets, sheet);
  g_ptr_array_set_size (scribe->open, (gint) scribe->open->len - 1);
}

char *
gvmi_scribe_take (GvmiScribe *scribe)
{
  GvmiSheet *last = &g_array_index (scribe->sheets, GvmiSheet, scribe->sheets->len - 1);
  char *text = g_steal_pointer (&last->text);

  g_array_set_size (scribe->sheets, scribe->sheets->len - 1);
  return text;
}

void
gvmi_scribe_add_subsection (GvmWriter *writer)
{
  if (!gvmi_scribe_is_writing (writer))
    return;
  GString *subsections = open_sheet (writer->scribe)->subsections;
  g_autofree char *text = gvmi_scribe_take (writer->scribe);

  gvmi_json_separate (subsections);
  g_string_append_printf (subsections, "{%s}", text);
}

/* ---- rows ------------------------------------------------------------------------------------ */

void
gvmi_scribe_begin_row (GvmWriter *writer, const GvmField *field, GvmiScribeRow *row)
{
  GvmiScribe *scribe = writer->scribe;

  *row = (GvmiScribeRow) { .start = gvm_writer_tell (writer), .sheets = scribe->sheets->len };
  gvmi_scribe_descend (scribe, field);
}

static void
describe_row (GvmiScribe *scribe, const GvmField *field, gconstpointer self)
{
  const Sheet *sheet = open_sheet (scribe);

  scribe->text = sheet->fields;
  scribe->desc = sheet->desc;
  scribe->version = sheet->version;
  if (field->shape->describe != NULL)
    field->shape->describe (field, scribe, self);
}

void
gvmi_scribe_end_row (GvmWriter *writer, const GvmField *field, const GvmiScribeRow *row,
                     gconstpointer self)
{
  GvmiScribe *scribe = writer->scribe;

  if (scribe->in_elements == 0) {
    scribe->size = gvm_writer_tell (writer) - row->start;
    scribe->first_sheet = row->sheets;
    describe_row (scribe, field, self);
    g_array_set_size (scribe->sheets, row->sheets);
  }
  gvmi_scribe_ascend (scribe);
}
