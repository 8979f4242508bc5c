/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RTAS calls by name, and those about one source.
 *
 * Source: PAPR 7.3.10; QEMU 7.2 hw/intc/xics_spapr.c, as it behaves.
 */
#include "machine.h"

#include <string.h>

typedef void (*Handler) (GvmSpaprMachine *machine, const GvmSpaprRtasCall *call,
                         GvmSpaprRtasAnswer *answer);

void
gvmi_rtas_fail (GvmSpaprRtasAnswer *answer, gint32 status)
{
  *answer = (GvmSpaprRtasAnswer) { .n_rets = 1, .rets = { (guint32) status } };
}

static void
succeed (GvmSpaprRtasAnswer *answer)
{
  *answer = (GvmSpaprRtasAnswer) { .n_rets = 1, .rets = { GVM_SPAPR_RTAS_OK } };
}

/* These believe nargs and nret, and answer anything else by -3. */
static gboolean
is_sound (const GvmSpaprRtasCall *call, guint32 nargs, guint32 nret)
{
  return call->nargs == nargs && call->nret == nret && gvmi_ics_has (call->args[0]);
}

static void
set_xive (GvmSpaprMachine *machine, const GvmSpaprRtasCall *call, GvmSpaprRtasAnswer *answer)
{
  guint32 irq = call->args[0], server = call->args[1], priority = call->args[2];

  if (!is_sound (call, 3, 1) || !gvmi_icp_has (machine, server) || priority > G_MAXUINT8) {
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_PARAMETER_ERROR);
    return;
  }
  gvmi_ics_write_xive (machine, irq, server, (guint8) priority, (guint8) priority);
  succeed (answer);
}

static void
get_xive (GvmSpaprMachine *machine, const GvmSpaprRtasCall *call, GvmSpaprRtasAnswer *answer)
{
  if (!is_sound (call, 1, 3)) {
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_PARAMETER_ERROR);
    return;
  }
  const GvmSpaprIrq *source = gvmi_ics_source (machine, call->args[0]);
  *answer =
      (GvmSpaprRtasAnswer) { .n_rets = 3,
                             .rets = { GVM_SPAPR_RTAS_OK, source->server, source->priority } };
}

static void
int_off (GvmSpaprMachine *machine, const GvmSpaprRtasCall *call, GvmSpaprRtasAnswer *answer)
{
  if (!is_sound (call, 1, 1)) {
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_PARAMETER_ERROR);
    return;
  }
  const GvmSpaprIrq *source = gvmi_ics_source (machine, call->args[0]);
  gvmi_ics_write_xive (machine, call->args[0], source->server, GVM_SPAPR_PRIORITY_MASKED,
                       source->priority);
  succeed (answer);
}

static void
int_on (GvmSpaprMachine *machine, const GvmSpaprRtasCall *call, GvmSpaprRtasAnswer *answer)
{
  if (!is_sound (call, 1, 1)) {
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_PARAMETER_ERROR);
    return;
  }
  const GvmSpaprIrq *source = gvmi_ics_source (machine, call->args[0]);
  gvmi_ics_write_xive (machine, call->args[0], source->server, source->saved_priority,
                       source->saved_priority);
  succeed (answer);
}

static const struct {
  const char *name;
  Handler handle;
} calls[] = {
  { "ibm,set-xive", set_xive },
  { "ibm,get-xive", get_xive },
  { "ibm,int-on", int_on },
  { "ibm,int-off", int_off },
  { "ibm,change-msi", gvmi_rtas_change_msi },
  { "ibm,query-interrupt-source-number", gvmi_rtas_query_source },
};

gint64
gvm_spapr_machine_rtas (GvmSpaprMachine *machine, const char *name, const GvmSpaprRtasCall *call,
                        GvmSpaprRtasAnswer *answer)
{
  g_return_val_if_fail (machine != NULL && name != NULL && call != NULL && answer != NULL,
                        GVM_SPAPR_H_PARAMETER);

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    if (strcmp (calls[i].name, name) == 0) {
      calls[i].handle (machine, call, answer);
      GVMI_TRACE (machine, name, "0x%x: status %d", call->args[0], (gint32) answer->rets[0]);
      return GVM_SPAPR_H_SUCCESS;
    }
  answer->n_rets = 0;
  return GVM_SPAPR_H_PARAMETER;
}
