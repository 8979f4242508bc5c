/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams and sections as objects: made by one walk, never changed after it.
 */
#include <string.h>

#include "boxed.h"
#include "section/stream.h"
#include "section/walk.h"
#include "section/wrapper.h"

GVMI_DEFINE_BOXED_TYPE (GvmStream, gvm_stream, gvm_stream_ref, gvm_stream_unref)

static GvmStream *
stream_new (GvmiArrival *arrival, const GvmLimits *limits)
{
  enum { STRINGS_BLOCK = 1024 };
  GvmStream *stream = g_new (GvmStream, 1);

  *stream = (GvmStream) {
    .bytes = g_bytes_ref (arrival->bytes),
    .limits = *gvmi_limits_or_default (limits),
    .sections = g_array_new (FALSE, FALSE, sizeof (GvmSection)),
    .commands = g_array_new (FALSE, FALSE, sizeof (GvmCommand)),
    .strings = g_string_chunk_new (STRINGS_BLOCK),
    .compression = arrival->compression,
    .wrapper = g_steal_pointer (&arrival->wrapper),
  };
  g_atomic_ref_count_init (&stream->refs);
  return stream;
}

GvmStream *
gvm_stream_ref (GvmStream *stream)
{
  g_atomic_ref_count_inc (&stream->refs);
  return stream;
}

void
gvm_stream_unref (GvmStream *stream)
{
  if (stream == NULL || !g_atomic_ref_count_dec (&stream->refs))
    return;
  g_bytes_unref (stream->bytes);
  gvmi_vmdesc_free (stream->vmdesc);
  g_free (stream->machine);
  g_array_unref (stream->sections);
  g_array_unref (stream->commands);
  g_string_chunk_free (stream->strings);
  gvmi_wrapper_free (stream->wrapper);
  g_free (stream);
}

static gint
compare_ids (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data)
{
  guint x = GPOINTER_TO_UINT (a), y = GPOINTER_TO_UINT (b);

  return (x > y) - (x < y);
}

GvmStream *
gvmi_stream_walk (GvmiArrival *arrival, const GvmLimits *limits, GvmiWatch *watch, GvmiTake take,
                  gpointer take_data, GError **error)
{
  g_autoptr (GvmStream) stream = stream_new (arrival, limits);
  /* A tree: ids are the stream's to choose, and no choice of them makes it slow. */
  g_autoptr (GTree) by_id = g_tree_new_full (compare_ids, NULL, NULL, NULL);
  GvmiWalk walk = {
    .stream = stream, .by_id = by_id, .watch = watch, .take = take, .take_data = take_data
  };
  gsize size;
  const guint8 *data = g_bytes_get_data (stream->bytes, &size);

  gvmi_reader_open (&walk.reader, data, size, 0, &stream->limits);
  if (gvmi_walk_header (&walk) && gvmi_walk_description (&walk) &&
      gvmi_walk_configuration (&walk) && gvmi_walk_records (&walk))
    gvmi_watch_end (watch, GVM_PROGRESS_WALK, size);
  return gvmi_reader_close (&walk.reader, error) ? g_steal_pointer (&stream) : NULL;
}

gsize
gvm_stream_get_size (const GvmStream *stream)
{
  return g_bytes_get_size (stream->bytes);
}

GBytes *
gvm_stream_get_bytes (const GvmStream *stream)
{
  return g_bytes_ref (stream->bytes);
}

const char *
gvm_stream_get_machine (const GvmStream *stream)
{
  return stream->machine;
}

guint32
gvm_stream_get_page_size (const GvmStream *stream)
{
  return stream->page_size;
}

gboolean
gvm_stream_has_description (const GvmStream *stream)
{
  return stream->vmdesc != NULL;
}

gsize
gvm_stream_get_description_size (const GvmStream *stream)
{
  return stream->description_size;
}

GvmCompression
gvm_stream_get_compression (const GvmStream *stream)
{
  return stream->compression;
}

const GvmWrapper *
gvm_stream_get_wrapper (const GvmStream *stream)
{
  return stream->wrapper;
}

guint
gvm_stream_get_n_sections (const GvmStream *stream)
{
  return stream->sections->len;
}

const GvmSection *
gvm_stream_get_section (const GvmStream *stream, guint index)
{
  g_return_val_if_fail (index < stream->sections->len, NULL);
  return &g_array_index (stream->sections, GvmSection, index);
}

/* ---- finding a section ----------------------------------------------------------------------- */

static gboolean
has_state (const GvmSection *section)
{
  return section->kind == GVM_SECTION_FULL || section->kind == GVM_SECTION_START;
}

static gboolean
refuse_missing (const GvmStream *stream, const char *idstr, guint32 instance_id, GError **error)
{
  enum { NAMED = 8 };
  GvmiPath frame = { .kind = GVMI_PATH_SECTION, .name = idstr, .index = instance_id };
  g_autofree char *path = gvmi_path_to_string (&frame);
  g_autoptr (GString) text = g_string_new ("not in the stream");
  guint n = 0;

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    if (!has_state (section) || strcmp (section->idstr, idstr) != 0)
      continue;
    if (++n <= NAMED)
      g_string_append_printf (text, "%s%u", n == 1 ? ", which has the instances " : ", ",
                              section->instance_id);
  }
  if (n == 0)
    g_string_append (text, ", nor is another of that name");
  if (n > NAMED)
    g_string_append_printf (text, " and %u more", n - NAMED);
  return gvm_error_set (error, GVM_ERROR_MISSING, path, NULL, text->str);
}

const GvmSection *
gvm_stream_find_section (const GvmStream *stream, const char *idstr, guint32 instance_id,
                         GError **error)
{
  g_return_val_if_fail (idstr != NULL, NULL);

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    if (has_state (section) && section->instance_id == instance_id &&
        strcmp (section->idstr, idstr) == 0)
      return section;
  }
  refuse_missing (stream, idstr, instance_id, error);
  return NULL;
}

/* ---- sections -------------------------------------------------------------------------------- */

GvmSectionKind
gvm_section_get_kind (const GvmSection *section)
{
  return section->kind;
}

const char *
gvm_section_get_idstr (const GvmSection *section)
{
  return section->idstr;
}

guint32
gvm_section_get_instance_id (const GvmSection *section)
{
  return section->instance_id;
}

guint32
gvm_section_get_version_id (const GvmSection *section)
{
  return section->version_id;
}

guint32
gvm_section_get_section_id (const GvmSection *section)
{
  return section->section_id;
}

guint64
gvm_section_get_offset (const GvmSection *section)
{
  return section->offset;
}

guint64
gvm_section_get_payload_offset (const GvmSection *section)
{
  return section->payload;
}

gsize
gvm_section_get_payload_size (const GvmSection *section)
{
  return section->payload_size;
}

GBytes *
gvm_section_get_payload (const GvmSection *section)
{
  return g_bytes_new_from_bytes (section->stream->bytes, section->payload, section->payload_size);
}

gboolean
gvm_section_is_described (const GvmSection *section)
{
  return section->device != NULL;
}

gboolean
gvm_section_has_footer (const GvmSection *section)
{
  return section->has_footer;
}

GvmiPath
gvmi_section_frame (const GvmSection *section)
{
  return (GvmiPath) { .kind = GVMI_PATH_SECTION,
                      .name = section->idstr,
                      .index = section->instance_id };
}

char *
gvm_section_get_path (const GvmSection *section)
{
  GvmiPath frame = gvmi_section_frame (section);

  return gvmi_path_to_string (&frame);
}
