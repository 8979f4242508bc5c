/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams with another state in one section.
 */
#include <gvmstate/spapr.h>

#include "support/stream.h"

static GvmStream *
stream_of (const char *name)
{
  g_autoptr (GByteArray) octets = test_data (name);

  return walk_sound (octets);
}

static const GvmSection *
section_of (const GvmStream *stream, const char *idstr)
{
  const GvmSection *section = gvm_stream_find_section (stream, idstr, 0, NULL);

  ck_assert_ptr_nonnull (section);
  return section;
}

static void
load_phb (GvmSpaprPhb *phb, const GvmStream *stream)
{
  GError *error = NULL;

  gvm_spapr_phb_init (phb, 0);
  ck_assert_msg (
      gvm_section_load (section_of (stream, "spapr_pci"), &gvm_spapr_phb_desc, phb, NULL, &error),
      "%s", error != NULL ? error->message : "");
}

static GvmStream *
with_phb (const GvmStream *stream, const GvmSpaprPhb *phb)
{
  GError *error = NULL;
  GvmStream *other = gvm_stream_with_struct (stream, section_of (stream, "spapr_pci"),
                                             &gvm_spapr_phb_desc, phb, &error);

  ck_assert_msg (other != NULL, "%s", error != NULL ? error->message : "");
  return other;
}

/* Of `spapr_pci` the order of entries is QEMU's own. */
START_TEST (the_same_state_gives_the_stream_that_a_real_qemu_wrote)
{
  g_autoptr (GvmStream) stream = stream_of ("streams/msi.mig.gz");
  g_autofree GvmSpaprIcs *ics = g_new0 (GvmSpaprIcs, 1);
  const GvmSection *section = section_of (stream, "ics");
  g_autoptr (GError) error = NULL;

  gvm_spapr_ics_init (ics);
  ck_assert (gvm_section_load (section, &gvm_spapr_ics_desc, ics, NULL, NULL));
  g_autoptr (GvmStream) other =
      gvm_stream_with_struct (stream, section, &gvm_spapr_ics_desc, ics, &error);
  ck_assert_msg (other != NULL, "%s", error != NULL ? error->message : "");
  g_autoptr (GBytes) was = gvm_stream_get_bytes (stream), is = gvm_stream_get_bytes (other);
  ck_assert (g_bytes_equal (was, is));
}
END_TEST

START_TEST (one_more_entry_is_in_payload_and_description_and_nothing_else_changes)
{
  enum { ENTRY = 12 };
  g_autoptr (GvmStream) stream = stream_of ("streams/msi.mig.gz");
  const GvmSection *old = section_of (stream, "spapr_pci");
  GvmSpaprPhb phb;

  load_phb (&phb, stream);
  gvm_spapr_phb_set_msi (&phb, 0x2800, 0x1340, 2);
  g_autoptr (GvmStream) other = with_phb (stream, &phb);
  const GvmSection *new = section_of (other, "spapr_pci");
  ck_assert_uint_eq (gvm_section_get_payload_size (new),
                     gvm_section_get_payload_size (old) + ENTRY);

  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) entry = gvm_stream_lookup (other, "spapr_pci/msi_devs[4]/key", &error);
  ck_assert_msg (entry != NULL, "%s", error != NULL ? error->message : "");
  ck_assert_uint_eq (gvm_value_get_unsigned (entry), 0x2800);
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *a = gvm_stream_get_section (stream, i);
    const GvmSection *b = gvm_stream_get_section (other, i);
    g_autoptr (GBytes) x = gvm_section_get_payload (a), y = gvm_section_get_payload (b);

    ck_assert (a == old || g_bytes_equal (x, y));
    ck_assert_uint_eq (gvm_section_get_offset (b),
                       gvm_section_get_offset (a) + (a > old ? ENTRY : 0));
  }
  gvm_spapr_phb_clear (&phb);
}
END_TEST

typedef struct {
  guint32 size;
  GList *names;
} Disk;
GVM_FIELDS (disk_fields, Disk) = {
  GVM_FIELD (Disk, size, gvm_u32),
  GVM_LIST (Disk, names, gvm_string),
};
GVM_DEFINE_STATIC_DESC (disk_desc, Disk, "disk", 1, 1, disk_fields);

START_TEST (a_stream_of_ours_is_sealed_anew)
{
  Disk disk = { 512, NULL }, loaded = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = gvm_save_to_bytes (&disk_desc, &disk, NULL, NULL);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (bytes, NULL, NULL);

  disk.names = g_list_append (disk.names, g_strdup ("sda\"]}"));
  g_autoptr (GvmStream) other =
      gvm_stream_with_struct (stream, section_of (stream, "disk"), &disk_desc, &disk, &error);
  ck_assert_msg (other != NULL, "%s", error != NULL ? error->message : "");
  g_autoptr (GBytes) expected = gvm_save_to_bytes (&disk_desc, &disk, NULL, NULL);
  g_autoptr (GBytes) found = gvm_stream_get_bytes (other);
  ck_assert (g_bytes_equal (found, expected));
  ck_assert (gvm_load_from_bytes (&disk_desc, &loaded, found, NULL, NULL));
  ck_assert (gvm_state_equal (&disk_desc, &disk, &loaded));
  gvm_state_clear (&disk_desc, &disk);
  gvm_state_clear (&disk_desc, &loaded);
}
END_TEST

START_TEST (a_damaged_stream_is_not_sealed_anew)
{
  Disk disk = { 512, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = gvm_save_to_bytes (&disk_desc, &disk, NULL, NULL);
  g_autofree guint8 *octets = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GvmStream) sound = gvm_stream_new_from_bytes (bytes, NULL, NULL);
  octets[gvm_section_get_payload_offset (section_of (sound, "disk"))] ^= 1;
  g_autoptr (GBytes) damaged = g_bytes_new (octets, g_bytes_get_size (bytes));
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (damaged, NULL, NULL);

  ck_assert_ptr_null (
      gvm_stream_with_struct (stream, section_of (stream, "disk"), &disk_desc, &disk, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_DIGEST));
}
END_TEST

START_TEST (a_state_that_cannot_be_saved_is_refused_with_the_section_s_path)
{
  Disk disk = { 512, g_list_append (NULL, NULL) };
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = stream_of ("streams/msi.mig.gz");

  ck_assert_ptr_null (
      gvm_stream_with_struct (stream, section_of (stream, "ram"), &disk_desc, &disk, &error));
  expect_error (error, GVM_ERROR_UNSUPPORTED, "ram[0]", NO_OFFSET);
  g_list_free (disk.names);
}
END_TEST

START_TEST (a_stream_of_qemu_s_can_have_a_digest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = stream_of ("streams/msi.mig.gz");
  g_autoptr (GvmStream) sealed = gvm_stream_with_digest (stream, &error);

  ck_assert_msg (sealed != NULL, "%s", error != NULL ? error->message : "");
  ck_assert (!gvm_stream_has_digest (stream));
  ck_assert (gvm_stream_has_digest (sealed));
  ck_assert (gvm_stream_check_digest (sealed, NULL));
  ck_assert_uint_eq (gvm_stream_get_n_sections (sealed), gvm_stream_get_n_sections (stream));

  g_autoptr (GvmStream) again = gvm_stream_with_digest (sealed, NULL);
  ck_assert_ptr_eq (again, sealed);
}
END_TEST

START_TEST (a_stream_without_a_description_has_no_place_for_a_digest)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  put_header (octets);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_ptr_null (gvm_stream_with_digest (stream, &error));
  expect_error (error, GVM_ERROR_MISSING, NULL, NO_OFFSET);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("section.exchange", the_same_state_gives_the_stream_that_a_real_qemu_wrote,
                    one_more_entry_is_in_payload_and_description_and_nothing_else_changes,
                    a_stream_of_ours_is_sealed_anew, a_damaged_stream_is_not_sealed_anew,
                    a_stream_of_qemu_s_can_have_a_digest,
                    a_stream_without_a_description_has_no_place_for_a_digest,
                    a_state_that_cannot_be_saved_is_refused_with_the_section_s_path);
}
