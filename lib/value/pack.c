/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a value to the octets of a packed row, the mirror of unpack.c. The elements come unpacked, and are sound:
 * they have been decoded.
 */
#include "codec/varint.h"
#include "schema/packed.h"
#include "stream/writer.h"
#include "value/value.h"
#include "wire.h"

typedef struct {
  const GvmiPacked *packed;
  GvmWriter *writer;
  const guint8 *at, *end;                /* what is left of the elements */
  guint64 before[2 * GVMI_MOST_COLUMNS]; /* each column's, of the element before */
  gboolean has_key;
  guint shift;
} Pack;

static gsize
measure (const GvmiPackedColumn *column, const guint8 *at, const guint8 *end)
{
  gsize size;

  gvmi_packed_measure (column, at, (gsize) (end - at), &size);
  return size;
}

static guint64
load (const GvmiPackedColumn *column, const guint8 *at)
{
  return gvmi_scalar_load (column->is_signed ? GVM_VALUE_SIGNED : GVM_VALUE_UNSIGNED, at,
                           column->size);
}

/* ---- columns --------------------------------------------------------------------------------- */

static guint64
zigzag_if_signed (const GvmiPackedColumn *column, guint64 number)
{
  return column->is_signed ? gvmi_zigzag ((gint64) number) : number;
}

/* The difference, as a number of as many bits as the column has. */
static guint64
difference (const GvmiPackedColumn *column, guint64 number, guint64 before)
{
  guint unused = 64 - 8 * (guint) column->size;

  return gvmi_zigzag ((gint64) ((number - before) << unused) >> unused);
}

static gboolean
pack_key (Pack *pack, const GvmiPackedColumn *column, guint64 key)
{
  gboolean is_first = !pack->has_key;
  guint64 before = pack->before[0];

  pack->before[0] = key;
  pack->has_key = TRUE;
  if (is_first) {
    *gvm_writer_put (pack->writer, 1) = (guint8) pack->shift;
    return gvmi_varint_put (pack->writer, zigzag_if_signed (column, key));
  }
  gboolean ascends = column->is_signed ? (gint64) before < (gint64) key : before < key;
  return ascends && gvmi_varint_put (pack->writer, (key - before) >> pack->shift);
}

static gboolean
pack_column (Pack *pack, guint i, const guint8 *at)
{
  const GvmiPackedColumn *column = &pack->packed->columns[i];

  if (column->plain != NULL) {
    gsize size = measure (column, at, pack->end);
    memcpy (gvm_writer_put (pack->writer, size), at, size);
    return TRUE;
  }
  guint64 number = load (column, at), before = pack->before[i];
  if (i == 0 && pack->packed->has_steps)
    return pack_key (pack, column, number);
  pack->before[i] = number;
  return gvmi_varint_put (pack->writer, pack->packed->packing == GVM_PACKING_DELTA
                                            ? difference (column, number, before)
                                            : zigzag_if_signed (column, number));
}

static gboolean
pack_element (Pack *pack)
{
  for (guint i = 0; i < pack->packed->n_columns; i++) {
    gsize size = measure (&pack->packed->columns[i], pack->at, pack->end);
    if (!pack_column (pack, i, pack->at))
      return FALSE;
    pack->at += size;
  }
  return TRUE;
}

/* The low bits that are 0 in each step from one key to the next. */
static guint
find_shift (const Pack *pack)
{
  const GvmiPackedColumn *columns = pack->packed->columns;
  guint64 steps = 0, before = 0;

  for (const guint8 *at = pack->at; at < pack->end;) {
    guint64 key = load (&columns[0], at);
    steps |= at > pack->at ? key - before : 0;
    before = key;
    for (guint i = 0; i < pack->packed->n_columns; i++)
      at += measure (&columns[i], at, pack->end);
  }
  guint shift = 0;
  while (steps != 0 && (steps >> shift & 1) == 0)
    shift++;
  return shift;
}

static gboolean
pack_elements (Pack *pack, gboolean are_marked)
{
  if (pack->packed->has_steps)
    pack->shift = find_shift (pack);
  while (pack->at < pack->end) {
    if (are_marked)
      *gvm_writer_put (pack->writer, 1) = GVMI_WIRE_ENTRY;
    if (!pack_element (pack))
      return FALSE;
  }
  if (are_marked)
    *gvm_writer_put (pack->writer, 1) = GVMI_WIRE_ENTRIES_END;
  return TRUE;
}

/* ---- sparse arrays --------------------------------------------------------------------------- */

static guint64
find_changes (const GvmiPacked *packed, const guint8 *a, const guint8 *b)
{
  guint64 mask = 0;

  for (guint i = 0; i < packed->n_columns; i++) {
    const GvmiPackedColumn *column = &packed->columns[i];
    if (memcmp (a + column->at, b + column->at, column->size) != 0)
      mask |= G_GUINT64_CONSTANT (1) << i;
  }
  return mask;
}

static void
pack_stored (Pack *pack, const guint8 *before, guint64 skip)
{
  const GvmiPacked *packed = pack->packed;
  guint64 mask = find_changes (packed, before, pack->at);

  gvmi_varint_put (pack->writer, skip << packed->n_columns | mask);
  for (guint i = 0; i < packed->n_columns; i++)
    if ((mask >> i & 1) != 0)
      pack_column (pack, i, pack->at + packed->columns[i].at);
}

static gboolean
is_blank (const GvmiPacked *packed, const guint8 *element)
{
  return memcmp (element, packed->blank, packed->element_size) == 0;
}

static void
pack_sparse (Pack *pack)
{
  const GvmiPacked *packed = pack->packed;
  const guint8 *before = packed->blank;
  guint64 stored = 0, skip = 0;

  for (const guint8 *at = pack->at; at < pack->end; at += packed->element_size)
    stored += is_blank (packed, at) ? 0 : 1;
  gvmi_varint_put (pack->writer, stored);
  for (; pack->at < pack->end; pack->at += packed->element_size) {
    if (is_blank (packed, pack->at)) {
      skip++;
      continue;
    }
    pack_stored (pack, before, skip);
    before = pack->at;
    skip = 0;
  }
}

/* ---- rows ------------------------------------------------------------------------------------ */

GBytes *
gvmi_value_pack (const GvmValue *value)
{
  const GvmiType *of = value->packed->of;
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autofree guint8 *elements = g_malloc (MAX (value->size, 1));
  Pack pack = { .packed = value->packed->packed, .writer = writer, .at = elements };
  gboolean is_container = of->form == GVMI_TYPE_CONTAINER;
  gboolean is_marked = is_container && of->framing != GVMI_FRAMING_COUNTED;

  writer->limits.max_bytes = G_MAXUINT64; /* what has been decoded has been paid for */
  gvmi_value_encode (elements, value);
  pack.end = elements + value->size;
  if (is_container && of->framing != GVMI_FRAMING_MARKED)
    gvm_writer_u32 (writer, (guint32) value->n_children);
  if (pack.packed->packing == GVM_PACKING_SPARSE)
    pack_sparse (&pack);
  else if (!pack_elements (&pack, is_marked))
    return NULL;
  return gvm_writer_steal (writer);
}
