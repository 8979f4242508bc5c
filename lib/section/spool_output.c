/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "section/spool_output.h"

typedef struct {
  GOutputStream parent;
  GvmiSpool spool;
} GvmiSpoolOutput;
typedef GOutputStreamClass GvmiSpoolOutputClass;

static GType gvmi_spool_output_get_type (void);
G_DEFINE_TYPE (GvmiSpoolOutput, gvmi_spool_output, G_TYPE_OUTPUT_STREAM)

static gssize
spool_write (GOutputStream *output, const void *octets, gsize size, GCancellable *cancellable,
             GError **error)
{
  GvmiSpoolOutput *self = (GvmiSpoolOutput *) output;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !gvmi_spool_append (&self->spool, octets, size, error))
    return -1;
  return (gssize) size;
}

static void
spool_finalize (GObject *object)
{
  gvmi_spool_close (&((GvmiSpoolOutput *) object)->spool);
  G_OBJECT_CLASS (gvmi_spool_output_parent_class)->finalize (object);
}

static void
gvmi_spool_output_class_init (GvmiSpoolOutputClass *klass)
{
  klass->write_fn = spool_write;
  ((GObjectClass *) klass)->finalize = spool_finalize;
}

static void
gvmi_spool_output_init (GvmiSpoolOutput *self)
{
  self->spool.fd = -1;
}

GOutputStream *
gvmi_spool_output_new (const GvmLimits *limits, const char *directory)
{
  GvmiSpoolOutput *self = g_object_new (gvmi_spool_output_get_type (), NULL);

  gvmi_spool_open (&self->spool, limits, directory);
  return G_OUTPUT_STREAM (self);
}

GBytes *
gvmi_spool_output_finish (GOutputStream *output, GError **error)
{
  return g_output_stream_close (output, NULL, error)
             ? gvmi_spool_finish (&((GvmiSpoolOutput *) output)->spool, error)
             : NULL;
}
