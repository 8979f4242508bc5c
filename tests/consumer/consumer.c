/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program that knows of the library only what is installed. */
#include <gvmstate/gvmstate.h>

#include <stdio.h>

int
main (void)
{
  printf ("error domain: %s\n", g_quark_to_string (GVM_ERROR));
  return 0;
}
