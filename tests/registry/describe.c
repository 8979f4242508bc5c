/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What streams say of themselves: QEMU's own words where it has any, and never more for more entries.
 */
#include <gvmstate/spapr.h>

#include "support/seal.h"

/* The description of a stream, as text. */
static char *
description_of (const guint8 *octets, gsize size)
{
  for (gsize at = size - 5; at > 0; at--) {
    guint32 length;

    memcpy (&length, octets + at + 1, sizeof length);
    if (octets[at] == 6 && octets[at - 1] == 0 && GUINT32_FROM_BE (length) == size - at - 5)
      return g_strndup ((const char *) octets + at + 5, size - at - 5);
  }
  ck_abort_msg ("no description");
  return NULL;
}

/* The description of the one device of a stream that @desc makes. */
static char *
device_of (const char *idstr, guint32 instance_id, const GvmDesc *desc, gpointer self)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_registry_add (registry, idstr, instance_id, desc, self, NULL, NULL));
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (registry, &error);
  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "");
  g_autofree char *json = description_of (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  const char *begin = strstr (json, "\"devices\": [") + strlen ("\"devices\": [");
  const char *end = strstr (begin, "], \"gvmstate\": ");
  ck_assert (end != NULL);
  return g_strndup (begin, (gsize) (end - begin));
}

/* ---- as QEMU's ------------------------------------------------------------------------------- */

/* Loads a real section, saves it, and looks for its description among the real ones, octet for octet. */
static void
expect_described_as_by_qemu (const char *file, const char *idstr, guint32 instance_id,
                             const GvmDesc *desc, gpointer self)
{
  g_autoptr (GByteArray) octets = test_data (file);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *section = gvm_stream_find_section (stream, idstr, instance_id, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *theirs = description_of (octets->data, octets->len);

  ck_assert_msg (gvm_section_load (section, desc, self, NULL, &error), "%s",
                 error != NULL ? error->message : "");
  g_autofree char *ours = device_of (idstr, instance_id, desc, self);
  ck_assert_msg (strstr (theirs, ours) != NULL, "not among QEMU's: %s", ours);
}

static const char *const pseries[] = { "streams/msi.mig.gz", "streams/many.mig.gz",
                                       "streams/bare.mig.gz" };

START_TEST (spapr_pci_is_described_as_by_qemu_however_many_msis)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pseries); i++) {
    GvmSpaprPhb phb;

    gvm_spapr_phb_init (&phb, 0);
    expect_described_as_by_qemu (pseries[i], "spapr_pci", 0, &gvm_spapr_phb_desc, &phb);
    gvm_spapr_phb_clear (&phb);
  }
}
END_TEST

START_TEST (ics_and_icp_server_are_described_as_by_qemu)
{
  g_autofree GvmSpaprIcs *ics = g_new0 (GvmSpaprIcs, 1);
  GvmSpaprIcp icp;

  gvm_spapr_ics_init (ics);
  gvm_spapr_icp_init (&icp);
  expect_described_as_by_qemu ("streams/msi.mig.gz", "ics", 0, &gvm_spapr_ics_desc, ics);
  expect_described_as_by_qemu ("streams/msi.mig.gz", "icp/server", 1, &gvm_spapr_icp_desc, &icp);
}
END_TEST

/* ---- sizes ----------------------------------------------------------------------------------- */

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_FIELDS (msi_fields, Msi) = {
  GVM_FIELD (Msi, first_irq, gvm_u32),
  GVM_FIELD (Msi, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);

typedef struct {
  GHashTable *msi;
} Table;
GVM_FIELDS (table_fields, Table) = {
  GVM_HASH (Table, msi, gvm_u32, msi_desc, .max = 1000000),
};
GVM_DEFINE_STATIC_DESC (table_desc, Table, "table", 1, 1, table_fields);

static gsize
size_of_description (guint n)
{
  Table table = { g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free) };

  for (guint32 i = 0; i < n; i++)
    g_hash_table_insert (table.msi, g_memdup2 (&i, sizeof i), g_new0 (Msi, 1));
  g_autofree char *device = device_of ("table", 0, &table_desc, &table);
  const char *size = strstr (device, "\"size\": ");
  ck_assert_uint_eq (g_ascii_strtoull (size + strlen ("\"size\": "), NULL, 10), 4 + 12 * n);
  gvm_state_clear (&table_desc, &table);
  /* The size itself has as many digits as it has. */
  return strlen (device) - strspn (size + strlen ("\"size\": "), "0123456789");
}

START_TEST (a_million_entries_are_described_in_the_size_of_ten)
{
  gsize ten = size_of_description (10);

  ck_assert_uint_eq (size_of_description (1000000), ten);
  ck_assert_uint_eq (size_of_description (0), ten);
  ck_assert_uint_le (
      ten, 64 + 4 * 96); /* the device, and its rows: the table, the key, two of the value */
}
END_TEST

/* ---- names and hooks ------------------------------------------------------------------------- */

typedef struct {
  guint8 a, b;
  guint16 wide;
} Twice;
GVM_FIELDS (twice_fields, Twice) = {
  GVM_FIELD (Twice, a, gvm_u8, .until = 1),
  GVM_FIELD (Twice, b, gvm_u8),
  GVM_FIELD (Twice, a, gvm_u8, .since = 2),
};
GVM_DEFINE_STATIC_DESC (twice_desc, Twice, "twice", 2, 1, twice_fields);

START_TEST (a_name_that_several_rows_have_is_numbered)
{
  Twice twice = { 1, 2, 3 };
  g_autofree char *device = device_of ("twice", 0, &twice_desc, &twice);

  ck_assert (strstr (device, "[{\"name\": \"b\", \"type\": \"uint8\", \"size\": 1}, "
                             "{\"name\": \"a[1]\", \"type\": \"uint8\", \"size\": 1}]") != NULL);
}
END_TEST

typedef struct {
  guint8 n;
  char *names[2];
} Named;
GVM_FIELDS (named_fields, Named) = {
  GVM_FIELD (Named, n, gvm_u8),
  GVM_COUNTED_ARRAY (Named, names, n, gvm_string),
};
GVM_DEFINE_STATIC_DESC (named_desc, Named, "named", 1, 1, named_fields);

START_TEST (an_array_of_no_elements_has_no_field)
{
  Named named = { .n = 0, .names = { (char *) "a", (char *) "b" } };
  g_autofree char *without = device_of ("named", 0, &named_desc, &named);

  ck_assert_ptr_null (strstr (without, "names"));
  named.n = 2;
  g_autofree char *with = device_of ("named", 0, &named_desc, &named);
  ck_assert_ptr_nonnull (strstr (with,
                                 "{\"name\": \"names\", \"type\": \"array\", \"gvm\": {\"array\": "
                                 "\"string\", \"length\": 2}, \"size\": 10}"));
}
END_TEST

/* A struct that has its list only while it is saved. */
typedef struct {
  GList *list;
} Passing;

GVM_DEFINE_HOOK (passing_pre_save, Passing, self, error)
{
  self->list = g_list_append (NULL, GUINT_TO_POINTER (5));
  return self->list != NULL || error != NULL;
}

GVM_DEFINE_NOTIFY (passing_post_save, Passing, self)
{
  g_clear_list (&self->list, NULL);
}

GVM_FIELDS (passing_fields, Passing) = {
  GVM_LIST (Passing, list, gvm_u8, .values = GVM_DIRECT),
};
GVM_DEFINE_STATIC_DESC (passing_desc, Passing, "passing", 1, 1, passing_fields,
                        .pre_save = GVM_HOOK (Passing, passing_pre_save),
                        .post_save = GVM_HOOK (Passing, passing_post_save));

START_TEST (what_a_pre_save_prepares_is_described_as_it_is_saved)
{
  Passing passing = { NULL };
  g_autofree char *device = device_of ("passing", 0, &passing_desc, &passing);

  ck_assert_ptr_null (passing.list);
  ck_assert (strstr (device, "\"type\": \"list\", \"gvm\": {\"list\": \"uint8\"}, \"size\": 5}") !=
             NULL);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("registry.describe", spapr_pci_is_described_as_by_qemu_however_many_msis,
                    ics_and_icp_server_are_described_as_by_qemu,
                    a_million_entries_are_described_in_the_size_of_ten,
                    a_name_that_several_rows_have_is_numbered, an_array_of_no_elements_has_no_field,
                    what_a_pre_save_prepares_is_described_as_it_is_saved);
}
