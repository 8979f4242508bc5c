#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# compilers.sh SOURCE BUILD ROUNDS: the same random states are the same octets, whichever compiler has built the
# library and however hard it has tried. Without clang there is only gcc to ask.
set -euo pipefail
source=$1 builds=$2 rounds=$3
seed=${GVM_TEST_SEED:-20260101}
printf 'GVM_TEST_SEED=%s, %s rounds\n' "$seed" "$rounds"

build () {
  cmake -G Ninja -S "$source" -B "$3" -DCMAKE_C_COMPILER="$1" -DCMAKE_C_FLAGS_INIT="$2" \
    -DGVM_TOOLS=OFF -DGVM_INSTALL=OFF -DGVM_WERROR=ON &&
    cmake --build "$3" --target property-dump
}

# variant COMPILER LEVEL: builds it and prints its digest.
variant () {
  local dir=$builds/$1$2
  if ! build "$1" "$2" "$dir" >"$dir.log" 2>&1; then
    cat "$dir.log"
    return 1
  fi
  "$dir/tests/property-dump" "$seed" "$rounds" digest
}

mkdir -p "$builds"
digests=()
for compiler in gcc clang; do
  command -v "$compiler" >/dev/null || { printf 'no %s here\n' "$compiler"; continue; }
  for level in -O0 -O3; do
    digest=$(variant "$compiler" "$level") || { printf '%s\n' "$digest"; exit 1; }
    printf '%s  %s %s\n' "$digest" "$compiler" "$level"
    digests+=("$digest")
  done
done
[[ $(printf '%s\n' "${digests[@]}" | sort -u | wc -l) == 1 ]]
