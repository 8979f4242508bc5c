/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The walk over two values side by side. The path is one text that grows and shrinks with it.
 */
#include <stdio.h>
#include <string.h>

#include "difference.h"
#include "leaf.h"
#include "text.h"

typedef struct {
  GString *path;
  gsize n, most;
} Walk;

static void compare (Walk *walk, const GvmValue *a, const GvmValue *b);

static char *
value_text (const GvmValue *value)
{
  GString *text = g_string_new (NULL);

  if (leaf_is (value)) {
    leaf_append (text, value, LEAF_AMONG);
    return g_string_free (text, FALSE);
  }
  g_string_free (text, TRUE);
  return gvm_value_to_json (value, G_MAXUINT);
}

/* Cut where a line would get long: a table that is new may have a thousand entries. */
static char *
short_text (const GvmValue *value)
{
  enum { LONG = 200 };
  g_autofree char *text = value_text (value);

  if (strlen (text) <= LONG)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%.*s...", LONG, text);
}

static void
print_both (Walk *walk, const GvmValue *a, const GvmValue *b)
{
  if (walk->n++ >= walk->most)
    return;
  g_autofree char *from = short_text (a), *to = short_text (b);
  printf ("  ~ %s  %s -> %s\n", walk->path->str, from, to);
}

static void
print_one (Walk *walk, char mark, const GvmValue *value)
{
  if (walk->n++ >= walk->most)
    return;
  g_autofree char *text = short_text (value);
  printf ("  %c %s  %s\n", mark, walk->path->str, text);
}

/* ---- steps ------------------------------------------------------------------------------------ */

static gsize
enter_member (Walk *walk, const char *name)
{
  gsize length = walk->path->len;
  g_autofree char *safe = text_name (name);

  g_string_append_printf (walk->path, "%s%s", length > 0 ? "/" : "", safe);
  return length;
}

static gsize
enter_element (Walk *walk, gsize index)
{
  gsize length = walk->path->len;

  g_string_append_printf (walk->path, "[%" G_GSIZE_FORMAT "]", index);
  return length;
}

/* (transfer full): of a TEXT. */
static char *
text_of (const GvmValue *key)
{
  gsize size;
  const guint8 *octets = gvm_value_get_octets (key, &size);

  return g_strndup ((const char *) octets, size);
}

/* A text is escaped, as paths have it in quotes. */
static gsize
enter_entry (Walk *walk, const GvmValue *key)
{
  gsize length = walk->path->len;

  if (gvm_value_get_kind (key) == GVM_VALUE_TEXT) {
    g_autofree char *plain = text_of (key);
    g_autofree char *safe = g_strescape (plain, NULL);
    g_string_append_printf (walk->path, "{\"%s\"}", safe);
  } else {
    g_autofree char *text = value_text (key);
    g_string_append_printf (walk->path, "{%s}", text);
  }
  return length;
}

/* ---- structs ---------------------------------------------------------------------------------- */

static void
compare_member (Walk *walk, const GvmValue *member, const GvmValue *other, char mark)
{
  gsize length = enter_member (walk, gvm_value_get_name (member));

  if (other == NULL)
    print_one (walk, mark, member);
  else
    compare (walk, member, other);
  g_string_truncate (walk->path, length);
}

/* The member of @b that @member, number @index of its struct, is compared with. Mostly it has the same
 * number, which tells two of one name apart too. */
static GvmValue *
counterpart (const GvmValue *b, const GvmValue *member, gsize index)
{
  const char *name = gvm_value_get_name (member);

  if (index < gvm_value_get_n_children (b)) {
    GvmValue *other = gvm_value_get_child (b, index);
    if (g_str_equal (gvm_value_get_name (other), name))
      return other;
    gvm_value_unref (other);
  }
  return gvm_value_get_member (b, name);
}

static void
compare_structs (Walk *walk, const GvmValue *a, const GvmValue *b)
{
  for (gsize i = 0; i < gvm_value_get_n_children (a); i++) {
    g_autoptr (GvmValue) member = gvm_value_get_child (a, i);
    g_autoptr (GvmValue) other = counterpart (b, member, i);
    compare_member (walk, member, other, '-');
  }
  for (gsize i = 0; i < gvm_value_get_n_children (b); i++) {
    g_autoptr (GvmValue) member = gvm_value_get_child (b, i);
    g_autoptr (GvmValue) other = counterpart (a, member, i);
    if (other == NULL)
      compare_member (walk, member, NULL, '+');
  }
}

/* ---- arrays ----------------------------------------------------------------------------------- */

static void
compare_element (Walk *walk, const GvmValue *a, const GvmValue *b, gsize index)
{
  gsize length = enter_element (walk, index);
  g_autoptr (GvmValue) x =
      index < gvm_value_get_n_children (a) ? gvm_value_get_child (a, index) : NULL;
  g_autoptr (GvmValue) y =
      index < gvm_value_get_n_children (b) ? gvm_value_get_child (b, index) : NULL;

  if (x != NULL && y != NULL)
    compare (walk, x, y);
  else if (x != NULL)
    print_one (walk, '-', x);
  else
    print_one (walk, '+', y);
  g_string_truncate (walk->path, length);
}

static void
compare_elements (Walk *walk, const GvmValue *a, const GvmValue *b)
{
  gsize n = MAX (gvm_value_get_n_children (a), gvm_value_get_n_children (b));

  for (gsize i = 0; i < n; i++)
    compare_element (walk, a, b, i);
}

/* (transfer full) (nullable): the key of a table's entry, if it is one by which entries can be paired. A map says what it
 * calls its keys; an array of QEMU's that is one calls them so. */
static GvmValue *
key_of (const GvmValue *table, const GvmValue *entry)
{
  const char *name = gvm_value_get_key_name (table);
  g_autoptr (GvmValue) key = gvm_value_get_member (entry, name != NULL ? name : "key");
  GvmValueKind kind = key != NULL ? gvm_value_get_kind (key) : GVM_VALUE_NULL;

  return kind == GVM_VALUE_UNSIGNED || kind == GVM_VALUE_SIGNED || kind == GVM_VALUE_TEXT
             ? g_steal_pointer (&key)
             : NULL;
}

/* (transfer full): the same for keys that are the same, whatever their width. */
static char *
identity_of (const GvmValue *key)
{
  if (gvm_value_get_kind (key) == GVM_VALUE_TEXT) {
    g_autofree char *text = text_of (key);
    return g_strconcat ("\"", text, NULL);
  }
  return g_strdup_printf ("%" G_GINT64_MODIFIER "x", gvm_value_get_bits (key));
}

static gint
compare_identities (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data)
{
  return strcmp (a, b);
}

/* (transfer full) (nullable): the entries by their keys; NULL unless each has one of its own. A tree, for keys may have been
 * chosen to meet in a hash table. */
static GTree *
by_key (const GvmValue *table)
{
  g_autoptr (GTree) tree =
      g_tree_new_full (compare_identities, NULL, g_free, (GDestroyNotify) gvm_value_unref);

  for (gsize i = 0; i < gvm_value_get_n_children (table); i++) {
    g_autoptr (GvmValue) entry = gvm_value_get_child (table, i);
    g_autoptr (GvmValue) key = key_of (table, entry);
    g_autofree char *identity = key != NULL ? identity_of (key) : NULL;
    if (identity == NULL || g_tree_lookup (tree, identity) != NULL)
      return NULL;
    g_tree_insert (tree, g_steal_pointer (&identity), g_steal_pointer (&entry));
  }
  return g_steal_pointer (&tree);
}

/* (transfer full): what a path with a key leads to: the value, where a map's key stands beside it. */
static GvmValue *
value_of_entry (const GvmValue *table, const GvmValue *entry)
{
  gboolean is_beside = g_strcmp0 (gvm_value_get_key_name (table), "key") == 0 &&
                       gvm_value_get_vmsd_name (entry) == NULL;
  GvmValue *value = is_beside ? gvm_value_get_member (entry, "value") : NULL;

  return value != NULL ? value : gvm_value_ref ((GvmValue *) entry);
}

/* @others: the entries of @other, by their keys. */
static void
compare_entry (Walk *walk, const GvmValue *table, const GvmValue *entry, const GvmValue *other,
               GTree *others, char mark)
{
  g_autoptr (GvmValue) key = key_of (table, entry);
  g_autofree char *identity = identity_of (key);
  const GvmValue *counterpart = g_tree_lookup (others, identity);
  gsize length = enter_entry (walk, key);
  g_autoptr (GvmValue) value = value_of_entry (table, entry);

  if (counterpart == NULL)
    print_one (walk, mark, value);
  else if (mark == '-') {
    g_autoptr (GvmValue) other_value = value_of_entry (other, counterpart);
    compare (walk, value, other_value);
  }
  g_string_truncate (walk->path, length);
}

/* Entries in the order of the arrays, so that what is printed does not depend on a tree. */
static void
compare_tables (Walk *walk, const GvmValue *a, GTree *of_a, const GvmValue *b, GTree *of_b)
{
  gsize before = walk->n;

  for (gsize i = 0; i < gvm_value_get_n_children (a); i++) {
    g_autoptr (GvmValue) entry = gvm_value_get_child (a, i);
    compare_entry (walk, a, entry, b, of_b, '-');
  }
  for (gsize i = 0; i < gvm_value_get_n_children (b); i++) {
    g_autoptr (GvmValue) entry = gvm_value_get_child (b, i);
    compare_entry (walk, b, entry, a, of_a, '+');
  }
  if (walk->n == before && walk->n++ < walk->most)
    printf ("  ~ %s  the same entries, in another order or form\n", walk->path->str);
}

static void
compare_arrays (Walk *walk, const GvmValue *a, const GvmValue *b)
{
  g_autoptr (GTree) of_a = by_key (a);
  g_autoptr (GTree) of_b = of_a != NULL ? by_key (b) : NULL;

  if (of_b != NULL)
    compare_tables (walk, a, of_a, b, of_b);
  else
    compare_elements (walk, a, b);
}

/* ---- both ------------------------------------------------------------------------------------- */

/* The depth is that of the description, which is bounded. */
static void
compare (Walk *walk, const GvmValue *a, const GvmValue *b)
{
  GvmValueKind kind = gvm_value_get_kind (a);

  if (gvm_value_equal (a, b))
    return;
  if (kind == gvm_value_get_kind (b) && kind == GVM_VALUE_STRUCT)
    compare_structs (walk, a, b);
  else if (kind == gvm_value_get_kind (b) && (kind == GVM_VALUE_ARRAY || kind == GVM_VALUE_MAP))
    compare_arrays (walk, a, b);
  else
    print_both (walk, a, b);
}

void
difference_print (const GvmValue *a, const GvmValue *b, gsize most)
{
  g_autoptr (GString) path = g_string_new (NULL);
  Walk walk = { path, 0, most };

  compare (&walk, a, b);
  if (walk.n > most)
    printf ("  and %" G_GSIZE_FORMAT " more; --all shows them\n", walk.n - most);
}
