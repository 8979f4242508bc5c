/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where structs end. A loader looks there whether a subsection follows, so what follows must not look like one:
 * to QEMU, an octet 0x05, a length, and a name that begins with the struct's own and is longer; to this
 * library, the whole head of a subsection that the struct has.
 *
 * What follows is not known when a struct ends, so its end is noted and looked at when more has been written.
 * Nearly always one octet is all there is to look at.
 */
#pragma once

#include "plan/plan.h"
#include "stream/writer.h"
#include "wire.h"

/* Looks at the octets behind all ends that are noted. Errors: GVM_ERROR_AMBIGUOUS, at the writer's path. */
gboolean gvmi_ends_look (GvmWriter *writer);

/* Is there nothing to look at? FALSE without an error when there may be: the path may not be that of the octets. Ends
 * are noted as they come, so those behind which nothing is yet are the last. */
static inline gboolean
gvmi_ends_are_clear_at_once (GvmWriter *writer)
{
  GvmiEnd *ends = writer->ends;
  gsize n = writer->n_ends, past = n;

  while (past > 0 && ends[past - 1].at == writer->size)
    past--;
  for (gsize i = 0; i < past; i++)
    if (writer->data[ends[i].at] == GVMI_WIRE_SUBSECTION)
      return FALSE;
  for (gsize i = past; i < n && past > 0; i++)
    ends[i - past] = ends[i];
  writer->n_ends = n - past;
  return TRUE;
}

/* As gvmi_ends_look(), for whoever has written something. */
static inline gboolean
gvmi_ends_are_clear (GvmWriter *writer)
{
  return gvmi_ends_are_clear_at_once (writer) || gvmi_ends_look (writer);
}

/* Makes room for more ends. */
void gvmi_ends_grow (GvmWriter *writer);

/* Notes that a struct ends here, and looks at those that ended earlier. */
static inline gboolean
gvmi_ends_note (GvmWriter *writer, const GvmDesc *desc)
{
  if (!gvmi_ends_are_clear (writer))
    return FALSE;
  if (writer->n_ends == writer->max_ends)
    gvmi_ends_grow (writer);
  writer->ends[writer->n_ends++] = (GvmiEnd) { .at = writer->size, .desc = desc };
  return TRUE;
}

/* As above for @n flat structs, back to back, that have just been written, and structs in them. @are_clear: none begins
 * as a subsection does. FALSE without an error when it is in them that something would be taken; then nothing is
 * noted. */
gboolean gvmi_ends_note_flat (GvmWriter *writer, const GvmDesc *desc, const GvmiLayout *layout,
                              gsize n, gboolean are_clear);

/* As above for entries that have just been written from octet @start on, each a flat struct @key (nullable), a flat
 * struct @value (nullable), or both, among flat values: so many octets each, @value_size of them behind the key. FALSE
 * without an error when they have to be written one by one, to tell; then nothing is noted. */
gboolean gvmi_ends_note_entries (GvmWriter *writer, gsize start, const GvmDesc *key,
                                 const GvmDesc *value, gsize entry_size, gsize value_size);

/* Forgets what was written behind octet @size. What ended before it is noted again, if need be, with what is written
 * there instead. */
static inline void
gvmi_ends_rewind (GvmWriter *writer, gsize size)
{
  writer->size = size;
  while (writer->n_ends > 0 && writer->ends[writer->n_ends - 1].at > size)
    writer->n_ends--;
}

/* The subsection that is written next is @desc's own. */
void gvmi_ends_follow (GvmWriter *writer, const GvmDesc *desc);
