/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Paths: `SECTION[INSTANCE]/field/field[i]`. Names hold `/`, `:`, `.` and brackets themselves, so a path is
 * never cut into pieces: at each step the names that are there are laid against what is left of it. A name
 * fits when the path starts with it and goes on with `/`, `[` or not at all. Of several the longest is
 * tried first, and a shorter one when that leads nowhere.
 */
#include <string.h>

#include "value/value.h"

enum { NAMES_SHOWN = 8 };

/* What of @path is left behind @name, or NULL when the name doesn't fit. */
static const char *
behind_name (const char *path, const char *name)
{
  gsize size = strlen (name);

  if (strncmp (path, name, size) != 0 || (path[size] != '\0' && strchr ("/[", path[size]) == NULL))
    return NULL;
  return path + size;
}

/* What is left behind `[NUMBER]`, or NULL. It may be hex: `spapr_iommu[0x80000000]`. */
static const char *
behind_index (const char *path, guint64 *ret_index)
{
  const char *end = *path == '[' ? strchr (path, ']') : NULL;

  if (end == NULL || (end[1] != '\0' && strchr ("/[", end[1]) == NULL))
    return NULL;
  g_autofree char *digits = g_strndup (path + 1, (gsize) (end - path - 1));
  gboolean hex = g_str_has_prefix (digits, "0x");
  if (!g_ascii_string_to_unsigned (hex ? digits + 2 : digits, hex ? 16 : 10, 0, G_MAXUINT64,
                                   ret_index, NULL))
    return NULL;
  return end + 1;
}

/* ---- inside a section ------------------------------------------------------------------------ */

/* The furthest that the path has led. */
typedef struct {
  GvmValue *value;
  const char *rest;
} Furthest;

static GvmValue *resolve (GvmValue *value, const char *rest, Furthest *furthest);

static GvmValue *
resolve_index (GvmValue *value, const char *rest, Furthest *furthest)
{
  guint64 index;
  const char *behind = behind_index (rest, &index);

  if (behind == NULL || value->kind != GVM_VALUE_ARRAY || index >= value->n_children)
    return NULL;
  g_autoptr (GvmValue) child = gvm_value_get_child (value, (gsize) index);
  return resolve (child, behind, furthest);
}

/* The member with the longest name that fits and is shorter than @limit. */
static GvmValue *
longest_member (GvmValue *value, const char *rest, gsize limit)
{
  GvmValue *best = NULL;
  gsize best_size = 0;

  for (gsize i = 0; i < value->n_children; i++) {
    GvmValue *child = &value->children[i];
    gsize size = strlen (child->name);
    if (size < limit && (best == NULL || size > best_size) &&
        behind_name (rest, child->name) != NULL) {
      best = child;
      best_size = size;
    }
  }
  return best;
}

static GvmValue *
resolve_member (GvmValue *value, const char *rest, Furthest *furthest)
{
  GvmValue *member, *found = NULL;
  gsize limit = G_MAXSIZE;

  if (value->kind != GVM_VALUE_STRUCT)
    return NULL;
  while (found == NULL && (member = longest_member (value, rest, limit)) != NULL) {
    limit = strlen (member->name);
    found = resolve (member, rest + limit, furthest);
  }
  return found;
}

/* Follows @rest from @value on. Each step goes a level down a tree of bounded depth. */
static GvmValue *
resolve (GvmValue *value, const char *rest, Furthest *furthest)
{
  if (*rest == '\0')
    return gvm_value_ref (value);
  if (furthest->value == NULL || rest > furthest->rest) {
    g_clear_pointer (&furthest->value, gvm_value_unref);
    *furthest = (Furthest) { gvm_value_ref (value), rest };
  }
  return *rest == '[' ? resolve_index (value, rest, furthest)
                      : resolve_member (value, rest + 1, furthest);
}

/* ---- what is there instead ------------------------------------------------------------------- */

static void
append_name (GString *text, guint n, const char *name)
{
  g_autofree char *escaped = g_strescape (name, NULL);

  if (n < NAMES_SHOWN)
    g_string_append_printf (text, "%s%s", n == 0 ? "" : ", ", escaped);
}

static void
append_more (GString *text, gsize n)
{
  if (n > NAMES_SHOWN)
    g_string_append_printf (text, " and %" G_GSIZE_FORMAT " more", n - NAMES_SHOWN);
}

static gboolean
refuse_member (const char *path, const Furthest *furthest, GError **error)
{
  const GvmValue *value = furthest->value;
  g_autofree char *led = g_strndup (path, (gsize) (furthest->rest - path));
  g_autofree char *shown = g_strescape (led, "\"\\");
  g_autofree char *rest = g_strescape (furthest->rest, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "no \"%s\" here, ", rest);
  if (value->kind == GVM_VALUE_ARRAY) {
    g_string_append_printf (text, "an array of %" G_GSIZE_FORMAT, value->n_children);
  } else if (value->kind != GVM_VALUE_STRUCT) {
    g_string_append_printf (text, "a value without members");
  } else {
    g_string_append (text, value->n_children > 0 ? "but " : "a struct without members");
    for (gsize i = 0; i < MIN (value->n_children, NAMES_SHOWN); i++)
      append_name (text, (guint) i, value->children[i].name);
    append_more (text, value->n_children);
  }
  guint64 offset = value->offset;
  return gvm_error_set (error, GVM_ERROR_MISSING, shown, &offset, text->str);
}

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
      append_name (text, n++, section->idstr);
  }
  append_more (text, n);
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
    if (size <= best || size >= limit || behind_name (path, section->idstr) == NULL)
      continue;
    best = size;
    ret_named->idstr = section->idstr;
  }
  if (best == 0)
    return FALSE;
  ret_named->rest = path + best;
  const char *behind = behind_index (ret_named->rest, &ret_named->instance_id);
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
    append_name (text, n++, path);
    only = section;
  }
  if (n == 1)
    return only;
  append_more (text, n);
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

/* Follows the path into the sections of one name. NULL without an error: it leads nowhere there. */
static GvmValue *
lookup_in (const GvmStream *stream, const Named *named, Furthest *furthest, GError **error)
{
  const GvmSection *section = choose_section (stream, named, error);

  if (section == NULL)
    return NULL;
  g_autoptr (GvmValue) root = gvm_section_decode (section, error);
  return root != NULL ? resolve (root, named->rest, furthest) : NULL;
}

GvmValue *
gvm_stream_lookup (const GvmStream *stream, const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  Furthest furthest = { NULL, NULL };
  g_autoptr (GError) first = NULL;
  GvmValue *found = NULL;
  Named named;

  for (gsize limit = G_MAXSIZE; found == NULL && longest_section (stream, path, limit, &named);
       limit = strlen (named.idstr))
    found = lookup_in (stream, &named, &furthest, first == NULL ? &first : NULL);
  if (found == NULL && first != NULL)
    g_propagate_error (error, g_steal_pointer (&first));
  else if (found == NULL && furthest.value != NULL)
    refuse_member (path, &furthest, error);
  else if (found == NULL)
    refuse_section (stream, path, error);
  g_clear_pointer (&furthest.value, gvm_value_unref);
  return found;
}
