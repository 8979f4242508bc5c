/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * setup: the part of a script that says what machine it is for.
 */
#pragma once

#include "script.h"

/* Reads script->json's setup into @script. Errors: GVM_ERROR_SCHEMA. */
gboolean setup_read (Script *script, GError **error);
