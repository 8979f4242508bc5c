/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The error domain: an extended GError that carries path and offset beside the message.
 */
#include <gvmstate/error.h>

typedef struct {
  char *path;
  guint64 offset;
  gboolean has_offset;
} GvmErrorPrivate;

static void
gvm_error_private_init (GvmErrorPrivate *priv)
{
  *priv = (GvmErrorPrivate) { .path = NULL };
}

static void
gvm_error_private_copy (const GvmErrorPrivate *from, GvmErrorPrivate *to)
{
  *to = *from;
  to->path = g_strdup (from->path);
}

static void
gvm_error_private_clear (GvmErrorPrivate *priv)
{
  g_free (priv->path);
}

G_DEFINE_EXTENDED_ERROR (GvmError, gvm_error)

static const struct {
  int code, exit_status;
  const char *slug;
} facts[] = {
#define FACT(number, code, slug, status, meaning) { number, status, slug },
  GVM_ERROR_LIST (FACT)
#undef FACT
};

const char *
gvm_error_get_slug (GvmError code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (facts[i].code == (int) code)
      return facts[i].slug;
  return "unknown";
}

int
gvm_error_get_exit_status (const GError *error)
{
  enum { INPUT_OUTPUT = 4 };

  if (error->domain == GVM_ERROR)
    for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
      if (facts[i].code == error->code)
        return facts[i].exit_status;
  return INPUT_OUTPUT;
}

const char *
gvm_error_get_path (const GError *error)
{
  return error->domain == GVM_ERROR ? gvm_error_get_private (error)->path : NULL;
}

gboolean
gvm_error_get_offset (const GError *error, guint64 *ret_offset)
{
  if (error->domain != GVM_ERROR || !gvm_error_get_private (error)->has_offset)
    return FALSE;
  *ret_offset = gvm_error_get_private (error)->offset;
  return TRUE;
}

gboolean
gvm_error_set (GError **error, GvmError code, const char *path, const guint64 *offset,
               const char *text)
{
  if (error == NULL)
    return FALSE;
  if (path != NULL && *path == '\0')
    path = NULL; /* who walks without frames has an empty text, which is no path */

  g_autoptr (GString) message = g_string_new (path);
  if (offset != NULL)
    g_string_append_printf (message, "%s@0x%" G_GINT64_MODIFIER "x", message->len > 0 ? " " : "",
                            *offset);
  if (message->len > 0)
    g_string_append (message, ": ");
  g_string_append (message, text);

  g_set_error_literal (error, GVM_ERROR, (gint) code, message->str);
  GvmErrorPrivate *priv = gvm_error_get_private (*error);
  priv->path = g_strdup (path);
  priv->has_offset = offset != NULL;
  priv->offset = offset != NULL ? *offset : 0;
  return FALSE;
}
