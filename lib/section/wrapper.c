/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The header of libvirt's save images. Its numbers are in the byte order of the host that wrote it, which
 * the version tells, since it is small. See GvmWrapper for the layout.
 */
#include <string.h>

#include "section/wrapper.h"
#include "stream/path.h"

#define MAGIC         "LibvirtQemudSave"
#define MAGIC_PARTIAL "LibvirtQemudPart"

enum {
  MAGIC_SIZE = 16,
  WORDS = 19,
  HEADER_SIZE = MAGIC_SIZE + WORDS * 4,
  VERSION_MAX = 2,
  /* Places of words. */
  VERSION = 0,
  DATA_SIZE = 1,
  WAS_RUNNING = 2,
  PACKING = 3,
  COOKIE = 4,
};

static gboolean fail (GvmError code, guint64 offset, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static gboolean
fail (GvmError code, guint64 offset, GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return gvm_error_set (error, code, "libvirt", &offset, text);
}

/* ---- the header ------------------------------------------------------------------------------ */

static gboolean
read_words (GvmiSource *source, guint32 words[WORDS], GError **error)
{
  guint64 start = gvmi_source_tell (source) + MAGIC_SIZE;

  if (!gvmi_source_want (source, HEADER_SIZE, error))
    return FALSE;
  if (gvmi_source_left (source) < HEADER_SIZE)
    return fail (GVM_ERROR_TRUNCATED, gvmi_source_tell (source), error,
                 "%" G_GSIZE_FORMAT " octets left, the header has %d", gvmi_source_left (source),
                 HEADER_SIZE);
  memcpy (words, gvmi_source_data (source) + MAGIC_SIZE, WORDS * sizeof *words);
  gvmi_source_skip (source, HEADER_SIZE);
  if (words[VERSION] > VERSION_MAX)
    for (gsize i = 0; i < WORDS; i++)
      words[i] = GUINT32_SWAP_LE_BE (words[i]);
  return (words[VERSION] >= 1 && words[VERSION] <= VERSION_MAX) ||
         fail (GVM_ERROR_BAD_VERSION, start, error, "version %u, 1 and 2 can be read",
               words[VERSION]);
}

/* The rest is told by how the stream starts. */
static gboolean
check_packing (guint32 packing, guint64 start, GError **error)
{
  static const char *const others[] = { [2] = "bzip2", [3] = "xz", [4] = "lzop" };

  if (packing >= G_N_ELEMENTS (others) || others[packing] == NULL)
    return TRUE;
  return fail (GVM_ERROR_UNSUPPORTED, start + MAGIC_SIZE + PACKING * sizeof packing, error,
               "the stream is packed by %s; gzip and zstd can be read", others[packing]);
}

/* ---- the data -------------------------------------------------------------------------------- */

/* Reads @size octets, which nobody has to trust: they come as they are there. */
static GByteArray *
read_data (GvmiSource *source, guint32 size, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  while (data->len < size) {
    if (!gvmi_source_want (source, 1, error))
      return NULL;
    gsize n = MIN (gvmi_source_left (source), size - data->len);
    if (n == 0) {
      fail (GVM_ERROR_TRUNCATED, gvmi_source_tell (source), error,
            "%u octets of the definition, %u needed", data->len, size);
      return NULL;
    }
    g_byte_array_append (data, gvmi_source_data (source), (guint) n);
    gvmi_source_skip (source, n);
  }
  return g_steal_pointer (&data);
}

static GvmWrapper *
wrapper_new (const guint32 words[WORDS], const GByteArray *data)
{
  GvmWrapper *wrapper = g_new (GvmWrapper, 1);
  guint32 cookie = words[COOKIE];

  *wrapper = (GvmWrapper) {
    .name = "libvirt",
    .version = words[VERSION],
    .size = HEADER_SIZE + (guint64) data->len,
    .was_running = words[WAS_RUNNING] != 0,
    .domain = g_strndup ((const char *) data->data, data->len),
  };
  if (cookie > 0 && cookie < data->len)
    wrapper->cookie = g_strndup ((const char *) data->data + cookie, data->len - cookie);
  return wrapper;
}

void
gvmi_wrapper_free (GvmWrapper *wrapper)
{
  if (wrapper == NULL)
    return;
  g_free ((char *) wrapper->domain);
  g_free ((char *) wrapper->cookie);
  g_free (wrapper);
}

gboolean
gvmi_wrapper_read (GvmiSource *source, const GvmLimits *limits, GvmWrapper **ret_wrapper,
                   GError **error)
{
  guint64 start = gvmi_source_tell (source);
  guint32 words[WORDS] = { 0 };

  *ret_wrapper = NULL;
  if (!gvmi_source_want (source, MAGIC_SIZE, error))
    return FALSE;
  if (gvmi_source_starts_with (source, MAGIC_PARTIAL, MAGIC_SIZE))
    return fail (GVM_ERROR_TRUNCATED, start, error,
                 "libvirt marks it as not yet written to its end");
  if (!gvmi_source_starts_with (source, MAGIC, MAGIC_SIZE))
    return TRUE;
  if (!read_words (source, words, error) || !check_packing (words[PACKING], start, error))
    return FALSE;
  if (words[DATA_SIZE] > limits->max_bytes / 4) /* read in a block that doubles, then copied */
    return fail (GVM_ERROR_LIMIT, start + MAGIC_SIZE + DATA_SIZE * sizeof words[0], error,
                 "a definition of %u octets, more than the limits allow", words[DATA_SIZE]);
  g_autoptr (GByteArray) data = read_data (source, words[DATA_SIZE], error);
  if (data == NULL)
    return FALSE;
  *ret_wrapper = wrapper_new (words, data);
  return TRUE;
}
