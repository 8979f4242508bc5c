/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Answers a script's questions, one a line: what the library makes of a vector's value, and what it reads in
 * octets.
 *
 *   names              the vectors that it knows
 *   encode NAME        the payload's octets
 *   decode NAME HEX    `equal HEX`: what was read is the vector's value, and is written as HEX; `other HEX`: it is
 *                      another; or the slug of the error
 *   save, load         the same for the stream of one section
 */
#include "vectors.h"

#include <stdio.h>
#include <string.h>

static const Vector *const all[] = {
  vectors_of_rows,   vectors_of_containers, vectors_of_elements,
#ifdef VECTORS_OF_VALUES
  vectors_of_values,
#endif
#ifdef VECTORS_OF_SETS
  vectors_of_sets,
#endif
#ifdef VECTORS_OF_PACKED
  vectors_of_packed,
#endif
};

/* ---- states --------------------------------------------------------------------------------- */

static gpointer
make (const Vector *vector, void (*fill) (gpointer self))
{
  gpointer self = g_malloc0 (vector->desc->codec.c_size);

  if (fill != NULL)
    fill (self);
  return self;
}

static void
dispose (const Vector *vector, gpointer self)
{
  gvm_state_clear (vector->desc, self);
  g_free (self);
}

/* Says what went wrong, for the script, and in words, for who debugs it. */
static void
answer_error (GError *error)
{
  g_autofree char *message = g_strdup (error->message);

  printf ("%s\n", error->domain == GVM_ERROR ? gvm_error_get_slug (error->code) : message);
  g_printerr ("%s\n", message);
  g_error_free (error);
}

static void
answer_octets (const char *word, GBytes *bytes)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (bytes, &size);

  fputs (word, stdout);
  for (gsize i = 0; i < size; i++)
    printf ("%02x", octets[i]);
  putchar ('\n');
}

static guint32 asked_version;

/* ---- octets --------------------------------------------------------------------------------- */

static GBytes *
parse_octets (const char *hex)
{
  GByteArray *octets = g_byte_array_new ();

  for (; g_ascii_isxdigit (hex[0]) && g_ascii_isxdigit (hex[1]); hex += 2) {
    guint8 octet = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

    g_byte_array_append (octets, &octet, 1);
  }
  return g_byte_array_free_to_bytes (octets);
}

/* The octets of an older version are asked for whatever it does not hold. */
static GBytes *
save_payload (const Vector *vector, gconstpointer self, GError **error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  if (!gvm_encode_as (writer, vector->desc, vector->version, self, GVM_SAVE_ALLOW_LOSS, NULL,
                      error))
    return NULL;
  return gvm_writer_steal (writer);
}

static GBytes *
save_stream (const Vector *vector, gconstpointer self, GError **error)
{
  return gvm_save_to_bytes (vector->desc, self, NULL, error);
}

static gboolean
load_payload (const Vector *vector, gpointer self, GBytes *bytes, GError **error)
{
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);

  if (!gvm_decode (reader, vector->desc, vector->version, self, error))
    return FALSE;
  return gvm_reader_left (reader) == 0 ||
         gvm_error_set (error, GVM_ERROR_TRAILING, NULL, NULL, "octets are left");
}

static gboolean
load_stream (const Vector *vector, gpointer self, GBytes *bytes, GError **error)
{
  return gvm_load_from_bytes (vector->desc, self, bytes, NULL, error);
}

/* ---- questions ------------------------------------------------------------------------------ */

typedef GBytes *(*Save) (const Vector *vector, gconstpointer self, GError **error);
typedef gboolean (*Load) (const Vector *vector, gpointer self, GBytes *bytes, GError **error);

static void
answer_state (const Vector *vector, gconstpointer self, Save save, const char *word)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = save (vector, self, &error);

  if (bytes != NULL)
    answer_octets (word, bytes);
  else
    answer_error (error);
}

static void
answer_save (const Vector *vector, Save save)
{
  gpointer self = make (vector, vector->fill);

  answer_state (vector, self, save, "");
  dispose (vector, self);
}

/* Rows of an older version do not count for equality, but they are in the octets that are answered. */
static void
answer_load (const Vector *vector, Load load, Save save, const char *hex)
{
  gpointer self = make (vector, vector->blank), wanted = make (vector, vector->fill);
  g_autoptr (GBytes) bytes = parse_octets (hex);
  GError *error = NULL;

  if (!load (vector, self, bytes, &error))
    answer_error (error);
  else if (vector->version != vector->desc->version_id ||
           gvm_state_equal (vector->desc, self, wanted))
    answer_state (vector, self, save, "equal ");
  else
    answer_state (vector, self, save, "other ");
  dispose (vector, self);
  dispose (vector, wanted);
}

static void
answer_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    for (const Vector *vector = all[i]; vector->name != NULL; vector++)
      printf ("%s ", vector->name);
  putchar ('\n');
}

static const Vector *
find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    for (const Vector *vector = all[i]; vector->name != NULL; vector++)
      if (strcmp (vector->name, name) == 0)
        return vector;
  return NULL;
}

/* The question may be of octets in another version, from which the vector's state comes. */
static gboolean
load_old_payload (const Vector *vector, gpointer self, GBytes *bytes, GError **error)
{
  Vector old = *vector;

  old.version = asked_version;
  return load_payload (&old, self, bytes, error);
}

static void
answer (char **words)
{
  guint n = g_strv_length (words);
  const Vector *vector = n > 1 ? find (words[1]) : NULL;
  const char *hex = n > 2 ? words[2] : "";

  asked_version = n > 3 ? (guint32) g_ascii_strtoull (words[3], NULL, 10) : 0;

  if (n > 0 && strcmp (words[0], "names") == 0)
    answer_names ();
  else if (vector == NULL)
    puts ("no such vector");
  else if (strcmp (words[0], "encode") == 0)
    answer_save (vector, save_payload);
  else if (strcmp (words[0], "decode") == 0)
    answer_load (vector, n > 3 ? load_old_payload : load_payload, save_payload, hex);
  else if (strcmp (words[0], "save") == 0)
    answer_save (vector, save_stream);
  else if (strcmp (words[0], "load") == 0)
    answer_load (vector, load_stream, save_stream, hex);
  else
    puts ("no such question");
  fflush (stdout);
}

int
main (void)
{
  char line[65536];

  while (fgets (line, sizeof line, stdin) != NULL) {
    g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 0);

    answer (words);
  }
  return 0;
}
