/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A state, and the octets that it is on the wire: each must give the other, whatever the target holds.
 */
#pragma once

#include "support/suite.h"

typedef struct {
  const GvmDesc *desc;
  guint32 version;
  const guint8 *octets;
  gsize size;
  void (*fill) (gpointer self);  /* makes of zeros the state that the octets are */
  void (*other) (gpointer self); /* makes of zeros another state, not equal to it */
  void (*blank) (gpointer self); /* (nullable): what a new target must hold, for equal rows */
} Golden;

/* GOLDEN (desc, 1, golden, fill, other), or also blank at the end. */
#define GOLDEN(desc_, version_, octets_, fill_, ...)                                               \
  ((Golden) { .desc = &(desc_),                                                                    \
              .version = version_,                                                                 \
              .octets = octets_,                                                                   \
              .size = sizeof (octets_),                                                            \
              .fill = fill_,                                                                       \
              .other = __VA_ARGS__ })

static inline GBytes *
save_state_as (const GvmDesc *desc, guint32 version, GvmSaveFlags flags, gconstpointer self)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  GError *error = NULL;

  ck_assert_msg (gvm_encode_as (writer, desc, version, self, flags, NULL, &error), "%s",
                 error != NULL ? error->message : "");
  return gvm_writer_steal (writer);
}

static inline GBytes *
save_state (const GvmDesc *desc, guint32 version, gconstpointer self)
{
  return save_state_as (desc, version, GVM_SAVE_DEFAULT, self);
}

static inline void
expect_saves_as (const GvmDesc *desc, guint32 version, GvmSaveFlags flags, gconstpointer self,
                 gconstpointer octets, gsize size)
{
  g_autoptr (GBytes) bytes = save_state_as (desc, version, flags, self);

  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), octets, size);
}

static inline void
expect_saves (const GvmDesc *desc, guint32 version, gconstpointer self, gconstpointer octets,
              gsize size)
{
  expect_saves_as (desc, version, GVM_SAVE_DEFAULT, self, octets, size);
}

/* Loads all octets: nothing may be left of them, and nothing behind them is looked at. */
static inline void
expect_loads (const GvmDesc *desc, guint32 version, gpointer self, gconstpointer octets, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
  g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);
  GError *error = NULL;

  ck_assert_msg (gvm_decode (reader, desc, version, self, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert_uint_eq (gvm_reader_left (reader), 0);
}

static inline gpointer
make_state (const GvmDesc *desc, void (*fill) (gpointer self))
{
  gpointer self = g_malloc0 (desc->codec.c_size);

  if (fill != NULL)
    fill (self);
  return self;
}

static inline void
free_state (const GvmDesc *desc, gpointer self)
{
  gvm_state_clear (desc, self);
  g_free (self);
}

static inline void
expect_inverts_into (const Golden *golden, gconstpointer expected, gpointer target)
{
  for (int again = 0; again < 2; again++) { /* what a load made can be loaded into, too */
    expect_loads (golden->desc, golden->version, target, golden->octets, golden->size);
    ck_assert (gvm_state_equal (golden->desc, expected, target));
    ck_assert (gvm_state_equal (golden->desc, target, expected));
    expect_saves (golden->desc, golden->version, target, golden->octets, golden->size);
  }
}

static inline void
expect_golden (Golden golden)
{
  gpointer state = make_state (golden.desc, golden.fill);
  gpointer other = make_state (golden.desc, golden.other);
  gpointer blank = make_state (golden.desc, golden.blank);

  expect_saves (golden.desc, golden.version, state, golden.octets, golden.size);
  ck_assert (!gvm_state_equal (golden.desc, state, other));
  ck_assert (!gvm_state_equal (golden.desc, other, state));
  expect_inverts_into (&golden, state, blank);
  expect_inverts_into (&golden, state, other);
  expect_inverts_into (&golden, state, state);
  free_state (golden.desc, state);
  free_state (golden.desc, other);
  free_state (golden.desc, blank);
}

static inline gpointer
box_u32 (guint32 value)
{
  return g_memdup2 (&value, sizeof value);
}
