/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * ibm,change-msi and ibm,query-interrupt-source-number: how a guest gets interrupts for a function's messages.
 *
 * What is freed is what the table says: a guest may write into message registers whatever it likes, and an
 * adapter that saves and restores them around a self-test does.
 *
 * Source: PAPR 7.3.10.5; QEMU 7.2 hw/ppc/spapr_pci.c, as it behaves.
 */
#include "machine.h"

static const char change_msi[] = "ibm,change-msi";

/* What a guest asks for, as far as the checks have come. */
typedef struct {
  GvmSpaprMachine *machine;
  GvmiPhb *phb;
  GvmiDevice *device;
  GvmSpaprMsiType type;
  guint32 config_addr, func, req_num, seq, nret;
} Request;

enum { FUNC_ANY = 1, FUNC_MSI = 3, FUNC_MSIX = 4 };

static GvmiPhb *
find_phb (const GvmSpaprMachine *machine, const guint32 *args)
{
  return gvmi_phb_find (machine, (guint64) args[1] << 32 | args[2]);
}

/* ---- ibm,change-msi ----------------------------------------------------------------------------- */

/* The type that a function number names, if the device has it. */
static gboolean
find_type (Request *request)
{
  gboolean has_msi = request->device->is.msi_vectors != 0;
  gboolean has_msix = request->device->is.msix_size != 0;

  switch (request->func) {
  case FUNC_ANY:
    request->type = has_msi ? GVM_SPAPR_MSI : GVM_SPAPR_MSIX;
    return has_msi || has_msix;
  case FUNC_MSI:
    request->type = GVM_SPAPR_MSI;
    return has_msi;
  case FUNC_MSIX:
    request->type = GVM_SPAPR_MSIX;
    return has_msix;
  default:
    return FALSE;
  }
}

static const char *
find_fault (Request *request, const guint32 *args)
{
  request->phb = find_phb (request->machine, args);
  if (request->phb == NULL)
    return "no such PHB";
  request->device = gvmi_phb_find_device (request->phb, request->config_addr);
  if (request->device == NULL)
    return "no such function";
  return find_type (request) ? NULL : "a type that the function does not have";
}

/* With the option: is it another type that was configured? What was loaded has no type that is known. */
static gboolean
is_other_type (const Request *request)
{
  guint configured = GPOINTER_TO_UINT (
      g_hash_table_lookup (request->phb->types, GUINT_TO_POINTER (request->config_addr)));

  return (request->machine->options & GVM_SPAPR_CHECK_DISABLE) != 0 && request->func != FUNC_ANY &&
         configured != 0 && configured != request->type;
}

static void
disable (const Request *request, GvmSpaprRtasAnswer *answer)
{
  if (g_hash_table_lookup (request->phb->state.msi, &request->config_addr) == NULL) {
    GVMI_TRACE (request->machine, change_msi, "config_addr 0x%x: nothing to disable",
                request->config_addr);
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_HARDWARE_ERROR);
    return;
  }
  if (is_other_type (request)) {
    GVMI_TRACE (request->machine, change_msi, "config_addr 0x%x: the other type is configured",
                request->config_addr);
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_PARAMETER_ERROR);
    return;
  }
  if (request->device->is.msi_vectors != 0)
    request->device->msi = (GvmSpaprMessage) { 0 };
  gvmi_phb_release (request->machine, request->phb, request->config_addr);
  *answer = (GvmSpaprRtasAnswer) { .n_rets = 2, .rets = { GVM_SPAPR_RTAS_OK, 0 } };
}

static guint32
get_maximum (const Request *request)
{
  return request->type == GVM_SPAPR_MSI ? request->device->is.msi_vectors
                                        : request->device->is.msix_size;
}

static void
write_messages (const Request *request, guint32 first)
{
  guint32 n = request->type == GVM_SPAPR_MSIX ? request->req_num : 1;

  for (guint32 vector = 0; vector < n; vector++)
    *gvmi_device_get_message (request->device, request->type, vector) =
        (GvmSpaprMessage) { .address = GVM_SPAPR_MSI_WINDOW, .data = first + vector };
}

/* The old block is given back only after the new one is found, so both need room for a moment. */
static gboolean
allocate (const Request *request)
{
  GvmSpaprMachine *machine = request->machine;
  guint32 align = request->type == GVM_SPAPR_MSIX ? 2 : 1;
  guint32 first = gvmi_map_find (machine->root.irq_map, request->req_num, align);

  if (first == 0)
    return FALSE;
  gvmi_map_set (machine->root.irq_map, first, request->req_num, TRUE);
  gvmi_ics_claim (machine, first, request->req_num);
  if (g_hash_table_contains (request->phb->state.msi, &request->config_addr))
    gvmi_phb_release (machine, request->phb, request->config_addr);
  write_messages (request, first);
  gvm_spapr_phb_set_msi (&request->phb->state, request->config_addr, first, request->req_num);
  g_hash_table_insert (request->phb->types, GUINT_TO_POINTER (request->config_addr),
                       GUINT_TO_POINTER (request->type));
  GVMI_TRACE (machine, change_msi, "config_addr 0x%x: %u interrupts from 0x%x on",
              request->config_addr, request->req_num, first);
  return TRUE;
}

static void
answer_grant (const Request *request, guint32 num, GvmSpaprRtasAnswer *answer)
{
  *answer = (GvmSpaprRtasAnswer) {
    .n_rets = request->nret > 3 ? 4 : 3,
    .rets = { GVM_SPAPR_RTAS_OK, num, request->seq + 1, request->type },
  };
}

static void
enable (const Request *request, GvmSpaprRtasAnswer *answer)
{
  guint32 maximum = get_maximum (request);

  if (request->req_num > maximum) {
    GVMI_TRACE (request->machine, change_msi,
                "config_addr 0x%x: %u asked, %u at most: told so, nothing changed",
                request->config_addr, request->req_num, maximum);
    answer_grant (request, maximum, answer);
  } else if (allocate (request)) {
    answer_grant (request, request->req_num, answer);
  } else {
    GVMI_TRACE (request->machine, change_msi, "config_addr 0x%x: no %u free interrupts in a row",
                request->config_addr, request->req_num);
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_HARDWARE_ERROR);
  }
}

void
gvmi_rtas_change_msi (GvmSpaprMachine *machine, const GvmSpaprRtasCall *call,
                      GvmSpaprRtasAnswer *answer)
{
  Request request = { .machine = machine,
                      .config_addr = call->args[0],
                      .func = call->args[3],
                      .req_num = call->args[4],
                      .seq = call->args[5],
                      .nret = call->nret };
  const char *fault = find_fault (&request, call->args);

  if (fault != NULL) {
    GVMI_TRACE (machine, change_msi, "config_addr 0x%x, function %u: %s", request.config_addr,
                request.func, fault);
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_PARAMETER_ERROR);
  } else if (request.req_num == 0) {
    disable (&request, answer);
  } else {
    enable (&request, answer);
  }
}

/* ---- ibm,query-interrupt-source-number ----------------------------------------------------------- */

void
gvmi_rtas_query_source (GvmSpaprMachine *machine, const GvmSpaprRtasCall *call,
                        GvmSpaprRtasAnswer *answer)
{
  enum { EDGE = 1 };
  guint32 config_addr = call->args[0], vector = call->args[3];
  const GvmiPhb *phb = find_phb (machine, call->args);

  if (phb == NULL || gvmi_phb_find_device (phb, config_addr) == NULL) {
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_PARAMETER_ERROR);
    return;
  }
  const GvmSpaprMsi *msi = g_hash_table_lookup (phb->state.msi, &config_addr);
  if (msi == NULL || vector >= msi->num)
    gvmi_rtas_fail (answer, GVM_SPAPR_RTAS_HARDWARE_ERROR);
  else
    *answer = (GvmSpaprRtasAnswer) { .n_rets = 3,
                                     .rets = { GVM_SPAPR_RTAS_OK, msi->first_irq + vector, EDGE } };
}
