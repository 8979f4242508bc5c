/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Loading the subsections that stand behind a struct's rows: those that it has, and those of which only the
 * stream's description tells.
 */
#include "engine/subsections.h"

#include "desc/versions.h"
#include "engine/absent.h"
#include "wire.h"

/* Does the head of @desc stand here, all of it, under whatever name? A lone octet 0x05 may be data of whatever
 * comes next, so nothing less than the whole head is taken for one. */
static gboolean
subsection_is_here (const GvmDesc *desc, const GvmReader *reader)
{
  const guint8 *head = reader->data + reader->pos;
  gsize left = gvm_reader_left (reader);

  return left >= GVMI_WIRE_SUBSECTION_HEAD && head[0] == GVMI_WIRE_SUBSECTION &&
         left >= GVMI_WIRE_SUBSECTION_HEAD + (gsize) head[1] &&
         gvmi_name_is (desc->codec.name, desc->alias, (const char *) head + 2, head[1]);
}

/* Returns: the number of the subsection that stands here; n_subsections when none does. */
static gsize
find_subsection (const GvmDesc *desc, const GvmReader *reader)
{
  gsize i = 0;

  while (i < desc->n_subsections && !subsection_is_here (desc->subsections[i].desc, reader))
    i++;
  return i;
}

static gboolean
load_subsection (const GvmDesc *desc, GvmReader *reader, gpointer self)
{
  guint8 size;
  guint32 version;

  return gvm_reader_take (reader, 1) != NULL && gvm_reader_u8 (reader, &size) &&
         gvm_reader_take (reader, size) != NULL && gvm_reader_u32 (reader, &version) &&
         gvmi_load_version (desc, version, reader, self);
}

/* Returns: (nullable): the subsection of @desc that the stream's description has here. */
static const GvmiTold *
find_told (const GvmDesc *desc, const GvmReader *reader)
{
  const GArray *told = reader->load->told;
  guint64 here = gvm_reader_tell (reader);
  guint first = 0, end = told != NULL ? told->len : 0;

  while (first < end) {
    guint middle = first + (end - first) / 2;

    if (g_array_index (told, GvmiTold, middle).offset < here)
      first = middle + 1;
    else
      end = middle;
  }
  for (; told != NULL && first < told->len; first++) {
    const GvmiTold *one = &g_array_index (told, GvmiTold, first);

    if (one->offset != here || strcmp (one->owner, desc->codec.name) == 0)
      return one->offset == here ? one : NULL;
  }
  return NULL;
}

/* One that the descriptor lacks. */
static gboolean
skip_subsection (GvmReader *reader, const GvmiTold *told)
{
  GPtrArray *skipped = reader->load->skipped;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = told->name };

  gvmi_reader_enter (reader, &frame);
  gvm_reader_fail (reader, GVM_ERROR_UNKNOWN_SUBSECTION, told->offset,
                   "a subsection that the descriptor lacks, of %" G_GSIZE_FORMAT " octets",
                   told->size);
  gvmi_reader_leave (reader);
  if (skipped == NULL)
    return FALSE;
  g_ptr_array_add (skipped, g_steal_pointer (&reader->error));
  return gvm_reader_take (reader, told->size) != NULL;
}

static gboolean
load_known (const GvmDesc *desc, gsize found, gsize due, GvmReader *reader, gpointer self)
{
  const GvmDesc *subsection = desc->subsections[found].desc;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = subsection->codec.name };

  gvmi_reader_enter (reader, &frame);
  gboolean loaded = found >= due
                        ? load_subsection (subsection, reader, self)
                        : gvm_reader_fail (reader, GVM_ERROR_STATE, gvm_reader_tell (reader),
                                           "a subsection again, or behind a later one");
  gvmi_reader_leave (reader);
  return loaded;
}

/* What stands behind a struct's rows, or behind one of its subsections. */
typedef enum {
  NO_SUBSECTION,
  KNOWN_SUBSECTION, /* one of the descriptor's */
  TOLD_SUBSECTION,  /* one that only the stream's description has */
} Next;

static Next
look_for_subsection (const GvmDesc *desc, const GvmReader *reader, gsize *ret_found,
                     const GvmiTold **ret_told)
{
  *ret_found = find_subsection (desc, reader);
  if (*ret_found < desc->n_subsections)
    return KNOWN_SUBSECTION;
  *ret_told = find_told (desc, reader);
  return *ret_told != NULL ? TOLD_SUBSECTION : NO_SUBSECTION;
}

/* In the table's order; each may be missing, none may come twice. */
gboolean
gvmi_subsections_load (const GvmDesc *desc, GvmReader *reader, gpointer self)
{
  for (gsize due = 0;;) {
    const GvmiTold *told;
    gsize found;

    switch (look_for_subsection (desc, reader, &found, &told)) {
    case KNOWN_SUBSECTION:
      if (!gvmi_absent_load_subsections (desc, due, found, reader, self) ||
          !load_known (desc, found, due, reader, self))
        return FALSE;
      due = found + 1;
      break;
    case TOLD_SUBSECTION:
      if (!skip_subsection (reader, told))
        return FALSE;
      break;
    case NO_SUBSECTION:
      return gvmi_absent_load_subsections (desc, due, found, reader, self);
    }
  }
}
