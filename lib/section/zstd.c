/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two GConverters over libzstd's streaming functions, which take and give what fits, as GConverter's one
 * function does. What is left to do is to say what a call without progress means.
 */
#include <zstd.h>
#include <zstd_errors.h>

#include <gvmstate/error.h>

#include "section/zstd.h"

/* Says why a call could do nothing, in GConverter's words. */
static GConverterResult
stuck (gsize inbuf_size, gsize outbuf_size, GError **error)
{
  if (outbuf_size == 0 || inbuf_size > 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "no room for what zstd makes");
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                         "what zstd has packed is cut");
  return G_CONVERTER_ERROR;
}

/* ---- packing --------------------------------------------------------------------------------- */

typedef struct {
  GObject parent;
  ZSTD_CCtx *context;
} GvmiZstdCompressor;
typedef GObjectClass GvmiZstdCompressorClass;

static GConverterResult
compress_some (GConverter *converter, const void *inbuf, gsize inbuf_size, void *outbuf,
               gsize outbuf_size, GConverterFlags flags, gsize *bytes_read, gsize *bytes_written,
               GError **error)
{
  GvmiZstdCompressor *self = (GvmiZstdCompressor *) converter;
  ZSTD_inBuffer in = { inbuf, inbuf_size, 0 };
  ZSTD_outBuffer out = { outbuf, outbuf_size, 0 };
  ZSTD_EndDirective directive = (flags & G_CONVERTER_INPUT_AT_END) != 0 ? ZSTD_e_end
                                : (flags & G_CONVERTER_FLUSH) != 0      ? ZSTD_e_flush
                                                                        : ZSTD_e_continue;
  gsize left = ZSTD_compressStream2 (self->context, &out, &in, directive);

  *bytes_read = in.pos;
  *bytes_written = out.pos;
  if (ZSTD_isError (left)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "zstd: %s", ZSTD_getErrorName (left));
    return G_CONVERTER_ERROR;
  }
  if (left == 0 && in.pos == in.size && directive != ZSTD_e_continue)
    return directive == ZSTD_e_end ? G_CONVERTER_FINISHED : G_CONVERTER_FLUSHED;
  return in.pos > 0 || out.pos > 0 ? G_CONVERTER_CONVERTED : stuck (inbuf_size, outbuf_size, error);
}

static void
compress_reset (GConverter *converter)
{
  ZSTD_CCtx_reset (((GvmiZstdCompressor *) converter)->context, ZSTD_reset_session_only);
}

static void
compressor_iface_init (GConverterIface *iface)
{
  iface->convert = compress_some;
  iface->reset = compress_reset;
}

static GType gvmi_zstd_compressor_get_type (void);
G_DEFINE_TYPE_WITH_CODE (GvmiZstdCompressor, gvmi_zstd_compressor, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_CONVERTER, compressor_iface_init))

static void
compressor_finalize (GObject *object)
{
  ZSTD_freeCCtx (((GvmiZstdCompressor *) object)->context);
  G_OBJECT_CLASS (gvmi_zstd_compressor_parent_class)->finalize (object);
}

static void
gvmi_zstd_compressor_class_init (GvmiZstdCompressorClass *klass)
{
  klass->finalize = compressor_finalize;
}

static void
gvmi_zstd_compressor_init (GvmiZstdCompressor *self)
{
  self->context = ZSTD_createCCtx ();
  ZSTD_CCtx_setParameter (self->context, ZSTD_c_checksumFlag, 1);
}

GConverter *
gvmi_zstd_compressor_new (void)
{
  return g_object_new (gvmi_zstd_compressor_get_type (), NULL);
}

/* ---- unpacking ------------------------------------------------------------------------------- */

typedef struct {
  GObject parent;
  ZSTD_DCtx *context;
} GvmiZstdDecompressor;
typedef GObjectClass GvmiZstdDecompressorClass;

static GConverterResult
refuse (gsize code, GError **error)
{
  if (ZSTD_getErrorCode (code) == ZSTD_error_frameParameter_windowTooLarge)
    gvm_error_set (error, GVM_ERROR_LIMIT, NULL, NULL,
                   "zstd needs more memory to unpack it than the limits allow");
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "zstd: %s", ZSTD_getErrorName (code));
  return G_CONVERTER_ERROR;
}

static GConverterResult
decompress_some (GConverter *converter, const void *inbuf, gsize inbuf_size, void *outbuf,
                 gsize outbuf_size, G_GNUC_UNUSED GConverterFlags flags, gsize *bytes_read,
                 gsize *bytes_written, GError **error)
{
  GvmiZstdDecompressor *self = (GvmiZstdDecompressor *) converter;
  ZSTD_inBuffer in = { inbuf, inbuf_size, 0 };
  ZSTD_outBuffer out = { outbuf, outbuf_size, 0 };
  gsize left = ZSTD_decompressStream (self->context, &out, &in);

  *bytes_read = in.pos;
  *bytes_written = out.pos;
  if (ZSTD_isError (left))
    return refuse (left, error);
  if (left == 0)
    return G_CONVERTER_FINISHED;
  return in.pos > 0 || out.pos > 0 ? G_CONVERTER_CONVERTED : stuck (inbuf_size, outbuf_size, error);
}

static void
decompress_reset (GConverter *converter)
{
  ZSTD_DCtx_reset (((GvmiZstdDecompressor *) converter)->context, ZSTD_reset_session_only);
}

static void
decompressor_iface_init (GConverterIface *iface)
{
  iface->convert = decompress_some;
  iface->reset = decompress_reset;
}

static GType gvmi_zstd_decompressor_get_type (void);
G_DEFINE_TYPE_WITH_CODE (GvmiZstdDecompressor, gvmi_zstd_decompressor, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_CONVERTER, decompressor_iface_init))

static void
decompressor_finalize (GObject *object)
{
  ZSTD_freeDCtx (((GvmiZstdDecompressor *) object)->context);
  G_OBJECT_CLASS (gvmi_zstd_decompressor_parent_class)->finalize (object);
}

static void
gvmi_zstd_decompressor_class_init (GvmiZstdDecompressorClass *klass)
{
  klass->finalize = decompressor_finalize;
}

static void
gvmi_zstd_decompressor_init (GvmiZstdDecompressor *self)
{
  self->context = ZSTD_createDCtx ();
}

GConverter *
gvmi_zstd_decompressor_new (guint64 max_window)
{
  enum { MOST = 27 }; /* the command's, and libzstd's own, for who says nothing */
  GvmiZstdDecompressor *self = g_object_new (gvmi_zstd_decompressor_get_type (), NULL);
  int bits = MIN ((int) g_bit_storage ((gulong) MIN (max_window, G_MAXULONG)) - 1, MOST);
  ZSTD_bounds bounds = ZSTD_dParam_getBounds (ZSTD_d_windowLogMax);

  ZSTD_DCtx_setParameter (self->context, ZSTD_d_windowLogMax, MAX (bits, bounds.lowerBound));
  return G_CONVERTER (self);
}
