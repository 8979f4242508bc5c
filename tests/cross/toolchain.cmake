# SPDX-License-Identifier: LGPL-2.1-or-later
# A build for another machine: Debian's cross compiler, the libraries that sysroot.sh has unpacked, and
# qemu-user to run the tests. GVM_TRIPLET is the machine's, GVM_SYSROOT where its libraries are.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES GVM_TRIPLET GVM_SYSROOT)
string(REGEX REPLACE "-.*" "" machine ${GVM_TRIPLET})
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${machine})
set(CMAKE_SYSROOT ${GVM_SYSROOT})
# Debian calls a machine i386 where its libraries are, and i686 where it is the compiler's.
string(REPLACE i386 i686 compiler ${GVM_TRIPLET})
set(CMAKE_C_COMPILER ${compiler}-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${machine} -L ${GVM_SYSROOT})

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${GVM_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR}
  ${GVM_SYSROOT}/usr/lib/${GVM_TRIPLET}/pkgconfig:${GVM_SYSROOT}/usr/share/pkgconfig)
