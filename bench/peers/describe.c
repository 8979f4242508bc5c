/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the description of a workload's state takes in a stream.
 */
#include "peers/gvmstate.h"

static guint count_rows (const GvmDesc *desc);

static guint
count_nested (const GvmCodec *codec)
{
  return codec != NULL && codec->kind == GVM_KIND_STRUCT ? count_rows ((const GvmDesc *) codec) : 0;
}

/* Those of nested structs and of subsections too. */
static guint
count_rows (const GvmDesc *desc)
{
  guint rows = 0;

  for (guint i = 0; i < desc->n_fields; i++)
    rows += 1 + count_nested (desc->fields[i].key) + count_nested (desc->fields[i].codec);
  for (guint i = 0; i < desc->n_subsections; i++)
    rows += count_rows (desc->subsections[i].desc);
  return rows;
}

/* Octets of the description of a stream with that one section, or (without @desc) with none. */
static gsize
measure (const GvmDesc *desc, gconstpointer self)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GvmStream) stream = NULL;

  gvm_registry_set_limits (registry, gvmstate_get_limits ());
  if ((desc != NULL &&
       !gvm_registry_add (registry, desc->codec.name, 0, desc, (gpointer) self, NULL, &error)) ||
      (bytes = gvm_registry_save_to_bytes (registry, &error)) == NULL ||
      (stream = gvm_stream_new_from_bytes (bytes, gvmstate_get_limits (), &error)) == NULL)
    g_error ("%s", error->message);
  return gvm_stream_get_description_size (stream);
}

gboolean
bench_describe (const Workload *workload, const State *state, Description *ret_description)
{
  gconstpointer self;
  const GvmDesc *desc = gvmstate_get_desc (workload->like, state, &self);

  if (desc == NULL)
    return FALSE;
  ret_description->rows = count_rows (desc);
  ret_description->stream = measure (NULL, NULL);
  ret_description->section = measure (desc, self) - ret_description->stream;
  return TRUE;
}
