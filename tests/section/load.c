/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Between streams and structs.
 */
#include "support/seal.h"

typedef struct {
  guint32 a;
  guint8 b;
  GArray *c;
} State;

GVM_FIELDS (state_fields, State) = {
  GVM_FIELD (State, a, gvm_u32),
  GVM_FIELD (State, b, gvm_u8),
  GVM_GARRAY (State, c, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (state_desc, State, "state", 7, 6, state_fields);

/* What gvm_save_to_bytes() makes of { 0x11223344, 0x55, [0x6677] }, up to its description. */
static const guint8 golden[] = {
  0x51, 0x45, 0x56, 0x4d,           /* magic */
  0,    0,    0,    3,              /* version of the format */
  0x04,                             /* FULL */
  0,    0,    0,    0,              /* section id */
  5,    's',  't',  'a',  't', 'e', /* idstr */
  0,    0,    0,    0,              /* instance id */
  0,    0,    0,    7,              /* version id */
  0x11, 0x22, 0x33, 0x44,           /* a */
  0x55,                             /* b */
  0,    0,    0,    1,              /* elements of c */
  0x66, 0x77,                       /* c[0] */
  0x7e, 0,    0,    0,    0,        /* footer */
  0x00,                             /* EOF */
};
enum {
  PAYLOAD = 8 + 1 + 4 + 6 + 4 + 4,
  PAYLOAD_SIZE = 4 + 1 + 4 + 2,
  SECTION_SIZE = PAYLOAD - 8 + PAYLOAD_SIZE + 5,
};

static State
state_new (guint32 a)
{
  State state = { .a = a, .b = 0x55, .c = g_array_new (FALSE, FALSE, sizeof (guint16)) };
  guint16 element = 0x6677;

  g_array_append_val (state.c, element);
  return state;
}

/* The records of @golden with @size octets of @octets at @offset, and what describes them: @more octets of c. */
static GByteArray *
described_with (gsize offset, gconstpointer octets, gsize size, gsize more)
{
  GByteArray *copy = g_byte_array_new ();
  g_autofree char *devices = g_strdup_printf (
      "{\"name\": \"state\", \"instance_id\": 0, \"vmsd_name\": \"state\", \"version\": 7, "
      "\"fields\": [{\"name\": \"a\", \"type\": \"uint32\", \"size\": 4}, "
      "{\"name\": \"b\", \"type\": \"uint8\", \"size\": 1}, {\"name\": \"c\", \"type\": \"list\", "
      "\"gvm\": {\"list\": \"uint16\"}, \"size\": %zu}]}",
      6 + more);

  put_bytes (copy, "before", golden, offset);
  put_bytes (copy, "more", octets, size);
  put_bytes (copy, "behind", golden + offset, sizeof golden - offset);
  put_sealed (copy, devices);
  return copy;
}

/* The stream that is saved. */
static GByteArray *
whole (void)
{
  return described_with (0, NULL, 0, 0);
}

/* Changes an octet of the records, and seals the stream again. */
static GByteArray *
whole_but (gsize offset, guint8 octet)
{
  GByteArray *stream = whole ();

  stream->data[offset] = octet;
  seal (stream);
  return stream;
}

/* Loads @octets into a struct and fails the test unless they are refused and it is as it was. */
static void
expect_load_refused (const GByteArray *octets, GvmError code, const char *path, guint64 offset)
{
  State state = state_new (1), before = state;
  g_autoptr (GBytes) bytes = g_bytes_new (octets->data, octets->len);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_load_from_bytes (&state_desc, &state, bytes, NULL, &error));
  expect_error (error, code, path, offset);
  ck_assert_mem_eq (&state, &before, sizeof state);
  ck_assert_uint_eq (state.c->len, 1);
  gvm_state_clear (&state_desc, &state);
}

START_TEST (a_struct_is_saved_as_a_stream_of_one_section)
{
  State state = state_new (0x11223344);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = gvm_save_to_bytes (&state_desc, &state, NULL, &error);

  ck_assert (error == NULL);
  g_autoptr (GByteArray) expected = whole ();
  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected->data,
                 expected->len);
  gvm_state_clear (&state_desc, &state);
}
END_TEST

START_TEST (and_loaded_from_it)
{
  State state = state_new (0), expected = state_new (0x11223344);
  g_autoptr (GByteArray) octets = whole ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (octets->data, octets->len);
  g_autoptr (GError) error = NULL;

  g_array_set_size (state.c, 0);
  ck_assert (gvm_load_from_bytes (&state_desc, &state, bytes, NULL, &error));
  ck_assert (error == NULL);
  ck_assert (gvm_state_equal (&state_desc, &state, &expected));
  gvm_state_clear (&state_desc, &state);
  gvm_state_clear (&state_desc, &expected);
}
END_TEST

START_TEST (every_prefix_is_refused_and_changes_nothing)
{
  g_autoptr (GByteArray) octets = whole ();

  for (guint size = 0; size < octets->len; size++) {
    State state = state_new (1), before = state;
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = g_bytes_new (octets->data, size);
    ck_assert_msg (!gvm_load_from_bytes (&state_desc, &state, bytes, NULL, &error),
                   "%u octets are taken", size);
    ck_assert_msg (error->code ==
                       (size == sizeof golden ? GVM_ERROR_NO_DIGEST : GVM_ERROR_TRUNCATED),
                   "%u octets: %s", size, error->message);
    ck_assert_mem_eq (&state, &before, sizeof state);
    gvm_state_clear (&state_desc, &state);
  }
}
END_TEST

START_TEST (octets_behind_the_last_field_are_refused_before_anything_changes)
{
  g_autoptr (GByteArray) octets = described_with (PAYLOAD + PAYLOAD_SIZE, "x", 1, 1);

  expect_load_refused (octets, GVM_ERROR_TRAILING, "state[0]", PAYLOAD + PAYLOAD_SIZE);
}
END_TEST

START_TEST (octets_behind_the_stream_are_no_part_of_it)
{
  g_autoptr (GByteArray) octets = described_with (sizeof golden, "x", 1, 0);
  g_autoptr (GByteArray) behind = whole ();

  expect_load_refused (octets, GVM_ERROR_TRAILING, NULL, sizeof golden);
  put_u8 (behind, "behind the description", 'x');
  expect_load_refused (behind, GVM_ERROR_TRAILING, NULL, sizeof golden);
}
END_TEST

START_TEST (errors_have_the_section_and_count_from_the_start_of_the_stream)
{
  g_autoptr (GByteArray) octets = whole_but (PAYLOAD + 8, 2); /* elements of c */

  expect_load_refused (octets, GVM_ERROR_TRUNCATED, "state[0]/c", PAYLOAD + 5);
}
END_TEST

/* Octets of a version, in the section and in what describes it. */
static GByteArray *
whole_of_version (char version)
{
  GByteArray *stream = whole_but (PAYLOAD - 1, (guint8) (version - '0'));

  char *json = (char *) stream->data + sizeof golden + 5;
  *(g_strstr_len (json, stream->len - sizeof golden - 5, "\"version\": 7") + 11) = version;
  seal (stream);
  return stream;
}

START_TEST (a_version_that_the_descriptor_does_not_have_is_refused)
{
  g_autoptr (GByteArray) newer = whole_of_version ('8'), older = whole_of_version ('5');

  expect_load_refused (newer, GVM_ERROR_TOO_NEW, "state[0]", PAYLOAD);
  expect_load_refused (older, GVM_ERROR_TOO_OLD, "state[0]", PAYLOAD);
}
END_TEST

START_TEST (the_version_that_is_loaded_is_the_sections)
{
  g_autoptr (GByteArray) octets = whole_of_version ('6');
  State state = { .a = 0 };

  g_autoptr (GBytes) bytes = g_bytes_new (octets->data, octets->len);
  ck_assert (gvm_load_from_bytes (&state_desc, &state, bytes, NULL, NULL));
  ck_assert_uint_eq (state.a, 0x11223344);
  gvm_state_clear (&state_desc, &state);
}
END_TEST

/* Cut before the description: then a section is known by its own octets alone. */
START_TEST (a_section_of_another_name_or_instance_is_unknown)
{
  g_autoptr (GByteArray) name = whole_but (14, 'S'), instance = whole_but (PAYLOAD - 5, 1);

  g_byte_array_set_size (name, sizeof golden);
  g_byte_array_set_size (instance, sizeof golden);
  expect_load_refused (name, GVM_ERROR_UNKNOWN_SECTION, "State[0]", 8);
  expect_load_refused (instance, GVM_ERROR_UNKNOWN_SECTION, "state[1]", 8);
}
END_TEST

START_TEST (a_section_in_rounds_holds_no_struct)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  State state = { .a = 1 };
  g_autoptr (GError) error = NULL;

  put_header (octets);
  put_ram (octets, 2, 4096);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *ram = gvm_stream_find_section (stream, "ram", 0, NULL);
  ck_assert (!gvm_section_load (ram, &state_desc, &state, NULL, &error));
  expect_error (error, GVM_ERROR_UNSUPPORTED, "ram[0]", 8);
  ck_assert_uint_eq (state.a, 1);
}
END_TEST

START_TEST (limits_hold_for_loads_and_saves)
{
  State state = state_new (0x11223344);
  g_autoptr (GByteArray) octets = whole ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (octets->data, octets->len);
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) load = NULL, save = NULL;

  gvm_limits_set_max_entries (limits, 0);
  ck_assert (!gvm_load_from_bytes (&state_desc, &state, bytes, limits, &load));
  expect_error (load, GVM_ERROR_LIMIT, "state[0]/c", PAYLOAD + 5);
  for (guint64 max = 0; max < SECTION_SIZE; max++) {
    gvm_limits_set_max_bytes (limits, max);
    g_clear_error (&save);
    ck_assert (gvm_save_to_bytes (&state_desc, &state, limits, &save) == NULL);
    ck_assert_int_eq (save->code, GVM_ERROR_LIMIT);
  }
  gvm_state_clear (&state_desc, &state);
}
END_TEST

typedef struct {
  guint8 x;
} Tiny;

GVM_FIELDS (tiny_fields, Tiny) = {
  GVM_FIELD (Tiny, x, gvm_u8),
};
#define SIXTEEN "0123456789abcdef"
#define LONGEST                                                                                    \
  SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN SIXTEEN  \
      SIXTEEN SIXTEEN SIXTEEN "0123456789abcde"
GVM_DEFINE_STATIC_DESC (longest_desc, Tiny, LONGEST, 1, 1, tiny_fields);
GVM_DEFINE_STATIC_DESC (too_long_desc, Tiny, LONGEST "x", 1, 1, tiny_fields);
GVM_DEFINE_STATIC_DESC (nameless_desc, Tiny, "", 1, 1, tiny_fields);

START_TEST (a_name_has_from_1_to_255_octets)
{
  Tiny tiny = { .x = 9 }, other = { .x = 0 };
  g_autoptr (GBytes) bytes = gvm_save_to_bytes (&longest_desc, &tiny, NULL, NULL);
  g_autoptr (GError) error = NULL, empty = NULL;

  ck_assert (bytes != NULL);
  ck_assert (gvm_load_from_bytes (&longest_desc, &other, bytes, NULL, NULL));
  ck_assert_uint_eq (other.x, 9);
  ck_assert (gvm_save_to_bytes (&too_long_desc, &tiny, NULL, &error) == NULL);
  ck_assert_int_eq (error->code, GVM_ERROR_INVALID_DESC);
  ck_assert (gvm_save_to_bytes (&nameless_desc, &tiny, NULL, &empty) == NULL);
  ck_assert_int_eq (empty->code, GVM_ERROR_INVALID_DESC);
}
END_TEST

/* ---- a section of QEMU's --------------------------------------------------------------------- */

typedef struct {
  gint64 cpu_ticks_offset, unused, cpu_clock_offset;
} Timer;

GVM_FIELDS (timer_fields, Timer) = {
  GVM_FIELD (Timer, cpu_ticks_offset, gvm_i64),
  GVM_FIELD (Timer, unused, gvm_i64),
  GVM_FIELD (Timer, cpu_clock_offset, gvm_i64),
};
GVM_DEFINE_STATIC_DESC (timer_desc, Timer, "timer", 2, 1, timer_fields);

START_TEST (a_section_of_a_qemu_stream_is_loaded)
{
  g_autoptr (GByteArray) octets = test_data ("streams/x86-pc.mig.gz");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *section = gvm_stream_find_section (stream, "timer", 0, NULL);
  Timer timer = { 1, 2, 3 };
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_section_load (section, &timer_desc, &timer, NULL, &error));
  ck_assert_int_eq (timer.cpu_ticks_offset, 0x2e8deefa);
  ck_assert_int_eq (timer.unused, 0);
  ck_assert_int_eq (timer.cpu_clock_offset, 0x11eeabbe);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("section.load", a_struct_is_saved_as_a_stream_of_one_section,
                    and_loaded_from_it, every_prefix_is_refused_and_changes_nothing,
                    octets_behind_the_last_field_are_refused_before_anything_changes,
                    octets_behind_the_stream_are_no_part_of_it,
                    errors_have_the_section_and_count_from_the_start_of_the_stream,
                    a_version_that_the_descriptor_does_not_have_is_refused,
                    the_version_that_is_loaded_is_the_sections,
                    a_section_of_another_name_or_instance_is_unknown,
                    a_section_in_rounds_holds_no_struct, limits_hold_for_loads_and_saves,
                    a_name_has_from_1_to_255_octets, a_section_of_a_qemu_stream_is_loaded);
}
