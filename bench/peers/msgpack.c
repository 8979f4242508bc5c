/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * msgpack-c: a packer on a buffer that is kept; an unpacker that is asked for one object after another.
 */
#include "bench.h"

#include <msgpack.h>

typedef struct {
  msgpack_sbuffer buffer;
  msgpack_packer packer;
} Put;

/* One zone for all objects; those here have nothing in it. */
typedef struct {
  const char *data;
  gsize size, at;
  msgpack_unpacked unpacked;
} Get;

static Put *
open_put (Output *output)
{
  Put *put = output->own;

  if (put == NULL) {
    put = output->own = g_new (Put, 1);
    msgpack_sbuffer_init (&put->buffer);
    msgpack_packer_init (&put->packer, &put->buffer, msgpack_sbuffer_write);
  }
  msgpack_sbuffer_clear (&put->buffer);
  return put;
}

static void
close_put (Put *put, Output *output)
{
  output->data = (const guint8 *) put->buffer.data;
  output->size = put->buffer.size;
}

static void
put_array (Put *put, gsize n)
{
  msgpack_pack_array (&put->packer, n);
}

static void
put_unsigned (Put *put, guint64 value)
{
  msgpack_pack_uint64 (&put->packer, value);
}

static void
put_text (Put *put, const char *text, gsize size)
{
  msgpack_pack_str (&put->packer, size);
  msgpack_pack_str_body (&put->packer, text, size);
}

static Get
open_get (const Input *input)
{
  Get get = { (const char *) input->data, input->size, 0, { NULL, { 0 } } };

  msgpack_unpacked_init (&get.unpacked);
  return get;
}

static void
close_get (Get *get)
{
  msgpack_unpacked_destroy (&get->unpacked);
}

/* An array would be unpacked with all that is in it; its head is read by hand, as those do who read streams. */
static gsize
get_array (Get *get)
{
  const guint8 *at = (const guint8 *) get->data + get->at;

  if ((*at & 0xf0) == 0x90) {
    get->at += 1;
    return *at & 0x0f;
  }
  gsize octets = *at == 0xdc ? 2 : 4, n = 0;
  for (gsize i = 1; i <= octets; i++)
    n = n << 8 | at[i];
  get->at += 1 + octets;
  return n;
}

static msgpack_object
get_next (Get *get)
{
  msgpack_unpack_next (&get->unpacked, get->data, get->size, &get->at);
  return get->unpacked.data;
}

static guint64
get_unsigned (Get *get)
{
  return get_next (get).via.u64;
}

static char *
get_text (Get *get)
{
  msgpack_object object = get_next (get);

  /* An empty one is nowhere. */
  return object.via.str.size > 0 ? g_strndup (object.via.str.ptr, object.via.str.size)
                                 : g_strdup ("");
}

#include "peers/stream.h"

const Peer peer_msgpack = { "msgpack-c", methods, "msgpack-c, packer and unpacker", FALSE };
