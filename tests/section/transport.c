/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Octets from anywhere: short reads, failures and cancellation at each of them, packed and plain.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>

#include "section/transport.h"
#include "support/stream.h"

/* ---- an input that behaves as badly as it may ------------------------------------------------ */

typedef struct {
  GInputStream parent;
  const GByteArray *octets;
  gsize pos, step; /* octets that one read gives */
  gsize fail_at;   /* a read from there on fails */
  GCancellable *cancel;
  gsize cancel_at; /* a read from there on finds that somebody has cancelled, */
  gboolean late;   /* or does not, since that happens just after it */
  guint n_reads;
  gboolean stutters; /* each other read has nothing for now */
} Dribble;
typedef GInputStreamClass DribbleClass;

static GType dribble_get_type (void);
G_DEFINE_TYPE (Dribble, dribble, G_TYPE_INPUT_STREAM)

static gssize
dribble_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
              GError **error)
{
  Dribble *dribble = (Dribble *) stream;
  gsize n = MIN (MIN (count, dribble->step), dribble->octets->len - dribble->pos);

  if (dribble->cancel != NULL && dribble->pos >= dribble->cancel_at)
    g_cancellable_cancel (dribble->cancel);
  dribble->n_reads++;
  if (dribble->stutters && dribble->n_reads % 2 == 1) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "nothing for now");
    return -1;
  }
  if (!dribble->late && g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (dribble->pos >= dribble->fail_at) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no more today");
    return -1;
  }
  if (n > 0)
    memcpy (buffer, dribble->octets->data + dribble->pos, n);
  dribble->pos += n;
  return (gssize) n;
}

static void
dribble_class_init (DribbleClass *klass)
{
  klass->read_fn = dribble_read;
}

static void
dribble_init (Dribble *dribble)
{
  dribble->fail_at = G_MAXSIZE;
  dribble->step = 1;
}

static Dribble *
dribble_new (const GByteArray *octets, gsize step)
{
  Dribble *dribble = g_object_new (dribble_get_type (), NULL);

  dribble->octets = octets;
  dribble->step = step;
  return dribble;
}

/* Reads it all. Returns: (transfer full) (nullable): the stream's octets. */
static GBytes *
read_input (Dribble *dribble, const GvmLimits *limits, GCancellable *cancellable, GError **error)
{
  GvmiWatch watch = gvmi_watch_init (NULL, cancellable);
  GvmiArrival arrival;

  if (!gvmi_transport_read (G_INPUT_STREAM (dribble), limits, NULL, &watch, &arrival, error))
    return NULL;
  ck_assert (arrival.wrapper == NULL);
  return arrival.bytes;
}

static GBytes *
read_dribble (const GByteArray *octets, gsize step, guint64 max, GError **error)
{
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble_new (octets, step));
  g_autoptr (GvmLimits) limits = gvm_limits_new ();

  gvm_limits_set_max_stream (limits, max);
  return read_input ((Dribble *) input, limits, NULL, error);
}

static void
expect_read (const GByteArray *octets, gsize step, gconstpointer expected, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_dribble (octets, step, size, &error);

  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "no error");
  ck_assert_uint_eq (g_bytes_get_size (bytes), size);
  if (size > 0)
    ck_assert_mem_eq (g_bytes_get_data (bytes, NULL), expected, size);
}

static void
expect_read_error (const GByteArray *octets, guint64 max, GQuark domain, gint code)
{
  static const gsize steps[] = { 1, 7, 100000 };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = read_dribble (octets, steps[i], max, &error);
    ck_assert (bytes == NULL);
    ck_assert_msg (g_error_matches (error, domain, code), "%s", error->message);
  }
}

/* ---- octets ---------------------------------------------------------------------------------- */

/* Octets that do not pack well, but for the first ones, by which a stream is known. */
static GByteArray *
noise (gsize size)
{
  GByteArray *octets = g_byte_array_new ();
  guint32 state = 1;

  put_bytes (octets, "magic", "QEVM", MIN (size, 4));
  while (octets->len < size) {
    state = state * 1664525u + 1013904223u;
    put_u8 (octets, "noise", (guint8) (state >> 24));
  }
  return octets;
}

/* What both packings promise, a test shows for both. */
static const GvmCompression packings[] = { GVM_COMPRESSION_GZIP, GVM_COMPRESSION_ZSTD };

static void
put_packed (GByteArray *to, GvmCompression compression, gconstpointer octets, gsize size)
{
  g_autoptr (GConverter) converter = gvm_compressor_new (compression);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) output = g_converter_output_stream_new (memory, converter);

  ck_assert (g_output_stream_write_all (output, octets, size, NULL, NULL, NULL));
  ck_assert (g_output_stream_close (output, NULL, NULL));
  put_bytes (to, "member", g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
             g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
}

/* ---- plain ----------------------------------------------------------------------------------- */

START_TEST (octets_arrive_whatever_the_steps)
{
  static const gsize steps[] = { 1, 2, 3, 1000, 65536, 1000000 };
  g_autoptr (GByteArray) octets = noise (70000);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    expect_read (octets, steps[i], octets->data, octets->len);
}
END_TEST

START_TEST (an_input_that_has_nothing_for_now_is_asked_again)
{
  g_autoptr (GByteArray) octets = noise (50);
  Dribble *dribble = dribble_new (octets, 7);
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);

  dribble->stutters = TRUE;
  g_autoptr (GBytes) bytes = read_input (dribble, NULL, NULL, NULL);
  ck_assert (bytes != NULL);
  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), octets->data,
                 octets->len);
}
END_TEST

static void
on_signal (G_GNUC_UNUSED int number)
{
}

static gpointer
write_slowly (gpointer data)
{
  const GByteArray *octets = ((gpointer *) data)[0];
  int fd = GPOINTER_TO_INT (((gpointer *) data)[1]);

  for (guint i = 0; i < octets->len; i += 500) {
    g_usleep (200);
    ck_assert_int_eq (write (fd, octets->data + i, MIN (500, octets->len - i)),
                      MIN (500, octets->len - i));
  }
  close (fd);
  return NULL;
}

START_TEST (a_pipe_that_does_not_block_under_a_rain_of_signals_gives_the_same)
{
  g_autoptr (GByteArray) octets = noise (40000);
  const struct sigaction action = { .sa_handler = on_signal }; /* without SA_RESTART */
  const struct itimerval often = { { 0, 100 }, { 0, 100 } }, never = { { 0, 0 }, { 0, 0 } };
  GvmiWatch watch = gvmi_watch_init (NULL, NULL);
  GvmiArrival arrival;
  int ends[2];

  ck_assert_int_eq (pipe (ends), 0);
  ck_assert_int_eq (fcntl (ends[0], F_SETFL, O_NONBLOCK), 0);
  gpointer data[] = { octets, GINT_TO_POINTER (ends[1]) };
  g_autoptr (GInputStream) input = g_unix_input_stream_new (ends[0], TRUE);
  sigaction (SIGALRM, &action, NULL);
  GThread *writer = g_thread_new ("writer", write_slowly, data);
  setitimer (ITIMER_REAL, &often, NULL);
  gboolean read = gvmi_transport_read (input, NULL, NULL, &watch, &arrival, NULL);
  setitimer (ITIMER_REAL, &never, NULL);
  g_thread_join (writer);
  ck_assert (read);
  expect_octets (g_bytes_get_data (arrival.bytes, NULL), g_bytes_get_size (arrival.bytes),
                 octets->data, octets->len);
  gvmi_arrival_clear (&arrival);
}
END_TEST

START_TEST (what_is_no_stream_is_not_read_to_its_end)
{
  g_autoptr (GByteArray) octets = noise (3000000);
  Dribble *dribble = dribble_new (octets, 65536);
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);

  memcpy (octets->data, "QFI\xfb", 4);
  g_autoptr (GError) error = NULL;
  ck_assert (gvm_stream_new_from_input_stream (input, NULL, NULL, &error) == NULL);
  expect_error (error, GVM_ERROR_BAD_MAGIC, NULL, 0);
  ck_assert_uint_le (dribble->pos, 2 * 65536);
}
END_TEST

/* ---- progress -------------------------------------------------------------------------------- */

typedef struct {
  guint64 done[2];
  gint64 total[2]; /* the last one */
  guint n[2];
} Told;

static void
note (GvmProgress phase, guint64 done, gint64 total, gpointer user_data)
{
  Told *told = user_data;

  ck_assert_uint_ge (done, told->done[phase]);
  ck_assert (total == -1 || done <= (guint64) total);
  told->done[phase] = done;
  told->total[phase] = total;
  told->n[phase]++;
}

START_TEST (progress_is_told_in_both_phases_and_at_their_ends)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  Told told = { .n = { 0, 0 } };
  const GvmTransport transport = { .progress = note, .progress_data = &told };

  put_header (octets);
  put_machine (octets, "m");
  put_section (octets, GVM_SECTION_START, 3, "s390-storage_attributes", 0, 0);
  put_u64 (octets, "MORE", 0x02);
  put_u64 (octets, "count", 5 << 20);
  put_fill (octets, "attributes", 5 << 20, 1);
  put_u64 (octets, "EOS", 0x01);
  put_footer (octets, 3);
  put_round (octets, GVM_SECTION_END, 3);
  put_u64 (octets, "EOS", 0x01);
  put_footer (octets, 3);
  put_eof (octets);
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble_new (octets, 65536));
  g_autoptr (GvmStream) stream =
      gvm_stream_new_from_input_stream_full (input, NULL, &transport, NULL, NULL);
  ck_assert (stream != NULL);
  for (guint phase = 0; phase < 2; phase++) {
    ck_assert_uint_eq (told.done[phase], octets->len);
    ck_assert_int_eq (told.total[phase], (gint64) octets->len);
  }
  ck_assert_uint_ge (told.n[GVM_PROGRESS_READ], 5);
  ck_assert_uint_le (told.n[GVM_PROGRESS_READ], 7);
  ck_assert_uint_ge (told.n[GVM_PROGRESS_WALK], 2);
}
END_TEST

START_TEST (few_octets_arrive_too)
{
  for (gsize size = 0; size < 5; size++) {
    g_autoptr (GByteArray) octets = noise (size);
    expect_read (octets, 1, octets->data, size);
  }
}
END_TEST

START_TEST (more_than_a_first_block_arrives)
{
  g_autoptr (GByteArray) octets = noise (1500000);

  expect_read (octets, 65536, octets->data, octets->len);
}
END_TEST

START_TEST (one_octet_more_than_the_limits_is_refused)
{
  g_autoptr (GByteArray) octets = noise (300000);

  expect_read_error (octets, 299999, GVM_ERROR, GVM_ERROR_LIMIT);
  expect_read_error (octets, 0, GVM_ERROR, GVM_ERROR_LIMIT);
  expect_read_error (octets, 1, GVM_ERROR, GVM_ERROR_LIMIT);
}
END_TEST

START_TEST (what_is_refused_is_not_read_to_its_end)
{
  g_autoptr (GByteArray) octets = noise (3000000);
  Dribble *dribble = dribble_new (octets, 65536);
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;

  gvm_limits_set_max_stream (limits, 100000);
  ck_assert (read_input (dribble, limits, NULL, &error) == NULL);
  ck_assert_uint_le (dribble->pos, 100000 + 2 * 65536);
  ck_assert_msg (strstr (error->message, "100000") != NULL, "%s", error->message);
}
END_TEST

/* ---- packed ---------------------------------------------------------------------------------- */

START_TEST (what_is_packed_is_unpacked_whatever_the_steps)
{
  static const gsize steps[] = { 1, 2, 3, 1000, 65536, 1000000 };
  g_autoptr (GByteArray) octets = noise (200000), packed = g_byte_array_new ();

  put_packed (packed, packings[_i], octets->data, octets->len);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    expect_read (packed, steps[i], octets->data, octets->len);
}
END_TEST

START_TEST (nothing_can_be_packed)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, packings[_i], "", 0);
  expect_read (packed, 1, NULL, 0);
}
END_TEST

START_TEST (members_follow_one_another)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, packings[_i], "QEV", 3);
  put_packed (packed, packings[_i], "", 0);
  put_packed (packed, packings[_i], "Mabc", 4);
  /* One of these steps ends an octet behind each member. */
  for (gsize step = 1; step <= packed->len; step++)
    expect_read (packed, step, "QEVMabc", 7);
}
END_TEST

START_TEST (frames_that_zstd_skips_are_skipped)
{
  static const guint8 skippable[] = { 0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'x', 'y', 'z' };
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_bytes (packed, "skippable", skippable, sizeof skippable);
  put_packed (packed, GVM_COMPRESSION_ZSTD, "QEVM", 4);
  put_bytes (packed, "skippable", skippable, sizeof skippable);
  expect_read (packed, 1, "QEVM", 4);
  expect_read (packed, 100, "QEVM", 4);
}
END_TEST

START_TEST (something_else_behind_a_member_is_refused_with_its_offset)
{
  static const gsize steps[] = { 1, 100000 };
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, packings[_i], "QEVM", 4);
  guint64 offset = packed->len;
  put_u8 (packed, "garbage", 0x1f); /* half a mark */
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = read_dribble (packed, steps[i], 1000, &error);
    ck_assert (bytes == NULL);
    expect_error (error, GVM_ERROR_TRAILING, NULL, offset);
  }
}
END_TEST

START_TEST (every_prefix_of_what_is_packed_is_refused)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, packings[_i], "QEVMQEVMQEVM", 12);
  for (guint size = packed->len - 1; size >= 4; size--) {
    g_byte_array_set_size (packed, size);
    expect_read_error (packed, 1000, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  }
}
END_TEST

START_TEST (what_is_damaged_is_refused)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, packings[_i], "QEVMQEVMQEVM", 12);
  /* The checksum: gzip has the size of the content behind it. */
  packed->data[packed->len - (packings[_i] == GVM_COMPRESSION_GZIP ? 5 : 1)] ^= 1;
  expect_read_error (packed, 1000, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}
END_TEST

START_TEST (a_bomb_is_refused_before_it_has_grown)
{
  g_autoptr (GByteArray) zeros = g_byte_array_new (), packed = g_byte_array_new ();

  g_byte_array_set_size (zeros, 20000000);
  memset (zeros->data, 0, zeros->len);
  memcpy (zeros->data, "QEVM", 4);
  put_packed (packed, packings[_i], zeros->data, zeros->len);
  ck_assert_uint_lt (packed->len, 30000);
  expect_read_error (packed, 19999999, GVM_ERROR, GVM_ERROR_LIMIT);
  expect_read_error (packed, 1000, GVM_ERROR, GVM_ERROR_LIMIT);
  expect_read (packed, 65536, zeros->data, zeros->len);
}
END_TEST

START_TEST (what_unpacks_to_no_stream_is_not_unpacked_to_its_end)
{
  g_autoptr (GByteArray) zeros = g_byte_array_new (), packed = g_byte_array_new ();

  g_byte_array_set_size (zeros, 20000000);
  memset (zeros->data, 0, zeros->len);
  put_packed (packed, packings[_i], zeros->data, zeros->len);
  g_autoptr (GBytes) bytes = read_dribble (packed, 65536, 1000000, NULL);
  ck_assert (bytes != NULL);
  ck_assert_uint_le (g_bytes_get_size (bytes), 65536);
}
END_TEST

START_TEST (zstd_gets_no_more_memory_than_the_limits_allow)
{
  /* A frame with a window of 2^27 octets, which is all that its head says. */
  static const guint8 frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 17 << 3, 0x01, 0x00, 0x00 };
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble_new (packed, 100));
  g_autoptr (GInputStream) again = G_INPUT_STREAM (dribble_new (packed, 100));
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;

  put_bytes (packed, "frame", frame, sizeof frame);
  g_autoptr (GBytes) bytes = read_input ((Dribble *) input, limits, NULL, &error);
  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "no error");
  gvm_limits_set_max_bytes (limits, (1 << 27) - 1);
  ck_assert (read_input ((Dribble *) again, limits, NULL, &error) == NULL);
  expect_error (error, GVM_ERROR_LIMIT, NULL, NO_OFFSET);
}
END_TEST

START_TEST (the_same_octets_pack_to_the_same_octets)
{
  g_autoptr (GByteArray) octets = noise (200000), one = g_byte_array_new ();
  g_autoptr (GByteArray) other = g_byte_array_new ();

  put_packed (one, packings[_i], octets->data, octets->len);
  put_packed (other, packings[_i], octets->data, octets->len);
  expect_octets (one->data, one->len, other->data, other->len);
}
END_TEST

/* ---- failures -------------------------------------------------------------------------------- */

START_TEST (an_input_that_fails_anywhere_is_told_with_the_offset)
{
  g_autoptr (GByteArray) plain = noise (300), packed = g_byte_array_new ();
  put_packed (packed, packings[_i], plain->data, plain->len);
  const GByteArray *const inputs[] = { plain, packed };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    for (gsize at = 0; at <= inputs[i]->len; at++) {
      Dribble *dribble = dribble_new (inputs[i], 1);
      g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);
      g_autoptr (GError) error = NULL;
      dribble->fail_at = at;
      ck_assert (read_input (dribble, NULL, NULL, &error) == NULL);
      ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
      g_autofree char *expected =
          g_strdup_printf ("@0x%" G_GINT64_MODIFIER "x: no more today", (guint64) at);
      ck_assert_str_eq (error->message, expected);
    }
}
END_TEST

START_TEST (a_read_can_be_cancelled_anywhere)
{
  g_autoptr (GByteArray) plain = noise (300), packed = g_byte_array_new ();
  put_packed (packed, packings[_i], plain->data, plain->len);
  const GByteArray *const inputs[] = { plain, packed };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    for (gsize at = 0; at <= inputs[i]->len; at += 10) {
      Dribble *dribble = dribble_new (inputs[i], 10);
      g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      dribble->cancel = cancellable;
      dribble->cancel_at = at;
      ck_assert (read_input (dribble, NULL, cancellable, &error) == NULL);
      ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
    }
}
END_TEST

START_TEST (unpacking_can_be_cancelled_between_reads)
{
  g_autoptr (GByteArray) zeros = g_byte_array_new (), packed = g_byte_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_set_size (zeros, 2000000);
  memset (zeros->data, 0, zeros->len);
  memcpy (zeros->data, "QEVM", 4);
  put_packed (packed, packings[_i], zeros->data, zeros->len);
  Dribble *dribble = dribble_new (packed, 65536);
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);
  dribble->cancel = cancellable;
  dribble->cancel_at = 0;
  dribble->late = TRUE;
  ck_assert (read_input (dribble, NULL, cancellable, &error) == NULL);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  ck_assert_uint_eq (dribble->n_reads, 1);
}
END_TEST

/* A section of more records than are walked without a look at the cancellable; the last of them is @last. */
static GByteArray *
many_records (guint64 last)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  put_section (octets, GVM_SECTION_START, 3, "s390-storage_attributes", 0, 0);
  for (guint i = 0; i < 200000; i++)
    put_u64 (octets, "DONE", 0x08);
  put_u64 (octets, "last", last);
  put_footer (octets, 3);
  put_eof (octets);
  return octets;
}

static void
cancel_when_walking (GvmProgress phase, guint64 done, G_GNUC_UNUSED gint64 total,
                     gpointer user_data)
{
  if (phase == GVM_PROGRESS_WALK && done > 0)
    g_cancellable_cancel (user_data);
}

START_TEST (a_walk_can_be_cancelled_within_a_section)
{
  g_autoptr (GByteArray) octets = many_records (0x01), broken = many_records (0x04);
  g_autoptr (GBytes) bytes = g_bytes_new (octets->data, octets->len);
  g_autoptr (GBytes) other = g_bytes_new (broken->data, broken->len);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const GvmTransport transport = { .progress = cancel_when_walking, .progress_data = cancellable };

  /* It doesn't come to what is broken. */
  ck_assert (gvm_stream_new_from_bytes_full (other, NULL, &transport, cancellable, &error) == NULL);
  ck_assert_msg (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED), "%s", error->message);
  g_clear_error (&error);
  g_cancellable_reset (cancellable);
  g_autoptr (GvmStream) stream =
      gvm_stream_new_from_bytes_full (bytes, NULL, NULL, cancellable, &error);
  ck_assert (stream != NULL);
  g_cancellable_cancel (cancellable);
  ck_assert (gvm_stream_new_from_bytes_full (bytes, NULL, NULL, cancellable, &error) == NULL);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}
END_TEST

/* ---- files ----------------------------------------------------------------------------------- */

static GFile *
data_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("GVM_TEST_DATA"), name, NULL);

  return g_file_new_for_path (path);
}

START_TEST (a_packed_file_is_walked)
{
  g_autoptr (GFile) file = data_file ("streams/m68k-virt.mig.gz");
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = gvm_stream_new_from_file (file, NULL, NULL, &error);

  ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "no error");
  ck_assert_uint_eq (gvm_stream_get_size (stream), 80891);
}
END_TEST

START_TEST (the_limits_of_a_file_are_those_of_its_stream)
{
  g_autoptr (GFile) file = data_file ("streams/m68k-virt.mig.gz");
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;

  gvm_limits_set_max_stream (limits, 80890);
  ck_assert (gvm_stream_new_from_file (file, limits, NULL, &error) == NULL);
  expect_error (error, GVM_ERROR_LIMIT, NULL, NO_OFFSET);
}
END_TEST

START_TEST (a_file_that_is_not_there_is_gios_error)
{
  g_autoptr (GFile) none = data_file ("streams/none"), directory = data_file ("streams");
  g_autoptr (GError) error = NULL, other = NULL;

  ck_assert (gvm_stream_new_from_file (none, NULL, NULL, &error) == NULL);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
  ck_assert (gvm_stream_new_from_file (directory, NULL, NULL, &other) == NULL);
  ck_assert (other->domain == G_IO_ERROR);
}
END_TEST

START_TEST (a_cancelled_file_is_not_opened)
{
  g_autoptr (GFile) file = data_file ("streams/m68k-virt.mig.gz");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ck_assert (gvm_stream_new_from_file (file, NULL, cancellable, &error) == NULL);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}
END_TEST

int
main (void)
{
  int failed = RUN_TESTS (
      "section.transport", octets_arrive_whatever_the_steps,
      an_input_that_has_nothing_for_now_is_asked_again,
      a_pipe_that_does_not_block_under_a_rain_of_signals_gives_the_same,
      what_is_no_stream_is_not_read_to_its_end, progress_is_told_in_both_phases_and_at_their_ends,
      few_octets_arrive_too, more_than_a_first_block_arrives,
      one_octet_more_than_the_limits_is_refused, what_is_refused_is_not_read_to_its_end,
      frames_that_zstd_skips_are_skipped, zstd_gets_no_more_memory_than_the_limits_allow,
      a_walk_can_be_cancelled_within_a_section, a_packed_file_is_walked,
      the_limits_of_a_file_are_those_of_its_stream, a_file_that_is_not_there_is_gios_error,
      a_cancelled_file_is_not_opened);

  failed |= RUN_TESTS_EACH (
      "section.transport", G_N_ELEMENTS (packings), what_is_packed_is_unpacked_whatever_the_steps,
      nothing_can_be_packed, members_follow_one_another,
      something_else_behind_a_member_is_refused_with_its_offset,
      every_prefix_of_what_is_packed_is_refused, what_is_damaged_is_refused,
      a_bomb_is_refused_before_it_has_grown, what_unpacks_to_no_stream_is_not_unpacked_to_its_end,
      the_same_octets_pack_to_the_same_octets, an_input_that_fails_anywhere_is_told_with_the_offset,
      a_read_can_be_cancelled_anywhere, unpacking_can_be_cancelled_between_reads);
  return failed;
}
