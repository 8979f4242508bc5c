/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * libcbor, streaming: one call a value, no tree.
 */
#include "bench.h"

#include <cbor.h>

typedef struct {
  guint8 *data;
  gsize size, capacity;
} Put;

typedef struct {
  const guint8 *data;
  gsize size, at;
  guint64 number;
  const guint8 *text;
} Get;

/* A head has nine octets at most. */
enum { HEAD = 9 };

static Put *
open_put (Output *output)
{
  if (output->own == NULL)
    output->own = g_new0 (Put, 1);
  ((Put *) output->own)->size = 0;
  return output->own;
}

static void
close_put (Put *put, Output *output)
{
  output->data = put->data;
  output->size = put->size;
}

static guint8 *
make_room (Put *put, gsize size)
{
  if (put->capacity - put->size < size) {
    put->capacity = 2 * put->capacity + size + 256;
    put->data = g_realloc (put->data, put->capacity);
  }
  return put->data + put->size;
}

static void
put_array (Put *put, gsize n)
{
  guint8 *at = make_room (put, HEAD);

  put->size += cbor_encode_array_start (n, at, HEAD);
}

static void
put_unsigned (Put *put, guint64 value)
{
  guint8 *at = make_room (put, HEAD);

  put->size += cbor_encode_uint (value, at, HEAD);
}

static void
put_text (Put *put, const char *text, gsize size)
{
  guint8 *at = make_room (put, HEAD + size);

  put->size += cbor_encode_string_start (size, at, HEAD);
  memcpy (put->data + put->size, text, size);
  put->size += size;
}

static Get
open_get (const Input *input)
{
  return (Get) { .data = input->data, .size = input->size };
}

static void
close_get (G_GNUC_UNUSED Get *get)
{
}

static void
take_8 (void *get, guint8 value)
{
  ((Get *) get)->number = value;
}

static void
take_16 (void *get, guint16 value)
{
  ((Get *) get)->number = value;
}

static void
take_32 (void *get, guint32 value)
{
  ((Get *) get)->number = value;
}

static void
take_64 (void *get, guint64 value)
{
  ((Get *) get)->number = value;
}

static void
take_array (void *get, gsize n)
{
  ((Get *) get)->number = n;
}

static void
take_text (void *get, cbor_data text, gsize size)
{
  ((Get *) get)->text = text;
  ((Get *) get)->number = size;
}

static void
get_next (Get *get)
{
  static struct cbor_callbacks callbacks;

  static gboolean is_ready;

  if (!is_ready) {
    is_ready = TRUE;
    callbacks = cbor_empty_callbacks;
    callbacks.uint16 = take_16;
    callbacks.uint32 = take_32;
    callbacks.uint64 = take_64;
    callbacks.array_start = take_array;
    callbacks.string = take_text;
    callbacks.uint8 = take_8;
  }
  get->at += cbor_stream_decode (get->data + get->at, get->size - get->at, &callbacks, get).read;
}

static gsize
get_array (Get *get)
{
  get_next (get);
  return get->number;
}

static guint64
get_unsigned (Get *get)
{
  get_next (get);
  return get->number;
}

static char *
get_text (Get *get)
{
  get_next (get);
  return g_strndup ((const char *) get->text, get->number);
}

#include "peers/stream.h"

const Peer peer_cbor = { "libcbor", methods, "libcbor, streaming", FALSE };
