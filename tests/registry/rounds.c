/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sections that come in rounds, by callbacks.
 */
#include "registry/machine.h"

/* Pages of one octet each, as many as are said at the START, a few a round. */
typedef struct {
  guint8 pages[8], incoming[8];
  guint n, sent, got;
  guint refuse_at; /* which page a load refuses; 0: none */
  GString *calls;  /* a letter a call */
  guint undone;    /* when it was rolled back, by the count of such calls */
} Memory;

static gboolean
memory_save_start (gpointer self, GvmWriter *writer, G_GNUC_UNUSED GError **error)
{
  Memory *memory = self;

  g_string_append_c (memory->calls, 's');
  memory->sent = 0;
  return gvm_writer_u8 (writer, (guint8) memory->n);
}

static gboolean
memory_save_part (gpointer self, GvmWriter *writer, gboolean *ret_done,
                  G_GNUC_UNUSED GError **error)
{
  enum { PER_ROUND = 3 };
  Memory *memory = self;
  guint end = MIN (memory->n, memory->sent + PER_ROUND);

  g_string_append_c (memory->calls, 'p');
  while (memory->sent < end)
    if (!gvm_writer_u8 (writer, memory->pages[memory->sent++]))
      return FALSE;
  *ret_done = memory->sent == memory->n;
  return TRUE;
}

static gboolean
memory_save_end (gpointer self, G_GNUC_UNUSED GvmWriter *writer, G_GNUC_UNUSED GError **error)
{
  g_string_append_c (((Memory *) self)->calls, 'e');
  return TRUE;
}

static gboolean
load_page (Memory *memory, GvmReader *reader, GError **error)
{
  if (memory->got == G_N_ELEMENTS (memory->incoming))
    return gvm_error_set (error, GVM_ERROR_REFUSED, NULL, NULL, "no such page");
  if (memory->refuse_at > 0 && memory->got + 1 == memory->refuse_at)
    return gvm_error_set (error, GVM_ERROR_REFUSED, NULL, NULL, "not that page");
  return gvm_reader_u8 (reader, &memory->incoming[memory->got++]);
}

static gboolean
memory_load (gpointer self, GvmReader *reader, GvmSectionKind kind,
             G_GNUC_UNUSED guint32 version_id, GError **error)
{
  Memory *memory = self;
  guint8 n;

  g_string_append_c (memory->calls, "?SPE"[kind]);
  if (kind == GVM_SECTION_START) {
    memory->got = 0;
    return gvm_reader_u8 (reader, &n);
  }
  while (gvm_reader_left (reader) > 0)
    if (!load_page (memory, reader, error))
      return FALSE;
  return TRUE;
}

static void
memory_committed (gpointer self)
{
  Memory *memory = self;

  g_string_append_c (memory->calls, 'C');
  memcpy (memory->pages, memory->incoming, sizeof memory->pages);
}

static void
memory_rolled_back (gpointer self)
{
  static guint n_undone;
  Memory *memory = self;

  g_string_append_c (memory->calls, 'R');
  memory->undone = ++n_undone;
}

static const GvmRounds memory_rounds = {
  .save_start = memory_save_start,
  .save_part = memory_save_part,
  .save_end = memory_save_end,
  .load = memory_load,
  .committed = memory_committed,
  .rolled_back = memory_rolled_back,
};
static const GvmEntryOptions version_2 = { .version_id = 2 };

static void
expect_calls (Memory *memory, const char *expected)
{
  ck_assert_str_eq (memory->calls->str, expected);
  g_string_truncate (memory->calls, 0);
}

typedef struct {
  Machine machine;
  Memory memory, other;
} Both;

static void
both_open (Both *both)
{
  machine_open (&both->machine);
  both->memory = (Memory) { .pages = { 1, 2, 3, 4, 5 }, .n = 5, .calls = g_string_new (NULL) };
  both->other = (Memory) { .pages = { 9 }, .n = 1, .calls = g_string_new (NULL) };
  ck_assert (gvm_registry_add_rounds (both->machine.registry, "memory", 0, &memory_rounds,
                                      &both->memory, &version_2, NULL));
  ck_assert (gvm_registry_add_rounds (both->machine.registry, "memory", 1, &memory_rounds,
                                      &both->other, &version_2, NULL));
}

static void
both_close (Both *both)
{
  machine_close (&both->machine);
  g_string_free (both->memory.calls, TRUE);
  g_string_free (both->other.calls, TRUE);
}

static GBytes *
both_save (Both *both)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = gvm_registry_save_to_bytes (both->machine.registry, &error);

  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "");
  return bytes;
}

START_TEST (starts_then_parts_by_turns_then_ends_then_the_rest)
{
  static const char expected[] = "1 memory[0] 1, 1 memory[1] 1, 2 memory[0] 3, 2 memory[1] 1, "
                                 "2 memory[0] 2, 3 memory[0] 0, 3 memory[1] 0, 4 disk[7] 5, "
                                 "4 net[0] 10, ";
  Both both;
  g_autoptr (GString) found = g_string_new (NULL);

  both_open (&both);
  g_autoptr (GBytes) bytes = both_save (&both);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (bytes, NULL, NULL);
  ck_assert (stream != NULL);
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    g_autofree char *path = gvm_section_get_path (section);
    g_string_append_printf (found, "%d %s %zu, ", gvm_section_get_kind (section), path,
                            gvm_section_get_payload_size (section));
  }
  ck_assert_str_eq (found->str, expected);
  expect_calls (&both.memory, "sppe");
  both_close (&both);
}
END_TEST

START_TEST (a_load_hands_each_round_over_and_commits)
{
  Both both;

  both_open (&both);
  g_autoptr (GBytes) bytes = both_save (&both);
  expect_calls (&both.memory, "sppe");
  memset (both.memory.pages, 0, sizeof both.memory.pages);
  ck_assert (gvm_registry_load_from_bytes (both.machine.registry, bytes, NULL, NULL));
  expect_calls (&both.memory, "SPPEC");
  ck_assert_mem_eq (both.memory.pages, "\1\2\3\4\5", 5);
  both_close (&both);
}
END_TEST

START_TEST (a_round_that_is_refused_undoes_all)
{
  Both both;
  g_autoptr (GError) error = NULL;

  both_open (&both);
  g_autoptr (GBytes) bytes = both_save (&both);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (bytes, NULL, NULL);
  expect_calls (&both.memory, "sppe");
  both.memory.refuse_at = 4;
  both.machine.disk.size = 5;
  ck_assert (!gvm_registry_load_from_bytes (both.machine.registry, bytes, NULL, &error));
  const GvmSection *second = gvm_stream_get_section (stream, 4);
  expect_error (error, GVM_ERROR_REFUSED, "memory[0]", gvm_section_get_payload_offset (second));
  expect_calls (&both.memory, "SPPR");
  ck_assert_uint_eq (both.machine.disk.size, 5);
  both_close (&both);
}
END_TEST

START_TEST (a_later_section_that_is_refused_undoes_the_rounds)
{
  Both both;

  both_open (&both);
  g_autoptr (GBytes) bytes = both_save (&both);
  expect_calls (&both.memory, "sppe");
  both.machine.net.id = 1; /* which the stream's is not */
  ck_assert (!gvm_registry_load_from_bytes (both.machine.registry, bytes, NULL, NULL));
  expect_calls (&both.memory, "SPPER");
  ck_assert_uint_lt (both.other.undone, both.memory.undone); /* the last first */
  both_close (&both);
}
END_TEST

/* The stream of @both, whose description has a round more than it has. */
static GBytes *
save_with_a_round_more (Both *both)
{
  static const char more[] = ", 0";
  GByteArray *stream = g_bytes_unref_to_array (both_save (both));
  guint end = 0, mark = 0;

  for (guint at = 0; at + 13 < stream->len; at++) {
    if (stream->data[at] == 0 && stream->data[at + 1] == 6 && stream->data[at + 6] == '{')
      mark = at + 2;
    if (memcmp (stream->data + at, "], \"xxh3_128\"", 13) == 0)
      end = at;
  }
  ck_assert (mark > 0 && end > mark);
  guint32 length = GUINT32_TO_BE (stream->len - mark - 4 + 3);
  memcpy (stream->data + mark, &length, sizeof length);
  g_byte_array_set_size (stream, stream->len + 3);
  memmove (stream->data + end + 3, stream->data + end, stream->len - 3 - end);
  memcpy (stream->data + end, more, 3);
  seal (stream);
  return g_byte_array_free_to_bytes (stream);
}

START_TEST (more_rounds_described_than_there_are_is_a_contradiction)
{
  Both both;
  g_autoptr (GError) error = NULL;

  both_open (&both);
  g_autoptr (GBytes) bytes = save_with_a_round_more (&both);
  ck_assert (!gvm_registry_load_from_bytes (both.machine.registry, bytes, NULL, &error));
  ck_assert_msg (g_error_matches (error, GVM_ERROR, GVM_ERROR_SCHEMA_MISMATCH), "%s",
                 error->message);
  both_close (&both);
}
END_TEST

START_TEST (check_asks_and_rolls_back)
{
  Both both;

  both_open (&both);
  g_autoptr (GBytes) bytes = both_save (&both);
  expect_calls (&both.memory, "sppe");
  g_autoptr (GPtrArray) problems = gvm_registry_check (both.machine.registry, bytes);
  ck_assert_uint_eq (problems->len, 0);
  expect_calls (&both.memory, "SPPER");
  both_close (&both);
}
END_TEST

/* What a load leaves of a round is left over. */
static gboolean
lazy_load (G_GNUC_UNUSED gpointer self, G_GNUC_UNUSED GvmReader *reader,
           G_GNUC_UNUSED GvmSectionKind kind, G_GNUC_UNUSED guint32 version_id,
           G_GNUC_UNUSED GError **error)
{
  return TRUE;
}

START_TEST (octets_that_a_load_leaves_are_refused)
{
  static const GvmRounds lazy = { .save_start = memory_save_start,
                                  .save_part = memory_save_part,
                                  .save_end = memory_save_end,
                                  .load = lazy_load };
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  Memory memory = { .n = 1, .calls = g_string_new (NULL) };
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_registry_add_rounds (registry, "lazy", 0, &lazy, &memory, &version_2, NULL));
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (registry, NULL);
  ck_assert (!gvm_registry_load_from_bytes (registry, bytes, NULL, &error));
  expect_error (error, GVM_ERROR_TRAILING, "lazy[0]", 8 + 1 + 4 + 5 + 8);
  g_string_free (memory.calls, TRUE);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("registry.rounds", starts_then_parts_by_turns_then_ends_then_the_rest,
                    a_load_hands_each_round_over_and_commits, a_round_that_is_refused_undoes_all,
                    a_later_section_that_is_refused_undoes_the_rounds,
                    more_rounds_described_than_there_are_is_a_contradiction,
                    check_asks_and_rolls_back, octets_that_a_load_leaves_are_refused);
}
