/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Paths into a stream: `SECTION[INSTANCE]`, and what follows is path.c's. The names of sections hold
 * whatever they like too, and are taken as those of members are.
 */
#include <string.h>

#include "value/value.h"

static gboolean
refuse_section (const GvmStream *stream, const char *path, GError **error)
{
  g_autofree char *shown = g_strescape (path, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  g_string_printf (text, "no section has the name that \"%s\" starts with; there are ", shown);
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    if (section->device != NULL)
      gvmi_names_append (text, n++, section->idstr);
  }
  gvmi_names_append_more (text, n);
  return gvm_error_set (error, GVM_ERROR_MISSING, NULL, NULL, text->str);
}

/* ---- the section ----------------------------------------------------------------------------- */

/* Sections of one name that a path may mean. */
typedef struct {
  const char *idstr;
  const char *rest; /* behind name and instance */
  gboolean has_instance;
  guint64 instance_id;
} Named;

/* The longest name that fits and is shorter than @limit. */
static gboolean
longest_section (const GvmStream *stream, const char *path, gsize limit, Named *ret_named)
{
  gsize best = 0;

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    gsize size = strlen (section->idstr);
    if (size <= best || size >= limit || gvmi_path_behind_name (path, section->idstr) == NULL)
      continue;
    best = size;
    ret_named->idstr = section->idstr;
  }
  if (best == 0)
    return FALSE;
  ret_named->rest = path + best;
  const char *behind = gvmi_path_behind_index (ret_named->rest, &ret_named->instance_id);
  ret_named->has_instance = behind != NULL;
  if (behind != NULL)
    ret_named->rest = behind;
  return TRUE;
}

/* The one section of that name. */
static const GvmSection *
only_section (const GvmStream *stream, const Named *named, GError **error)
{
  const GvmSection *only = NULL;
  g_autoptr (GString) text = g_string_new ("several sections have that name; say which, as in ");
  guint n = 0;

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    if (strcmp (section->idstr, named->idstr) != 0 || section->kind == GVM_SECTION_PART ||
        section->kind == GVM_SECTION_END)
      continue;
    g_autofree char *path = gvm_section_get_path (section);
    gvmi_names_append (text, n++, path);
    only = section;
  }
  if (n == 1)
    return only;
  gvmi_names_append_more (text, n);
  g_autofree char *shown = g_strescape (named->idstr, NULL);
  gvm_error_set (error, GVM_ERROR_MISSING, shown, NULL, text->str);
  return NULL;
}

static const GvmSection *
choose_section (const GvmStream *stream, const Named *named, GError **error)
{
  if (!named->has_instance)
    return only_section (stream, named, error);
  if (named->instance_id <= G_MAXUINT32)
    return gvm_stream_find_section (stream, named->idstr, (guint32) named->instance_id, error);
  g_autofree char *shown = g_strescape (named->idstr, NULL);
  gvm_error_set (error, GVM_ERROR_MISSING, shown, NULL, "instances are numbers of 32 bits");
  return NULL;
}

/* The section's content: from @roots, or decoded. Returns: (transfer full) (nullable) */
static GvmValue *
root_of (const GvmStream *stream, const GvmSection *section, GvmValue **roots, GError **error)
{
  if (roots == NULL)
    return gvm_section_decode (section, error);
  GvmValue **root = &roots[section - gvm_stream_get_section (stream, 0)];
  if (*root == NULL)
    *root = gvm_section_decode (section, error);
  return *root != NULL ? gvm_value_ref (*root) : NULL;
}

/* Follows the path into the sections of one name. NULL without an error: it leads nowhere there. */
static GvmValue *
lookup_in (const GvmStream *stream, const Named *named, GvmValue **roots, GvmiSearch *search,
           const GvmSection **ret_section, GError **error)
{
  *ret_section = choose_section (stream, named, error);
  if (*ret_section == NULL)
    return NULL;
  g_autoptr (GvmValue) root = root_of (stream, *ret_section, roots, error);
  return root != NULL ? gvmi_value_resolve (root, named->rest, search) : NULL;
}

GvmValue *
gvmi_stream_follow (const GvmStream *stream, const char *path, GvmValue **roots, GvmiSearch *search,
                    const GvmSection **ret_section, GError **error)
{
  g_autoptr (GError) first = NULL;
  GvmValue *found = NULL;
  Named named;

  for (gsize limit = G_MAXSIZE; found == NULL && longest_section (stream, path, limit, &named);
       limit = strlen (named.idstr))
    found = lookup_in (stream, &named, roots, search, ret_section, first == NULL ? &first : NULL);
  if (found == NULL && first != NULL)
    g_propagate_error (error, g_steal_pointer (&first));
  else if (found == NULL && search->reached != NULL)
    gvmi_search_refuse (search, path, error);
  else if (found == NULL)
    refuse_section (stream, path, error);
  return found;
}

GvmValue *
gvm_stream_lookup (const GvmStream *stream, const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  const GvmSection *section;
  GvmiSearch search;

  gvmi_search_init (&search);
  GvmValue *found = gvmi_stream_follow (stream, path, NULL, &search, &section, error);
  gvmi_search_clear (&search);
  return found;
}
