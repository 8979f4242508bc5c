/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Commands. Each says how long it is, so one that QEMU invents tomorrow can be stepped over; of those that
 * are known the length is checked, as QEMU checks it.
 */
#include "section/stream.h"
#include "section/walk.h"
#include "wire.h"

enum { ANY_SIZE = -1 };

static const struct {
  const char *name;
  int size; /* octets of the data */
} known[] = {
  [GVMI_WIRE_COMMAND_OPEN_RETURN_PATH] = { "OPEN_RETURN_PATH", 0 },
  [GVMI_WIRE_COMMAND_PING] = { "PING", 4 },
  [GVMI_WIRE_COMMAND_POSTCOPY_ADVISE] = { "POSTCOPY_ADVISE", ANY_SIZE },
  [GVMI_WIRE_COMMAND_POSTCOPY_LISTEN] = { "POSTCOPY_LISTEN", 0 },
  [GVMI_WIRE_COMMAND_POSTCOPY_RUN] = { "POSTCOPY_RUN", 0 },
  [GVMI_WIRE_COMMAND_POSTCOPY_RAM_DISCARD] = { "POSTCOPY_RAM_DISCARD", ANY_SIZE },
  [GVMI_WIRE_COMMAND_PACKAGED] = { "PACKAGED", 4 },
  [GVMI_WIRE_COMMAND_ENABLE_COLO] = { "ENABLE_COLO", 0 },
  [GVMI_WIRE_COMMAND_POSTCOPY_RESUME] = { "POSTCOPY_RESUME", 0 },
  [GVMI_WIRE_COMMAND_RECV_BITMAP] = { "RECV_BITMAP", ANY_SIZE },
  [GVMI_WIRE_COMMAND_SWITCHOVER_START] = { "SWITCHOVER_START", 0 },
};

static const char *
name_of (guint16 number)
{
  return number < G_N_ELEMENTS (known) ? known[number].name : NULL;
}

static gboolean
check_size (GvmReader *reader, guint16 number, guint16 size, guint64 start)
{
  if (name_of (number) == NULL || known[number].size == ANY_SIZE || known[number].size == size)
    return TRUE;
  return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "%s with %u octets of data, %d due",
                          known[number].name, size, known[number].size);
}

/* POSTCOPY_ADVISE tells about pages, but where memory is not sent that way. */
static gboolean
read_advise (GvmiWalk *walk, guint16 size, guint64 start)
{
  enum { OF_MEMORY = 16 };
  GvmReader *reader = &walk->reader;
  guint64 page_size;

  if (size == 0)
    return TRUE;
  if (size != OF_MEMORY)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                            "POSTCOPY_ADVISE with %u octets of data, 0 or 16 due", size);
  guint64 host_pages;
  if (!gvm_reader_u64 (reader, &host_pages))
    return FALSE;
  walk->iterable.host_pages = host_pages;
  start = gvm_reader_tell (reader);
  return gvm_reader_u64 (reader, &page_size) && gvmi_walk_page_size (walk, page_size, start);
}

static gboolean
read_data (GvmiWalk *walk, GvmCommand *command, guint16 size, guint64 start)
{
  GvmReader *reader = &walk->reader;
  guint32 packaged;

  command->data = reader->pos;
  if (command->number == GVMI_WIRE_COMMAND_POSTCOPY_ADVISE)
    return read_advise (walk, size, start);
  if (command->number != GVMI_WIRE_COMMAND_PACKAGED)
    return gvm_reader_take (reader, size) != NULL;
  if (!gvm_reader_u32 (reader, &packaged))
    return FALSE;
  command->data = reader->pos;
  return gvm_reader_take (reader, packaged) != NULL;
}

gboolean
gvmi_walk_command (GvmiWalk *walk, gsize offset)
{
  enum { COST = 2 * sizeof (GvmCommand) }; /* their array doubles */
  GvmReader *reader = &walk->reader;
  GvmCommand command = { .stream = walk->stream, .offset = offset };
  guint64 start = gvm_reader_tell (reader);
  guint16 size;

  if (!gvm_reader_u16 (reader, &command.number) || !gvm_reader_u16 (reader, &size) ||
      !check_size (reader, command.number, size, start) ||
      !read_data (walk, &command, size, start) || !gvm_reader_charge (reader, COST))
    return FALSE;
  command.data_size = reader->pos - command.data;
  g_array_append_val (walk->stream->commands, command);
  return TRUE;
}

/* ---- asking ---------------------------------------------------------------------------------- */

guint
gvm_stream_get_n_commands (const GvmStream *stream)
{
  return stream->commands->len;
}

const GvmCommand *
gvm_stream_get_command (const GvmStream *stream, guint index)
{
  g_return_val_if_fail (index < stream->commands->len, NULL);
  return &g_array_index (stream->commands, GvmCommand, index);
}

guint16
gvm_command_get_number (const GvmCommand *command)
{
  return command->number;
}

const char *
gvm_command_get_name (const GvmCommand *command)
{
  return name_of (command->number);
}

guint64
gvm_command_get_offset (const GvmCommand *command)
{
  return command->offset;
}

GBytes *
gvm_command_get_data (const GvmCommand *command)
{
  return g_bytes_new_from_bytes (command->stream->bytes, command->data, command->data_size);
}
