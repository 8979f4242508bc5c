/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The names that descriptions have for scalars: QEMU's, and one of ours.
 */
#include <string.h>

#include "schema/vmdesc.h"

static const struct {
  const char *type;
  GvmiVmdescKind kind;
  gsize size;
} scalars[] = {
  { "bool", GVMI_VMDESC_BOOL, 1 },
  { "uint8", GVMI_VMDESC_UNSIGNED, 1 },
  { "uint16", GVMI_VMDESC_UNSIGNED, 2 },
  { "uint32", GVMI_VMDESC_UNSIGNED, 4 },
  { "uint64", GVMI_VMDESC_UNSIGNED, 8 },
  { "int8", GVMI_VMDESC_SIGNED, 1 },
  { "int16", GVMI_VMDESC_SIGNED, 2 },
  { "int32", GVMI_VMDESC_SIGNED, 4 },
  { "int64", GVMI_VMDESC_SIGNED, 8 },
  { "uint8 equal", GVMI_VMDESC_UNSIGNED, 1 },
  { "uint16 equal", GVMI_VMDESC_UNSIGNED, 2 },
  { "uint32 equal", GVMI_VMDESC_UNSIGNED, 4 },
  { "int32 equal", GVMI_VMDESC_SIGNED, 4 },
  { "int64 equal", GVMI_VMDESC_UNSIGNED, 8 }, /* so QEMU calls the unsigned one; it has no other */
  { "int32 le", GVMI_VMDESC_SIGNED, 4 },
  { "timer", GVMI_VMDESC_SIGNED, 8 },       /* ns; -1: not armed */
  { "float", GVMI_VMDESC_FLOAT, 4 },        /* ours */
  { "CPU_Double_U", GVMI_VMDESC_FLOAT, 8 }, /* the high word comes first */
};

gboolean
gvmi_vmdesc_scalar (const char *type, GvmiVmdescKind *ret_kind, gsize *ret_size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scalars); i++)
    if (strcmp (type, scalars[i].type) == 0) {
      *ret_kind = scalars[i].kind;
      *ret_size = scalars[i].size;
      return TRUE;
    }
  return FALSE;
}
