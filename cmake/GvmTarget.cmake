# SPDX-License-Identifier: LGPL-2.1-or-later
# What every target of ours has in common. Set on targets, not on directories, so that a project which
# adds us as a subdirectory keeps its own flags.

set(GVM_WARNINGS
  -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
  -Wwrite-strings -Wvla -Wundef -Wformat=2)

function(gvm_target target)
  set_target_properties(${target} PROPERTIES
    C_STANDARD 11
    C_STANDARD_REQUIRED ON
    C_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden
    POSITION_INDEPENDENT_CODE ON
    # An installed program finds the libraries beside it, in whatever prefix it lies.
    INSTALL_RPATH "$ORIGIN:$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  # The same sources give the same bytes wherever they lie.
  target_compile_options(${target} PRIVATE
    ${GVM_WARNINGS} $<$<BOOL:${GVM_WERROR}>:-Werror>
    -ffile-prefix-map=${PROJECT_BINARY_DIR}=build -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
  # Strict C11 hides POSIX, which files and temporary files need.
  target_compile_definitions(${target} PRIVATE
    _POSIX_C_SOURCE=200809L GVM_PACKAGE_VERSION="${PROJECT_VERSION}")
endfunction()
