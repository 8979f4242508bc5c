/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Stepping over the sections that come in rounds: guest memory, the hash table of a pSeries guest, the
 * storage attributes of an s390x one. A table names each with its two functions; what is not in the table
 * can't be walked without its device, and is refused.
 *
 * Of ram's records only the lengths matter here. Their flags fit below the smallest page, so ram can be
 * walked even where nothing tells the page size, until a record holds a whole page.
 */
#include <string.h>

#include "section/iterable.h"
#include "wire.h"

static gboolean
refuse_word (GvmReader *reader, guint64 offset, guint64 word, const char *allowed)
{
  return gvm_reader_fail (reader, GVM_ERROR_RANGE, offset, "0x%" G_GINT64_MODIFIER "x, %s", word,
                          allowed);
}

gboolean
gvmi_iterable_check (GvmiIterable *iterable, GvmReader *reader)
{
  iterable->steps = 0;
  return reader->error == NULL &&
         gvmi_watch_tick (iterable->watch, GVM_PROGRESS_WALK, gvm_reader_tell (reader),
                          iterable->total, &reader->error);
}

gboolean
gvmi_iterable_step (GvmiIterable *iterable, GvmReader *reader)
{
  enum { OFTEN = 4096 };

  return ++iterable->steps < OFTEN || gvmi_iterable_check (iterable, reader);
}

/* ---- ram ------------------------------------------------------------------------------------- */

/* Splits the word that a record starts with into flags and the rest, which is returned. */
static guint64
ram_split (const GvmiIterable *iterable, guint64 word, guint *ret_flags)
{
  guint64 mask = (iterable->page_size > 0 ? iterable->page_size : GVMI_WIRE_PAGE_MIN) - 1;

  *ret_flags = (guint) (word & mask);
  return word & ~mask;
}

static gboolean
skip_name (GvmReader *reader)
{
  guint8 size;

  return gvm_reader_u8 (reader, &size) && gvm_reader_take (reader, size) != NULL;
}

/* In postcopy a block has a u64 more, the size of its pages, if that is not the host's usual one. Nothing
 * says so but the word itself: a name does not start with the octet 0, and the end has no such bit. */
static gboolean
ram_block_host_page (const GvmiIterable *iterable, GvmReader *reader)
{
  guint64 word, larger = iterable->host_pages & (iterable->host_pages - 1);

  if (larger == 0 || gvm_reader_left (reader) < sizeof word)
    return TRUE;
  memcpy (&word, reader->data + reader->pos, sizeof word);
  word = GUINT64_FROM_BE (word);
  if (word < GVMI_WIRE_PAGE_MIN || (word & (word - 1)) != 0 || (word & larger) == 0)
    return TRUE;
  return gvm_reader_take (reader, sizeof word) != NULL;
}

/* With mapped-ram the memory of a block follows it, at a place of its own in the file; what is there needs
 * no walk. */
static gboolean
ram_block_mapped (const GvmiIterable *iterable, GvmReader *reader, guint64 size)
{
  guint64 start = gvm_reader_tell (reader), page_size, bitmap, pages;
  guint32 version;

  if (!gvm_reader_u32 (reader, &version))
    return FALSE;
  if (version != GVMI_WIRE_RAM_MAPPED_VERSION)
    return gvm_reader_fail (reader, GVM_ERROR_UNSUPPORTED, start,
                            "memory at fixed places, version %u, only %u can be walked", version,
                            GVMI_WIRE_RAM_MAPPED_VERSION);
  if (!gvm_reader_u64 (reader, &page_size) || !gvm_reader_u64 (reader, &bitmap) ||
      !gvm_reader_u64 (reader, &pages))
    return FALSE;
  guint64 here = gvm_reader_tell (reader) + iterable->base;
  if (pages < here)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                            "memory at 0x%" G_GINT64_MODIFIER "x of the file, before its own head",
                            pages);
  guint64 left = gvm_reader_left (reader);
  if (pages - here > left || size > left - (pages - here))
    return gvm_reader_fail (reader, GVM_ERROR_TRUNCATED, start,
                            "memory at 0x%" G_GINT64_MODIFIER "x of the file, 0x%" G_GINT64_MODIFIER
                            "x octets, which ends before that",
                            pages, size);
  return gvm_reader_take (reader, (gsize) (pages - here + size)) != NULL;
}

/* One block of memory in the list; its length is taken from @left. */
static gboolean
ram_block (const GvmiIterable *iterable, GvmReader *reader, guint64 *left)
{
  guint64 start, size;

  if (!skip_name (reader))
    return FALSE;
  start = gvm_reader_tell (reader);
  if (!gvm_reader_u64 (reader, &size))
    return FALSE;
  if (size > *left)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                            "a block of 0x%" G_GINT64_MODIFIER "x octets, 0x%" G_GINT64_MODIFIER
                            "x are left of the total",
                            size, *left);
  *left -= size;
  if (!ram_block_host_page (iterable, reader) ||
      (iterable->ignores_shared && gvm_reader_take (reader, sizeof (guint64)) == NULL))
    return FALSE;
  return !iterable->is_mapped || ram_block_mapped (iterable, reader, size);
}

static gboolean
ram_start (GvmiIterable *iterable, GvmReader *reader)
{
  guint64 start = gvm_reader_tell (reader), word, left;
  guint flags;

  iterable->has_block = FALSE;
  if (!gvm_reader_u64 (reader, &word))
    return FALSE;
  left = ram_split (iterable, word, &flags);
  if (flags != GVMI_WIRE_RAM_MEM_SIZE)
    return refuse_word (reader, start, word, "the total with flag 0x04 is due");
  while (left > 0)
    if (!gvmi_iterable_step (iterable, reader) || !ram_block (iterable, reader, &left))
      return FALSE;

  start = gvm_reader_tell (reader);
  if (!gvm_reader_u64 (reader, &word))
    return FALSE;
  return word == GVMI_WIRE_RAM_EOS || refuse_word (reader, start, word, "flag 0x10 is due");
}

/* The block's name, unless the record says that it's the one before. */
static gboolean
ram_record_block (GvmiIterable *iterable, GvmReader *reader, guint64 start, guint flags)
{
  if ((flags & GVMI_WIRE_RAM_CONTINUE) != 0)
    return iterable->has_block ||
           gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                            "flag 0x20, but there is no block before that it could mean");
  iterable->has_block = TRUE;
  return skip_name (reader);
}

static gboolean
ram_page (const GvmiIterable *iterable, GvmReader *reader, guint64 start)
{
  if (iterable->page_size == 0)
    return gvm_reader_fail (
        reader, GVM_ERROR_UNSUPPORTED, start,
        "a page of memory, and nothing in the stream tells how large pages are");
  return gvm_reader_take (reader, iterable->page_size) != NULL;
}

/* What follows the block's name: the content of a page in one of its forms. */
static gboolean
ram_content (const GvmiIterable *iterable, GvmReader *reader, guint64 start, guint form)
{
  guint16 short_size;
  guint32 size;

  switch (form) {
  case GVMI_WIRE_RAM_ZERO:
    return gvm_reader_take (reader, 1) != NULL;
  case GVMI_WIRE_RAM_PAGE:
    return ram_page (iterable, reader, start);
  case GVMI_WIRE_RAM_XBZRLE:
    return gvm_reader_take (reader, 1) != NULL && gvm_reader_u16 (reader, &short_size) &&
           gvm_reader_take (reader, short_size) != NULL;
  default: /* GVMI_WIRE_RAM_COMPRESS */
    return gvm_reader_u32 (reader, &size) && gvm_reader_take (reader, size) != NULL;
  }
}

/* A record of a PART or END section. @ret_last: was it the section's last one? */
static gboolean
ram_record (GvmiIterable *iterable, GvmReader *reader, gboolean *ret_last)
{
  guint64 start = gvm_reader_tell (reader), word;
  guint flags;

  if (!gvm_reader_u64 (reader, &word))
    return FALSE;
  guint64 address = ram_split (iterable, word, &flags);
  guint form = flags & ~(guint) GVMI_WIRE_RAM_CONTINUE;

  *ret_last = word == GVMI_WIRE_RAM_EOS;
  switch (form) {
  case GVMI_WIRE_RAM_ZERO:
  case GVMI_WIRE_RAM_PAGE:
  case GVMI_WIRE_RAM_XBZRLE:
  case GVMI_WIRE_RAM_COMPRESS:
    return ram_record_block (iterable, reader, start, flags) &&
           ram_content (iterable, reader, start, form);
  case GVMI_WIRE_RAM_EOS:
  case GVMI_WIRE_RAM_MULTIFD_FLUSH:
    return (address == 0 && flags == form) ||
           refuse_word (reader, start, word, "such a record has neither address nor block");
  case GVMI_WIRE_RAM_HOOK:
    return gvm_reader_fail (reader, GVM_ERROR_UNSUPPORTED, start,
                            "memory that RDMA has carried is not in the stream");
  default:
    return refuse_word (reader, start, word,
                        "flags 0x02, 0x08, 0x10, 0x40, 0x100 and 0x200 are known");
  }
}

static gboolean
ram_round (GvmiIterable *iterable, GvmReader *reader)
{
  gboolean last = FALSE;

  while (!last)
    if (!gvmi_iterable_step (iterable, reader) || !ram_record (iterable, reader, &last))
      return FALSE;
  return TRUE;
}

/* ---- spapr/htab ------------------------------------------------------------------------------ */

static gboolean
htab_start (G_GNUC_UNUSED GvmiIterable *iterable, GvmReader *reader)
{
  guint32 shift; /* of the table's size, or GVMI_WIRE_HTAB_NONE */

  return gvm_reader_u32 (reader, &shift);
}

static gboolean
htab_round (GvmiIterable *iterable, GvmReader *reader)
{
  guint64 start = gvm_reader_tell (reader);
  guint32 head, index;
  guint16 valid, invalid;

  if (!gvm_reader_u32 (reader, &head))
    return FALSE;
  if (head == GVMI_WIRE_HTAB_NONE)
    return TRUE;
  if (head != GVMI_WIRE_HTAB_ROUND)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "0x%x, 0 or 0xffffffff is due", head);
  do {
    if (!gvmi_iterable_step (iterable, reader) || !gvm_reader_u32 (reader, &index) ||
        !gvm_reader_u16 (reader, &valid) || !gvm_reader_u16 (reader, &invalid) ||
        gvm_reader_take (reader, (gsize) valid * GVMI_WIRE_HTAB_PTE) == NULL)
      return FALSE;
  } while (index != 0 || valid != 0 || invalid != 0);
  return TRUE;
}

/* ---- s390-storage_attributes ----------------------------------------------------------------- */

static gboolean
stattr_values (GvmReader *reader)
{
  guint64 start = gvm_reader_tell (reader), size;

  if (!gvm_reader_u64 (reader, &size))
    return FALSE;
  if (size > gvm_reader_left (reader)) /* also where a gsize can't hold it */
    return gvm_reader_fail (reader, GVM_ERROR_TRUNCATED, start,
                            "%" G_GUINT64_FORMAT " attributes, %" G_GSIZE_FORMAT " octets left",
                            size, gvm_reader_left (reader));
  return gvm_reader_take (reader, (gsize) size) != NULL;
}

static gboolean
stattr_round (GvmiIterable *iterable, GvmReader *reader)
{
  for (;;) {
    guint64 start = gvm_reader_tell (reader), word;
    if (!gvmi_iterable_step (iterable, reader) || !gvm_reader_u64 (reader, &word))
      return FALSE;
    switch (word & GVMI_WIRE_STATTR_MASK) {
    case GVMI_WIRE_STATTR_EOS:
      return TRUE;
    case GVMI_WIRE_STATTR_DONE:
      break;
    case GVMI_WIRE_STATTR_MORE:
      if (!stattr_values (reader))
        return FALSE;
      break;
    default:
      return refuse_word (reader, start, word, "flags 0x01, 0x02 and 0x08 are known");
    }
  }
}

/* ---- the table ------------------------------------------------------------------------------- */

enum { ANY_VERSION = -1 };

static const struct {
  const char *idstr;
  gint64 version_id;
  gboolean (*start) (GvmiIterable *iterable, GvmReader *reader);
  gboolean (*round) (GvmiIterable *iterable, GvmReader *reader);
} walkers[] = {
  { "ram", GVMI_WIRE_RAM_VERSION, ram_start, ram_round },
  { "spapr/htab", GVMI_WIRE_HTAB_VERSION, htab_start, htab_round },
  { "s390-storage_attributes", ANY_VERSION, stattr_round, stattr_round },
};

gboolean
gvmi_iterable_start (GvmiIterable *iterable, GvmReader *reader, const char *idstr,
                     guint32 version_id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (walkers); i++) {
    if (strcmp (idstr, walkers[i].idstr) != 0)
      continue;
    if (walkers[i].version_id != ANY_VERSION && walkers[i].version_id != version_id)
      return gvm_reader_fail (reader, GVM_ERROR_UNSUPPORTED, gvm_reader_tell (reader),
                              "version %u, only %u can be walked", version_id,
                              (guint) walkers[i].version_id);
    return walkers[i].start (iterable, reader);
  }
  /* block, dirty-bitmap, those of vfio devices; and whatever comes next. */
  return gvm_reader_fail (reader, GVM_ERROR_UNSUPPORTED, gvm_reader_tell (reader),
                          "a section in rounds that only its own device can read; "
                          "ram, spapr/htab and s390-storage_attributes can be walked");
}

gboolean
gvmi_iterable_round (GvmiIterable *iterable, GvmReader *reader, const char *idstr)
{
  for (gsize i = 0; i < G_N_ELEMENTS (walkers); i++)
    if (strcmp (idstr, walkers[i].idstr) == 0)
      return walkers[i].round (iterable, reader);
  return gvm_reader_fail (reader, GVM_ERROR_UNSUPPORTED, gvm_reader_tell (reader),
                          "a section in rounds that only its own device can read");
}
