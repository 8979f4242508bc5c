/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What stands before the first section: the header, and the configuration, which names the machine and may
 * have subsections. They have no length, so each is known by name.
 */
#include <string.h>

#include "section/walk.h"
#include "wire.h"

/* ---- the header ------------------------------------------------------------------------------ */

/* What people hand in instead. */
static const struct {
  const char *magic;
  const char *meaning;
} others[] = {
  { "\x1f\x8b", "packed by gzip; unpack it with `gzip -d`" },
  { "\x28\xb5\x2f\xfd", "packed by zstd; unpack it with `zstd -d`" },
  { "\xfd"
    "7zXZ",
    "packed by xz; unpack it with `xz -d`" },
  { "BZh", "packed by bzip2; unpack it with `bzip2 -d`" },
  { "Libvirt", "an image of libvirt's `virsh save`; the stream starts behind its header" },
  { "QFI\xfb", "a qcow2 disk; a snapshot in it is no file of its own" },
  { "\x7f"
    "ELF",
    "an ELF file; a core dump is no migration stream" },
  { "{", "JSON; a description alone is no stream" },
};

static const char *
guess (const guint8 *data, gsize size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    gsize length = strlen (others[i].magic);
    if (length <= size && memcmp (data, others[i].magic, length) == 0)
      return others[i].meaning;
  }
  return NULL;
}

static gboolean
check_magic (GvmReader *reader, guint32 magic)
{
  if (magic == GVMI_WIRE_MAGIC)
    return TRUE;
  const char *meaning = guess (reader->data, reader->end);
  if (magic == GVMI_WIRE_MAGIC_SWAPPED)
    meaning = "the byte order is reversed";
  return gvm_reader_fail (reader, GVM_ERROR_BAD_MAGIC, 0, "0x%08x, a stream starts with 0x%08x%s%s",
                          magic, GVMI_WIRE_MAGIC, meaning != NULL ? "; this is " : "",
                          meaning != NULL ? meaning : "");
}

gboolean
gvmi_walk_header (GvmiWalk *walk)
{
  GvmReader *reader = &walk->reader;
  guint32 magic, version;

  if (reader->end == 0)
    return gvm_reader_fail (reader, GVM_ERROR_TRUNCATED, 0, "empty stream");
  if (!gvm_reader_u32 (reader, &magic) || !check_magic (reader, magic))
    return FALSE;
  guint64 start = gvm_reader_tell (reader);
  if (!gvm_reader_u32 (reader, &version))
    return FALSE;
  return version == GVMI_WIRE_VERSION ||
         gvm_reader_fail (reader, GVM_ERROR_BAD_VERSION, start,
                          "stream version %u, only %u can be read", version, GVMI_WIRE_VERSION);
}

/* ---- the configuration's subsections --------------------------------------------------------- */

gboolean
gvmi_walk_page_size (GvmiWalk *walk, guint64 size, guint64 offset)
{
  GvmReader *reader = &walk->reader;

  if (size < GVMI_WIRE_PAGE_MIN || size > GVMI_WIRE_PAGE_MAX || (size & (size - 1)) != 0)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, offset,
                            "pages of 0x%" G_GINT64_MODIFIER "x octets, 2^10 to 2^30 allowed",
                            size);
  if (walk->stream->page_size != 0 && walk->stream->page_size != size)
    return gvm_reader_fail (reader, GVM_ERROR_SCHEMA_MISMATCH, offset,
                            "pages of %" G_GUINT64_FORMAT " octets, the stream says %u elsewhere",
                            size, walk->stream->page_size);
  walk->stream->page_size = (guint32) size;
  walk->iterable.page_size = (guint32) size;
  return TRUE;
}

static gboolean
read_page_bits (GvmiWalk *walk)
{
  GvmReader *reader = &walk->reader;
  guint64 start = gvm_reader_tell (reader);
  guint32 bits;

  if (!gvm_reader_u32 (reader, &bits))
    return FALSE;
  if (bits >= 32)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                            "pages of 2^%u octets, 2^10 to 2^30 allowed", bits);
  return gvmi_walk_page_size (walk, G_GUINT64_CONSTANT (1) << bits, start);
}

/* Capabilities that change what is in the stream. */
static void
note_capability (GvmiIterable *iterable, const guint8 *name, gsize size)
{
  const struct {
    const char *name;
    gboolean *is_on;
  } known[] = { { GVMI_WIRE_IGNORE_SHARED, &iterable->ignores_shared },
                { GVMI_WIRE_MAPPED_RAM, &iterable->is_mapped } };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (size == strlen (known[i].name) && memcmp (name, known[i].name, size) == 0)
      *known[i].is_on = TRUE;
}

static gboolean
read_capabilities (GvmiWalk *walk)
{
  GvmReader *reader = &walk->reader;
  guint32 count;

  if (!gvm_reader_count (reader, reader->limits.max_entries, sizeof (guint8), &count))
    return FALSE;
  for (guint32 i = 0; i < count; i++) {
    guint8 size;
    const guint8 *name;
    if (!gvm_reader_u8 (reader, &size) || (name = gvm_reader_take (reader, size)) == NULL)
      return FALSE;
    note_capability (&walk->iterable, name, size);
  }
  return TRUE;
}

static gboolean
read_uuid (GvmiWalk *walk)
{
  return gvm_reader_take (&walk->reader, GVMI_WIRE_UUID_SIZE) != NULL;
}

static const struct {
  const char *name;
  gboolean (*read) (GvmiWalk *walk);
} subsections[] = {
  { GVMI_WIRE_CONFIG_PAGE_BITS, read_page_bits },
  { GVMI_WIRE_CONFIG_CAPABILITIES, read_capabilities },
  { GVMI_WIRE_CONFIG_UUID, read_uuid },
};

static gboolean
read_known_subsection (GvmiWalk *walk, const char *name, guint64 start)
{
  for (gsize i = 0; i < G_N_ELEMENTS (subsections); i++)
    if (strcmp (name, subsections[i].name) == 0)
      return subsections[i].read (walk);
  return gvm_reader_fail (&walk->reader, GVM_ERROR_UNSUPPORTED, start,
                          "a subsection of unknown length");
}

static gboolean
read_subsection (GvmiWalk *walk)
{
  GvmReader *reader = &walk->reader;
  guint64 start = gvm_reader_tell (reader);
  GvmiPath frame = { .kind = GVMI_PATH_NAME };
  guint8 mark;
  guint32 version;

  if (!gvm_reader_u8 (reader, &mark) || !gvmi_walk_name (walk, &frame.name))
    return FALSE;
  gvmi_reader_enter (reader, &frame);
  gboolean sound =
      gvm_reader_u32 (reader, &version) && read_known_subsection (walk, frame.name, start);
  gvmi_reader_leave (reader);
  return sound;
}

/* ---- the configuration ----------------------------------------------------------------------- */

static gboolean
read_machine (GvmiWalk *walk)
{
  GvmReader *reader = &walk->reader;
  guint64 start = gvm_reader_tell (reader);
  guint32 size;

  if (!gvm_reader_u32 (reader, &size))
    return FALSE;
  const guint8 *name = gvm_reader_take (reader, size);
  if (name == NULL)
    return FALSE;
  if (memchr (name, 0, size) != NULL)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "a machine name with a NUL in it");
  if (!gvm_reader_charge (reader, size))
    return FALSE;
  walk->stream->machine = g_strndup ((const char *) name, size);
  return TRUE;
}

/* Is @octet the next one? */
static gboolean
next_is (const GvmReader *reader, guint8 octet)
{
  return gvm_reader_left (reader) > 0 && reader->data[reader->pos] == octet;
}

gboolean
gvmi_walk_configuration (GvmiWalk *walk)
{
  GvmReader *reader = &walk->reader;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = "configuration" };
  gboolean sound;

  if (!next_is (reader, GVMI_WIRE_CONFIGURATION))
    return TRUE;
  reader->pos++;
  gvmi_reader_enter (reader, &frame);
  sound = read_machine (walk);
  while (sound && next_is (reader, GVMI_WIRE_SUBSECTION))
    sound = read_subsection (walk);
  gvmi_reader_leave (reader);
  return sound;
}
