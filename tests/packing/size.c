/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How many octets packed rows take, printed, and held to bounds: a million MSIs, and an interrupt controller's
 * table of 4096 sources. The bounds of the latter are what a run of skips, a mask of octets and those octets take for
 * each used source, and what zstd -3 makes of the fixed octets.
 */
#include "support/golden.h"

#include <stdio.h>

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

/* Returns: what zstd -3 makes of @bytes; 0 without it. */
static gsize
compressed_size (GBytes *bytes)
{
#ifdef HAVE_ZSTD
  gsize size, room = ZSTD_compressBound (g_bytes_get_size (bytes));
  const void *octets = g_bytes_get_data (bytes, &size);
  g_autofree void *to = g_malloc (room);

  return ZSTD_compress (to, room, octets, size, 3);
#else
  return 0 * g_bytes_get_size (bytes);
#endif
}

static GBytes *
encode (const GvmDesc *desc, gconstpointer self)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  GError *error = NULL;

  ck_assert_msg (gvm_encode (writer, desc, 1, self, &error), "%s",
                 error != NULL ? error->message : "");
  return gvm_writer_steal (writer);
}

static void
expect_same_state (const GvmDesc *desc, gconstpointer self, GBytes *bytes)
{
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);
  gpointer loaded = g_malloc0 (desc->codec.c_size);
  GError *error = NULL;

  ck_assert_msg (gvm_decode (reader, desc, 1, loaded, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert (gvm_state_equal (desc, self, loaded));
  free_state (desc, loaded);
}

/* ---- W1: a table of MSIs ------------------------------------------------------------------------- */

enum { N = 1000000 };

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
} Phb;
GVM_FIELDS (fixed_fields, Phb) = {
  GVM_HASH (Phb, msi, gvm_u32, msi_desc, .max = N),
};
GVM_DEFINE_STATIC_DESC (fixed_desc, Phb, "phb", 1, 1, fixed_fields);
GVM_FIELDS (packed_fields, Phb) = {
  GVM_HASH (Phb, msi, gvm_u32, msi_desc, .max = N, .packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_STATIC_DESC (packed_desc, Phb, "phb", 1, 1, packed_fields);

static void
put_msi (Phb *phb, guint32 config_addr, guint32 first_irq, guint32 num)
{
  const Msi msi = { first_irq, num };

  g_hash_table_insert (phb->msi, box_u32 (config_addr), g_memdup2 (&msi, sizeof msi));
}

static void
expect_entry_size (const char *name, const Phb *phb, double most, double most_compressed)
{
  guint n = g_hash_table_size (phb->msi);
  g_autoptr (GBytes) fixed = encode (&fixed_desc, phb), packed = encode (&packed_desc, phb);
  double size = (double) g_bytes_get_size (packed) / n;
  double compressed = (double) compressed_size (packed) / n;

  printf ("%-34s %9zu fixed  %9zu packed: %.4f an entry, %.3f with zstd\n", name,
          g_bytes_get_size (fixed), g_bytes_get_size (packed), size, compressed);
  ck_assert_double_le (size, most);
  ck_assert_double_le (compressed, most_compressed);
  expect_same_state (&packed_desc, phb, packed);
}

/* As many MSIs as a driver may ask for, 1 to 32; few are more usual than many. */
static guint32
draw_num (GRand *random)
{
  gint32 a = g_rand_int_range (random, 0, 6), b = g_rand_int_range (random, 0, 6);

  return 1u << MIN (a, b);
}

/* PCI functions one after another, and their interrupts too. */
START_TEST (a_table_of_msis_takes_four_octets_an_entry_at_most)
{
  Phb phb = { g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free) };
  g_autoptr (GRand) random = g_rand_new_with_seed (20140501);
  guint32 irq = 0x1300;

  for (guint32 i = 0; i < N; i++) {
    guint32 num = draw_num (random);

    put_msi (&phb, i << 8, irq, num);
    irq += num;
  }
  expect_entry_size ("1 M MSIs, ascending", &phb, 4.0, 0.6);
  gvm_state_clear (&fixed_desc, &phb);
}
END_TEST

/* The worst that there can be: every key and every irq is anything. */
START_TEST (random_keys_and_permuted_irqs_take_eight_octets_at_most)
{
  Phb phb = { g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free) };
  g_autoptr (GRand) random = g_rand_new_with_seed (20140501);
  g_autofree guint32 *irqs = g_new (guint32, N);

  for (guint32 i = 0; i < N; i++)
    irqs[i] = 0x1300 + 32 * i;
  for (guint32 i = N - 1; i > 0; i--) {
    guint32 other = (guint32) g_rand_int_range (random, 0, (gint32) i + 1), irq = irqs[i];

    irqs[i] = irqs[other];
    irqs[other] = irq;
  }
  for (guint32 i = 0; i < N; i++)
    put_msi (&phb, g_rand_int (random), irqs[i], draw_num (random));
  expect_entry_size ("1 M MSIs, anywhere", &phb, 8.0, 8.0);
  gvm_state_clear (&fixed_desc, &phb);
}
END_TEST

/* ---- ICS: a table of interrupt sources ------------------------------------------------------------ */

enum { SOURCES = 4096 };

typedef struct {
  guint32 server;
  guint8 priority, saved_priority, status, flags;
} Source;
GVM_FIELDS (source_fields, Source) = {
  GVM_FIELD (Source, server, gvm_u32),        GVM_FIELD (Source, priority, gvm_u8),
  GVM_FIELD (Source, saved_priority, gvm_u8), GVM_FIELD (Source, status, gvm_u8),
  GVM_FIELD (Source, flags, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (source_desc, Source, "ics/source", 1, 1, source_fields);
static const Source unused = { 0, 0xff, 0xff, 0, 0 };

typedef struct {
  Source sources[SOURCES];
} Ics;
GVM_FIELDS (ics_fields, Ics) = { GVM_ARRAY (Ics, sources, source_desc) };
GVM_DEFINE_STATIC_DESC (ics_desc, Ics, "ics", 1, 1, ics_fields);
GVM_FIELDS (sparse_fields, Ics) = {
  GVM_ARRAY (Ics, sources, source_desc, GVM_SPARSE (source_desc, unused)),
};
GVM_DEFINE_STATIC_DESC (sparse_desc, Ics, "ics", 1, 1, sparse_fields);

static Ics *
ics_new (void)
{
  Ics *ics = g_new (Ics, 1);

  for (guint i = 0; i < SOURCES; i++)
    ics->sources[i] = unused;
  return ics;
}

/* An MSI that a guest has set up, its CPUs in turn. */
static void
use_in_turn (Ics *ics, guint at)
{
  ics->sources[at] = (Source) { .server = at % 4, .priority = 5, .saved_priority = 5, .flags = 2 };
}

/* One of either sort, on any CPU, masked or not, pending or not. */
static void
use_anyhow (Ics *ics, guint at, GRand *random)
{
  gboolean is_masked = g_rand_int_range (random, 0, 4) == 0;

  ics->sources[at] = (Source) { .server = (guint32) g_rand_int_range (random, 0, 4),
                                .priority = is_masked ? 0xff : 5,
                                .saved_priority = 5,
                                .status = g_rand_int_range (random, 0, 4) == 0 ? 2 : 0,
                                .flags = g_rand_int_range (random, 0, 8) == 0 ? 1 : 2 };
}

static Ics *
ics_new_contiguous (guint n)
{
  Ics *ics = ics_new ();

  for (guint i = 0; i < n; i++)
    use_in_turn (ics, 256 + i);
  return ics;
}

static Ics *
ics_new_scattered (guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (n);
  Ics *ics = ics_new ();

  while (n > 0) {
    guint at = (guint) g_rand_int_range (random, 0, SOURCES);

    if (ics->sources[at].flags == 0) {
      use_anyhow (ics, at, random);
      n--;
    }
  }
  return ics;
}

/* With zstd it must be smaller than zstd of the fixed octets, and smaller than @most_compressed. */
static void
expect_ics_size (const char *name, Ics *ics, gsize most, gsize most_compressed)
{
  g_autoptr (GBytes) fixed = encode (&ics_desc, ics), packed = encode (&sparse_desc, ics);
  gsize size = g_bytes_get_size (packed), compressed = compressed_size (packed);

  printf ("%-34s %9zu fixed, %4zu with zstd  %4zu packed, %4zu with zstd\n", name,
          g_bytes_get_size (fixed), compressed_size (fixed), size, compressed);
  ck_assert_uint_le (size, most);
  ck_assert_uint_le (compressed, most_compressed);
  ck_assert_uint_le (compressed, compressed_size (fixed));
  expect_same_state (&sparse_desc, ics, packed);
  g_free (ics);
}

START_TEST (a_table_of_sources_takes_what_differs)
{
  expect_ics_size ("ICS, no source used", ics_new (), 8, 26);
  expect_ics_size ("ICS, 24 used", ics_new_contiguous (24), 155, 108);
  expect_ics_size ("ICS, 200 used, side by side", ics_new_contiguous (200), 1222, 362);
  expect_ics_size ("ICS, 200 used, scattered", ics_new_scattered (200), 1185, 839);
  expect_ics_size ("ICS, 1000 used, scattered", ics_new_scattered (1000), 5451, 2540);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("packing.size", a_table_of_msis_takes_four_octets_an_entry_at_most,
                    random_keys_and_permuted_irqs_take_eight_octets_at_most,
                    a_table_of_sources_takes_what_differs);
}
