/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Limits are data: a small struct with defaults and setters.
 */
#include "stream/limits.h"
#include "boxed.h"

static const GvmLimits defaults = {
  .max_entries = GVM_LIMITS_DEFAULT_ENTRIES,
  .max_bytes = GVM_LIMITS_DEFAULT_BYTES,
  .max_stream = GVM_LIMITS_DEFAULT_STREAM,
  .max_depth = GVM_LIMITS_DEFAULT_DEPTH,
};

GVMI_DEFINE_BOXED_TYPE (GvmLimits, gvm_limits, gvm_limits_copy, gvm_limits_free)

const GvmLimits *
gvmi_limits_or_default (const GvmLimits *limits)
{
  return limits != NULL ? limits : &defaults;
}

GvmLimits *
gvm_limits_new (void)
{
  return gvm_limits_copy (&defaults);
}

GvmLimits *
gvm_limits_copy (const GvmLimits *limits)
{
  return g_memdup2 (limits, sizeof *limits);
}

void
gvm_limits_free (GvmLimits *limits)
{
  g_free (limits);
}

void
gvm_limits_set_max_entries (GvmLimits *limits, guint64 entries)
{
  limits->max_entries = entries;
}

guint64
gvm_limits_get_max_entries (const GvmLimits *limits)
{
  return limits->max_entries;
}

void
gvm_limits_set_max_bytes (GvmLimits *limits, guint64 bytes)
{
  limits->max_bytes = bytes;
}

guint64
gvm_limits_get_max_bytes (const GvmLimits *limits)
{
  return limits->max_bytes;
}

void
gvm_limits_set_max_stream (GvmLimits *limits, guint64 bytes)
{
  limits->max_stream = bytes;
}

guint64
gvm_limits_get_max_stream (const GvmLimits *limits)
{
  return limits->max_stream;
}

void
gvm_limits_set_max_depth (GvmLimits *limits, guint depth)
{
  limits->max_depth = depth;
}

guint
gvm_limits_get_max_depth (const GvmLimits *limits)
{
  return limits->max_depth;
}
