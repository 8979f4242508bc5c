/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams with a digest, made by hand.
 */
#pragma once

#include "support/stream.h"

/* Appends a description that ends with a digest, which is that of the whole. @devices is what is in the array. */
void put_sealed (GByteArray *to, const char *devices);
/* Makes the digest at the end of a stream right again. */
void seal (GByteArray *stream);
