/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes random cases down for others to judge.
 *
 *   dump SEED ROUNDS          each as a line of JSON: descriptor, version, octets, value (agree.py)
 *   dump SEED ROUNDS digest   one digest of all octets (same_octets.sh)
 */
#include "property/model.h"

#include <stdio.h>
#include <string.h>

static void
print_hex (GString *json, GBytes *bytes)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (json, "%02x", octets[i]);
}

/* What the library makes of @payload: the value that others must find in it, too. */
static void
print_loaded (GString *json, const Model *model, guint32 version, GBytes *payload,
              gconstpointer state)
{
  gpointer target = state_new_blank (model);
  g_autoptr (GvmReader) reader = gvm_reader_new (payload, NULL);
  g_autoptr (GError) error = NULL;

  state_align (model, state, target);
  if (!gvm_decode (reader, model->root->desc, version, target, &error))
    g_error ("GVM_TEST_SEED=%" G_GUINT64_FORMAT ": %s", model->seed, error->message);
  print_state (json, model->root, version, target);
  state_free (model, target);
}

static void
print_case (const Model *model, guint32 version, gconstpointer state)
{
  g_autoptr (GString) json = g_string_new ("{\"descriptor\":");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = state_save (model->root->desc, version, state, &error);
  g_autoptr (GBytes) stream = gvm_save_to_bytes (model->root->desc, state, NULL, NULL);

  if (payload == NULL || stream == NULL)
    g_error ("GVM_TEST_SEED=%" G_GUINT64_FORMAT ": %s", model->seed,
             error != NULL ? error->message : "no stream");
  print_descriptor (json, model->root);
  g_string_append_printf (json, ",\"seed\":%" G_GUINT64_FORMAT ",\"version\":%u,\"octets\":\"",
                          model->seed, version);
  print_hex (json, payload);
  if (version == model->root->version) {
    g_string_append (json, "\",\"stream\":\"");
    print_hex (json, stream);
  }
  g_string_append (json, "\",\"value\":");
  print_loaded (json, model, version, payload, state);
  g_string_append (json, "}");
  puts (json->str); /* not g_print(), which writes in the charset of the locale */
}

static void
print_cases (const Model *model)
{
  gpointer state = state_new (model, 1, 0);

  for (guint version = model->root->minimum; version <= model->root->version; version++)
    print_case (model, version, state);
  state_free (model, state);
}

/* What is saved, and what is saved again of what was loaded. */
static void
digest_case (const Model *model, GChecksum *digest)
{
  const GvmDesc *desc = model->root->desc;
  gpointer state = state_new (model, 1, model->seed), target = state_new_blank (model);
  g_autoptr (GBytes) payload = model_save (model, 1);
  g_autoptr (GvmReader) reader = gvm_reader_new (payload, NULL);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  state_align (model, state, target);
  if (!gvm_encode (writer, desc, desc->version_id, state, NULL) ||
      !gvm_decode (reader, desc, desc->version_id, target, NULL) ||
      !gvm_encode (writer, desc, desc->version_id, target, NULL))
    g_error ("GVM_TEST_SEED=%" G_GUINT64_FORMAT, model->seed);
  g_autoptr (GBytes) again = gvm_writer_steal (writer);
  g_checksum_update (digest, g_bytes_get_data (payload, NULL), (gssize) g_bytes_get_size (payload));
  g_checksum_update (digest, g_bytes_get_data (again, NULL), (gssize) g_bytes_get_size (again));
  state_free (model, state);
  state_free (model, target);
}

int
main (int argc, char **argv)
{
  guint64 seed = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 1;
  guint64 rounds = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 1;
  gboolean is_digest = argc > 3 && strcmp (argv[3], "digest") == 0;
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint64 i = 0; i < rounds; i++) {
    Model *model = model_new (seed + i);

    if (!is_digest)
      print_cases (model);
    else if (!model->is_unordered)
      digest_case (model, digest);
    model_free (model);
  }
  if (is_digest)
    g_print ("%s\n", g_checksum_get_string (digest));
  return 0;
}
