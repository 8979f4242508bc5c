/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a machine tells of itself.
 */
#include "machine.h"

void
gvmi_trace (const GvmSpaprMachine *machine, const char *call, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  machine->trace (machine, call, text, machine->trace_data);
}

void
gvm_spapr_machine_set_trace (GvmSpaprMachine *machine, GvmSpaprTrace trace, gpointer user_data,
                             GDestroyNotify destroy)
{
  g_return_if_fail (machine != NULL);

  if (machine->trace_destroy != NULL)
    machine->trace_destroy (machine->trace_data);
  machine->trace = trace;
  machine->trace_data = user_data;
  machine->trace_destroy = destroy;
}
