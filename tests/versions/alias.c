/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams that use names of before.
 */
#include "support/golden.h"
#include "support/refusal.h"

typedef struct {
  guint8 id, late, deep;
} Device;
GVM_DEFINE_WHEN (late_is_needed, Device, self, version)
{
  return self->late != 0;
}
GVM_FIELDS (late_fields, Device) = { GVM_FIELD (Device, late, gvm_u8) };
GVM_DEFINE_STATIC_DESC (late_desc, Device, "device/late", 2, 1, late_fields,
                        .alias = GVM_ALIAS ("device/new", "gizmo/new"));
GVM_FIELDS (deep_fields, Device) = { GVM_FIELD (Device, deep, gvm_u8) };
GVM_DEFINE_STATIC_DESC (deep_desc, Device, "device/deep", 1, 1, deep_fields);
GVM_SUBSECTIONS (device_subsections, Device) = {
  GVM_SUBSECTION (Device, late_desc, .needed = GVM_WHEN (Device, late_is_needed)),
  GVM_SUBSECTION (Device, deep_desc),
};
GVM_FIELDS (device_fields, Device) = { GVM_FIELD (Device, id, gvm_u8) };
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 1, 1, device_fields,
                        GVM_WITH_SUBSECTIONS (Device, device_subsections),
                        .alias = GVM_ALIAS ("gizmo", "thing"));

#define DEVICE(...)                                                                                \
  0x01,                                                                  /* id */                  \
      0x05, __VA_ARGS__,                                                 /* the name */            \
      0x00, 0x00, 0x00, 0x02, 0x03,                                      /* version, late */       \
      0x05, 0x0b, 'd', 'e', 'v', 'i', 'c', 'e', '/', 'd', 'e', 'e', 'p', /* device/deep */         \
      0x00, 0x00, 0x00, 0x01, 0x04                                       /* version, deep */

static const guint8 present[] = { DEVICE (0x0b, 'd', 'e', 'v', 'i', 'c', 'e', '/', 'l', 'a', 't',
                                          'e') };
static const guint8 former[] = { DEVICE (0x0a, 'd', 'e', 'v', 'i', 'c', 'e', '/', 'n', 'e', 'w') };
static const guint8 first[] = { DEVICE (0x09, 'g', 'i', 'z', 'm', 'o', '/', 'n', 'e', 'w') };

static void
expect_device (const guint8 *octets, gsize size)
{
  Device device = { 0, 0, 0 };

  expect_loads (&device_desc, 1, &device, octets, size);
  ck_assert_uint_eq (device.id, 1);
  ck_assert_uint_eq (device.late, 3);
  ck_assert_uint_eq (device.deep, 4);
}

START_TEST (a_subsection_loads_under_any_of_its_names)
{
  expect_device (present, sizeof present);
  expect_device (former, sizeof former);
  expect_device (first, sizeof first);
}
END_TEST

START_TEST (a_save_writes_the_present_name)
{
  const Device device = { 1, 3, 4 };

  expect_saves (&device_desc, 1, &device, present, sizeof present);
}
END_TEST

START_TEST (errors_call_a_subsection_by_its_present_name)
{
  g_autofree guint8 *octets = g_memdup2 (first, sizeof first);

  octets[1 + 2 + 9 + 3] = 3;
  expect_load_refused (&device_desc, NULL, octets, sizeof first, GVM_ERROR_TOO_NEW,
                       "device/device/late", 1 + 2 + 9 + 4);
}
END_TEST

START_TEST (one_subsection_under_two_names_is_one_that_comes_again)
{
  guint8 octets[1 + 2 * (2 + 10 + 4 + 1)];

  octets[0] = 1;
  memcpy (octets + 1, former + 1, 17);
  memcpy (octets + 18, former + 1, 17);
  expect_load_refused (&device_desc, NULL, octets, sizeof octets, GVM_ERROR_STATE,
                       "device/device/late", 18);
  memcpy (octets + 18, first + 1, 16);
  expect_load_refused (&device_desc, NULL, octets, sizeof octets - 1, GVM_ERROR_STATE,
                       "device/device/late", 18);
}
END_TEST

START_TEST (a_name_that_is_none_of_them_is_no_subsection)
{
  Device device = { 0, 0, 0 };
  g_autofree guint8 *octets = g_memdup2 (former, sizeof former);
  octets[1 + 2] = 'D';
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof former, NULL);

  ck_assert (gvm_decode (reader, &device_desc, 1, &device, NULL));
  ck_assert_uint_eq (gvm_reader_tell (reader), 1);
}
END_TEST

/* ---- sections -------------------------------------------------------------------------------- */

typedef struct {
  guint8 id;
} Thing;
GVM_FIELDS (thing_fields, Thing) = { GVM_FIELD (Thing, id, gvm_u8) };
GVM_DEFINE_STATIC_DESC (old_thing_desc, Thing, "thing", 1, 1, thing_fields);
GVM_DEFINE_STATIC_DESC (gadget_desc, Thing, "gadget", 1, 1, thing_fields,
                        .alias = GVM_ALIAS ("gizmo", "thing"));

START_TEST (a_section_loads_under_any_of_its_names)
{
  const Thing thing = { 5 };
  Thing loaded = { 0 };
  GError *error = NULL;
  g_autoptr (GBytes) bytes = gvm_save_to_bytes (&old_thing_desc, &thing, NULL, NULL);

  ck_assert_msg (gvm_load_from_bytes (&gadget_desc, &loaded, bytes, NULL, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert_uint_eq (loaded.id, 5);
}
END_TEST

START_TEST (the_old_descriptor_does_not_take_the_new_name)
{
  const Thing thing = { 5 };
  Thing loaded = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = gvm_save_to_bytes (&gadget_desc, &thing, NULL, NULL);

  ck_assert (!gvm_load_from_bytes (&old_thing_desc, &loaded, bytes, NULL, &error));
  expect_error (error, GVM_ERROR_UNKNOWN_SECTION, "gadget[0]", 8);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("versions.alias", a_subsection_loads_under_any_of_its_names,
                    a_save_writes_the_present_name, errors_call_a_subsection_by_its_present_name,
                    one_subsection_under_two_names_is_one_that_comes_again,
                    a_name_that_is_none_of_them_is_no_subsection,
                    a_section_loads_under_any_of_its_names,
                    the_old_descriptor_does_not_take_the_new_name);
}
