/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In a vector every JSON object that has both an "idstr" and a "payload" is a section, and the nearest
 * object around it that has a "decoded" says what is in it.
 */
#include "spapr/payloads.h"

#include <gvmstate/gvmstate.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  GPtrArray *found;
  GHashTable *seen[PAYLOAD_KINDS]; /* of GBytes */
  GString *where;
} Collector;

const char *
payload_kind_name (PayloadKind kind)
{
  static const char *const names[PAYLOAD_KINDS] = { "ics", "icp/server", "spapr_pci" };

  return names[kind];
}

static void
payload_free (gpointer data)
{
  Payload *payload = data;

  g_bytes_unref (payload->bytes);
  g_free (payload->where);
  g_clear_pointer (&payload->decoded, json_object_unref);
  g_free (payload);
}

static void
die (const char *what, const char *why)
{
  g_printerr ("%s: %s\n", what, why);
  exit (EXIT_FAILURE);
}

/* Takes @bytes over. */
static void
collect (Collector *collector, const char *idstr, guint32 instance_id, guint32 version_id,
         GBytes *bytes, JsonObject *decoded)
{
  PayloadKind kind = PAYLOAD_ICS;

  while (kind < PAYLOAD_KINDS && strcmp (idstr, payload_kind_name (kind)) != 0)
    kind++;
  if (kind == PAYLOAD_KINDS || !g_hash_table_add (collector->seen[kind], g_bytes_ref (bytes))) {
    g_bytes_unref (bytes);
    return;
  }

  Payload *payload = g_new (Payload, 1);
  *payload = (Payload) { .kind = kind,
                         .version_id = version_id,
                         .instance_id = instance_id,
                         .bytes = bytes,
                         .where = g_strdup (collector->where->str),
                         .decoded = decoded != NULL ? json_object_ref (decoded) : NULL };
  payload->data = g_bytes_get_data (bytes, &payload->size);
  g_ptr_array_add (collector->found, payload);
}

/* ---- vectors -------------------------------------------------------------------------------- */

static GBytes *
bytes_of_hex (const char *hex)
{
  gsize size = strlen (hex) / 2;
  guint8 *octets = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    octets[i] =
        (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return g_bytes_new_take (octets, size);
}

static void
collect_section (Collector *collector, JsonObject *section, JsonObject *decoded)
{
  const char *idstr = json_object_get_string_member (section, "idstr");

  collect (collector, idstr, (guint32) json_object_get_int_member (section, "instance_id"),
           (guint32) json_object_get_int_member (section, "version_id"),
           bytes_of_hex (json_object_get_string_member (section, "payload")), decoded);
}

static void walk (Collector *collector, JsonNode *node, JsonObject *decoded);

static void
walk_object (Collector *collector, JsonObject *object, JsonObject *decoded)
{
  gsize length = collector->where->len;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (json_object_has_member (object, "decoded"))
    decoded = json_object_get_object_member (object, "decoded");
  if (json_object_has_member (object, "idstr") && json_object_has_member (object, "payload"))
    collect_section (collector, object, decoded);

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member)) {
    g_string_append_printf (collector->where, "/%s", name);
    walk (collector, member, decoded);
    g_string_truncate (collector->where, length);
  }
}

static void
walk (Collector *collector, JsonNode *node, JsonObject *decoded)
{
  gsize length = collector->where->len;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    walk_object (collector, json_node_get_object (node), decoded);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++) {
      g_string_append_printf (collector->where, "/%u", i);
      walk (collector, json_array_get_element (array, i), decoded);
      g_string_truncate (collector->where, length);
    }
  }
}

static void
collect_vector (Collector *collector, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) packed = g_file_read (file, NULL, &error);

  if (packed == NULL)
    die (path, error->message);

  g_autoptr (GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) plain =
      g_converter_input_stream_new (G_INPUT_STREAM (packed), G_CONVERTER (gunzip));
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  if (!json_parser_load_from_stream (parser, plain, NULL, &error))
    die (path, error->message);
  walk (collector, json_parser_get_root (parser), NULL);
}

/* ---- streams -------------------------------------------------------------------------------- */

static void
collect_stream (Collector *collector, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_file (file, NULL, NULL, &error);
  gsize length = collector->where->len;

  if (stream == NULL)
    die (path, error->message);
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    g_autofree char *name = gvm_section_get_path (section);

    g_string_append_printf (collector->where, ", %s", name);
    collect (collector, gvm_section_get_idstr (section), gvm_section_get_instance_id (section),
             gvm_section_get_version_id (section), gvm_section_get_payload (section), NULL);
    g_string_truncate (collector->where, length);
  }
}

/* ---- both ----------------------------------------------------------------------------------- */

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): the files of a directory that end in @suffix, in the order of their names. */
static GPtrArray *
list_files (const char *directory, const char *suffix)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (directory, 0, &error);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    die (directory, error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, suffix))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
collect_directory (Collector *collector, const char *directory, const char *suffix,
                   void (*collect_file) (Collector *collector, const char *path))
{
  const char *data = g_getenv ("GVM_TEST_DATA");
  g_autofree char *folder = g_build_filename (data != NULL ? data : "tests/data", directory, NULL);
  g_autoptr (GPtrArray) names = list_files (folder, suffix);

  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

    g_string_assign (collector->where, g_ptr_array_index (names, i));
    collect_file (collector, path);
  }
}

GPtrArray *
payloads_collect (void)
{
  Collector collector = { .found = g_ptr_array_new_with_free_func (payload_free),
                          .where = g_string_new (NULL) };

  for (guint kind = 0; kind < PAYLOAD_KINDS; kind++)
    collector.seen[kind] =
        g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  collect_directory (&collector, "vectors", ".json.gz", collect_vector);
  collect_directory (&collector, "streams", ".mig.gz", collect_stream);
  for (guint kind = 0; kind < PAYLOAD_KINDS; kind++)
    g_hash_table_unref (collector.seen[kind]);
  g_string_free (collector.where, TRUE);
  return collector.found;
}
