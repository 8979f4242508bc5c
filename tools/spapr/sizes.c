/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A form is what a machine is made for, so the script is done twice.
 */
#include "sizes.h"

#include "host.h"

enum { QEMU, COMPACT, N_FORMS };

typedef struct {
  Host forms[N_FORMS];
  gsize sums[N_FORMS];
} Sizes;

/* What QEMU would die of is an operation that does nothing here. */
static gboolean
do_all (Host *host, const Script *script, GvmSpaprOptions options, GError **error)
{
  if (!host_init (host, script, options, error))
    return FALSE;
  for (guint i = 0; i < script->ops->len; i++) {
    HostResult result = { 0 };

    host_do (host, &g_array_index (script->ops, ScriptOp, i), &result, NULL);
  }
  return TRUE;
}

static gboolean
measure_part (const GvmSpaprPart *part, gsize *ret_size, GError **error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  if (!gvm_encode (writer, part->desc, part->desc->version_id, part->self, error))
    return FALSE;
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  *ret_size = g_bytes_get_size (bytes);
  return TRUE;
}

static void
append_row (GString *out, const char *name, const gsize *sizes)
{
  g_string_append_printf (out, "%-20s %9" G_GSIZE_FORMAT " %9" G_GSIZE_FORMAT "\n", name,
                          sizes[QEMU], sizes[COMPACT]);
}

static gboolean
append_part (Sizes *sizes, GString *out, guint nth, GError **error)
{
  gsize part_sizes[N_FORMS];
  g_autofree char *name = NULL;

  for (guint form = 0; form < N_FORMS; form++) {
    GvmSpaprPart part = gvm_spapr_machine_get_part (sizes->forms[form].machine, nth);

    if (!measure_part (&part, &part_sizes[form], error))
      return FALSE;
    sizes->sums[form] += part_sizes[form];
    if (form == QEMU)
      name = g_strdup_printf ("%s[%u]", part.idstr, part.instance_id);
  }
  append_row (out, name, part_sizes);
  return TRUE;
}

static gboolean
append_stream (const Sizes *sizes, GString *out, GError **error)
{
  gsize stream_sizes[N_FORMS];

  for (guint form = 0; form < N_FORMS; form++) {
    g_autoptr (GBytes) bytes = gvm_spapr_machine_save (sizes->forms[form].machine, error);

    if (bytes == NULL)
      return FALSE;
    stream_sizes[form] = g_bytes_get_size (bytes);
  }
  append_row (out, "the stream", stream_sizes);
  return TRUE;
}

static gboolean
append_all (Sizes *sizes, GString *out, GError **error)
{
  guint n = gvm_spapr_machine_get_n_parts (sizes->forms[QEMU].machine);

  g_string_append_printf (out, "%-20s %9s %9s\n", "octets", "QEMU's", "compact");
  for (guint i = 0; i < n; i++)
    if (!append_part (sizes, out, i, error))
      return FALSE;
  append_row (out, "all sections", sizes->sums);
  return append_stream (sizes, out, error);
}

char *
sizes_describe (const Script *script, GvmSpaprOptions options, GError **error)
{
  Sizes sizes = { 0 };
  GString *out = g_string_new (NULL);
  gboolean done = do_all (&sizes.forms[QEMU], script, options & ~GVM_SPAPR_COMPACT, error) &&
                  do_all (&sizes.forms[COMPACT], script, options | GVM_SPAPR_COMPACT, error) &&
                  append_all (&sizes, out, error);

  for (guint form = 0; form < N_FORMS; form++)
    host_clear (&sizes.forms[form]);
  return g_string_free (out, !done);
}
