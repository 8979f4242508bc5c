/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A struct to write wrong tables for, and what must be said of them.
 */
#pragma once

#include "support/suite.h"

typedef struct {
  guint8 a;
  guint32 b;
} Part;

typedef struct {
  guint32 a, b;
  guint8 n;
  guint16 *block;
  Part part;
  Part parts[2];
  GHashTable *table;
  GArray *garray;
  GList *list;
} Subject;

/* A descriptor of Subject with these rows, versions 1 to 3. */
#define SUBJECT(rows, n)                                                                           \
  ((GvmDesc) {                                                                                     \
      .codec = { .name = "subject", .kind = GVM_KIND_STRUCT, .c_size = sizeof (Subject) },         \
      .version_id = 3,                                                                             \
      .minimum_version_id = 1,                                                                     \
      .fields = rows,                                                                              \
      .n_fields = n,                                                                               \
      .field_size = sizeof (GvmField),                                                             \
      .plan = &(gpointer) { NULL },                                                                \
  })

/* The descriptor breaks @rule, and nothing works with it. */
static inline void
expect_invalid_desc (const GvmDesc *desc, const char *path, const char *rule)
{
  g_autofree char *message =
      path != NULL ? g_strdup_printf ("%s: %s", path, rule) : g_strdup (rule);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GvmReader) reader = reader_on ("", 0, NULL);
  g_autoptr (GError) validated = NULL, encoded = NULL, decoded = NULL;
  Subject a, b;

  memset (&a, 0, sizeof a);
  memset (&b, 0, sizeof b);
  ck_assert_msg (!gvm_desc_validate (desc, &validated), "accepted: %s", message);
  expect_error (validated, GVM_ERROR_INVALID_DESC, path, NO_OFFSET);
  ck_assert_str_eq (validated->message, message);
  ck_assert (!gvm_desc_validate (desc, NULL));

  ck_assert (!gvm_encode (writer, desc, desc->version_id, &a, &encoded));
  expect_error (encoded, GVM_ERROR_INVALID_DESC, path, NO_OFFSET);
  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
  ck_assert (!gvm_decode (reader, desc, desc->version_id, &a, &decoded));
  expect_error (decoded, GVM_ERROR_INVALID_DESC, path, NO_OFFSET);
  ck_assert (!gvm_state_equal (desc, &a, &b));
  gvm_state_clear (desc, &a);
  ck_assert_mem_eq (&a, &b, sizeof a);
}

static inline void
expect_invalid_rows (const GvmField *rows, gsize n, const char *path, const char *rule)
{
  GvmDesc desc = SUBJECT (rows, n);

  expect_invalid_desc (&desc, path, rule);
}

static inline void
expect_valid_rows (const GvmField *rows, gsize n)
{
  GvmDesc desc = SUBJECT (rows, n);
  GError *error = NULL;

  ck_assert_msg (gvm_desc_validate (&desc, &error), "%s", error != NULL ? error->message : "");
}

/* INVALID (path, rule, row, row...) and VALID (row, row...) */
#define INVALID(path, rule, ...)                                                                   \
  expect_invalid_rows (ROWS (__VA_ARGS__), N_ROWS (__VA_ARGS__), path, rule)
#define VALID(...)  expect_valid_rows (ROWS (__VA_ARGS__), N_ROWS (__VA_ARGS__))
#define ROWS(...)   ((const GvmField[]) { __VA_ARGS__ })
#define N_ROWS(...) (sizeof (ROWS (__VA_ARGS__)) / sizeof (GvmField))
