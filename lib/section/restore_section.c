/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One section of a load: whom it is for, and its payload.
 */
#include <string.h>

#include "section/restore.h"
#include "section/told.h"
#include "wire.h"

GError *
gvmi_restore_problem (const GvmSection *section, GvmError code, guint64 offset, const char *text)
{
  g_autofree char *path = gvm_section_get_path (section);
  GError *problem = NULL;

  gvm_error_set (&problem, code, path, &offset, text);
  return problem;
}

gboolean
gvmi_restore_complain (GvmiRestore *restore, GvmTolerance tolerable, GError *problem)
{
  if ((restore->registry->tolerance & tolerable) != 0) {
    g_ptr_array_add (restore->report, problem);
    return TRUE;
  }
  if (restore->problems != NULL) {
    g_ptr_array_add (restore->problems, problem);
    return TRUE;
  }
  restore->error = problem;
  return FALSE;
}

/* ---- whom it is for --------------------------------------------------------------------------- */

static gboolean
is_first (const GvmSection *section)
{
  return section->kind == GVM_SECTION_FULL || section->kind == GVM_SECTION_START;
}

/* Finds the entry that @section is for. Returns: FALSE when the load must end; @ret_entry is NULL when
 * the section is to be stepped over. */
static gboolean
find_entry (GvmiRestore *restore, const GvmSection *section, const GvmiEntry **ret_entry)
{
  guint index = 0;
  const GvmiEntry *entry =
      gvmi_registry_find (restore->registry, section->idstr, section->instance_id, &index);
  GvmiSeen *seen = entry != NULL ? &restore->seen[index] : NULL;

  *ret_entry = NULL;
  if (!is_first (section)) {
    *ret_entry = seen != NULL && seen->section_id == section->section_id ? entry : NULL;
    return TRUE;
  }
  if (entry == NULL)
    return gvmi_restore_complain (restore, GVM_TOLERATE_UNKNOWN_SECTIONS,
                                  gvmi_restore_problem (section, GVM_ERROR_UNKNOWN_SECTION,
                                                        section->offset, "no entry has that name"));
  if (seen->is_seen)
    return gvmi_restore_complain (
        restore, GVM_TOLERATE_DUPLICATE_SECTIONS,
        gvmi_restore_problem (section, GVM_ERROR_DUPLICATE_SECTION, section->offset,
                              "the stream has had a section for that entry"));
  *seen = (GvmiSeen) { .is_seen = TRUE, .section_id = section->section_id };
  if ((entry->desc != NULL) != (section->kind == GVM_SECTION_FULL))
    return gvmi_restore_complain (
        restore, 0,
        gvmi_restore_problem (section, GVM_ERROR_UNSUPPORTED, section->offset,
                              entry->desc != NULL ? "a section in rounds, of a struct"
                                                  : "a struct, of a section in rounds"));
  *ret_entry = entry;
  return TRUE;
}

/* ---- its payload ------------------------------------------------------------------------------ */

static gboolean
read_round (GvmReader *reader, const GvmSection *section, const GvmiEntry *entry)
{
  g_autoptr (GError) reason = NULL;
  guint64 start = gvm_reader_tell (reader);

  if (section->version_id > entry->version_id)
    return gvm_reader_fail (reader, GVM_ERROR_TOO_NEW, start, "version %u, at most %u",
                            section->version_id, entry->version_id);
  if (entry->rounds->load (entry->self, reader, section->kind, section->version_id, &reason) &&
      reader->error == NULL)
    return TRUE;
  return gvm_reader_fail (reader, GVM_ERROR_REFUSED, start, "%s",
                          reason != NULL ? reason->message : "refused without a reason");
}

static gboolean
read_payload (GvmiRestore *restore, GvmReader *reader, const GvmSection *section,
              const GvmiEntry *entry)
{
  return entry->desc != NULL ? gvmi_load_read (&restore->load, reader, entry->desc,
                                               section->version_id, entry->self)
                             : read_round (reader, section, entry);
}

/* The name of the subsection that seems to stand at the reader; NULL when none does. */
static char *
find_subsection (const GvmReader *reader, const char *owner)
{
  const guint8 *head = reader->data + reader->pos;
  gsize left = gvm_reader_left (reader), size = strlen (owner);

  if (left < GVMI_WIRE_SUBSECTION_HEAD || head[0] != GVMI_WIRE_SUBSECTION || head[1] <= size ||
      left < (gsize) GVMI_WIRE_SUBSECTION_HEAD + head[1] || memcmp (head + 2, owner, size) != 0)
    return NULL;
  return g_strndup ((const char *) head + 2, head[1]);
}

static gboolean
fail_subsection (GvmReader *reader, const char *name)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = name };

  gvmi_reader_enter (reader, &frame);
  gvm_reader_fail (reader, GVM_ERROR_UNKNOWN_SUBSECTION, gvm_reader_tell (reader),
                   "a subsection that the descriptor lacks");
  gvmi_reader_leave (reader);
  return FALSE;
}

/* Nothing may be left but what a descriptor cannot know of. */
static gboolean
check_end (GvmReader *reader, const GvmiEntry *entry)
{
  gsize left = gvm_reader_left (reader);
  g_autofree char *name =
      left > 0 && entry->desc != NULL ? find_subsection (reader, entry->desc->codec.name) : NULL;

  if (left == 0)
    return TRUE;
  if (name != NULL)
    return fail_subsection (reader, name);
  return gvm_reader_fail (reader, GVM_ERROR_TRAILING, gvm_reader_tell (reader),
                          "%" G_GSIZE_FORMAT " octets left, the last field has been read", left);
}

/* @told of the section, while it is read. */
static GArray *
tell (GvmiRestore *restore, const GvmSection *section)
{
  enum { MOST = 1 << 16 };
  /* Where a section is longer than described, nothing tells where in it. */
  gboolean is_told =
      section->device != NULL && section->payload_size == section->device->state.size;
  GArray *told = is_told ? gvmi_told_new (&section->device->state, section->payload, MOST) : NULL;

  restore->load.told = told;
  if ((restore->registry->tolerance & GVM_TOLERATE_UNKNOWN_SUBSECTIONS) != 0)
    restore->load.skipped = restore->report;
  else
    restore->load.skipped = restore->problems;
  return told;
}

static gboolean
read_window (GvmiRestore *restore, const GvmSection *section, const GvmiEntry *entry)
{
  GvmiPath frame = gvmi_section_frame (section);
  const guint8 *data = g_bytes_get_data (section->stream->bytes, NULL);
  GArray *told = tell (restore, section);
  GError *problem = NULL;
  GvmReader reader;

  gvmi_reader_open (&reader, data + section->payload, section->payload_size, section->payload,
                    &restore->registry->limits);
  reader.budget = restore->budget;
  gvmi_reader_enter (&reader, &frame);
  if (read_payload (restore, &reader, section, entry))
    check_end (&reader, entry);
  restore->budget = reader.budget;
  restore->load.told = NULL;
  g_clear_pointer (&told, g_array_unref);
  return gvmi_reader_close (&reader, &problem) || gvmi_restore_complain (restore, 0, problem);
}

gboolean
gvmi_restore_section (GvmiRestore *restore, const GvmSection *section)
{
  const GvmiEntry *entry;

  if (section->is_taken)
    return TRUE;
  return find_entry (restore, section, &entry) &&
         (entry == NULL || read_window (restore, section, entry));
}

/* ---- in a stream that does not describe itself ------------------------------------------------ */

GvmiTaking
gvmi_restore_take (GvmReader *reader, const GvmSection *section, gpointer data)
{
  GvmiRestore *restore = data;
  const GvmiEntry *entry;

  if (!find_entry (restore, section, &entry)) {
    reader->error = g_steal_pointer (&restore->error);
    return GVMI_REFUSED;
  }
  if (entry == NULL)
    return GVMI_NOT_TAKEN;
  if (!read_payload (restore, reader, section, entry))
    return GVMI_REFUSED;
  g_autofree char *name =
      entry->desc != NULL ? find_subsection (reader, entry->desc->codec.name) : NULL;
  return name == NULL || fail_subsection (reader, name) ? GVMI_TAKEN : GVMI_REFUSED;
}
