/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * G_DEFINE_BOXED_TYPE under -Wpedantic: GLib's macro passes functions through a transparent union,
 * which ISO C does not know, though both compilers do.
 */
#pragma once

#include <glib-object.h>

#define GVMI_DEFINE_BOXED_TYPE(Type, type, copy, free)                                             \
  _Pragma ("GCC diagnostic push") _Pragma ("GCC diagnostic ignored \"-Wpedantic\"")                \
      G_DEFINE_BOXED_TYPE (Type, type, copy, free)                                                 \
  _Pragma ("GCC diagnostic pop")
