/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Commands to the machine that loads a stream.
 */
#include "support/stream.h"

enum { HEADER = 8, HEAD = 1 + 2 + 2 };

static GByteArray *
stream_new (void)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  return octets;
}

static void
put_command (GByteArray *to, guint16 number, guint16 size)
{
  put_u8 (to, "COMMAND", 0x08);
  put_u16 (to, "command", number);
  put_u16 (to, "length", size);
  put_fill (to, "data", size, 0x33);
}

/* What QEMU has, and the octets of data that it takes. */
static const struct {
  guint16 number;
  const char *name;
  guint16 sizes[3];
  guint n_sizes;
} known[] = {
  { 1, "OPEN_RETURN_PATH", { 0 }, 1 },
  { 2, "PING", { 4 }, 1 },
  { 3, "POSTCOPY_ADVISE", { 0 }, 1 }, /* 16 are read, not only counted */
  { 4, "POSTCOPY_LISTEN", { 0 }, 1 },
  { 5, "POSTCOPY_RUN", { 0 }, 1 },
  { 6, "POSTCOPY_RAM_DISCARD", { 0, 20, 65535 }, 3 },
  { 8, "ENABLE_COLO", { 0 }, 1 },
  { 9, "POSTCOPY_RESUME", { 0 }, 1 },
  { 10, "RECV_BITMAP", { 0, 4, 256 }, 3 },
  { 11, "SWITCHOVER_START", { 0 }, 1 },
};

START_TEST (each_command_is_named_and_keeps_its_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    for (guint k = 0; k < known[i].n_sizes; k++) {
      g_autoptr (GByteArray) octets = stream_new ();
      put_command (octets, known[i].number, known[i].sizes[k]);
      put_ram (octets, 7, 4096);
      put_eof (octets);
      g_autoptr (GvmStream) stream = walk_sound (octets);
      ck_assert_uint_eq (gvm_stream_get_n_commands (stream), 1);
      const GvmCommand *command = gvm_stream_get_command (stream, 0);
      ck_assert_uint_eq (gvm_command_get_number (command), known[i].number);
      ck_assert_str_eq (gvm_command_get_name (command), known[i].name);
      ck_assert_uint_eq (gvm_command_get_offset (command), HEADER);
      g_autoptr (GBytes) data = gvm_command_get_data (command);
      expect_octets (g_bytes_get_data (data, NULL), g_bytes_get_size (data),
                     octets->data + HEADER + HEAD, known[i].sizes[k]);
      ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
    }
}
END_TEST

START_TEST (a_command_of_another_length_is_refused)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    for (guint16 size = 0; size < 8; size++) {
      if (known[i].n_sizes > 1 || size == known[i].sizes[0])
        continue;
      g_autoptr (GByteArray) octets = stream_new ();
      put_command (octets, known[i].number, size);
      put_eof (octets);
      expect_refused (octets, GVM_ERROR_RANGE, NULL, HEADER + 1);
    }
}
END_TEST

START_TEST (a_command_that_nobody_knows_is_stepped_over)
{
  static const guint16 numbers[] = { 0, 12, 65535 };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autoptr (GByteArray) octets = stream_new ();
    put_command (octets, numbers[i], 300);
    put_eof (octets);
    g_autoptr (GvmStream) stream = walk_sound (octets);
    const GvmCommand *command = gvm_stream_get_command (stream, 0);
    ck_assert_uint_eq (gvm_command_get_number (command), numbers[i]);
    ck_assert (gvm_command_get_name (command) == NULL);
  }
}
END_TEST

START_TEST (a_package_is_what_stands_behind_its_size)
{
  g_autoptr (GByteArray) octets = stream_new (), package = g_byte_array_new ();

  put_command (package, 4, 0); /* LISTEN */
  put_section (package, GVM_SECTION_FULL, 3, "dev", 0, 1);
  put_u32 (package, "x", 9);
  put_footer (package, 3);
  put_command (package, 5, 0); /* RUN */
  put_u8 (octets, "COMMAND", 0x08);
  put_u16 (octets, "PACKAGED", 7);
  put_u16 (octets, "length", 4);
  put_u32 (octets, "size", package->len);
  put_bytes (octets, "package", package->data, package->len);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  /* What is in there is not the stream's own. */
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 0);
  ck_assert_uint_eq (gvm_stream_get_n_commands (stream), 1);
  const GvmCommand *command = gvm_stream_get_command (stream, 0);
  ck_assert_str_eq (gvm_command_get_name (command), "PACKAGED");
  g_autoptr (GBytes) data = gvm_command_get_data (command);
  expect_octets (g_bytes_get_data (data, NULL), g_bytes_get_size (data), package->data,
                 package->len);
}
END_TEST

START_TEST (a_stream_without_commands_has_none)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_commands (stream), 0);
}
END_TEST

START_TEST (memory_for_commands_comes_from_the_budget)
{
  g_autoptr (GByteArray) octets = stream_new ();
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    put_command (octets, 1, 0);
  put_eof (octets);
  g_autoptr (GBytes) bytes = g_bytes_new (octets->data, octets->len);
  gvm_limits_set_max_bytes (limits, 1 << 20);
  g_autoptr (GvmStream) enough = gvm_stream_new_from_bytes (bytes, limits, NULL);
  ck_assert (enough != NULL);
  gvm_limits_set_max_bytes (limits, 10000);
  ck_assert (gvm_stream_new_from_bytes (bytes, limits, &error) == NULL);
  ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("section.command", each_command_is_named_and_keeps_its_data,
                    a_command_of_another_length_is_refused,
                    a_command_that_nobody_knows_is_stepped_over,
                    a_package_is_what_stands_behind_its_size, a_stream_without_commands_has_none,
                    memory_for_commands_comes_from_the_budget);
}
