/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * verbs: what the table in main.c refers to; one file a verb.
 */
#pragma once

int verb_convert (int argc, char **argv);
int verb_diff (int argc, char **argv);
int verb_extract (int argc, char **argv);
int verb_get (int argc, char **argv);
int verb_info (int argc, char **argv);
int verb_ls (int argc, char **argv);
int verb_replace (int argc, char **argv);
int verb_seal (int argc, char **argv);
int verb_set (int argc, char **argv);
int verb_show (int argc, char **argv);
int verb_spapr (int argc, char **argv);
