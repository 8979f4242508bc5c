/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A machine's stream by the library, in each form: header, sections, description, digest.
 */
#include "peers/gvmstate.h"

#include <gvmstate/spapr.h>

static void
save (GvmSpaprMachine *machine, Output *output)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = gvm_spapr_machine_save (machine, &error);

  if (bytes == NULL)
    g_error ("%s", error->message);
  g_clear_pointer ((GBytes **) &output->own, g_bytes_unref);
  output->own = bytes;
  output->data = g_bytes_get_data (bytes, &output->size);
}

static void
load (const Input *input, GvmSpaprMachine *machine)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (input->data, input->size);
  g_autoptr (GError) error = NULL;

  if (!gvm_spapr_machine_load (machine, bytes, &error))
    g_error ("%s", error->message);
}

#define DEFINE_METHOD(suffix, form)                                                                \
  void gvmstate_save_machine_##suffix (const State *state, Output *output)                         \
  {                                                                                                \
    save (state->machines[form], output);                                                          \
  }                                                                                                \
  void gvmstate_load_machine_##suffix (const Input *input, State *state)                           \
  {                                                                                                \
    load (input, state->machines[form]);                                                           \
  }
DEFINE_METHOD (canonical, MACHINE_CANONICAL)
DEFINE_METHOD (as_qemu, MACHINE_AS_QEMU)
DEFINE_METHOD (compact, MACHINE_COMPACT)
