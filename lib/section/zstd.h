/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What GIO lacks: converters for zstd, over libzstd.
 */
#pragma once

#include <gio/gio.h>

/* Frames have a checksum of their content, as the zstd command's have. */
GConverter *gvmi_zstd_compressor_new (void);

/* Finishes at the end of each frame; to be reset for the next one. A frame may ask for a window of memory
 * of at most @max_window octets; a larger one is GVM_ERROR_LIMIT. */
GConverter *gvmi_zstd_decompressor_new (guint64 max_window);
