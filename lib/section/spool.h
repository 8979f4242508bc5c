/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where the octets of a stream are kept: in memory while they are few, in a file without a name after that.
 */
#pragma once

#include <gvmstate/transport.h>

#include "stream/limits.h"

/* Octets that stay in memory, unless the limits allow less. */
#define GVMI_SPOOL_MEMORY (16u << 20)

typedef struct {
  const char *directory; /* for the file */
  guint64 max, size;     /* octets that there may be, and that there are */
  gsize memory;          /* octets that may stay in memory */
  GByteArray *octets;    /* (nullable): NULL once there is a file */
  int fd;                /* of the file, or -1 */
} GvmiSpool;

void gvmi_spool_open (GvmiSpool *spool, const GvmLimits *limits, const char *directory);
gboolean gvmi_spool_append (GvmiSpool *spool, gconstpointer octets, gsize size, GError **error);
/* Returns: (transfer full) (nullable): all octets. The spool can only be closed after it. */
GBytes *gvmi_spool_finish (GvmiSpool *spool, GError **error);
void gvmi_spool_close (GvmiSpool *spool);
