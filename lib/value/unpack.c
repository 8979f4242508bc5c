/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Packed rows of streams of ours: docs/FORMAT.md, 3.10. Their octets are unpacked first, element by element, to
 * those that each would have elsewhere, side by side; these are read as if they had stood in the stream. So a packed
 * table is the same value as another, and what is packed is known here and in pack.c alone.
 *
 * There is one form for each state, and any other is refused: else the values could not give the octets back.
 * What elements take unpacked is charged before it is there: a sparse array of a few octets can be huge.
 */
#include "codec/varint.h"
#include "schema/packed.h"
#include "stream/writer.h"
#include "value/decode_own.h"

typedef struct {
  GvmiOwn *own;
  const GvmiPacked *packed;
  GvmWriter *bare;                         /* the elements, unpacked */
  guint64 before[2 * GVMI_MOST_COLUMNS];   /* each column's, of the element before */
  guint64 shift, shift_at, steps, n_steps; /* of keys: the bits of all their steps */
} Unpack;

static GvmReader *
reader_of (const Unpack *unpack)
{
  return &unpack->own->decode->reader;
}

/* Room for @size octets more. */
static guint8 *
make_room (Unpack *unpack, gsize size)
{
  GvmReader *reader = reader_of (unpack);

  if (!gvm_reader_charge (reader, size))
    return NULL;
  guint8 *room = gvm_writer_put (unpack->bare, size);
  if (room == NULL)
    gvm_reader_fail (reader, GVM_ERROR_LIMIT, gvm_reader_tell (reader),
                     "no memory for %" G_GSIZE_FORMAT " octets", size);
  return room;
}

/* ---- columns --------------------------------------------------------------------------------- */

/* A varint of a column that is as wide as it. */
static gboolean
take_number (Unpack *unpack, const GvmiPackedColumn *column, guint64 *ret_number)
{
  GvmReader *reader = reader_of (unpack);
  guint64 start = gvm_reader_tell (reader);
  guint bits = 8 * (guint) column->size;

  if (!gvmi_varint_take (reader, ret_number))
    return FALSE;
  return bits == 64 || *ret_number >> bits == 0 ||
         gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "%" G_GUINT64_FORMAT " in %u bits",
                          *ret_number, bits);
}

/* The bits of @number that @column has, as a value's. */
static guint64
narrow (const GvmiPackedColumn *column, guint64 number)
{
  guint unused = 64 - 8 * (guint) column->size;

  return column->is_signed ? (guint64) ((gint64) (number << unused) >> unused)
                           : number << unused >> unused;
}

static gboolean
take_varint (Unpack *unpack, guint i, guint64 *ret_number)
{
  const GvmiPackedColumn *column = &unpack->packed->columns[i];
  guint64 number;

  if (!take_number (unpack, column, &number))
    return FALSE;
  if (unpack->packed->packing == GVM_PACKING_DELTA)
    number = unpack->before[i] + (guint64) gvmi_unzigzag (number);
  else if (column->is_signed)
    number = (guint64) gvmi_unzigzag (number);
  *ret_number = unpack->before[i] = narrow (column, number);
  return TRUE;
}

static gboolean
take_plain (Unpack *unpack, const GvmiPackedColumn *column, const guint8 **ret_octets,
            gsize *ret_size)
{
  GvmReader *reader = reader_of (unpack);

  *ret_octets = reader->data + reader->pos;
  gvmi_packed_measure (column, *ret_octets, gvm_reader_left (reader), ret_size);
  return gvmi_decode_take (unpack->own->decode, *ret_size) != NULL;
}

/* ---- steps between keys ---------------------------------------------------------------------- */

static gboolean
take_first_key (Unpack *unpack, const GvmiPackedColumn *column, guint64 *ret_key)
{
  GvmReader *reader = reader_of (unpack);
  const guint8 *shift;
  guint64 number;

  unpack->shift_at = gvm_reader_tell (reader);
  shift = gvmi_decode_take (unpack->own->decode, 1);
  if (shift == NULL)
    return FALSE;
  if (*shift >= 8 * column->size)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, unpack->shift_at,
                            "a shift of %u, of keys of %u bits", *shift, 8 * (guint) column->size);
  unpack->shift = *shift;
  if (!take_number (unpack, column, &number))
    return FALSE;
  *ret_key = column->is_signed ? (guint64) gvmi_unzigzag (number) : number;
  return TRUE;
}

static gboolean
take_next_key (Unpack *unpack, const GvmiPackedColumn *column, guint64 *ret_key)
{
  GvmReader *reader = reader_of (unpack);
  guint64 start = gvm_reader_tell (reader), before = unpack->before[0], number;
  guint64 greatest = G_MAXUINT64 >> (64 - 8 * column->size + (column->is_signed ? 1 : 0));

  if (!gvmi_varint_take (reader, &number))
    return FALSE;
  if (number == 0)
    return gvm_reader_fail (reader, GVM_ERROR_DUPLICATE_KEY, start, "a key twice");
  if (number > (greatest - before) >> unpack->shift)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "a key of more than %u bits",
                            8 * (guint) column->size);
  unpack->steps |= number << unpack->shift;
  *ret_key = before + (number << unpack->shift);
  return TRUE;
}

static gboolean
take_key (Unpack *unpack, guint64 *ret_key)
{
  const GvmiPackedColumn *column = &unpack->packed->columns[0];

  if (!(unpack->n_steps++ == 0 ? take_first_key (unpack, column, ret_key)
                               : take_next_key (unpack, column, ret_key)))
    return FALSE;
  unpack->before[0] = *ret_key;
  return TRUE;
}

/* When all entries are there: could the shift have been larger? */
static gboolean
check_shift (const Unpack *unpack)
{
  gboolean can_be_larger =
      unpack->steps != 0 ? (unpack->steps >> unpack->shift & 1) == 0 : unpack->shift != 0;

  return !can_be_larger ||
         gvm_reader_fail (reader_of (unpack), GVM_ERROR_RANGE, unpack->shift_at,
                          "a shift of %" G_GUINT64_FORMAT ", which is not the steps'",
                          unpack->shift);
}

/* ---- elements -------------------------------------------------------------------------------- */

static gboolean
unpack_column (Unpack *unpack, guint i)
{
  const GvmiPackedColumn *column = &unpack->packed->columns[i];
  const guint8 *octets;
  guint64 number = 0;
  gsize size = column->size;
  guint8 *room;

  if (column->plain != NULL) {
    if (!take_plain (unpack, column, &octets, &size) || (room = make_room (unpack, size)) == NULL)
      return FALSE;
    memcpy (room, octets, size);
    return TRUE;
  }
  if (!(i == 0 && unpack->packed->has_steps ? take_key (unpack, &number)
                                            : take_varint (unpack, i, &number)) ||
      (room = make_room (unpack, size)) == NULL)
    return FALSE;
  gvmi_scalar_store (room, size, number);
  return TRUE;
}

static gboolean
unpack_element (Unpack *unpack)
{
  for (guint i = 0; i < unpack->packed->n_columns; i++)
    if (!unpack_column (unpack, i))
      return FALSE;
  return TRUE;
}

/* Is there another element, when @n are? Its mark is stepped over, and the end's. */
static gboolean
has_next (Unpack *unpack, GvmiFraming framing, gsize n, gsize max, gboolean *ret_has)
{
  const GvmReader *reader = reader_of (unpack);
  gboolean is_marked = framing == GVMI_FRAMING_MARKED || framing == GVMI_FRAMING_BOTH;

  *ret_has = framing == GVMI_FRAMING_MARKED ? gvm_reader_left (reader) == 0 ||
                                                  reader->data[reader->pos] != GVMI_WIRE_ENTRIES_END
                                            : n < max;
  return !is_marked ||
         gvmi_own_read_mark (unpack->own, *ret_has ? GVMI_WIRE_ENTRY : GVMI_WIRE_ENTRIES_END);
}

/* @n: how many there are; of marked ones how many there were. */
static gboolean
unpack_elements (Unpack *unpack, GvmiFraming framing, gsize *n)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };
  gboolean has;

  gvmi_reader_enter (reader_of (unpack), &frame);
  for (;; frame.index++) {
    if (!has_next (unpack, framing, (gsize) frame.index, *n, &has))
      return FALSE;
    if (!has)
      break;
    if (!unpack_element (unpack))
      return FALSE;
  }
  gvmi_reader_leave (reader_of (unpack));
  *n = (gsize) frame.index;
  return check_shift (unpack);
}

/* ---- sparse arrays --------------------------------------------------------------------------- */

/* Column @i of @element, which has been another. */
static gboolean
change_column (Unpack *unpack, guint i, guint8 *element)
{
  const GvmiPackedColumn *column = &unpack->packed->columns[i];
  guint64 start = gvm_reader_tell (reader_of (unpack)), number;
  guint8 narrowed[sizeof number];
  const guint8 *octets = narrowed;
  gsize size = column->size;

  if (column->plain != NULL) {
    if (!take_plain (unpack, column, &octets, &size))
      return FALSE;
  } else {
    if (!take_varint (unpack, i, &number))
      return FALSE;
    gvmi_scalar_store (narrowed, size, number);
  }
  if (memcmp (element + column->at, octets, size) == 0)
    return gvm_reader_fail (reader_of (unpack), GVM_ERROR_RANGE, start,
                            "a column that does not differ");
  memcpy (element + column->at, octets, size);
  return TRUE;
}

/* The next stored one, of those from @index on. @element: the one stored before, and then it. */
static gboolean
unpack_stored (Unpack *unpack, gsize n, gsize *index, guint8 *element)
{
  const GvmiPacked *packed = unpack->packed;
  GvmReader *reader = reader_of (unpack);
  guint64 start = gvm_reader_tell (reader), head;

  if (!gvmi_varint_take (reader, &head))
    return FALSE;
  guint64 skip = head >> packed->n_columns;
  if (skip >= n - *index)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "an element beyond the last");
  *index += (gsize) skip;
  for (guint i = 0; i < packed->n_columns; i++)
    if ((head >> i & 1) != 0 && !change_column (unpack, i, element))
      return FALSE;
  return memcmp (element, packed->blank, packed->element_size) != 0 ||
         gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "an element that need not be stored");
}

static gboolean
unpack_sparse (Unpack *unpack, gsize n)
{
  const GvmiPacked *packed = unpack->packed;
  GvmReader *reader = reader_of (unpack);
  guint64 start = gvm_reader_tell (reader), stored;
  gsize size = packed->element_size, all, index = 0;

  if (!gvmi_varint_take (reader, &stored) || !gvmi_reader_check_count (reader, start, stored, n, 1))
    return FALSE;
  guint8 *elements = make_room (unpack, g_size_checked_mul (&all, n, size) ? all : G_MAXSIZE);
  if (elements == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    memcpy (elements + i * size, packed->blank, size);
  g_autofree guint8 *element = g_memdup2 (packed->blank, size);
  for (; stored > 0; stored--, index++) {
    if (!unpack_stored (unpack, n, &index, element))
      return FALSE;
    memcpy (elements + index * size, element, size);
  }
  return TRUE;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* How many elements @of has. Of marked ones the marks say it. */
static gboolean
count_elements (GvmiOwn *own, const GvmiPacked *packed, const GvmiType *of, const GvmValue *within,
                gsize *ret_n)
{
  guint32 counted;

  *ret_n = packed->count;
  if (of->form == GVMI_TYPE_ARRAY && of->row != NULL)
    return gvmi_own_number_of (own, within, of->row, ret_n);
  if (of->form != GVMI_TYPE_CONTAINER || of->framing == GVMI_FRAMING_MARKED)
    return TRUE;
  if (!gvmi_own_read_u32 (own, &counted))
    return FALSE;
  *ret_n = counted;
  return TRUE;
}

/* @value, from octets of its own; it is where the packed ones are. */
static gboolean
read_bare (GvmiOwn *own, const GvmiType *of, const GvmValue *within, gsize n, GBytes *bare,
           guint64 start, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  GBytes *around = own->decode->own;
  const guint8 *data = reader->data;
  gsize pos = reader->pos, end = reader->end;
  guint64 base = reader->base;

  own->decode->own = bare;
  reader->data = g_bytes_get_data (bare, &reader->end);
  reader->pos = 0;
  reader->base = start;
  reader->is_pinned = TRUE;
  value->offset = start;
  value->is_pinned = TRUE;
  gboolean sound = of->form == GVMI_TYPE_CONTAINER ? gvmi_own_read_entries (own, of, n, value)
                                                   : gvmi_own_read_type (own, of, within, value);
  value->size = reader->pos;
  reader->data = data;
  reader->pos = pos;
  reader->end = end;
  reader->base = base;
  reader->is_pinned = FALSE;
  own->decode->own = around;
  return sound;
}

gboolean
gvmi_own_read_packed (GvmiOwn *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  const GvmReader *reader = &own->decode->reader;
  g_autoptr (GvmWriter) bare = gvm_writer_new (&reader->limits);
  Unpack unpack = { .own = own, .packed = type->packed, .bare = bare };
  guint64 start = gvmi_own_here (own);
  gsize from = reader->pos, n;

  if (!count_elements (own, type->packed, type->of, within, &n) ||
      !(type->packed->packing == GVM_PACKING_SPARSE
            ? unpack_sparse (&unpack, n)
            : unpack_elements (&unpack, type->of->framing, &n)))
    return FALSE;
  g_autoptr (GBytes) octets = gvm_writer_steal (bare);
  if (!read_bare (own, type->of, within, n, octets, start, value))
    return FALSE;
  value->packed = type;
  value->packed_size = reader->pos - from;
  return TRUE;
}
