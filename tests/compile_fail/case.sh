#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# case.sh CASE.c COMPILER FLAG...
#
# A case must be refused, and its first line holds the words that the compiler must then print:
#   /* expect: MESSAGE */
# Being refused is not enough: a typo in the case would be, too. A case named good_*.c has no such line
# and must compile without a warning.
set -u
file=$1
shift

# In the C locale compilers quote with plain ASCII.
LC_ALL=C
export LC_ALL
set -- "$@" -std=c11 -Wall -Wextra -Wpedantic -fsyntax-only

case ${file##*/} in
  good_*) exec "$@" -Werror "$file" ;;
esac

message=$(sed -n '1s|^/\* expect: \(.*\) \*/$|\1|p' "$file")
if [ -z "$message" ]; then
  echo "$file:1: needs a first line /* expect: MESSAGE */"
  exit 1
fi
if output=$("$@" "$file" 2>&1); then
  echo "$file:1: compiles, but must be refused with: $message"
  exit 1
fi
if ! printf '%s\n' "$output" | grep -qF -e "$message"; then
  echo "$file:1: refused, but not with: $message"
  printf '%s\n' "$output"
  exit 1
fi
