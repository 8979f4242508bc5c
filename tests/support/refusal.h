/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Loads and saves that must fail: so, there, and without a trace.
 */
#pragma once

#include "support/golden.h"

/* Loads @size octets into a target that @fill (nullable) makes. Fails the test unless that is refused and
 * the target is what it was: its raw memory, and the state that it stands for. */
static inline GError *
refuse_load (const GvmDesc *desc, void (*fill) (gpointer self), gconstpointer octets, gsize size)
{
  gpointer target = make_state (desc, fill), twin = make_state (desc, fill);
  g_autofree gpointer raw = g_memdup2 (target, desc->codec.c_size);
  /* A block of its own, so that a read behind it is seen by the sanitizer. */
  g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
  g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);
  GError *error = NULL;

  ck_assert_msg (!gvm_decode (reader, desc, desc->version_id, target, &error), "%zu octets load",
                 size);
  ck_assert_uint_eq (gvm_reader_tell (reader), 0);
  ck_assert_ptr_null (gvm_reader_get_error (reader));
  ck_assert_mem_eq (target, raw, desc->codec.c_size);
  ck_assert (gvm_state_equal (desc, target, twin));
  free_state (desc, target);
  free_state (desc, twin);
  return error;
}

static inline void
expect_load_refused (const GvmDesc *desc, void (*fill) (gpointer self), gconstpointer octets,
                     gsize size, GvmError code, const char *path, guint64 offset)
{
  g_autoptr (GError) error = refuse_load (desc, fill, octets, size);

  expect_error (error, code, path, offset);
}

/* Every proper prefix is truncated. */
static inline void
expect_prefixes_refused (const GvmDesc *desc, void (*fill) (gpointer self), gconstpointer octets,
                         gsize size)
{
  for (gsize shorter = 0; shorter < size; shorter++) {
    g_autoptr (GError) error = refuse_load (desc, fill, octets, shorter);
    guint64 offset = G_MAXUINT64;

    ck_assert_msg (g_error_matches (error, GVM_ERROR, GVM_ERROR_TRUNCATED), "%s", error->message);
    ck_assert (gvm_error_get_offset (error, &offset));
    ck_assert_uint_le (offset, shorter);
  }
}

/* Saving fails, and what the writer held before is all that it holds. */
static inline void
expect_save_refused (const GvmDesc *desc, gconstpointer self, GvmError code, const char *path)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_writer_u8 (writer, 0x41));
  ck_assert (!gvm_encode (writer, desc, desc->version_id, self, &error));
  expect_error (error, code, path, NO_OFFSET);
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "A", 1);
}
