/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program that knows of the library only what is installed: a table goes out as octets and comes back. */
#include <gvmstate/gvmstate.h>

#include <stdio.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_FIELDS (msi_fields, Msi) = {
  GVM_FIELD (Msi, first_irq, gvm_u32),
  GVM_FIELD (Msi, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);

typedef struct {
  GHashTable *msi; /* guint32 -> Msi, both boxed */
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_HASH (Phb, msi, gvm_u32, msi_desc, .max = 64) };
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 1, 1, phb_fields);

static void
print_msi (gpointer key, gpointer value, G_GNUC_UNUSED gpointer user_data)
{
  const Msi *msi = value;

  printf ("0x%x: %u from %u\n", *(const guint32 *) key, msi->num, msi->first_irq);
}

int
main (void)
{
  Phb phb = { g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free) }, other = { NULL };
  guint32 config_addr = 0x800;
  Msi msi = { .first_irq = 4352, .num = 2 };
  g_hash_table_insert (phb.msi, g_memdup2 (&config_addr, 4), g_memdup2 (&msi, sizeof msi));

  g_autoptr (GError) error = NULL;
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  gboolean done = gvm_encode (writer, &phb_desc, 1, &phb, &error);
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);
  done = done && gvm_decode (reader, &phb_desc, 1, &other, &error);
  if (!done) {
    fprintf (stderr, "%s\n", error->message);
    return 1;
  }

  g_hash_table_foreach (other.msi, print_msi, NULL);
  gboolean same = gvm_state_equal (&phb_desc, &phb, &other);
  gvm_state_clear (&phb_desc, &phb);
  gvm_state_clear (&phb_desc, &other);
  return same ? 0 : 1;
}
