/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * W6: a device: scalars, structs in it, a small table, a subsection.
 */
#include "workloads/workloads.h"

void
bench_fill_device (State *state, G_GNUC_UNUSED gsize n)
{
  Device *device = g_new0 (Device, 1);
  State msis = { 0 };

  *device = (Device) { .buid = 0x800000020000000,
                       .mem_win_addr = 0x200080000000,
                       .io_win_addr = 0x200000000000,
                       .dma_liobn = 0x80000000,
                       .clock = 1234567890123,
                       .features = 0x39006fe3,
                       .status = 0x0f,
                       .irq_level = 1,
                       .queue_sel = 2,
                       .guest_cap = 0x30016,
                       .n_lsi = 4,
                       .config = 0x8000,
                       .vendor = 0x1af4,
                       .device = 0x1000,
                       .command = 0x0106,
                       .revision = 1,
                       .host_status = 3,
                       .latch = 1 };
  for (guint32 i = 0; i < G_N_ELEMENTS (device->windows); i++)
    device->windows[i] = (Window) { .start = (guint64) i << 32,
                                    .limit = ((guint64) i << 32) + 0xffff,
                                    .control = i,
                                    .vector = (guint16) (7 * i),
                                    .enabled = 1 };
  for (guint32 i = 0; i < G_N_ELEMENTS (device->late); i++)
    device->late[i] = 100 + i;
  bench_fill_msi (&msis, DEVICE_MSIS);
  device->msi = msis.table;
  state->device = device;
}

gboolean
bench_devices_equal (const State *a, const State *b)
{
  const Device *x = a->device, *y = b->device;
  State x_msi = { .table = x->msi }, y_msi = { .table = y->msi };

  for (gsize i = 0; i < G_N_ELEMENTS (x->windows); i++)
    if (x->windows[i].start != y->windows[i].start || x->windows[i].limit != y->windows[i].limit ||
        x->windows[i].control != y->windows[i].control ||
        x->windows[i].vector != y->windows[i].vector ||
        x->windows[i].enabled != y->windows[i].enabled)
      return FALSE;
  return memcmp (x, y, G_STRUCT_OFFSET (Device, host_status)) == 0 &&
         x->host_status == y->host_status && x->host_feature == y->host_feature &&
         x->latch == y->latch && memcmp (x->late, y->late, sizeof x->late) == 0 &&
         bench_msi_equal (&x_msi, &y_msi);
}

/* Its buid is compared. */
void
bench_prepare_device (State *target, const State *like)
{
  target->device = g_new0 (Device, 1);
  target->device->buid = like->device->buid;
}
