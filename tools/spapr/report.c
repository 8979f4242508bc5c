/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results as JSON.
 */
#include "report.h"

#include <string.h>

/* ---- pictures ----------------------------------------------------------------------------------------- */

typedef struct {
  GvmSpaprIcp regs;
  gboolean has_owner;
} IcpPicture;

struct Picture {
  guint n_cpus;
  GvmSpaprIrq irqs[GVM_SPAPR_N_IRQS];
  IcpPicture icps[];
};

Picture *
picture_new (const GvmSpaprMachine *machine)
{
  guint n_cpus = gvm_spapr_machine_get_n_cpus (machine);
  Picture *picture = g_malloc0 (sizeof (Picture) + n_cpus * sizeof (IcpPicture));

  picture->n_cpus = n_cpus;
  memcpy (picture->irqs, gvm_spapr_machine_get_ics (machine)->irqs, sizeof picture->irqs);
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    picture->icps[cpu] = (IcpPicture) { *gvm_spapr_machine_get_icp (machine, cpu),
                                        gvm_spapr_machine_icp_has_owner (machine, cpu) };
  return picture;
}

void
picture_free (Picture *picture)
{
  g_free (picture);
}

static gboolean
icp_is_same (const IcpPicture *a, const IcpPicture *b)
{
  return a->regs.xirr == b->regs.xirr && a->regs.pending_priority == b->regs.pending_priority &&
         a->regs.mfrr == b->regs.mfrr && a->has_owner == b->has_owner;
}

static gboolean
irq_is_same (const GvmSpaprIrq *a, const GvmSpaprIrq *b)
{
  return a->flags == b->flags &&
         (a->flags == 0 || (a->priority == b->priority && a->status == b->status));
}

static JsonArray *
describe_icp (const IcpPicture *icp)
{
  JsonArray *array = json_array_new ();

  json_array_add_int_element (array, icp->regs.xirr);
  json_array_add_int_element (array, icp->regs.pending_priority);
  json_array_add_int_element (array, icp->regs.mfrr);
  json_array_add_int_element (array, icp->has_owner);
  return array;
}

static JsonArray *
describe_irq (const GvmSpaprIrq *irq)
{
  JsonArray *array = json_array_new ();

  json_array_add_string_element (array, (irq->flags & GVM_SPAPR_IRQ_LSI_FLAG) != 0 ? "LSI" : "MSI");
  json_array_add_int_element (array, irq->priority);
  json_array_add_int_element (array, irq->status);
  return array;
}

static JsonObject *
describe_icps (const Picture *picture, const Picture *old)
{
  JsonObject *object = json_object_new ();

  for (guint cpu = 0; cpu < picture->n_cpus; cpu++) {
    g_autofree char *name = g_strdup_printf ("%u", cpu);

    if (old == NULL || !icp_is_same (&picture->icps[cpu], &old->icps[cpu]))
      json_object_set_array_member (object, name, describe_icp (&picture->icps[cpu]));
  }
  return object;
}

static JsonObject *
describe_irqs (const Picture *picture, const Picture *old)
{
  static const GvmSpaprIrq nobodys = { 0 };
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < GVM_SPAPR_N_IRQS; i++) {
    const GvmSpaprIrq *irq = &picture->irqs[i];
    char name[16];

    if (irq_is_same (irq, old != NULL ? &old->irqs[i] : &nobodys))
      continue;
    g_snprintf (name, sizeof name, "0x%x", GVM_SPAPR_IRQ_BASE + i);
    if (irq->flags != 0)
      json_object_set_array_member (object, name, describe_irq (irq));
    else
      json_object_set_null_member (object, name);
  }
  return object;
}

static void
add_unless_empty (JsonObject *object, const char *name, JsonObject *member)
{
  if (json_object_get_size (member) > 0)
    json_object_set_object_member (object, name, member);
  else
    json_object_unref (member);
}

JsonObject *
picture_describe (const Picture *picture, const Picture *old)
{
  JsonObject *object = json_object_new ();

  add_unless_empty (object, "icp", describe_icps (picture, old));
  add_unless_empty (object, "ics", describe_irqs (picture, old));
  return object;
}

/* ---- states -------------------------------------------------------------------------------------------- */

static char *
to_hex (GBytes *bytes)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (bytes, &size);
  GString *hex = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++) {
    g_string_append_c (hex, "0123456789abcdef"[octets[i] >> 4]);
    g_string_append_c (hex, "0123456789abcdef"[octets[i] & 0xf]);
  }
  return g_string_free (hex, FALSE);
}

static JsonObject *
report_section (const GvmSpaprPart *part, GError **error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  if (!gvm_encode (writer, part->desc, part->desc->version_id, part->self, error))
    return NULL;
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  g_autofree char *hex = to_hex (bytes);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "idstr", part->idstr);
  json_object_set_int_member (object, "instance_id", part->instance_id);
  json_object_set_int_member (object, "version_id", part->desc->version_id);
  json_object_set_string_member (object, "payload", hex);
  return object;
}

/* QEMU's section `spapr` has more in it than ours, a time stamp for one. Its map is shown decoded. */
static JsonArray *
report_sections (GvmSpaprMachine *machine, GError **error)
{
  g_autoptr (JsonArray) sections = json_array_new ();

  for (guint i = 0; i + 1 < gvm_spapr_machine_get_n_parts (machine); i++) {
    GvmSpaprPart part = gvm_spapr_machine_get_part (machine, i);
    JsonObject *section = report_section (&part, error);

    if (section == NULL)
      return NULL;
    json_array_add_object_element (sections, section);
  }
  return g_steal_pointer (&sections);
}

static JsonObject *
report_decoded (const GvmSpaprMachine *machine)
{
  JsonObject *decoded = json_object_new ();
  JsonArray *map = json_array_new ();

  for (guint32 irq = GVM_SPAPR_IRQ_MSI; irq < GVM_SPAPR_IRQ_MSI + GVM_SPAPR_MAX_MSI; irq++) {
    g_autofree char *text = g_strdup_printf ("0x%x", irq);

    if (gvm_spapr_machine_is_allocated (machine, irq))
      json_array_add_string_element (map, text);
  }
  if (json_array_get_length (map) > 0)
    json_object_set_array_member (decoded, "irq_map", map);
  else
    json_array_unref (map);
  return decoded;
}

JsonObject *
report_state (GvmSpaprMachine *machine, GError **error)
{
  JsonArray *sections = report_sections (machine, error);

  if (sections == NULL)
    return NULL;
  JsonObject *state = json_object_new ();
  Picture *picture = picture_new (machine);
  json_object_set_array_member (state, "sections", sections);
  json_object_set_object_member (state, "decoded", report_decoded (machine));
  json_object_set_object_member (state, "pic", picture_describe (picture, NULL));
  picture_free (picture);
  return state;
}

/* ---- results ------------------------------------------------------------------------------------------- */

static void
report_rtas (JsonObject *object, const HostResult *result)
{
  JsonArray *rets = json_array_new ();

  for (guint i = 0; i < result->answer.n_rets; i++)
    json_array_add_int_element (rets, result->answer.rets[i]);
  json_object_set_int_member (object, "rc", result->rc);
  json_object_set_array_member (object, "rets", rets);
}

/* The time base that H_XIRR_X returns is the host's. */
static void
report_hcall (JsonObject *object, const ScriptOp *op, const HostResult *result)
{
  enum { TIME_BASE = 2 };
  JsonArray *regs = json_array_new ();

  for (guint i = 0; i < GVM_SPAPR_HCALL_REGS; i++)
    if (i == TIME_BASE && op->regs[0] == GVM_SPAPR_H_XIRR_X)
      json_array_add_null_element (regs);
    else
      json_array_add_int_element (regs, (gint64) result->regs[i]);
  json_object_set_array_member (object, "regs", regs);
}

JsonObject *
report_result (const ScriptOp *op, const HostResult *result)
{
  JsonObject *object = json_object_new ();

  if (op->kind == SCRIPT_RTAS) {
    report_rtas (object, result);
  } else if (op->kind == SCRIPT_HCALL) {
    report_hcall (object, op, result);
  } else if (op->kind == SCRIPT_DEV_MSI) {
    json_object_set_int_member (object, "addr", (gint64) result->message.address);
    json_object_set_int_member (object, "data", result->message.data);
    json_object_set_boolean_member (object, "sent", result->sent);
  }
  return object;
}

/* ---- text ---------------------------------------------------------------------------------------------- */

static void
append_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name, *comma = "";
  JsonNode *member;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member)) {
    g_autoptr (JsonNode) key = json_node_init_string (json_node_alloc (), name);

    g_string_append (out, comma);
    report_append (out, key);
    g_string_append_c (out, ':');
    report_append (out, member);
    comma = ",";
  }
  g_string_append_c (out, '}');
}

static void
append_array (GString *out, JsonArray *array)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    report_append (out, json_array_get_element (array, i));
  }
  g_string_append_c (out, ']');
}

void
report_append (GString *out, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    append_object (out, json_node_get_object (node));
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    append_array (out, json_node_get_array (node));
  } else if (json_node_get_value_type (node) == G_TYPE_INT64) {
    g_string_append_printf (out, "%" G_GUINT64_FORMAT, (guint64) json_node_get_int (node));
  } else {
    g_autofree char *text = json_to_string (node, FALSE);
    g_string_append (out, text);
  }
}
