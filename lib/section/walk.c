/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Record by record through a stream. A section doesn't say how long it is, so the walk has to know:
 *
 *  - FULL: by the description. Its devices stand in the order of the FULL sections, and the name can't
 *    serve: two sections may share name and instance. Both are compared once they are paired.
 *  - START, PART, END: by walking the payload; see iterable.c.
 *  - FULL, in a stream without a description: if it is the last record, it ends where the stream's last
 *    footer and EOF record begin. That is the stream that gvm_save_to_bytes() makes.
 *
 * Footers are all or none: whether the first section has one decides. After that the footer is the proof
 * that the section's length was right. At the end the walk must stand exactly before the description.
 *
 * A section that was started need not end: background snapshots of QEMU never end their ram.
 */
#include <string.h>

#include "section/walk.h"
#include "wire.h"

/* Octets of memory for a section: itself twice, as its array doubles, and its place among the ids. */
enum { COST_OF_SECTION = 2 * sizeof (GvmSection) + 64 };

/* ---- names and ids --------------------------------------------------------------------------- */

gboolean
gvmi_walk_name (GvmiWalk *walk, const char **ret_name)
{
  GvmReader *reader = &walk->reader;
  guint64 start = gvm_reader_tell (reader);
  guint8 size;

  if (!gvm_reader_u8 (reader, &size))
    return FALSE;
  const guint8 *name = gvm_reader_take (reader, size);
  if (name == NULL)
    return FALSE;
  if (size == 0 || memchr (name, 0, size) != NULL)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                            size == 0 ? "an empty name" : "a name with a NUL in it");
  if (!gvm_reader_charge (reader, size + 1u))
    return FALSE;
  *ret_name = g_string_chunk_insert_len (walk->stream->strings, (const char *) name, size);
  return TRUE;
}

static GvmSection *
section_at (const GvmiWalk *walk, gsize index)
{
  return &g_array_index (walk->stream->sections, GvmSection, index);
}

/* The START or FULL section of that id, or NULL. */
static GvmSection *
section_by_id (const GvmiWalk *walk, guint32 id)
{
  gsize place = GPOINTER_TO_SIZE (g_tree_lookup (walk->by_id, GUINT_TO_POINTER (id)));

  return place > 0 ? section_at (walk, place - 1) : NULL;
}

static gboolean
refuse_state (GvmiWalk *walk, guint64 offset, const char *what)
{
  return gvm_reader_fail (&walk->reader, GVM_ERROR_STATE, offset, "%s", what);
}

/* ---- how long a FULL section is -------------------------------------------------------------- */

/* The field of @state that the octet at @size is in, where what is there ends. */
static const char *
field_at (const GvmiVmdescStruct *state, gsize size)
{
  for (guint i = 0; i < state->n_fields; i++) {
    gsize all = state->fields[i].size * state->fields[i].count;
    if (size < all)
      return state->fields[i].name;
    size -= all;
  }
  return "subsections";
}

static gboolean
take_described (GvmiWalk *walk, const GvmSection *section)
{
  GvmReader *reader = &walk->reader;
  const GvmiVmdescStruct *state = &section->device->state;
  gsize left = gvm_reader_left (reader);

  if (state->is_uncertain && walk->footers != GVMI_FOOTERS_OFF &&
      (state->size > left || !gvmi_walk_footer_at (walk, section, reader->pos + state->size)) &&
      gvmi_walk_resync (walk, section))
    return TRUE;
  if (state->size <= left) {
    reader->pos += state->size; /* if no footer is here, that is the error */
    return TRUE;
  }
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = field_at (state, left) };
  gvmi_reader_enter (reader, &frame);
  gvm_reader_fail (reader, GVM_ERROR_SCHEMA_MISMATCH, gvm_reader_tell (reader),
                   "%" G_GSIZE_FORMAT " octets left, the section is described as %" G_GSIZE_FORMAT,
                   left, state->size);
  gvmi_reader_leave (reader);
  return FALSE;
}

/* Pairs a FULL section with the next device of the description. */
static gboolean
pair_with_device (GvmiWalk *walk, GvmSection *section)
{
  const GvmiVmdesc *vmdesc = walk->stream->vmdesc;
  const GvmiVmdescDevice *device;

  if (walk->next_device == vmdesc->n_devices)
    return gvm_reader_fail (&walk->reader, GVM_ERROR_SCHEMA_MISMATCH, section->offset,
                            "one section more than the %u that are described", vmdesc->n_devices);
  device = &vmdesc->devices[walk->next_device++];
  if (strcmp (device->name, section->idstr) != 0 || device->instance_id != section->instance_id) {
    g_autofree char *name = g_strescape (device->name, NULL);
    return gvm_reader_fail (&walk->reader, GVM_ERROR_SCHEMA_MISMATCH, section->offset,
                            "the description has %s[%u] in this place", name, device->instance_id);
  }
  if (device->state.vmsd_name != NULL && device->state.version != section->version_id)
    return gvm_reader_fail (&walk->reader, GVM_ERROR_SCHEMA_MISMATCH, section->offset,
                            "version %u, described as version %u", section->version_id,
                            device->state.version);
  section->device = device;
  return TRUE;
}

/* The last record of a stream without a description: everything up to its footer and EOF. */
static gboolean
take_lone (GvmiWalk *walk, const GvmSection *section)
{
  enum { TAIL = GVMI_WIRE_FOOTER_SIZE + 1 };
  GvmReader *reader = &walk->reader;
  gsize left = gvm_reader_left (reader);
  const guint8 *tail = reader->data + reader->end - TAIL;
  guint32 id = GUINT32_TO_BE (section->section_id);

  if (left >= TAIL && tail[0] == GVMI_WIRE_SECTION_FOOTER &&
      memcmp (tail + 1, &id, sizeof id) == 0 && tail[TAIL - 1] == GVMI_WIRE_EOF)
    return gvm_reader_take (reader, left - TAIL) != NULL;
  if (left >= TAIL && tail[0] == GVMI_WIRE_SECTION_FOOTER && tail[TAIL - 1] == GVMI_WIRE_EOF)
    return gvm_reader_fail (reader, GVM_ERROR_UNSUPPORTED, gvm_reader_tell (reader),
                            "more sections follow, and no description tells where this one ends");
  return gvm_reader_fail (reader, GVM_ERROR_TRUNCATED, gvm_reader_tell (reader),
                          "the stream is cut, or never had a description: nothing "
                          "else tells where this section ends");
}

/* ---- sections -------------------------------------------------------------------------------- */

/* Where the section's footer is instead, if it is near: that tells which field is too long or short. */
static char *
footer_nearby (const GvmiWalk *walk, const GvmSection *section)
{
  enum { NEAR = 4096 };
  gsize here = walk->reader.pos;

  for (gsize far = 1; far <= NEAR; far++) {
    if (far < walk->reader.end - here && gvmi_walk_footer_at (walk, section, here + far))
      return g_strdup_printf ("; one stands %" G_GSIZE_FORMAT " octets further on", far);
    if (far <= here - section->payload && gvmi_walk_footer_at (walk, section, here - far))
      return g_strdup_printf ("; one stands %" G_GSIZE_FORMAT " octets before", far);
  }
  return g_strdup ("");
}

static gboolean
refuse_footer (GvmiWalk *walk, const GvmSection *section)
{
  GvmReader *reader = &walk->reader;
  g_autofree char *nearby = footer_nearby (walk, section);

  return gvm_reader_fail (reader, GVM_ERROR_FOOTER_MISSING, gvm_reader_tell (reader),
                          "0x%02x, the footer 0x7e is due after %" G_GSIZE_FORMAT " octets%s",
                          reader->data[reader->pos], section->payload_size, nearby);
}

static gboolean
read_footer (GvmiWalk *walk, GvmSection *section)
{
  GvmReader *reader = &walk->reader;
  guint64 start = gvm_reader_tell (reader);
  guint8 mark;
  guint32 id;

  if (gvm_reader_left (reader) == 0 && walk->footers == GVMI_FOOTERS_ON)
    return gvm_reader_u8 (reader, &mark); /* which says so */
  if (gvm_reader_left (reader) == 0 || reader->data[reader->pos] != GVMI_WIRE_SECTION_FOOTER) {
    if (walk->footers == GVMI_FOOTERS_ON)
      return refuse_footer (walk, section);
    if (walk->footers == GVMI_FOOTERS_UNKNOWN)
      walk->footers = GVMI_FOOTERS_OFF;
    return TRUE;
  }
  if (walk->footers == GVMI_FOOTERS_OFF)
    return refuse_state (walk, start, "a footer, where the sections so far had none");
  if (!gvm_reader_u8 (reader, &mark) || !gvm_reader_u32 (reader, &id))
    return FALSE;
  if (id != section->section_id)
    return gvm_reader_fail (reader, GVM_ERROR_FOOTER_MISMATCH, start,
                            "footer of section %u, of %u due", id, section->section_id);
  walk->footers = GVMI_FOOTERS_ON;
  section->has_footer = TRUE;
  return TRUE;
}

static gboolean
take_round (GvmiWalk *walk)
{
  const GvmiVmdesc *vmdesc = walk->stream->vmdesc;

  return gvm_reader_take (&walk->reader, vmdesc->rounds[walk->next_round++]) != NULL;
}

/* The payload of a section whose size the stream tells, or whoever walks it. */
static GvmiTaking
take_told (GvmiWalk *walk, GvmSection *section)
{
  const GvmiVmdesc *vmdesc = walk->stream->vmdesc;

  if (vmdesc != NULL && section->kind != GVM_SECTION_FULL && walk->next_round < vmdesc->n_rounds)
    return take_round (walk) ? GVMI_TAKEN : GVMI_REFUSED;
  if (vmdesc != NULL || walk->take == NULL)
    return GVMI_NOT_TAKEN;
  GvmiTaking taking = walk->take (&walk->reader, section, walk->take_data);
  section->is_taken = taking == GVMI_TAKEN;
  return taking;
}

static gboolean
take_payload (GvmiWalk *walk, GvmSection *section)
{
  GvmiTaking taking = take_told (walk, section);

  if (taking != GVMI_NOT_TAKEN)
    return taking == GVMI_TAKEN;
  if (section->kind == GVM_SECTION_START)
    return gvmi_iterable_start (&walk->iterable, &walk->reader, section->idstr,
                                section->version_id);
  if (section->kind != GVM_SECTION_FULL)
    return gvmi_iterable_round (&walk->iterable, &walk->reader, section->idstr);
  if (walk->stream->vmdesc == NULL)
    return take_lone (walk, section);
  return pair_with_device (walk, section) && take_described (walk, section);
}

/* The payload and the footer; then the section is the stream's. */
static gboolean
read_rest (GvmiWalk *walk, GvmSection *section)
{
  GvmReader *reader = &walk->reader;
  GvmiPath frame = gvmi_section_frame (section);

  gvmi_reader_enter (reader, &frame);
  section->payload = reader->pos;
  gboolean sound = take_payload (walk, section);
  section->payload_size = reader->pos - section->payload;
  sound = sound && read_footer (walk, section) && gvm_reader_charge (reader, COST_OF_SECTION);
  gvmi_reader_leave (reader);
  if (sound)
    g_array_append_val (walk->stream->sections, *section);
  return sound;
}

/* START and FULL name the section. */
static gboolean
read_first (GvmiWalk *walk, GvmSection *section)
{
  GvmReader *reader = &walk->reader;

  if (!gvm_reader_u32 (reader, &section->section_id) || !gvmi_walk_name (walk, &section->idstr) ||
      !gvm_reader_u32 (reader, &section->instance_id) ||
      !gvm_reader_u32 (reader, &section->version_id))
    return FALSE;
  if (section_by_id (walk, section->section_id) != NULL)
    return gvm_reader_fail (reader, GVM_ERROR_STATE, section->offset,
                            "section id %u, which another section has", section->section_id);
  if (!read_rest (walk, section))
    return FALSE;
  g_tree_insert (walk->by_id, GUINT_TO_POINTER (section->section_id),
                 GSIZE_TO_POINTER ((gsize) walk->stream->sections->len));
  return TRUE;
}

/* PART and END go on with one that was started. */
static gboolean
read_next (GvmiWalk *walk, GvmSection *section)
{
  GvmReader *reader = &walk->reader;

  if (!gvm_reader_u32 (reader, &section->section_id))
    return FALSE;
  GvmSection *first = section_by_id (walk, section->section_id);
  if (first == NULL || first->kind != GVM_SECTION_START || first->is_ended)
    return gvm_reader_fail (reader, GVM_ERROR_STATE, section->offset,
                            "a %s of section %u, which %s",
                            section->kind == GVM_SECTION_END ? "END" : "PART", section->section_id,
                            first == NULL     ? "was not started"
                            : first->is_ended ? "has ended"
                                              : "is FULL");
  section->idstr = first->idstr;
  section->instance_id = first->instance_id;
  section->version_id = first->version_id;
  first->is_ended = section->kind == GVM_SECTION_END;
  return read_rest (walk, section);
}

/* ---- other records --------------------------------------------------------------------------- */

static gboolean
refuse_record (GvmiWalk *walk, guint8 type, guint64 start)
{
  const GArray *sections = walk->stream->sections;
  g_autofree char *last = sections->len > 0
                              ? gvm_section_get_path (section_at (walk, sections->len - 1))
                              : g_strdup ("none");

  return gvm_reader_fail (&walk->reader, GVM_ERROR_STATE, start,
                          "0x%02x, a section, command or end is due; the last section: %s", type,
                          last);
}

/* Octets behind the EOF record of a stream whose description was not found. */
static gboolean
refuse_trailing (GvmiWalk *walk)
{
  GvmReader *reader = &walk->reader;
  guint64 start = gvm_reader_tell (reader);
  gsize left = gvm_reader_left (reader);
  guint8 mark;
  guint32 size;

  if (reader->data[reader->pos] == GVMI_WIRE_VMDESCRIPTION) {
    if (!gvm_reader_u8 (reader, &mark) || !gvm_reader_u32 (reader, &size))
      return FALSE;
    if (size > gvm_reader_left (reader))
      return gvm_reader_fail (reader, GVM_ERROR_TRUNCATED, start,
                              "a description of %u octets, %" G_GSIZE_FORMAT " left", size,
                              gvm_reader_left (reader));
  }
  return gvm_reader_fail (reader, GVM_ERROR_TRAILING, start,
                          "%" G_GSIZE_FORMAT " octets behind the end of the stream", left);
}

static gboolean
check_end (GvmiWalk *walk)
{
  const GvmStream *stream = walk->stream;
  GvmReader *reader = &walk->reader;

  if (gvm_reader_left (reader) > 0)
    return refuse_trailing (walk);
  if (stream->vmdesc != NULL && walk->next_round < stream->vmdesc->n_rounds)
    return gvm_reader_fail (reader, GVM_ERROR_SCHEMA_MISMATCH, gvm_reader_tell (reader),
                            "%u sections in rounds, %u are described", walk->next_round,
                            stream->vmdesc->n_rounds);
  if (stream->vmdesc != NULL && walk->next_device < stream->vmdesc->n_devices)
    return gvm_reader_fail (reader, GVM_ERROR_SCHEMA_MISMATCH, gvm_reader_tell (reader),
                            "%u sections with state, %u are described", walk->next_device,
                            stream->vmdesc->n_devices);
  return TRUE;
}

/* ---- the walk -------------------------------------------------------------------------------- */

static gboolean
read_record (GvmiWalk *walk, gboolean *ret_last)
{
  GvmSection section = { .stream = walk->stream, .offset = walk->reader.pos };
  guint8 type;

  if (!gvm_reader_u8 (&walk->reader, &type))
    return FALSE;
  *ret_last = type == GVMI_WIRE_EOF;
  switch (type) {
  case GVMI_WIRE_EOF:
    return check_end (walk);
  case GVMI_WIRE_SECTION_START:
  case GVMI_WIRE_SECTION_FULL:
    section.kind = (GvmSectionKind) type;
    return read_first (walk, &section);
  case GVMI_WIRE_SECTION_PART:
  case GVMI_WIRE_SECTION_END:
    section.kind = (GvmSectionKind) type;
    return read_next (walk, &section);
  case GVMI_WIRE_COMMAND:
    return gvmi_walk_command (walk, section.offset);
  default:
    return refuse_record (walk, type, section.offset);
  }
}

gboolean
gvmi_walk_records (GvmiWalk *walk)
{
  const GvmStream *stream = walk->stream;
  gboolean last = FALSE;

  walk->iterable.page_size = stream->page_size;
  walk->iterable.base = stream->wrapper != NULL ? stream->wrapper->size : 0;
  walk->iterable.watch = walk->watch;
  walk->iterable.total = (gint64) g_bytes_get_size (stream->bytes);
  while (!last)
    if (!gvmi_iterable_check (&walk->iterable, &walk->reader) || !read_record (walk, &last))
      return FALSE;
  return TRUE;
}
