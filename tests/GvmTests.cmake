# SPDX-License-Identifier: LGPL-2.1-or-later
pkg_check_modules(GVM_CHECK IMPORTED_TARGET check)
find_package(Python3 COMPONENTS Interpreter)

set(GVM_TEST_ENVIRONMENT
  GVM_TEST_DATA=${PROJECT_SOURCE_DIR}/tests/data
  CK_DEFAULT_TIMEOUT=240
  G_DEBUG=fatal-warnings)

# gvm_add_check_test (NAME [INTERNAL] SOURCES a.c ... [LABELS unit ...] [LIBRARIES target ...])
#
# A program of check suites, registered under NAME. INTERNAL links the library's objects instead of the
# shared library, for tests of private functions; it leaves gvmstate-spapr out, which would bring a
# second copy of the library. Label a test "noasan" to keep it out of the sanitizer run.
function(gvm_add_check_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "INTERNAL" "" "SOURCES;LABELS;LIBRARIES")
  if(NOT TARGET gvmstate OR NOT GVM_CHECK_FOUND)
    message(STATUS "tests: ${name} left out (needs the library and check)")
    return()
  endif()
  set(target test-${name})
  add_executable(${target} ${arg_SOURCES})
  gvm_target(${target})
  set_target_properties(${target} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  if(arg_INTERNAL)
    target_link_libraries(${target} PRIVATE gvmstate-internal)
  else()
    target_link_libraries(${target} PRIVATE gvmstate $<TARGET_NAME_IF_EXISTS:gvmstate-spapr>)
  endif()
  target_link_libraries(${target} PRIVATE
    PkgConfig::GVM_JSON PkgConfig::GVM_CHECK ${arg_LIBRARIES})
  add_test(NAME ${name} COMMAND ${target})
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "${GVM_TEST_ENVIRONMENT}" LABELS "${arg_LABELS}" SKIP_RETURN_CODE 77)
endfunction()
