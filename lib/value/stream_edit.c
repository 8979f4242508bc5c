/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A stream with other values. Each section that has been looked into has its tree here, the first look being
 * the decoded one; when the stream is written, a section's payload comes from its tree where there is one.
 */
#include <string.h>

#include <gvmstate/edit.h>

#include "section/digest.h"
#include "value/value.h"

struct GvmEdit {
  GvmStream *stream;
  GvmValue **roots; /* by the section's index; NULL for those that nobody has looked into */
};

GvmEdit *
gvm_edit_new (GvmStream *stream)
{
  GvmEdit *edit = g_new (GvmEdit, 1);

  *edit = (GvmEdit) { .stream = gvm_stream_ref (stream),
                      .roots = g_new0 (GvmValue *, gvm_stream_get_n_sections (stream) + 1) };
  return edit;
}

void
gvm_edit_free (GvmEdit *edit)
{
  if (edit == NULL)
    return;
  for (guint i = 0; i < gvm_stream_get_n_sections (edit->stream); i++)
    gvm_value_unref (edit->roots[i]);
  g_free (edit->roots);
  gvm_stream_unref (edit->stream);
  g_free (edit);
}

/* ---- changes --------------------------------------------------------------------------------- */

GvmValue *
gvm_edit_lookup (GvmEdit *edit, const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  const GvmSection *section;
  GvmiSearch search;

  gvmi_search_init (&search);
  GvmValue *found = gvmi_stream_follow (edit->stream, path, edit->roots, &search, &section, error);
  gvmi_search_clear (&search);
  return found;
}

static gboolean
refuse (const char *path, const GvmValue *old, GError **error, const char *text)
{
  g_autofree char *shown = g_strescape (path, "\"\\");
  guint64 offset = old->offset;

  return gvm_error_set (error, GVM_ERROR_RANGE, shown, &offset, text);
}

static gboolean
refuse_count (const char *path, const GvmValue *count, const GvmValue *array, GError **error)
{
  g_autofree char *name = g_strescape (count->name, NULL);
  g_autofree char *counted = array != NULL ? g_strescape (array->name, NULL) : NULL;
  g_autofree char *text =
      array != NULL
          ? g_strdup_printf ("%s is a count: %s has %" G_GSIZE_FORMAT " elements, and keeps them",
                             name, counted, array->n_children)
          : g_strdup_printf ("%s is a count, by its name; what it counts would stay", name);

  return refuse (path, count, error, text);
}

/* The struct that the last of @search's steps leads out of; NULL when there is none. */
static const GvmValue *
parent_of (const GvmValue *root, const GvmiSearch *search)
{
  const GvmValue *parent = root;

  if (search->steps->len == 0)
    return NULL;
  for (guint i = 0; i + 1 < search->steps->len && parent->children != NULL; i++)
    parent = &parent->children->values[g_array_index (search->steps, gsize, i)];
  return parent->children != NULL ? parent : NULL;
}

/* Neither what @search leads to nor anything below it may be a count that changes. */
static gboolean
check_counts (const GvmValue *root, const GvmiSearch *search, const char *path, const GvmValue *old,
              const GvmValue *value, GError **error)
{
  const GvmValue *parent = parent_of (root, search), *array = NULL;
  gboolean is_count = FALSE;

  if (gvm_value_equal (old, value))
    return TRUE;
  if (parent != NULL)
    array = gvmi_value_counted_by (
        parent, g_array_index (search->steps, gsize, search->steps->len - 1), &is_count);
  if (is_count)
    return refuse_count (path, old, array, error);
  const GvmValue *below = gvmi_value_changed_count (old, value, &array);
  return below == NULL || refuse_count (path, below, array, error);
}

/* Puts @value where @search has led. */
static gboolean
put (GvmEdit *edit, const GvmSection *section, const GvmiSearch *search, const char *path,
     const GvmValue *old, const GvmValue *value, GvmEditFlags flags, GError **error)
{
  GvmValue **root = &edit->roots[section - gvm_stream_get_section (edit->stream, 0)];

  if (!gvmi_value_fits (old, value))
    return refuse (path, old, error, GVMI_DOES_NOT_FIT);
  if ((flags & GVM_EDIT_COUNTS) == 0 && !check_counts (*root, search, path, old, value, error))
    return FALSE;
  gvmi_value_put (root, (const gsize *) (gpointer) search->steps->data, search->steps->len, value);
  return TRUE;
}

/* @value, or what @text makes of what is there. */
static gboolean
set (GvmEdit *edit, const char *path, const GvmValue *value, const char *text, GvmEditFlags flags,
     GError **error)
{
  const GvmSection *section;
  g_autoptr (GvmValue) made = NULL;
  g_autoptr (GError) why = NULL;
  gboolean done = FALSE;
  GvmiSearch search;

  gvmi_search_init (&search);
  GvmValue *old = gvmi_stream_follow (edit->stream, path, edit->roots, &search, &section, error);
  if (old != NULL && value == NULL) {
    value = made = gvm_value_with_text (old, text, &why);
    if (made == NULL)
      refuse (path, old, error, why->message);
  }
  if (value != NULL && old != NULL) {
    /* What is held here must not keep the tree from being changed where it is. */
    g_autoptr (GvmValue) alone = gvmi_value_copy (old);
    g_clear_pointer (&old, gvm_value_unref);
    g_clear_pointer (&search.reached, gvm_value_unref);
    done = put (edit, section, &search, path, alone, value, flags, error);
  }
  gvm_value_unref (old);
  gvmi_search_clear (&search);
  return done;
}

gboolean
gvm_edit_set (GvmEdit *edit, const char *path, const GvmValue *value, GvmEditFlags flags,
              GError **error)
{
  g_return_val_if_fail (path != NULL && value != NULL, FALSE);
  return set (edit, path, value, NULL, flags, error);
}

gboolean
gvm_edit_set_text (GvmEdit *edit, const char *path, const char *text, GvmEditFlags flags,
                   GError **error)
{
  g_return_val_if_fail (path != NULL && text != NULL, FALSE);
  return set (edit, path, NULL, text, flags, error);
}

gboolean
gvm_edit_set_payload (GvmEdit *edit, const GvmSection *section, GBytes *payload, GError **error)
{
  g_return_val_if_fail (payload != NULL && section->stream == edit->stream, FALSE);

  GvmValue *root = gvmi_section_decode_payload (section, payload, error);
  if (root == NULL)
    return FALSE;
  GvmValue **old = &edit->roots[section - gvm_stream_get_section (edit->stream, 0)];
  gvm_value_unref (*old);
  *old = root;
  return TRUE;
}

void
gvm_edit_rebuild (GvmEdit *edit)
{
  for (guint i = 0; i < gvm_stream_get_n_sections (edit->stream); i++)
    if (edit->roots[i] == NULL)
      edit->roots[i] = gvm_section_decode_partly (gvm_stream_get_section (edit->stream, i), NULL);
}

/* ---- writing --------------------------------------------------------------------------------- */

typedef struct {
  const GvmEdit *edit;
  GOutputStream *output;
  GCancellable *cancellable;
  GvmiDigest *digest; /* (nullable): of what has been written, when the stream has one */
  GError **error;
} Sink;

static gboolean
put_octets (Sink *sink, gconstpointer octets, gsize size)
{
  if (sink->digest != NULL)
    gvmi_digest_add (sink->digest, octets, size);
  return g_output_stream_write_all (sink->output, octets, size, NULL, sink->cancellable,
                                    sink->error);
}

/* The stream's own octets from @start to @end. */
static gboolean
put_own (Sink *sink, gsize start, gsize end)
{
  const guint8 *octets = g_bytes_get_data (sink->edit->stream->bytes, NULL);

  return put_octets (sink, octets + start, end - start);
}

static gboolean
put_payload (Sink *sink, const GvmValue *root)
{
  g_autoptr (GBytes) payload = gvm_value_get_bytes (root);
  gsize size;
  gconstpointer octets = g_bytes_get_data (payload, &size);

  return put_octets (sink, octets, size);
}

/* The stream's last octets: its digest, made anew. */
static gboolean
put_digest (Sink *sink)
{
  g_autoptr (GvmiDigest) digest = g_steal_pointer (&sink->digest);
  char seal[GVMI_DIGEST_DIGITS + GVMI_DIGEST_END_SIZE];

  memset (seal, '0', GVMI_DIGEST_DIGITS);
  memcpy (seal + GVMI_DIGEST_DIGITS, GVMI_DIGEST_END, GVMI_DIGEST_END_SIZE);
  gvmi_digest_add (digest, seal, sizeof seal);
  gvmi_digest_finish (digest, seal);
  return put_octets (sink, seal, sizeof seal);
}

static gboolean
put_stream (Sink *sink)
{
  const GvmStream *stream = sink->edit->stream;
  gsize done = 0, end = gvm_stream_get_size (stream);

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    if (g_cancellable_set_error_if_cancelled (sink->cancellable, sink->error))
      return FALSE;
    if (sink->edit->roots[i] == NULL)
      continue;
    if (!put_own (sink, done, section->payload) || !put_payload (sink, sink->edit->roots[i]))
      return FALSE;
    done = section->payload + section->payload_size;
  }
  if (sink->digest == NULL)
    return put_own (sink, done, end);
  return put_own (sink, done, end - GVMI_DIGEST_DIGITS - GVMI_DIGEST_END_SIZE) && put_digest (sink);
}

gboolean
gvm_edit_write (const GvmEdit *edit, GOutputStream *output, GCancellable *cancellable,
                GError **error)
{
  gboolean is_sealed = gvm_stream_has_digest (edit->stream);

  /* One that is wrong says that the stream is damaged; a new one would hide that. */
  if (is_sealed && !gvm_stream_check_digest (edit->stream, error))
    return FALSE;
  Sink sink = { edit, output, cancellable, is_sealed ? gvmi_digest_new () : NULL, error };
  gboolean done = put_stream (&sink);
  g_clear_pointer (&sink.digest, gvmi_digest_free);
  return done;
}

GBytes *
gvm_edit_to_bytes (const GvmEdit *edit, GError **error)
{
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();

  if (!gvm_edit_write (edit, output, NULL, error))
    return NULL;
  g_output_stream_close (output, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}
