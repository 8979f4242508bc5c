/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every proper prefix of every payload, and every payload with every single octet changed to 0x00 and to
 * 0xff, against a struct that is filled already. Each load must do what the second opinion of wire.c says:
 * load the octets' meaning, or fail with that code, path and offset and leave no trace.
 *
 * Run as `hostile SHARD SHARDS` it takes every SHARDS-th payload.
 */
#include "spapr/target.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* What lies behind the end of a prefix must not be looked at, and the address sanitizer sees to it. */
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(octets, size)   ((void) (octets), (void) (size))
#define ASAN_UNPOISON_MEMORY_REGION(octets, size) ((void) (octets), (void) (size))
#endif

static GPtrArray *payloads;
static guint shard, n_shards = 1;

typedef struct {
  const Payload *payload;
  Target *target;
  const char *what; /* is done to the payload, */
  gsize position;   /* and where */
  guint n_loaded, n_failed;
} Attack;

/* ---- one load ------------------------------------------------------------------------------- */

static const char *
find_wrong_failure (const Verdict *verdict, const GvmReader *reader, const GError *error)
{
  guint64 offset;

  if (verdict->loads)
    return "it should have loaded";
  if (!g_error_matches (error, GVM_ERROR, (gint) verdict->code))
    return "another code";
  if (g_strcmp0 (gvm_error_get_path (error), verdict->path) != 0)
    return "another path";
  if (!gvm_error_get_offset (error, &offset) || offset != verdict->offset)
    return "another offset";
  if (gvm_reader_tell (reader) != 0 || gvm_reader_get_error (reader) != NULL)
    return "the reader is not what it was";
  return NULL;
}

static void
complain (const Attack *attack, const char *complaint, const Verdict *verdict, const GError *error)
{
  g_autofree char *allowed =
      verdict->loads
          ? g_strdup ("that it loads")
          : g_strdup_printf ("%s at %s @0x%" G_GINT64_MODIFIER "x",
                             gvm_error_get_slug (verdict->code), verdict->path, verdict->offset);

  ck_abort_msg ("%s, %s %" G_GSIZE_FORMAT ": %s\n  happened: %s\n  expected: %s",
                attack->payload->where, attack->what, attack->position, complaint,
                error != NULL ? error->message : "it loaded", allowed);
}

/* Loads @size octets at @data and holds what happens against what must. */
static void
attack_with (Attack *attack, const guint8 *data, gsize size)
{
  Target *target = attack->target;
  Verdict verdict = wire_judge (target->kind, target->phb, data, size);
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);
  g_autoptr (GError) error = NULL;
  const char *complaint;

  if (gvm_decode (reader, target->desc, attack->payload->version_id, target->self, &error)) {
    complaint = !verdict.loads                            ? "it should have failed"
                : gvm_reader_tell (reader) != verdict.end ? "it read more or less than there is"
                                                          : target_find_difference (target, data);
    target_renew (target);
    attack->n_loaded++;
  } else {
    complaint = find_wrong_failure (&verdict, reader, error);
    if (complaint == NULL)
      complaint = target_find_change (target);
    attack->n_failed++;
  }
  if (G_UNLIKELY (complaint != NULL))
    complain (attack, complaint, &verdict, error);
}

/* ---- all of them ---------------------------------------------------------------------------- */

static void
cut_everywhere (Attack *attack)
{
  gsize whole = attack->payload->size;
  g_autofree guint8 *octets = g_memdup2 (attack->payload->data, whole);

  attack->what = "cut to";
  for (gsize size = whole; size-- > 0;) {
    ASAN_POISON_MEMORY_REGION (octets + size, whole - size);
    attack->position = size;
    attack_with (attack, octets, size);
  }
  ASAN_UNPOISON_MEMORY_REGION (octets, whole);
}

static void
change_to (Attack *attack, guint8 *octets, guint8 value)
{
  guint8 *octet = octets + attack->position, old = *octet;

  if (old == value)
    return;
  *octet = value;
  target_expect_octet (attack->target, octets, attack->position);
  attack_with (attack, octets, attack->payload->size);
  *octet = old;
  target_expect_octet (attack->target, octets, attack->position);
}

static void
change_everywhere (Attack *attack)
{
  g_autofree guint8 *octets = g_memdup2 (attack->payload->data, attack->payload->size);

  target_expect (attack->target, octets);
  for (gsize position = 0; position < attack->payload->size; position++) {
    attack->position = position;
    attack->what = "with 0x00 at";
    change_to (attack, octets, 0x00);
    attack->what = "with 0xff at";
    change_to (attack, octets, 0xff);
  }
}

static void
attack_each (PayloadKind kind, void (*everywhere) (Attack *attack))
{
  guint n_seen = 0, n_payloads = 0, n_loaded = 0, n_failed = 0;

  for (guint i = 0; i < payloads->len; i++) {
    const Payload *payload = g_ptr_array_index (payloads, i);

    if (payload->kind != kind || n_seen++ % n_shards != shard)
      continue;
    g_autoptr (Target) target = target_new_for (payload, TRUE);
    Attack attack = { .payload = payload, .target = target };
    everywhere (&attack);
    n_payloads++;
    n_loaded += attack.n_loaded;
    n_failed += attack.n_failed;
  }
  ck_assert_msg (n_payloads > 0, "no payload of %s in this shard", payload_kind_name (kind));
  g_print ("%s: %u payloads, %u loads that succeeded and %u that failed\n",
           payload_kind_name (kind), n_payloads, n_loaded, n_failed);
}

START_TEST (test_a_cut_payload_fails_and_leaves_no_trace)
{
  attack_each ((PayloadKind) _i, cut_everywhere);
}
END_TEST

START_TEST (test_a_changed_octet_is_loaded_or_leaves_no_trace)
{
  attack_each ((PayloadKind) _i, change_everywhere);
}
END_TEST

int
main (int argc, char **argv)
{
  Suite *suite = suite_create ("spapr.hostile");
  TCase *cut = tcase_create ("cut"), *changed = tcase_create ("changed");
  SRunner *runner = srunner_create (suite);

  if (argc == 3) {
    shard = (guint) strtoul (argv[1], NULL, 10);
    n_shards = (guint) strtoul (argv[2], NULL, 10);
  }
  payloads = payloads_collect ();
  tcase_add_loop_test (cut, test_a_cut_payload_fails_and_leaves_no_trace, 0, PAYLOAD_KINDS);
  tcase_add_loop_test (changed, test_a_changed_octet_is_loaded_or_leaves_no_trace, 0,
                       PAYLOAD_KINDS);
  suite_add_tcase (suite, cut);
  suite_add_tcase (suite, changed);

  srunner_run_all (runner, CK_ENV);
  int n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  g_ptr_array_unref (payloads);
  return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
