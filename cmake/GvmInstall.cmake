# SPDX-License-Identifier: LGPL-2.1-or-later
# Headers, libraries, command; and both ways in which others find them: pkg-config and find_package.
include(CMakePackageConfigHelpers)
if(NOT TARGET gvmstate)
  return()
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/gvmstate)
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
# From a .pc file up to the prefix, so that an installed tree can be moved.
file(RELATIVE_PATH pc_to_prefix /${pc_dir} /)
string(REGEX REPLACE "/$" "" pc_to_prefix ${pc_to_prefix})

set(libraries gvmstate)
if(TARGET gvmstate-spapr)
  list(APPEND libraries gvmstate-spapr)
endif()
install(TARGETS ${libraries} EXPORT gvmstate)
install(DIRECTORY include/gvmstate DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gvmstate-1.0
        FILES_MATCHING PATTERN "*.h")
foreach(library IN LISTS libraries)
  configure_file(cmake/${library}.pc.in ${library}-1.0.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${library}-1.0.pc DESTINATION ${pc_dir})
endforeach()
if(TARGET gvmstate-command)
  install(TARGETS gvmstate-command)
  file(GLOB pages CONFIGURE_DEPENDS tools/man/*.1)
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()

install(EXPORT gvmstate NAMESPACE gvmstate:: FILE gvmstate-targets.cmake DESTINATION ${package_dir})
configure_package_config_file(cmake/gvmstate-config.cmake.in gvmstate-config.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break; from 1.0 on this becomes SameMajorVersion.
write_basic_package_version_file(gvmstate-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gvmstate-config.cmake
              ${PROJECT_BINARY_DIR}/gvmstate-config-version.cmake
        DESTINATION ${package_dir})
