/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The constants of QEMU's migration format, version 3, and nothing else. Each names the place in QEMU
 * 7.2 whose behaviour it states. All integers of the format are unsigned and big-endian.
 */
#pragma once

#include <glib.h>

/* ---- the stream: migration/savevm.c ---------------------------------------------------------- */

/* The first four octets, "QEVM", and the next four. Version 2 was obsolete before 2010. */
#define GVMI_WIRE_MAGIC         0x5145564du
#define GVMI_WIRE_MAGIC_SWAPPED 0x4d564551u
#define GVMI_WIRE_VERSION       3u

/* The octet that each record starts with. */
typedef enum {
  GVMI_WIRE_EOF = 0x00,           /* the last record, but for the description */
  GVMI_WIRE_SECTION_START = 0x01, /* u32 id, u8 length, name, u32 instance, u32 version, payload */
  GVMI_WIRE_SECTION_PART = 0x02,  /* u32 id, payload */
  GVMI_WIRE_SECTION_END = 0x03,   /* as PART */
  GVMI_WIRE_SECTION_FULL = 0x04,  /* as START */
  GVMI_WIRE_SUBSECTION = 0x05,    /* u8 length, name, u32 version, payload; inside payloads only */
  GVMI_WIRE_VMDESCRIPTION = 0x06, /* u32 length, JSON; after EOF only */
  GVMI_WIRE_CONFIGURATION = 0x07, /* u32 length, machine name, subsections; first or not at all */
  GVMI_WIRE_COMMAND = 0x08,       /* u16 command, u16 length, data */
  GVMI_WIRE_SECTION_FOOTER = 0x7e /* u32 id; no other record has this octet */
} GvmiWireRecord;

/* Octets of a footer: the mark and the id. */
#define GVMI_WIRE_FOOTER_SIZE 5
/* Octets of the description's head: the mark and the length. */
#define GVMI_WIRE_DESCRIPTION_HEAD 5
/* Octets of a subsection before its payload, without its name: migration/vmstate.c. */
#define GVMI_WIRE_SUBSECTION_HEAD (1 + 1 + 4)

/* Commands to the machine that loads the stream; after each the octets of its data. */
typedef enum {
  GVMI_WIRE_COMMAND_OPEN_RETURN_PATH = 1, /* 0 */
  GVMI_WIRE_COMMAND_PING = 2,             /* 4 */
  GVMI_WIRE_COMMAND_POSTCOPY_ADVISE =
      3, /* 0; or u64 all sizes of host pages, u64 target page size */
  GVMI_WIRE_COMMAND_POSTCOPY_LISTEN = 4,      /* 0 */
  GVMI_WIRE_COMMAND_POSTCOPY_RUN = 5,         /* 0 */
  GVMI_WIRE_COMMAND_POSTCOPY_RAM_DISCARD = 6, /* u8 version, u8 length, name, pairs of u64 */
  GVMI_WIRE_COMMAND_PACKAGED = 7,             /* u32 size; after the data as many octets more */
  GVMI_WIRE_COMMAND_ENABLE_COLO = 8,          /* 0 */
  GVMI_WIRE_COMMAND_POSTCOPY_RESUME = 9,      /* 0 */
  GVMI_WIRE_COMMAND_RECV_BITMAP = 10,         /* u8 length, name */
  GVMI_WIRE_COMMAND_SWITCHOVER_START = 11,    /* 0; since QEMU 9.0 */
} GvmiWireCommand;

/* ---- values: migration/vmstate-types.c ------------------------------------------------------- */

/* Octets of a word of a bitmap; bit n is in word n / 64. */
#define GVMI_WIRE_WORD 8
/* Stands in place of an element that an array of pointers does not have. */
#define GVMI_WIRE_NULL 0x30
/* Stands before one that it has, where the loader cannot know; not in 7.2, but in what follows it. */
#define GVMI_WIRE_NOT_NULL 0x31

/* Before each entry of a list that has no count, and after the last: migration/vmstate-types.c, put_qtailq(). */
#define GVMI_WIRE_ENTRY       0x01
#define GVMI_WIRE_ENTRIES_END 0x00
/* In place of a length or count: there is nothing at all. Not QEMU's; docs/FORMAT.md, 2.6. */
#define GVMI_WIRE_NO_LENGTH 0xffffffffu

/* ---- ram: migration/ram.c -------------------------------------------------------------------- */

#define GVMI_WIRE_RAM_VERSION 4
/* Each record starts with a u64: a guest address, which is a multiple of the page size, and in the bits
 * below that these flags. */
typedef enum {
  GVMI_WIRE_RAM_ZERO = 0x02,           /* u8: what the page is filled with */
  GVMI_WIRE_RAM_MEM_SIZE = 0x04,       /* the blocks, until their lengths add up to the address */
  GVMI_WIRE_RAM_PAGE = 0x08,           /* a page */
  GVMI_WIRE_RAM_EOS = 0x10,            /* the last record of the section */
  GVMI_WIRE_RAM_CONTINUE = 0x20,       /* the block is that of the record before: no name follows */
  GVMI_WIRE_RAM_XBZRLE = 0x40,         /* u8, u16 length, data */
  GVMI_WIRE_RAM_HOOK = 0x80,           /* RDMA: what follows is not in the stream */
  GVMI_WIRE_RAM_COMPRESS = 0x100,      /* u32 length, data */
  GVMI_WIRE_RAM_MULTIFD_FLUSH = 0x200, /* nothing; since QEMU 8.1 */
} GvmiWireRamFlag;
/* Between a block's head and its memory, with the capability "mapped-ram" (since QEMU 9.0): u32 version,
 * u64 page size, u64 and u64 where in the file a bitmap of the pages and the pages themselves stand. The
 * stream goes on behind those. */
#define GVMI_WIRE_RAM_MAPPED_VERSION 1u
/* All flags fit below the smallest page there is (1024, 32-bit Arm). */
#define GVMI_WIRE_PAGE_MIN 1024u
#define GVMI_WIRE_PAGE_MAX (1u << 30)

/* ---- spapr/htab: hw/ppc/spapr.c -------------------------------------------------------------- */

#define GVMI_WIRE_HTAB_VERSION 1
/* In place of the table's shift, and of each round: the guest has no hash table of QEMU's making. */
#define GVMI_WIRE_HTAB_NONE  0xffffffffu
#define GVMI_WIRE_HTAB_ROUND 0u
#define GVMI_WIRE_HTAB_PTE   16 /* octets of an entry: hw/ppc/mmu-hash64.h */

/* ---- s390-storage_attributes: hw/s390x/s390-stattrib.c --------------------------------------- */

#define GVMI_WIRE_STATTR_MASK 0xfffu
typedef enum {
  GVMI_WIRE_STATTR_EOS = 0x01,  /* the last record of the section */
  GVMI_WIRE_STATTR_MORE = 0x02, /* u64 count, as many octets */
  GVMI_WIRE_STATTR_DONE = 0x08, /* nothing */
} GvmiWireStattrFlag;

/* ---- configuration: migration/savevm.c ------------------------------------------------------- */

#define GVMI_WIRE_CONFIG_PAGE_BITS "configuration/target-page-bits" /* u32 */
#define GVMI_WIRE_CONFIG_CAPABILITIES                                                              \
  "configuration/capabilities"                     /* u32 count; each u8 length, name */
#define GVMI_WIRE_CONFIG_UUID "configuration/uuid" /* 16 octets */
#define GVMI_WIRE_UUID_SIZE   16
/* The capability that puts a u64 address into each entry of ram's list of blocks. */
#define GVMI_WIRE_IGNORE_SHARED "x-ignore-shared"
/* The one that puts each block's memory behind it. */
#define GVMI_WIRE_MAPPED_RAM "mapped-ram"
