/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Packed elements, column by column. Each function that loads is the mirror of the one that saves.
 */
#include "engine/pack.h"

#include "codec/integer.h"
#include "engine/load.h"
#include "engine/value.h"
#include "plan/plan.h"

/* ---- integers that a codec has a say in -------------------------------------------------------- */

/* What @codec makes of the value on the wire. */
static gboolean
ask_encode (const GvmiColumn *column, GvmWriter *writer, gconstpointer value, guint64 *ret_integer)
{
  gsize start = writer->size, width = column->width;
  guint64 integer = 0;

  if (!column->codec->encode (column->codec, writer, value) || writer->size - start != width)
    return FALSE;
  memcpy ((guint8 *) &integer, writer->data + start, width);
  writer->size = start;
  integer = GUINT64_FROM_BE (integer);
  *ret_integer = column->is_signed ? (guint64) ((gint64) integer >> (64 - 8 * width))
                                   : integer >> (64 - 8 * width);
  return TRUE;
}

/* The reverse. What the codec refuses is at @start, where the packed integer is. */
static gboolean
ask_decode (const GvmiColumn *column, GvmReader *reader, gpointer value, guint64 integer,
            guint64 start)
{
  guint64 octets = GUINT64_TO_BE (integer << (64 - 8 * column->width));
  GvmReader inner;

  gvmi_reader_open (&inner, (const guint8 *) &octets, column->width, start, &reader->limits);
  inner.path = reader->path;
  inner.load = reader->load;
  gboolean decoded = column->codec->decode (column->codec, &inner, value);
  return gvmi_reader_close (&inner, &reader->error) && decoded;
}

/* ---- one column ---------------------------------------------------------------------------------- */

static gboolean
save_integer (GvmiPacker *packer, gsize index, GvmWriter *writer, gconstpointer value)
{
  const GvmiColumn *column = &packer->columns[index];
  guint64 integer;

  if (column->is_direct)
    integer = gvmi_integer_get (column->codec, value);
  else if (!ask_encode (column, writer, value, &integer))
    return FALSE;
  if (!gvmi_varint_put (writer, packer->integer->pack (packer, index, integer)))
    return FALSE;
  packer->before[index] = integer;
  return TRUE;
}

static gboolean
load_integer (GvmiPacker *packer, gsize index, GvmReader *reader, gpointer value)
{
  const GvmiColumn *column = &packer->columns[index];
  guint64 start = gvm_reader_tell (reader), packed, integer;

  if (!gvmi_varint_take (reader, &packed))
    return FALSE;
  if (!packer->integer->unpack (packer, index, packed, &integer))
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                            "packed as %" G_GUINT64_FORMAT ", which makes no %s", packed,
                            column->codec->name);
  packer->before[index] = integer;
  if (!column->is_direct)
    return ask_decode (column, reader, value, integer, start);
  gvmi_integer_set (column->codec, value, integer);
  return TRUE;
}

static gboolean
save_column (GvmiPacker *packer, gsize index, GvmWriter *writer, gconstpointer value)
{
  const GvmiColumn *column = &packer->columns[index];

  if (column->width != 0)
    return save_integer (packer, index, writer, value);
  if (column->count == 1)
    return gvmi_value_save (column->codec, 0, writer, value);
  return gvmi_values_save (column->codec, 0, writer, value, column->count);
}

static gboolean
load_column (GvmiPacker *packer, gsize index, GvmReader *reader, gpointer value)
{
  const GvmiColumn *column = &packer->columns[index];

  if (column->width != 0)
    return load_integer (packer, index, reader, value);
  if (column->count == 1)
    return gvmi_value_load (column->codec, 0, reader, value);
  return gvmi_values_load (column->codec, 0, reader, value, column->count);
}

gboolean
gvmi_packer_save_column (GvmiPacker *packer, gsize column, GvmWriter *writer, gconstpointer element)
{
  const GvmiColumn *it = &packer->columns[column];
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = it->name };

  if (it->name == NULL)
    return save_column (packer, column, writer, element);
  gvmi_writer_enter (writer, &frame);
  gboolean saved = save_column (packer, column, writer, (const guint8 *) element + it->mem);
  gvmi_writer_leave (writer);
  return saved;
}

gboolean
gvmi_packer_load_column (GvmiPacker *packer, gsize column, GvmReader *reader, gpointer element)
{
  const GvmiColumn *it = &packer->columns[column];
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = it->name };

  if (it->name == NULL)
    return load_column (packer, column, reader, element);
  gvmi_reader_enter (reader, &frame);
  gboolean loaded = load_column (packer, column, reader, (guint8 *) element + it->mem);
  gvmi_reader_leave (reader);
  return loaded;
}

/* ---- one element --------------------------------------------------------------------------------- */

static void
open_packer (GvmiPacker *packer, const GvmCodec *codec, const GvmiPackedInteger *integer)
{
  packer->integer = integer;
  packer->columns = gvmi_codec_get_columns (codec, &packer->plain, &packer->n_columns);
  packer->n_done = 0;
  memset (packer->before, 0, packer->n_columns * sizeof packer->before[0]);
}

void
gvmi_packer_open (GvmiPacker *packer, const GvmCodec *codec, GvmPacking packing)
{
  open_packer (packer, codec,
               packing == GVM_PACKING_DELTA ? &gvmi_packed_delta : &gvmi_packed_plain);
}

void
gvmi_packer_open_steps (GvmiPacker *packer, const GvmCodec *codec)
{
  open_packer (packer, codec, &gvmi_packed_step);
  packer->plain.width = (guint8) codec->wire_size; /* steps of octets, too */
  packer->shift = 0;
  packer->steps = 0;
}

gboolean
gvmi_packer_save (GvmiPacker *packer, GvmWriter *writer, gconstpointer element)
{
  for (gsize i = 0; i < packer->n_columns; i++)
    if (!gvmi_packer_save_column (packer, i, writer, element))
      return FALSE;
  packer->n_done++;
  return TRUE;
}

gboolean
gvmi_packer_load (GvmiPacker *packer, GvmReader *reader, gpointer element)
{
  for (gsize i = 0; i < packer->n_columns; i++)
    if (!gvmi_packer_load_column (packer, i, reader, element))
      return FALSE;
  packer->n_done++;
  return TRUE;
}

gboolean
gvmi_element_save (const GvmField *field, GvmWriter *writer, gconstpointer value)
{
  GvmiPacker packer;

  if (field->packing == GVM_PACKING_NONE)
    return gvmi_value_save (field->codec, gvmi_field_get_nested_version (field), writer, value);
  gvmi_packer_open (&packer, field->codec, field->packing);
  return gvmi_packer_save (&packer, writer, value);
}

gboolean
gvmi_element_load (const GvmField *field, GvmReader *reader, gpointer value)
{
  GvmiPacker packer;

  if (field->packing == GVM_PACKING_NONE)
    return gvmi_value_load (field->codec, gvmi_field_get_nested_version (field), reader, value);
  gvmi_packer_open (&packer, field->codec, field->packing);
  return gvmi_packer_load (&packer, reader, value);
}

/* ---- elements back to back ------------------------------------------------------------------------ */

static gboolean
save_fixed (const GvmField *field, GvmWriter *writer, gconstpointer values, gsize n)
{
  return gvmi_values_save (field->codec, gvmi_field_get_nested_version (field), writer, values, n);
}

static gboolean
load_fixed (const GvmField *field, GvmReader *reader, gpointer values, gsize n)
{
  return gvmi_values_load (field->codec, gvmi_field_get_nested_version (field), reader, values, n);
}

static gboolean
save_each (const GvmField *field, GvmWriter *writer, gconstpointer values, gsize n)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };
  gboolean saved = TRUE;
  GvmiPacker packer;

  gvmi_packer_open (&packer, field->codec, field->packing);
  gvmi_writer_enter (writer, &frame);
  for (; saved && frame.index < n; frame.index++)
    saved = gvmi_packer_save (&packer, writer,
                              (const guint8 *) values + frame.index * field->codec->c_size);
  gvmi_writer_leave (writer);
  return saved;
}

static gboolean
load_each (const GvmField *field, GvmReader *reader, gpointer values, gsize n)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };
  gboolean loaded = TRUE;
  GvmiPacker packer;

  gvmi_packer_open (&packer, field->codec, field->packing);
  gvmi_reader_enter (reader, &frame);
  for (; loaded && frame.index < n; frame.index++)
    loaded =
        gvmi_packer_load (&packer, reader, (guint8 *) values + frame.index * field->codec->c_size);
  gvmi_reader_leave (reader);
  return loaded;
}

static const struct {
  gboolean (*save) (const GvmField *field, GvmWriter *writer, gconstpointer values, gsize n);
  gboolean (*load) (const GvmField *field, GvmReader *reader, gpointer values, gsize n);
} packings[] = {
  [GVM_PACKING_NONE] = { save_fixed, load_fixed },
  [GVM_PACKING_VARINT] = { save_each, load_each },
  [GVM_PACKING_DELTA] = { save_each, load_each },
  [GVM_PACKING_SPARSE] = { gvmi_sparse_save, gvmi_sparse_load },
};

gboolean
gvmi_elements_save (const GvmField *field, GvmWriter *writer, gconstpointer values, gsize n)
{
  return packings[field->packing].save (field, writer, values, n);
}

gboolean
gvmi_elements_load (const GvmField *field, GvmReader *reader, gpointer values, gsize n)
{
  return packings[field->packing].load (field, reader, values, n);
}
