/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * text: what must never depend on the locale or harm a terminal: names from a stream, and numbers.
 */
#pragma once

#include <glib.h>

/* (transfer full): a name from a stream as paths show it: printable ASCII stays, any other octet
 * becomes an escape like \033. So no name can move the cursor, and its length is its width. */
char *text_name (const char *name);

/* (transfer full): a whole message: printable UTF-8 stays, the rest is escaped. */
char *text_line (const char *line);

/* (transfer full): "76 bytes", "32.0 KiB", "2.9 MiB"; "4 KiB" when it is that exactly. */
char *text_size (guint64 size);

/* (transfer full): "1 section", "3 sections". */
char *text_count (guint64 count, const char *noun);

/* "64 KiB", "1G", "4096": FALSE when it is none, or above 2^64-1. */
gboolean text_parse_size (const char *text, guint64 *ret_size);
