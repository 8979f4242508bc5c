/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sparse arrays: only elements that differ from the row's blank one, and of them only the columns that differ
 * from the element stored before; the first is compared with the blank.
 *
 * Wire: varint: how many are stored. Each: varint, in its lowest bits a mask of the columns that follow, above
 * it how many elements are left out before this one; then those columns, integers as varints.
 */
#include "engine/load.h"
#include "engine/pack.h"
#include "engine/value.h"
#include "plan/plan.h"

/* A piece of an element that columns lie in, back to back. */
typedef struct {
  gsize mem, size;
} Span;

typedef struct {
  const GvmField *field;
  GvmiPacker packer;
  gsize n_spans;
  Span spans[GVMI_MOST_SPARSE_COLUMNS];
} Sparse;

static void
add_span (Sparse *sparse, gsize mem, gsize size)
{
  Span *last = sparse->n_spans > 0 ? &sparse->spans[sparse->n_spans - 1] : NULL;

  if (last != NULL && last->mem + last->size == mem)
    last->size += size;
  else
    sparse->spans[sparse->n_spans++] = (Span) { mem, size };
}

static void
sparse_open (Sparse *sparse, const GvmField *field)
{
  sparse->field = field;
  sparse->n_spans = 0;
  gvmi_packer_open (&sparse->packer, field->codec, field->packing);
  for (gsize i = 0; i < sparse->packer.n_columns; i++) {
    const GvmiColumn *column = &sparse->packer.columns[i];

    add_span (sparse, column->mem, column->count * column->codec->c_size);
  }
}

/* memcmp() for what is as short as columns are, without a call. */
static inline gboolean
same_octets (const guint8 *a, const guint8 *b, gsize size)
{
  switch (size) {
  case 1:
    return *a == *b;
  case 4:
    return memcmp (a, b, 4) == 0;
  case 8:
    return memcmp (a, b, 8) == 0;
  default:
    return memcmp (a, b, size) == 0;
  }
}

static gboolean
column_equal (const GvmiColumn *column, gconstpointer a, gconstpointer b)
{
  const guint8 *x = (const guint8 *) a + column->mem, *y = (const guint8 *) b + column->mem;

  if (same_octets (x, y, column->count * column->codec->c_size))
    return TRUE;
  for (gsize i = 0; i < column->count * column->codec->c_size; i += column->codec->c_size)
    if (!gvmi_value_equal (column->codec, 0, x + i, y + i))
      return FALSE;
  return TRUE;
}

/* Returns: a bit for each column in which both elements differ. */
static guint32
find_changes (const Sparse *sparse, gconstpointer a, gconstpointer b)
{
  guint32 mask = 0;

  for (gsize i = 0; i < sparse->packer.n_columns; i++)
    if (!column_equal (&sparse->packer.columns[i], a, b))
      mask |= 1u << i;
  return mask;
}

/* Most elements are blank, octet for octet. */
static gboolean
is_blank (const Sparse *sparse, const guint8 *element)
{
  const guint8 *blank = sparse->field->blank;
  gboolean same = TRUE;

  for (gsize i = 0; same && i < sparse->n_spans; i++)
    same = same_octets (element + sparse->spans[i].mem, blank + sparse->spans[i].mem,
                        sparse->spans[i].size);
  return same || find_changes (sparse, element, blank) == 0;
}

/* What has no column stays. */
static void
copy_element (const Sparse *sparse, guint8 *to, const guint8 *from)
{
  for (gsize i = 0; i < sparse->n_spans; i++)
    memcpy (to + sparse->spans[i].mem, from + sparse->spans[i].mem, sparse->spans[i].size);
}

/* Elements that are all columns are copied twice as many at a time. */
static void
fill_blanks (const Sparse *sparse, guint8 *first, gsize n)
{
  gsize size = sparse->field->codec->c_size, filled = size;
  gboolean is_whole = sparse->n_spans == 1 && sparse->spans[0].size == size;

  for (gsize i = 0; i < (is_whole ? MIN (n, 1) : n); i++)
    copy_element (sparse, first + i * size, sparse->field->blank);
  for (; is_whole && filled < n * size; filled += MIN (filled, n * size - filled))
    memcpy (first + filled, first, MIN (filled, n * size - filled));
}

/* ---- save ---------------------------------------------------------------------------------------- */

static gboolean
save_stored (Sparse *sparse, GvmWriter *writer, gconstpointer element, gconstpointer before,
             guint64 skipped)
{
  gsize n_columns = sparse->packer.n_columns;
  guint32 mask = find_changes (sparse, element, before);

  if (!gvmi_varint_put (writer, skipped << n_columns | mask))
    return FALSE;
  for (gsize i = 0; i < n_columns; i++)
    if ((mask & 1u << i) != 0 && !gvmi_packer_save_column (&sparse->packer, i, writer, element))
      return FALSE;
  return TRUE;
}

static guint64
count_stored (const Sparse *sparse, const guint8 *values, gsize n)
{
  guint64 stored = 0;

  for (gsize i = 0; i < n; i++)
    stored += is_blank (sparse, values + i * sparse->field->codec->c_size) ? 0 : 1;
  return stored;
}

static gboolean
save_all_stored (Sparse *sparse, GvmWriter *writer, const guint8 *values, gsize n)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };
  const guint8 *before = sparse->field->blank;
  guint64 next = 0;
  gboolean saved = TRUE;

  gvmi_writer_enter (writer, &frame);
  for (; saved && frame.index < n; frame.index++) {
    const guint8 *element = values + frame.index * sparse->field->codec->c_size;

    if (is_blank (sparse, element))
      continue;
    saved = save_stored (sparse, writer, element, before, frame.index - next);
    before = element;
    next = frame.index + 1;
  }
  gvmi_writer_leave (writer);
  return saved;
}

gboolean
gvmi_sparse_save (const GvmField *field, GvmWriter *writer, gconstpointer values, gsize n)
{
  Sparse sparse;

  if (n > G_MAXUINT32)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "count %" G_GSIZE_FORMAT ", at most %u in a sparse row", n,
                            G_MAXUINT32);
  sparse_open (&sparse, field);
  return gvmi_varint_put (writer, count_stored (&sparse, values, n)) &&
         save_all_stored (&sparse, writer, values, n);
}

/* ---- load ---------------------------------------------------------------------------------------- */

static gboolean
load_changed_column (Sparse *sparse, gsize column, GvmReader *reader, guint8 *element,
                     gconstpointer before)
{
  guint64 start = gvm_reader_tell (reader);

  if (!gvmi_packer_load_column (&sparse->packer, column, reader, element))
    return FALSE;
  if (!column_equal (&sparse->packer.columns[column], element, before))
    return TRUE;
  return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                          "value %" G_GSIZE_FORMAT " of the element stored, and not changed",
                          column);
}

static gboolean
load_stored (Sparse *sparse, GvmReader *reader, guint8 *element, gconstpointer before, guint32 mask)
{
  copy_element (sparse, element, before);
  for (gsize i = 0; i < sparse->packer.n_columns; i++)
    if ((mask & 1u << i) != 0 && !load_changed_column (sparse, i, reader, element, before))
      return FALSE;
  return TRUE;
}

/* Reads which element of @n comes next, after *@index of them, and what of it. */
static gboolean
load_head (const Sparse *sparse, GvmReader *reader, guint64 n, guint64 *index, guint32 *ret_mask)
{
  guint64 start = gvm_reader_tell (reader), head;
  gsize n_columns = sparse->packer.n_columns;

  if (!gvmi_varint_take (reader, &head))
    return FALSE;
  if (head >> n_columns >= n - *index)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                            "%" G_GUINT64_FORMAT
                            " elements left out, of the last %" G_GUINT64_FORMAT,
                            head >> n_columns, n - *index);
  *index += head >> n_columns;
  *ret_mask = (guint32) (head & (((guint64) 1 << n_columns) - 1));
  return TRUE;
}

static gboolean
load_next (Sparse *sparse, GvmReader *reader, guint8 *values, guint64 n, guint64 *next,
           const guint8 **before)
{
  guint64 start = gvm_reader_tell (reader), index = *next;
  gsize size = sparse->field->codec->c_size;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };
  guint32 mask = 0;

  if (!load_head (sparse, reader, n, &index, &mask))
    return FALSE;
  fill_blanks (sparse, values + *next * size, (gsize) (index - *next));

  guint8 *element = values + index * size;
  frame.index = index;
  gvmi_reader_enter (reader, &frame);
  gboolean loaded = load_stored (sparse, reader, element, *before, mask) &&
                    (!is_blank (sparse, element) ||
                     gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "stored, and blank"));
  gvmi_reader_leave (reader);
  *before = element;
  *next = index + 1;
  return loaded;
}

gboolean
gvmi_sparse_load (const GvmField *field, GvmReader *reader, gpointer values, gsize n)
{
  guint64 start = gvm_reader_tell (reader), stored, next = 0;
  const guint8 *before = field->blank;
  Sparse sparse;

  if (!gvmi_varint_take (reader, &stored) || !gvmi_reader_check_count (reader, start, stored, n, 1))
    return FALSE;
  sparse_open (&sparse, field);
  for (; stored > 0; stored--)
    if (!load_next (&sparse, reader, values, n, &next, &before))
      return FALSE;
  fill_blanks (&sparse, (guint8 *) values + next * field->codec->c_size, n - (gsize) next);
  return TRUE;
}
