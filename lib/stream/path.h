/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The path of the value that a reader or writer is at: a chain of frames that live on the C stack of
 * those who walk. Pushing one is three stores; text is made only when an error asks for it.
 *
 *   section[instance] / field / field[index] / field{key}
 */
#pragma once

#include <gvmstate/desc.h>

typedef enum {
  GVMI_PATH_NAME,    /* a field, or a descriptor at the root */
  GVMI_PATH_SECTION, /* name and instance id */
  GVMI_PATH_INDEX,   /* an element of what the frame above names */
  GVMI_PATH_KEY,     /* an entry of what the frame above names */
} GvmiPathKind;

typedef struct GvmiPath GvmiPath;
struct GvmiPath {
  const GvmiPath *up;
  GvmiPathKind kind;
  const char *name;
  guint64 index; /* or instance id; of a key that is a struct: its version */
  const GvmCodec *codec;
  gconstpointer key;
};

/* Returns: (transfer full) (not nullable): the path as text, "" for none. Octets of names and keys that
 * are not printable are escaped, so it is fit for a terminal; UTF-8 that is printable stays. */
char *gvmi_path_to_string (const GvmiPath *path);
