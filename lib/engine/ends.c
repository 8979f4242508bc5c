/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Source of what a loader takes for a subsection: QEMU 7.2 migration/vmstate.c, as it behaves.
 */
#include "engine/ends.h"

#include <gvmstate/engine.h>

typedef enum {
  CLEAR, /* what follows cannot be taken for a subsection */
  OPEN,  /* more must be written to tell */
  TAKEN,
} Verdict;

/* What follows an end, as far as it has been written. */
typedef struct {
  const guint8 *octets;
  gsize size;
} Following;

/* Do @following's octets, mark and length aside, begin with @name? */
static Verdict
begins_with (const Following *following, const char *name, gsize size)
{
  gsize there = following->size - 2;

  if (memcmp (following->octets + 2, name, MIN (there, size)) != 0)
    return CLEAR;
  return there < size ? OPEN : TAKEN;
}

static Verdict
is_head_of (const Following *following, const char *name)
{
  gsize size = strlen (name);
  Verdict verdict = following->octets[1] == size ? begins_with (following, name, size) : CLEAR;

  return verdict == TAKEN && following->size < GVMI_WIRE_SUBSECTION_HEAD + size ? OPEN : verdict;
}

/* Would this library's loader take it for a subsection of @desc? */
static Verdict
judge_own (const Following *following, const GvmDesc *desc)
{
  Verdict verdict = CLEAR;

  for (gsize i = 0; verdict == CLEAR && i < desc->n_subsections; i++) {
    const GvmDesc *own = desc->subsections[i].desc;

    verdict = is_head_of (following, own->codec.name);
    for (const char *const *alias = own->alias; verdict == CLEAR && alias != NULL && *alias != NULL;
         alias++)
      verdict = is_head_of (following, *alias);
  }
  return verdict;
}

/* Would QEMU's? */
static Verdict
judge_prefix (const Following *following, const GvmDesc *desc)
{
  gsize size = strlen (desc->codec.name);

  return following->octets[1] > size ? begins_with (following, desc->codec.name, size) : CLEAR;
}

static Verdict
judge (const GvmWriter *writer, gsize at, const GvmDesc *desc)
{
  Following following = { .octets = writer->data + at, .size = writer->size - at };

  if (following.size == 0)
    return OPEN;
  if (following.octets[0] != GVMI_WIRE_SUBSECTION)
    return CLEAR;
  if (following.size == 1)
    return OPEN;

  Verdict verdict = judge_own (&following, desc);
  if (verdict == CLEAR && (writer->flags & GVM_SAVE_NOT_FOR_QEMU) == 0)
    verdict = judge_prefix (&following, desc);
  return verdict;
}

static gboolean
refuse (GvmWriter *writer, const GvmDesc *desc)
{
  g_autofree char *name = g_strescape (desc->codec.name, "\"\\");

  return gvm_writer_fail (writer, GVM_ERROR_AMBIGUOUS,
                          "octets that would be taken for a subsection of the struct \"%s\""
                          " that ends before them",
                          name);
}

gboolean
gvmi_ends_look (GvmWriter *writer)
{
  gsize n_open = 0;

  for (gsize i = 0; i < writer->n_ends; i++) {
    GvmiEnd end = writer->ends[i];
    Verdict verdict = judge (writer, end.at, end.desc);

    if (verdict == TAKEN)
      return refuse (writer, end.desc);
    if (verdict == OPEN)
      writer->ends[n_open++] = end;
  }
  writer->n_ends = n_open;
  return TRUE;
}

void
gvmi_ends_grow (GvmWriter *writer)
{
  writer->max_ends = MAX (8, writer->max_ends * 2);
  writer->ends = g_renew (GvmiEnd, writer->ends, writer->max_ends);
}

static void
add (GvmWriter *writer, gsize at, const GvmDesc *desc)
{
  if (writer->n_ends == writer->max_ends)
    gvmi_ends_grow (writer);
  writer->ends[writer->n_ends++] = (GvmiEnd) { .at = at, .desc = desc };
}

void
gvmi_ends_follow (GvmWriter *writer, const GvmDesc *desc)
{
  for (gsize i = writer->n_ends; i-- > 0 && writer->ends[i].at == writer->size;)
    if (writer->ends[i].desc == desc) {
      memmove (&writer->ends[i], &writer->ends[i + 1], (writer->n_ends - i - 1) * sizeof (GvmiEnd));
      writer->n_ends--;
      return;
    }
}

/* ---- flat structs: all is written already --------------------------------------------------- */

static gboolean
has_structs (const GvmDesc *desc)
{
  return gvmi_plan_get (desc, NULL)->layout.has_structs;
}

static gsize
wire_size_of (const GvmField *field)
{
  if (field->shape->is_absent)
    return 0;
  return gvmi_codec_get_layout (field->codec)->wire_size * field->count;
}

/* Is there anything in @octets, at a struct's end or not, that begins like a subsection of @name's? What the
 * octets end with may go on behind them; but for a mark there, a struct must have ended within the last @tail. */
static gboolean
has_likeness (const guint8 *octets, gsize size, const char *name, gsize tail)
{
  gsize length = strlen (name);
  const guint8 *end = octets + size, *at = octets + MIN (size, 2);

  while ((at = memchr (at, name[0], end - at)) != NULL) {
    if (at[-2] == GVMI_WIRE_SUBSECTION && at[-1] > length &&
        memcmp (at, name, MIN ((gsize) (end - at), length)) == 0)
      return TRUE;
    at++;
  }
  return (tail <= 1 && size > 0 && end[-1] == GVMI_WIRE_SUBSECTION) ||
         (tail <= 2 && size > 1 && end[-2] == GVMI_WIRE_SUBSECTION);
}

/* The same for @desc and all structs in it. One pass over the octets for each is all there is to do nearly
 * always: flat structs have no subsections of their own. */
static gboolean
has_any_likeness (const guint8 *octets, gsize size, const GvmDesc *desc, gsize tail)
{
  if (has_structs (desc))
    tail = 0;
  if (has_likeness (octets, size, desc->codec.name, tail))
    return TRUE;
  if (has_structs (desc))
    for (gsize i = 0; i < desc->n_fields; i++) {
      const GvmDesc *nested = gvmi_codec_get_desc (gvmi_desc_get_field (desc, i)->codec);

      if (nested != NULL && has_any_likeness (octets, size, nested, tail))
        return TRUE;
    }
  return FALSE;
}

static gboolean look_at_each (GvmWriter *writer, const GvmDesc *desc, gsize at, gsize n);

/* Looks behind each struct that is in the one at @at. FALSE when what follows one would be taken. */
static gboolean
look_inside (GvmWriter *writer, const GvmDesc *desc, gsize at)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);
    const GvmDesc *nested = gvmi_codec_get_desc (field->codec);

    if (nested != NULL && !look_at_each (writer, nested, at, field->count))
      return FALSE;
    at += wire_size_of (field);
  }
  return TRUE;
}

static gboolean
look_at_each (GvmWriter *writer, const GvmDesc *desc, gsize at, gsize n)
{
  const GvmiPlan *plan = gvmi_plan_get (desc, NULL);

  for (gsize i = 0; i < n; i++) {
    if (plan->layout.has_structs && !look_inside (writer, desc, at))
      return FALSE;
    at += plan->layout.wire_size;

    Verdict verdict = judge (writer, at, desc);
    if (verdict == TAKEN)
      return FALSE;
    if (verdict == OPEN)
      add (writer, at, desc);
  }
  return TRUE;
}

/* Notes the structs that end where @desc does, which is here. */
static void
add_last (GvmWriter *writer, const GvmDesc *desc)
{
  gboolean is_last = has_structs (desc);

  add (writer, writer->size, desc);
  for (gsize i = desc->n_fields; is_last && i-- > 0;) {
    const GvmField *field = gvmi_desc_get_field (desc, i);
    const GvmDesc *nested = gvmi_codec_get_desc (field->codec);

    if (nested != NULL && field->count > 0)
      add_last (writer, nested);
    is_last = wire_size_of (field) == 0;
  }
}

gboolean
gvmi_ends_note_flat (GvmWriter *writer, const GvmDesc *desc, const GvmiLayout *layout, gsize n,
                     gboolean are_clear)
{
  gsize size = n * layout->wire_size, start = writer->size - size;

  if (n == 1 && !layout->has_structs)
    return gvmi_ends_note (writer, desc);
  if (n == 0 || !gvmi_ends_are_clear (writer))
    return n == 0;

  gsize n_before = writer->n_ends;
  if ((are_clear && !layout->has_structs) ||
      !has_any_likeness (writer->data + start, size, desc, layout->wire_size)) {
    add_last (writer, desc);
    return TRUE;
  }
  if (look_at_each (writer, desc, start, n))
    return TRUE;
  writer->n_ends = n_before;
  return FALSE;
}

gboolean
gvmi_ends_note_entries (GvmWriter *writer, gsize start, const GvmDesc *key, const GvmDesc *value,
                        gsize entry_size, gsize value_size)
{
  const guint8 *octets = writer->data + start;
  gsize size = writer->size - start, tail = key != NULL ? value_size : entry_size;

  if (!gvmi_ends_are_clear_at_once (writer) ||
      (key != NULL && has_any_likeness (octets, size, key, tail)) ||
      (value != NULL && has_any_likeness (octets, size, value, tail)))
    return FALSE;
  if (key != NULL && value_size == 0)
    add_last (writer, key);
  if (value != NULL)
    add_last (writer, value);
  return TRUE;
}
