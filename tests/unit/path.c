/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Path frames as text. Names and keys may come out of a stream, so what is printed must be harmless.
 */
#include "stream/path.h"

#include <gvmstate/owned.h>

#include "support/suite.h"

static void
expect_path (const GvmiPath *path, const char *expected)
{
  g_autofree char *text = gvmi_path_to_string (path);

  ck_assert_str_eq (text, expected);
}

START_TEST (no_path_is_an_empty_text)
{
  expect_path (NULL, "");
}
END_TEST

START_TEST (names_are_joined_by_slashes)
{
  GvmiPath top = { .kind = GVMI_PATH_NAME, .name = "phb" };
  GvmiPath field = { .up = &top, .kind = GVMI_PATH_NAME, .name = "late" };

  expect_path (&top, "phb");
  expect_path (&field, "phb/late");
}
END_TEST

START_TEST (all_kinds_of_frames_in_one_path)
{
  guint32 key = 0x800;
  gint64 negative = -5;
  GvmiPath section = { .kind = GVMI_PATH_SECTION, .name = "spapr_pci", .index = 4294967295 };
  GvmiPath field = { .up = &section, .kind = GVMI_PATH_NAME, .name = "msi" };
  GvmiPath entry = { .up = &field, .kind = GVMI_PATH_KEY, .codec = &gvm_u32, .key = &key };
  GvmiPath inner = { .up = &entry, .kind = GVMI_PATH_NAME, .name = "irqs" };
  GvmiPath element = { .up = &inner, .kind = GVMI_PATH_INDEX, .index = G_MAXUINT64 };
  GvmiPath deepest = { .up = &element, .kind = GVMI_PATH_KEY, .codec = &gvm_i64, .key = &negative };

  expect_path (&section, "spapr_pci[4294967295]");
  expect_path (&deepest, "spapr_pci[4294967295]/msi{0x800}/irqs[18446744073709551615]{-5}");
}
END_TEST

START_TEST (a_key_shows_as_its_codec_formats_it)
{
  bool is = true;
  guint8 octet = 255;
  gint8 negative = -128;
  GvmiPath as_bool = { .kind = GVMI_PATH_KEY, .codec = &gvm_bool, .key = &is };
  GvmiPath as_u8 = { .kind = GVMI_PATH_KEY, .codec = &gvm_u8, .key = &octet };
  GvmiPath as_i8 = { .kind = GVMI_PATH_KEY, .codec = &gvm_i8, .key = &negative };

  expect_path (&as_bool, "{true}");
  expect_path (&as_u8, "{0xff}");
  expect_path (&as_i8, "{-128}");
}
END_TEST

START_TEST (a_key_whose_codec_has_no_format_is_a_question_mark)
{
  const GvmCodec mute = { .name = "mute" };
  GvmiPath entry = { .kind = GVMI_PATH_KEY, .codec = &mute, .key = &mute };

  expect_path (&entry, "{?}");
}
END_TEST

START_TEST (control_characters_of_a_name_are_escaped)
{
  GvmiPath name = { .kind = GVMI_PATH_NAME, .name = "a\033[31m\n\r\t\a\177z" };
  GvmiPath section = { .kind = GVMI_PATH_SECTION, .name = "\033]0;x\a", .index = 0 };

  expect_path (&name, "a\\033[31m\\n\\r\\t\\007\\177z");
  expect_path (&section, "\\033]0;x\\007[0]");
}
END_TEST

START_TEST (utf_8_that_a_terminal_shows_stays)
{
  const char *text = "fond d\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa7";
  GvmiPath name = { .kind = GVMI_PATH_NAME, .name = text };
  GvmiPath key = { .kind = GVMI_PATH_KEY, .codec = &gvm_string, .key = &text };
  g_autofree char *in_braces = g_strdup_printf ("{%s}", text);

  expect_path (&name, text);
  expect_path (&key, in_braces);
}
END_TEST

START_TEST (utf_8_that_would_trick_a_terminal_is_escaped)
{
  GvmiPath control = { .kind = GVMI_PATH_NAME,
                       .name = "\xc2\x9b"
                               "31m" };
  GvmiPath turned = { .kind = GVMI_PATH_NAME,
                      .name = "a\xe2\x80\xae"
                              "b" };
  GvmiPath line = { .kind = GVMI_PATH_NAME,
                    .name = "a\xe2\x80\xa8"
                            "b" };

  expect_path (&control, "\\302\\23331m");
  expect_path (&turned, "a\\342\\200\\256b");
  expect_path (&line, "a\\342\\200\\250b");
}
END_TEST

typedef struct {
  guint8 bus, slot;
} Address;
GVM_FIELDS (address_fields, Address) = {
  GVM_FIELD (Address, bus, gvm_u8),
  GVM_FIELD (Address, slot, gvm_u8, .since = 2),
};
GVM_DEFINE_STATIC_DESC (address_desc, Address, "address", 2, 1, address_fields);

START_TEST (a_key_that_is_a_struct_shows_its_rows)
{
  Address address = { 1, 0x1f };
  GvmiPath table = { .kind = GVMI_PATH_NAME, .name = "devices" };
  GvmiPath key = {
    .up = &table, .kind = GVMI_PATH_KEY, .index = 2, .codec = &address_desc.codec, .key = &address
  };

  expect_path (&key, "devices{ bus 0x1, slot 0x1f }");
  key.index = 1;
  expect_path (&key, "devices{ bus 0x1 }");
}
END_TEST

START_TEST (octets_of_a_name_that_are_no_utf_8_are_escaped)
{
  GvmiPath name = { .kind = GVMI_PATH_NAME, .name = "\xc3\xa9\x9b\xff" };

  expect_path (&name, "\\303\\251\\233\\377");
}
END_TEST

START_TEST (names_that_qemu_has_need_no_escape)
{
  GvmiPath name = { .kind = GVMI_PATH_SECTION, .name = "0000:00:1f.2/ich9_ahci \"x\"", .index = 1 };

  expect_path (&name, "0000:00:1f.2/ich9_ahci \"x\"[1]");
}
END_TEST

static char *
format_raw (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer value)
{
  return g_strdup (value);
}

START_TEST (control_characters_of_a_key_are_escaped)
{
  const GvmCodec raw = { .name = "raw", .format = format_raw };
  GvmiPath entry = { .kind = GVMI_PATH_KEY, .codec = &raw, .key = "a\033[31m\nz\"\xff" };

  expect_path (&entry, "{a\\033[31m\\nz\"\\377}");
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "unit.path", no_path_is_an_empty_text, names_are_joined_by_slashes,
      all_kinds_of_frames_in_one_path, a_key_shows_as_its_codec_formats_it,
      a_key_whose_codec_has_no_format_is_a_question_mark, control_characters_of_a_name_are_escaped,
      utf_8_that_a_terminal_shows_stays, utf_8_that_would_trick_a_terminal_is_escaped,
      a_key_that_is_a_struct_shows_its_rows, octets_of_a_name_that_are_no_utf_8_are_escaped,
      names_that_qemu_has_need_no_escape, control_characters_of_a_key_are_escaped);
}
