/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Paths inside a section: `/field/field[i]/field{key}`. Names hold `/`, `:`, `.` and brackets themselves, so a path is
 * never cut into pieces: at each step the names that are there are laid against what is left of it. A name
 * fits when the path starts with it and goes on with `/`, `[`, `{` or not at all. Of several the longest is
 * tried first, and a shorter one when that leads nowhere.
 */
#include <string.h>

#include <gvmstate/edit.h>

#include "value/value.h"

void
gvmi_search_init (GvmiSearch *search)
{
  *search = (GvmiSearch) { .steps = g_array_new (FALSE, FALSE, sizeof (gsize)) };
}

void
gvmi_search_clear (GvmiSearch *search)
{
  g_array_unref (search->steps);
  gvm_value_unref (search->reached);
}

const char *
gvmi_path_behind_name (const char *path, const char *name)
{
  gsize size = strlen (name);

  if (strncmp (path, name, size) != 0 || (path[size] != '\0' && strchr ("/[{", path[size]) == NULL))
    return NULL;
  return path + size;
}

const char *
gvmi_path_behind_index (const char *path, guint64 *ret_index)
{
  const char *end = *path == '[' ? strchr (path, ']') : NULL;

  if (end == NULL || (end[1] != '\0' && strchr ("/[{", end[1]) == NULL))
    return NULL;
  g_autofree char *digits = g_strndup (path + 1, (gsize) (end - path - 1));
  gboolean hex = g_str_has_prefix (digits, "0x");
  if (!g_ascii_string_to_unsigned (hex ? digits + 2 : digits, hex ? 16 : 10, 0, G_MAXUINT64,
                                   ret_index, NULL))
    return NULL;
  return end + 1;
}

/* ---- following ------------------------------------------------------------------------------- */

/* Goes on with child @index; comes back where that leads nowhere. */
static GvmValue *
resolve_child (GvmValue *value, gsize index, const char *rest, GvmiSearch *search)
{
  g_autoptr (GvmValue) child = gvm_value_get_child (value, index);

  g_array_append_val (search->steps, index);
  GvmValue *found = gvmi_value_resolve (child, rest, search);
  if (found == NULL)
    g_array_set_size (search->steps, search->steps->len - 1);
  return found;
}

static GvmValue *
resolve_index (GvmValue *value, const char *rest, GvmiSearch *search)
{
  guint64 index;
  const char *behind = gvmi_path_behind_index (rest, &index);

  if (behind == NULL || (value->kind != GVM_VALUE_ARRAY && value->kind != GVM_VALUE_MAP) ||
      index >= value->n_children)
    return NULL;
  return resolve_child (value, (gsize) index, behind, search);
}

/* A key in a path, `{key}`: of a text as it is, or in quotes, and escaped there; of others what can be read as one. */
typedef struct {
  char *text;
  gboolean is_quoted;
} Key;

/* The quote or brace that ends what begins at @at; NULL when nothing does. */
static const char *
find_end (const char *at, gboolean is_quoted)
{
  if (!is_quoted)
    return strchr (at, '}');
  while (*at != '\0' && *at != '"')
    at += *at == '\\' && at[1] != '\0' ? 2 : 1;
  return at[0] == '"' && at[1] == '}' ? at : NULL;
}

/* Returns: behind the key that @path begins with, which is @ret_key; NULL when it begins with none. */
static const char *
take_key (const char *path, Key *ret_key)
{
  gboolean is_quoted = path[1] == '"';
  const char *start = path + (is_quoted ? 2 : 1), *end = find_end (start, is_quoted);
  const char *behind = end != NULL ? end + (is_quoted ? 2 : 1) : NULL;

  if (behind == NULL || (*behind != '\0' && strchr ("/[{", *behind) == NULL))
    return NULL;
  g_autofree char *text = g_strndup (start, (gsize) (end - start));
  *ret_key = (Key) { is_quoted ? g_strcompress (text) : g_steal_pointer (&text), is_quoted };
  return behind;
}

static gboolean
is_key (const GvmValue *value, const Key *key)
{
  gsize size;

  if (value->kind == GVM_VALUE_TEXT) {
    const guint8 *octets = gvm_value_get_octets (value, &size);
    return strlen (key->text) == size && (size == 0 || memcmp (key->text, octets, size) == 0);
  }
  if (key->is_quoted)
    return FALSE;
  g_autoptr (GvmValue) wanted = gvm_value_with_text (value, key->text, NULL);
  return wanted != NULL && gvm_value_equal (wanted, value);
}

/* Does the key stand beside the value, or is it a row of it? */
static gboolean
is_beside (const GvmValue *map, const GvmValue *entry)
{
  return map->kind == GVM_VALUE_MAP && strcmp (map->key_name, "key") == 0 &&
         gvm_value_get_vmsd_name (entry) == NULL;
}

/* What a table of QEMU's calls its keys, which it writes as an array: `msi_devs`. */
static const char *
key_name_of (const GvmValue *table)
{
  return table->kind == GVM_VALUE_MAP ? table->key_name : "key";
}

/* Returns: (transfer full) (nullable): the entry with that key. */
static GvmValue *
find_entry (const GvmValue *table, const Key *wanted, gsize *ret_index)
{
  for (gsize i = 0; i < table->n_children; i++) {
    g_autoptr (GvmValue) entry = gvm_value_get_child (table, i);
    if (entry->kind != GVM_VALUE_STRUCT)
      return NULL;
    g_autoptr (GvmValue) key = gvm_value_get_member (entry, key_name_of (table));
    if (key != NULL && is_key (key, wanted)) {
      *ret_index = i;
      return g_steal_pointer (&entry);
    }
  }
  return NULL;
}

/* Two steps at once: to entry @index, and to its value. */
static GvmValue *
resolve_beside (GvmValue *entry, gsize index, const char *rest, GvmiSearch *search)
{
  enum { VALUE = 1 };

  g_array_append_val (search->steps, index);
  GvmValue *found = resolve_child (entry, VALUE, rest, search);
  if (found == NULL)
    g_array_set_size (search->steps, search->steps->len - 1);
  return found;
}

/* The entry of a table by its key; where the key stands beside the value, that. */
static GvmValue *
resolve_key (GvmValue *table, const char *rest, GvmiSearch *search)
{
  const char *behind;
  gsize index;
  Key key;

  if ((table->kind != GVM_VALUE_MAP && table->kind != GVM_VALUE_ARRAY) ||
      (behind = take_key (rest, &key)) == NULL)
    return NULL;
  g_autoptr (GvmValue) entry = find_entry (table, &key, &index);
  g_free (key.text);
  if (entry == NULL)
    return NULL;
  return is_beside (table, entry) ? resolve_beside (entry, index, behind, search)
                                  : resolve_child (table, index, behind, search);
}

/* The member with the longest name that fits and is shorter than @limit; NULL when there is none. */
static const GvmValue *
longest_member (const GvmValue *value, const char *rest, gsize limit)
{
  const GvmValue *best = NULL;
  gsize best_size = 0;

  for (gsize i = 0; i < value->n_children; i++) {
    const GvmValue *child = &value->children->values[i];
    gsize size = strlen (child->name);
    if (size < limit && (best == NULL || size > best_size) &&
        gvmi_path_behind_name (rest, child->name) != NULL) {
      best = child;
      best_size = size;
    }
  }
  return best;
}

static GvmValue *
resolve_member (GvmValue *value, const char *rest, GvmiSearch *search)
{
  const GvmValue *member;
  GvmValue *found = NULL;
  gsize limit = G_MAXSIZE;

  if (value->kind != GVM_VALUE_STRUCT)
    return NULL;
  while (found == NULL && (member = longest_member (value, rest, limit)) != NULL) {
    limit = strlen (member->name);
    found = resolve_child (value, (gsize) (member - value->children->values), rest + limit, search);
  }
  return found;
}

/* Each step goes a level down a tree of bounded depth. */
GvmValue *
gvmi_value_resolve (GvmValue *value, const char *rest, GvmiSearch *search)
{
  if (*rest == '\0')
    return gvm_value_ref (value);
  if (search->reached == NULL || rest > search->rest) {
    g_clear_pointer (&search->reached, gvm_value_unref);
    search->reached = gvm_value_ref (value);
    search->rest = rest;
  }
  switch (*rest) {
  case '[':
    return resolve_index (value, rest, search);
  case '{':
    return resolve_key (value, rest, search);
  default:
    return resolve_member (value, rest + 1, search);
  }
}

/* ---- what is there instead ------------------------------------------------------------------- */

void
gvmi_names_append (GString *text, gsize n, const char *name)
{
  g_autofree char *escaped = g_strescape (name, NULL);

  if (n < GVMI_NAMES_SHOWN)
    g_string_append_printf (text, "%s%s", n == 0 ? "" : ", ", escaped);
}

void
gvmi_names_append_more (GString *text, gsize n)
{
  if (n > GVMI_NAMES_SHOWN)
    g_string_append_printf (text, " and %" G_GSIZE_FORMAT " more", n - GVMI_NAMES_SHOWN);
}

gboolean
gvmi_search_refuse (const GvmiSearch *search, const char *path, GError **error)
{
  const GvmValue *value = search->reached;
  g_autofree char *led = g_strndup (path, (gsize) (search->rest - path));
  g_autofree char *shown = g_strescape (led, "\"\\");
  g_autofree char *rest = g_strescape (search->rest, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "no \"%s\" here, ", rest);
  if (value->kind == GVM_VALUE_ARRAY || value->kind == GVM_VALUE_MAP) {
    g_string_append_printf (text, "%s of %" G_GSIZE_FORMAT,
                            value->kind == GVM_VALUE_MAP ? "a map" : "an array", value->n_children);
  } else if (value->kind != GVM_VALUE_STRUCT) {
    g_string_append_printf (text, "a value without members");
  } else {
    g_string_append (text, value->n_children > 0 ? "but " : "a struct without members");
    for (gsize i = 0; i < MIN (value->n_children, GVMI_NAMES_SHOWN); i++)
      gvmi_names_append (text, i, value->children->values[i].name);
    gvmi_names_append_more (text, value->n_children);
  }
  guint64 offset = value->offset;
  return gvm_error_set (error, GVM_ERROR_MISSING, shown, &offset, text->str);
}

GvmValue *
gvm_value_lookup (const GvmValue *value, const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  /* A member's name has no slash before it here; one is put there, so that all paths are alike. */
  gboolean bare = strchr ("[{", *path) == NULL; /* finds a NUL too */
  g_autofree char *rest = g_strconcat (bare ? "/" : "", path, NULL);
  GvmiSearch search;

  gvmi_search_init (&search);
  search.reached = gvm_value_ref ((GvmValue *) value);
  search.rest = rest;
  GvmValue *found = gvmi_value_resolve ((GvmValue *) value, rest, &search);
  if (found == NULL)
    gvmi_search_refuse (&search, rest, error);
  gvmi_search_clear (&search);
  return found;
}
