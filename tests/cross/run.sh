#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# run.sh ARCHITECTURE NATIVE: builds the library for another machine, i386 (pointers of 32 bits) or s390x
# (big-endian), and runs there what tests can run: all but those that start programs or compilers themselves, and
# those that take the emulator hours; on s390x, which is slower still, those of areas where the order of octets tells.
# What rains signals on threads (section.transport) the emulator itself does not survive.
# NATIVE is a build for this machine: the same random states must give the same octets on both.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
source=$(cd "$here/../.." && pwd)
arch=$1 native=$2
build=$source/build/$arch sysroot=$source/build/$arch-sysroot
seed=${GVM_TEST_SEED:-20260101}
case $arch in
  i386) rounds=20000 areas=. ;;
  *) rounds=5000 areas='^(golden|unit|errors|property)' ;;
esac

"$here/sysroot.sh" "$arch" "$sysroot"
cmake -G Ninja -S "$source" -B "$build" -DCMAKE_TOOLCHAIN_FILE="$source/tests/cross/toolchain.cmake" \
  -DGVM_TRIPLET="$arch-linux-gnu" -DGVM_SYSROOT="$sysroot" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_C_FLAGS_RELWITHDEBINFO="-O2 -g" -DGVM_WERROR=ON >/dev/null
cmake --build "$build"

printf 'GVM_TEST_SEED=%s, %s rounds on %s\n' "$seed" "$rounds" "$arch"
wanted=$("$native/tests/property-dump" "$seed" "$rounds" digest)
found=$("qemu-$arch" -L "$sysroot" "$build/tests/property-dump" "$seed" "$rounds" digest)
printf '%s  here\n%s  %s\n' "$wanted" "$found" "$arch"
[[ $wanted == "$found" ]]

left_out='hostile|verify|codec_example.shown|spapr.replay|section.transport|value.(bad_inputs|qemu|rebuild)'
GVM_TEST_ROUNDS=$rounds ctest --test-dir "$build" -j "$(nproc)" --output-on-failure --no-tests=error \
  -R "$areas" -LE '^(noasan|lint|cli|consumer|readme)$' -E "$left_out"
