/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Subsections: rows that are on the wire when they are needed, of a struct, of structs in it, of elements
 * of its containers, and of subsections themselves. Source of the octets: QEMU 7.2 migration/vmstate.c.
 */
#include "support/golden.h"

typedef struct {
  guint8 kind, level;
} Line;

typedef struct {
  guint16 id;
  Line line;
  guint8 tail;
  GList *lines; /* of Line */
  guint32 late, later, deep;
  GArray *extra; /* of guint8 */
} Device;

GVM_DEFINE_WHEN (level_is_needed, Line, self, version)
{
  return self->level != 0;
}
GVM_DEFINE_WHEN (late_is_needed, Device, self, version)
{
  return self->late != 0;
}
/* A subsection is asked with the version of what it is in: here, of "device/late". */
GVM_DEFINE_WHEN (deep_is_needed, Device, self, version)
{
  return self->deep != 0 && version == 3;
}

GVM_FIELDS (level_fields, Line) = { GVM_FIELD (Line, level, gvm_u8) };
GVM_DEFINE_STATIC_DESC (level_desc, Line, "line/level", 1, 1, level_fields);
GVM_SUBSECTIONS (line_subsections, Line) = {
  GVM_SUBSECTION (Line, level_desc, .needed = GVM_WHEN (Line, level_is_needed)),
};
GVM_FIELDS (line_fields, Line) = { GVM_FIELD (Line, kind, gvm_u8) };
GVM_DEFINE_STATIC_DESC (line_desc, Line, "line", 1, 1, line_fields,
                        GVM_WITH_SUBSECTIONS (Line, line_subsections));

GVM_FIELDS (deep_fields, Device) = { GVM_FIELD (Device, deep, gvm_u32) };
GVM_DEFINE_STATIC_DESC (deep_desc, Device, "device/deep", 1, 1, deep_fields);
GVM_SUBSECTIONS (late_subsections, Device) = {
  GVM_SUBSECTION (Device, deep_desc, .needed = GVM_WHEN (Device, deep_is_needed)),
};
GVM_FIELDS (late_fields, Device) = {
  GVM_FIELD (Device, late, gvm_u32),
  GVM_FIELD (Device, later, gvm_u32, .since = 3),
};
GVM_DEFINE_STATIC_DESC (late_desc, Device, "device/late", 3, 2, late_fields,
                        GVM_WITH_SUBSECTIONS (Device, late_subsections));

GVM_FIELDS (extra_fields, Device) = { GVM_GARRAY (Device, extra, gvm_u8) };
GVM_DEFINE_STATIC_DESC (extra_desc, Device, "device/extra", 1, 1, extra_fields);

GVM_SUBSECTIONS (device_subsections, Device) = {
  GVM_SUBSECTION (Device, late_desc, .needed = GVM_WHEN (Device, late_is_needed)),
  GVM_SUBSECTION (Device, extra_desc), /* always */
};
GVM_FIELDS (device_fields, Device) = {
  GVM_FIELD (Device, id, gvm_u16),
  GVM_STRUCT (Device, line, line_desc),
  GVM_FIELD (Device, tail, gvm_u8),
  GVM_LIST (Device, lines, line_desc),
};
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 1, 1, device_fields,
                        GVM_WITH_SUBSECTIONS (Device, device_subsections));

static void
add_line (Device *device, guint8 kind, guint8 level)
{
  Line line = { .kind = kind, .level = level };

  device->lines = g_list_append (device->lines, g_memdup2 (&line, sizeof line));
}

static void
device_fill (gpointer self)
{
  Device *device = self;

  *device = (Device) { .id = 0x0102, .line = { 0x03, 0x04 }, .tail = 0x05 };
  add_line (device, 0x06, 0);
  add_line (device, 0x07, 0x08);
  device->late = 0x090a0b0c;
  device->later = 0x0d0e0f10;
  device->deep = 0x11121314;
  device->extra = g_array_append_vals (g_array_new (FALSE, FALSE, 1), "\x15\x16", 2);
}

static void
device_other (gpointer self)
{
  device_fill (self);
  ((Device *) self)->deep = 1;
  ((Device *) self)->line.level = 2;
}

static const guint8 device_golden[] = {
  0x01, 0x02,                                                          /* id */
  0x03,                                                                /* line.kind */
  0x05,                                                                /* subsection */
  0x0a, 'l',  'i',  'n',  'e', '/', 'l', 'e', 'v', 'e', 'l',           /* name */
  0x00, 0x00, 0x00, 0x01,                                              /* version */
  0x04,                                                                /* line.level */
  0x05,                                                                /* tail, and no subsection */
  0x00, 0x00, 0x00, 0x02,                                              /* lines: count */
  0x06,                                                                /* lines[0].kind */
  0x07,                                                                /* lines[1].kind */
  0x05,                                                                /* subsection */
  0x0a, 'l',  'i',  'n',  'e', '/', 'l', 'e', 'v', 'e', 'l',           /* name */
  0x00, 0x00, 0x00, 0x01,                                              /* version */
  0x08,                                                                /* lines[1].level */
  0x05,                                                                /* subsection */
  0x0b, 'd',  'e',  'v',  'i', 'c', 'e', '/', 'l', 'a', 't', 'e',      /* name */
  0x00, 0x00, 0x00, 0x03,                                              /* version */
  0x09, 0x0a, 0x0b, 0x0c,                                              /* late */
  0x0d, 0x0e, 0x0f, 0x10,                                              /* later */
  0x05,                                                                /* subsection of that one */
  0x0b, 'd',  'e',  'v',  'i', 'c', 'e', '/', 'd', 'e', 'e', 'p',      /* name */
  0x00, 0x00, 0x00, 0x01,                                              /* version */
  0x11, 0x12, 0x13, 0x14,                                              /* deep */
  0x05,                                                                /* subsection */
  0x0c, 'd',  'e',  'v',  'i', 'c', 'e', '/', 'e', 'x', 't', 'r', 'a', /* name */
  0x00, 0x00, 0x00, 0x01,                                              /* version */
  0x00, 0x00, 0x00, 0x02,                                              /* extra: count */
  0x15, 0x16,                                                          /* extra[0], extra[1] */
};

START_TEST (subsections_follow_the_rows_of_their_struct_wherever_it_is)
{
  expect_golden (GOLDEN (device_desc, 1, device_golden, device_fill, device_other));
}
END_TEST

/* ---- those that are not needed ---------------------------------------------------------------- */

static void
device_fill_least (gpointer self)
{
  Device *device = self;

  *device = (Device) { .id = 0x0102, .line = { 0x03, 0 }, .tail = 0x05 };
  device->later = 1; /* nobody asks */
  device->deep = 2;
}

static const guint8 device_least[] = {
  0x01, 0x02,                                                          /* id */
  0x03,                                                                /* line.kind */
  0x05,                                                                /* tail */
  0x00, 0x00, 0x00, 0x00,                                              /* lines: count */
  0x05,                                                                /* subsection */
  0x0c, 'd',  'e',  'v',  'i', 'c', 'e', '/', 'e', 'x', 't', 'r', 'a', /* name */
  0x00, 0x00, 0x00, 0x01,                                              /* version */
  0x00, 0x00, 0x00, 0x00,                                              /* extra: count */
};

START_TEST (a_subsection_that_is_not_needed_is_not_saved_nor_what_is_in_it)
{
  Device *device = make_state (&device_desc, device_fill_least);

  expect_saves (&device_desc, 1, device, device_least, sizeof device_least);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (what_is_in_a_missing_subsection_keeps_what_the_target_holds)
{
  static const guint8 none[] = {
    0x01, 0x02,             /* id */
    0x03,                   /* line.kind */
    0x05,                   /* tail */
    0x00, 0x00, 0x00, 0x00, /* lines: count */
  };
  Device *device = make_state (&device_desc, device_fill);
  GArray *extra = device->extra;

  expect_loads (&device_desc, 1, device, none, sizeof none);
  ck_assert_uint_eq (device->line.level, 0x04);
  ck_assert_uint_eq (device->late, 0x090a0b0c);
  ck_assert_uint_eq (device->later, 0x0d0e0f10);
  ck_assert_uint_eq (device->deep, 0x11121314);
  ck_assert_ptr_eq (device->extra, extra);
  ck_assert_uint_eq (extra->len, 2);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (a_subsection_is_loaded_whether_or_not_the_target_would_need_it)
{
  Device *device = make_state (&device_desc, NULL);

  expect_loads (&device_desc, 1, device, device_golden, sizeof device_golden);
  ck_assert_uint_eq (device->line.level, 0x04);
  ck_assert_uint_eq (device->deep, 0x11121314);
  ck_assert_uint_eq (device->extra->len, 2);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (an_older_subsection_brings_the_rows_of_its_own_version)
{
  static const guint8 older[] = {
    0x01, 0x02,                                                     /* id */
    0x03,                                                           /* line.kind */
    0x05,                                                           /* tail */
    0x00, 0x00, 0x00, 0x00,                                         /* lines: count */
    0x05,                                                           /* subsection */
    0x0b, 'd',  'e',  'v',  'i', 'c', 'e', '/', 'l', 'a', 't', 'e', /* name */
    0x00, 0x00, 0x00, 0x02,                                         /* version */
    0x21, 0x22, 0x23, 0x24,                                         /* late */
  };
  Device *device = make_state (&device_desc, device_fill);

  expect_loads (&device_desc, 1, device, older, sizeof older);
  ck_assert_uint_eq (device->late, 0x21222324);
  ck_assert_uint_eq (device->later, 0x0d0e0f10);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (states_of_which_one_needs_a_subsection_differ)
{
  Device a = { .id = 1, .later = 2 }, b = { .id = 1, .later = 3 };

  ck_assert (gvm_state_equal (&device_desc, &a, &b));
  a.late = 1;
  ck_assert (!gvm_state_equal (&device_desc, &a, &b));
  ck_assert (!gvm_state_equal (&device_desc, &b, &a));
  b.late = 1;
  ck_assert (!gvm_state_equal (&device_desc, &a, &b)); /* later */
  b.later = 2;
  ck_assert (gvm_state_equal (&device_desc, &a, &b));
  a.deep = 9;
  ck_assert (!gvm_state_equal (&device_desc, &a, &b));
}
END_TEST

/* ---- data that looks like one ------------------------------------------------------------------ */

typedef struct {
  Line line;
  guint8 data[12];
} Twin;
GVM_FIELDS (twin_fields, Twin) = {
  GVM_STRUCT (Twin, line, line_desc),
  GVM_ARRAY (Twin, data, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (twin_desc, Twin, "twin", 1, 1, twin_fields);

static void
expect_data (const char *octets)
{
  static const Twin zeros;
  Twin twin = zeros;

  expect_loads (&twin_desc, 1, &twin, octets, 1 + sizeof twin.data);
  ck_assert_mem_eq (twin.data, octets + 1, sizeof twin.data);
  ck_assert_uint_eq (twin.line.level, 0);
}

START_TEST (data_that_only_begins_like_a_subsection_stays_data)
{
  expect_data ("\x01\x05\x00line/level");
  expect_data ("\x01\x05\x09line/level");
  expect_data ("\x01\x05\x0aline/leveL");
  expect_data ("\x01\x04\x0aline/level");
  expect_data ("\x01\x05\x0aline/level"); /* no version fits in behind it */
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.subsection", subsections_follow_the_rows_of_their_struct_wherever_it_is,
                    a_subsection_that_is_not_needed_is_not_saved_nor_what_is_in_it,
                    what_is_in_a_missing_subsection_keeps_what_the_target_holds,
                    a_subsection_is_loaded_whether_or_not_the_target_would_need_it,
                    an_older_subsection_brings_the_rows_of_its_own_version,
                    states_of_which_one_needs_a_subsection_differ,
                    data_that_only_begins_like_a_subsection_stays_data);
}
