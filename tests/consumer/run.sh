#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# run.sh BUILD LIBDIR CC [CXX]: install BUILD into a prefix, move that, and use it like a stranger would.
#
# What pkg-config prints is a list of words, so it must be split:
# shellcheck disable=SC2086
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1 libdir=$2 cc=$3 cxx=${4:-}
work=$build/consumer
prefix=$work/moved

step () {
  echo "== $*"
}

rm -rf "$work"
mkdir -p "$work"

step "install, then move: nothing in the tree may remember where it was"
cmake --install "$build" --prefix "$work/first" >"$work/install.log"
mv "$work/first" "$prefix"
include=$prefix/include/gvmstate-1.0

PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig
export PKG_CONFIG_PATH
modules=gvmstate-1.0
if [ -e "$PKG_CONFIG_PATH/gvmstate-spapr-1.0.pc" ]; then
  modules="$modules gvmstate-spapr-1.0"
fi
flags=$(pkg-config --cflags $modules)
libs=$(pkg-config --libs $modules)
strict="-Wall -Wextra -Wpedantic -Werror"

step "pkg-config: $modules"
pkg-config --validate $modules
$cc -std=c11 $strict $flags -o "$work/by-pkg-config" "$here/consumer.c" $libs \
  -Wl,-rpath,"$prefix/$libdir"
"$work/by-pkg-config"

step "find_package"
cmake -G Ninja -S "$here/find_package" -B "$work/find_package" -DCMAKE_C_COMPILER="$cc" \
  -DCMAKE_PREFIX_PATH="$prefix" >"$work/find_package.log"
cmake --build "$work/find_package" >>"$work/find_package.log"
"$work/find_package/consumer"

step "each public header stands alone in C"
for header in "$include"/gvmstate/*.h; do
  name=gvmstate/${header##*/}
  echo "#include <$name>" >"$work/alone.c"
  $cc -std=c11 $strict -fsyntax-only $flags "$work/alone.c" || { echo "$name does not"; exit 1; }
done

if [ -n "$cxx" ]; then
  step "all public headers in one C++ unit"
  for header in "$include"/gvmstate/*.h; do
    echo "#include <gvmstate/${header##*/}>"
  done >"$work/all.cc"
  $cxx -std=c++17 -Wall -Wextra -Werror -fsyntax-only $flags "$work/all.cc"
fi

if [ -x "$prefix/bin/gvmstate" ]; then
  step "the installed command finds the installed library"
  ldd "$prefix/bin/gvmstate" | grep -F "libgvmstate.so.0 => $prefix/"
fi
