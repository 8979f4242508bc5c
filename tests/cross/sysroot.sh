#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# sysroot.sh ARCHITECTURE DIRECTORY: what a program of ours needs to be linked and run on another machine,
# from Debian's packages. They are only unpacked: nothing of this machine changes, no foreign architecture is
# added to it, and its own versions need not be those of the other.
set -euo pipefail
arch=$1
mkdir -p "$2"
root=$(cd "$2" && pwd)

packages=(
  libc6 libc6-dev linux-libc-dev libcrypt1 libgcc-s1
  libglib2.0-0 libglib2.0-dev libjson-glib-1.0-0 libjson-glib-dev libxxhash0 libxxhash-dev libzstd1 libzstd-dev check
  # What those link, and what their pkg-config files name.
  libblkid1 libblkid-dev libffi8 libffi-dev libmount1 libmount-dev libpcre2-8-0 libpcre2-dev
  libselinux1 libselinux1-dev libsepol2 libsepol-dev libsubunit0 libsubunit-dev zlib1g zlib1g-dev
)
options=(
  -qq -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o Acquire::Languages=none
  -o Dir::State="$root/apt" -o Dir::State::status=/dev/null -o Dir::Cache="$root/apt"
  -o APT::Sandbox::User=
)

[[ ! -e $root/complete ]] || exit 0
mkdir -p "$root/apt/lists/partial" "$root/apt/archives/partial" "$root/packages"
# One archive of several may be out of step, as a mirror's is at times: what it lacks, download says.
apt-get "${options[@]}" update || true
(cd "$root/packages" && apt-get "${options[@]}" download "${packages[@]}")
for package in "$root"/packages/*.deb; do
  dpkg-deb -x "$package" "$root"
done
rm -r "$root/apt" "$root/packages"
touch "$root/complete"
