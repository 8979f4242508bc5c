/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Defaults, old names and upgrades that gvm_desc_validate() refuses, one rule at a time.
 */
#include "errors/invalid.h"

int
main (void)
{
  return 0;
}
