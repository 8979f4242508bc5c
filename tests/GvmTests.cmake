# SPDX-License-Identifier: LGPL-2.1-or-later
pkg_check_modules(GVM_CHECK IMPORTED_TARGET check)
find_package(Python3 COMPONENTS Interpreter)

# G_SLICE: the heads of GLib's containers come from its slice allocator, and what a forgotten table holds
# looks reachable from there, so no leak would be seen. (GLib 2.76 has no slices of its own any more.)
set(GVM_TEST_ENVIRONMENT
  G_SLICE=always-malloc
  GVM_TEST_DATA=${PROJECT_SOURCE_DIR}/tests/data
  CK_DEFAULT_TIMEOUT=240
  G_DEBUG=fatal-warnings)

# All tests for the thread sanitizer, so that nothing else has to be built with it.
add_custom_target(tests-threads)

# gvm_add_check_test (NAME [INTERNAL] SOURCES a.c ... [LABELS unit ...] [LIBRARIES target ...] [SHARDS n])
#
# A program of check suites, registered under NAME. INTERNAL links the library's objects instead of the
# shared library, for tests of private functions; it leaves gvmstate-spapr out, which would bring a
# second copy of the library. Label a test "noasan" to keep it out of the run with address sanitizer, "threads" to have
# it run with the thread sanitizer, "soak" to keep it out of both (`ctest --test-dir build -L soak`). A program that
# takes `SHARD SHARDS` as arguments can be registered as NAME.0 to NAME.(n - 1), to run on several cores.
function(gvm_add_check_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "INTERNAL" "SHARDS" "SOURCES;LABELS;LIBRARIES")
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
  if("threads" IN_LIST arg_LABELS)
    add_dependencies(tests-threads ${target})
  endif()
  set(tests ${name})
  if(arg_SHARDS)
    math(EXPR last "${arg_SHARDS} - 1")
    set(tests "")
    foreach(shard RANGE ${last})
      list(APPEND tests ${name}.${shard})
      add_test(NAME ${name}.${shard} COMMAND ${target} ${shard} ${arg_SHARDS})
    endforeach()
  else()
    add_test(NAME ${name} COMMAND ${target})
  endif()
  set_tests_properties(${tests} PROPERTIES
    ENVIRONMENT "${GVM_TEST_ENVIRONMENT}" LABELS "${arg_LABELS}" SKIP_RETURN_CODE 77)
endfunction()
