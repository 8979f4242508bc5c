/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

/* Each defining macro, for other files and for this one. */
GVM_DECLARE_CODEC (declared, guint32);
GVM_DEFINE_BOUNDED (declared, gvm_u32, .max = 1);
GVM_DECLARE_CODEC (text, char *);
GVM_DEFINE_STRING (text, .max = 255);

typedef enum { OFF, ON } State;
static GVM_DEFINE_ENUM (state, State, .max = ON);
static GVM_DEFINE_ONE_OF (width, gvm_i8, -1, 1);
static GVM_DEFINE_BITMAP (bits, gulong, 70);

typedef struct {
  guint32 n;
  char *name;
  State state;
  gint8 width;
  gulong bits[GVM_BITMAP_WORDS (gulong, 70)];
  gboolean flag;
  guint8 buffer[4];
} S;
GVM_FIELDS (fields, S) = {
  GVM_FIELD (S, n, declared),  GVM_FIELD (S, name, text), GVM_FIELD (S, state, state),
  GVM_FIELD (S, width, width), GVM_FIELD (S, bits, bits), GVM_FIELD (S, flag, gvm_gboolean),
  GVM_BUFFER (S, buffer),      GVM_PAD (S, unused, 4),    GVM_PAD (S, later, 4, .since = 2),
};
GVM_DEFINE_STATIC_DESC (desc, S, "s", 2, 1, fields);

int main (void);
int
main (void)
{
  return gvm_desc_validate (&desc, NULL) ? 0 : 1;
}
