/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams made by hand, one field at a time. Each put function takes the field's name first, so that a
 * test reads as the format's description does; the name itself is not used.
 */
#pragma once

#include "support/suite.h"

void put_u8 (GByteArray *to, const char *field, guint8 value);
void put_u16 (GByteArray *to, const char *field, guint16 value);
void put_u32 (GByteArray *to, const char *field, guint32 value);
void put_u64 (GByteArray *to, const char *field, guint64 value);
void put_bytes (GByteArray *to, const char *field, gconstpointer octets, gsize size);
/* @n octets of @value. */
void put_fill (GByteArray *to, const char *field, gsize n, guint8 value);
/* A length of one octet, and a name. */
void put_name (GByteArray *to, const char *field, const char *name);

/* ---- records --------------------------------------------------------------------------------- */

void put_header (GByteArray *to);
/* The configuration without subsections. */
void put_machine (GByteArray *to, const char *machine);
/* What a START or FULL section has before its payload. */
void put_section (GByteArray *to, GvmSectionKind kind, guint32 id, const char *idstr,
                  guint32 instance_id, guint32 version_id);
/* What a PART or END section has. */
void put_round (GByteArray *to, GvmSectionKind kind, guint32 id);
void put_footer (GByteArray *to, guint32 id);
void put_subsection (GByteArray *to, const char *name, guint32 version);
void put_eof (GByteArray *to);
void put_description (GByteArray *to, const char *json);

/* A section of ram: one block of @size octets and no page in it; with footers. */
void put_ram (GByteArray *to, guint32 id, guint64 size);

/* ---- what is done with them ------------------------------------------------------------------ */

/* Walks a copy of the octets. */
GvmStream *walk (const GByteArray *octets, GError **error);
GvmStream *walk_prefix (const GByteArray *octets, gsize size, GError **error);
/* The same; fails the test when the stream is refused. */
GvmStream *walk_sound (const GByteArray *octets);
/* Fails the test unless the stream is refused so. */
void expect_refused (const GByteArray *octets, GvmError code, const char *path, guint64 offset);

/* A file below tests/data, unpacked. */
GByteArray *test_data (const char *name);
