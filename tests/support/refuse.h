/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Octets that must be refused, and without a trace in the target.
 */
#pragma once

#include "support/golden.h"

/* Loads @octets into @golden's other state: fails with @code, and the other state stays what it was, its
 * memory and what it points to. Returns: (transfer full): the error. */
static inline GError *
refuse_octets (const Golden *golden, gconstpointer octets, gsize size, GvmError code)
{
  gpointer target = make_state (golden->desc, golden->other);
  g_autofree gpointer picture = g_memdup2 (target, golden->desc->codec.c_size);
  g_autoptr (GBytes) before = save_state (golden->desc, golden->version, target);
  /* A block of its own, so that a read behind it is seen by the sanitizer. */
  g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
  g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);
  GError *error = NULL;

  ck_assert (!gvm_decode (reader, golden->desc, golden->version, target, &error));
  ck_assert_msg (g_error_matches (error, GVM_ERROR, code), "%zu octets: %s, expected %s", size,
                 error != NULL ? error->message : "no error", gvm_error_get_slug (code));
  ck_assert_mem_eq (picture, target, golden->desc->codec.c_size);
  g_autoptr (GBytes) after = save_state (golden->desc, golden->version, target);
  ck_assert (g_bytes_equal (before, after));
  free_state (golden->desc, target);
  return error;
}

static inline void
expect_refused (Golden golden, GvmError code, const char *path, guint64 offset)
{
  g_autoptr (GError) error = refuse_octets (&golden, golden.octets, golden.size, code);

  expect_error (error, code, path, offset);
}

/* As expect_refused(), and the message ends with @text. */
static inline void
expect_refused_saying (Golden golden, GvmError code, const char *path, guint64 offset,
                       const char *text)
{
  g_autoptr (GError) error = refuse_octets (&golden, golden.octets, golden.size, code);

  expect_error (error, code, path, offset);
  ck_assert_msg (g_str_has_suffix (error->message, text), "%s, expected %s", error->message, text);
}

static inline void
expect_prefixes_refused (Golden golden)
{
  for (gsize size = 0; size < golden.size; size++) {
    GError *error = refuse_octets (&golden, golden.octets, size, GVM_ERROR_TRUNCATED);
    g_error_free (error);
  }
}

/* A golden that comes back from any target, and none of whose prefixes does. */
static inline void
expect_golden_whole (Golden golden)
{
  expect_golden (golden);
  expect_prefixes_refused (golden);
}

static inline void
expect_unsaved (const GvmDesc *desc, gconstpointer self, GvmError code, const char *path,
                const char *text)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_encode (writer, desc, 1, self, &error));
  expect_error (error, code, path, NO_OFFSET);
  ck_assert_msg (g_str_has_suffix (error->message, text), "%s, expected %s", error->message, text);
  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
}

static inline void
expect_format (const GvmCodec *codec, gconstpointer value, const char *text)
{
  g_autofree char *found = codec->format (codec, value);

  ck_assert_str_eq (found, text);
}
