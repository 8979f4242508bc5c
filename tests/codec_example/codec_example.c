/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The codec that docs/CODECS.md shows, at work: as a member, as a key, and refusing.
 */
#include "codec_example/prefix.h"
#include "support/refuse.h"

typedef struct {
  Prefix own;
  GHashTable *routes; /* Prefix -> char *, the interface */
} Router;
GVM_FIELDS (router_fields, Router) = {
  GVM_FIELD (Router, own, prefix_codec),
  GVM_HASH (Router, routes, prefix_codec, gvm_string),
};
GVM_DEFINE_STATIC_DESC (router_desc, Router, "router", 1, 1, router_fields);

static const Prefix doc = { { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, half = { { 0x20, 0x01, 0x80 }, 17 };

static void
fill (gpointer self)
{
  Router *router = self;
  Prefix any = { .length = 0 };

  router->own = doc;
  router->routes =
      g_hash_table_new_full (prefix_codec.key_hash, prefix_codec.key_equal, g_free, g_free);
  g_hash_table_insert (router->routes, g_memdup2 (&half, sizeof half), g_strdup ("eth1"));
  g_hash_table_insert (router->routes, g_memdup2 (&any, sizeof any), g_strdup ("eth0"));
}

enum { AT_SECOND = 18 };
static const guint8 golden[] = {
  0x20, 0x20, 0x01, 0x0d, 0xb8,                /* own: 2001:db8::/32 */
  0x00, 0x00, 0x00, 0x02,                      /* routes: count */
  0x00,                                        /* ::/0 */
  0x00, 0x00, 0x00, 0x04, 'e',  't', 'h', '0', /* its interface */
  0x11, 0x20, 0x01, 0x80,                      /* 2001:8000::/17 */
  0x00, 0x00, 0x00, 0x04, 'e',  't', 'h', '1', /* its interface */
};

START_TEST (it_comes_back_from_any_target_and_no_prefix_of_it_does)
{
  expect_golden_whole (GOLDEN (router_desc, 1, golden, fill, NULL));
}
END_TEST

START_TEST (a_load_refuses_what_is_no_prefix)
{
  guint8 bad[sizeof golden];

  memcpy (bad, golden, sizeof bad);
  bad[0] = 129;
  expect_refused_saying (GOLDEN (router_desc, 1, bad, NULL, fill), GVM_ERROR_RANGE, "router/own", 0,
                         ": length 129, at most 128");
  bad[0] = 0x20;
  bad[AT_SECOND + 3] = 0x81;
  expect_refused (GOLDEN (router_desc, 1, bad, NULL, fill), GVM_ERROR_RANGE, "router/routes[1]",
                  AT_SECOND);
  bad[AT_SECOND + 3] = 0x80;
  bad[AT_SECOND + 8] = 0xff; /* its interface is no text: the path has the key */
  expect_refused (GOLDEN (router_desc, 1, bad, NULL, fill), GVM_ERROR_STRING,
                  "router/routes{2001:8000::/17}", AT_SECOND + 4);
}
END_TEST

START_TEST (a_save_refuses_what_a_load_would)
{
  Router router = { .own = { .length = 200 } };

  expect_unsaved (&router_desc, &router, GVM_ERROR_RANGE, "router/own",
                  ": length 200, at most 128");
  router.own = doc;
  router.own.address[15] = 1;
  expect_unsaved (&router_desc, &router, GVM_ERROR_RANGE, "router/own",
                  ": bits behind a prefix of 32");
}
END_TEST

START_TEST (prefixes_are_ordered_and_shown)
{
  Prefix longer = doc;

  longer.length = 48;
  ck_assert_int_lt (prefix_codec.compare (&prefix_codec, &doc, &longer), 0);
  ck_assert_int_gt (prefix_codec.compare (&prefix_codec, &half, &doc), 0);
  expect_format (&prefix_codec, &doc, "2001:db8::/32");
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("codec_example", it_comes_back_from_any_target_and_no_prefix_of_it_does,
                    a_load_refuses_what_is_no_prefix, a_save_refuses_what_a_load_would,
                    prefixes_are_ordered_and_shown);
}
