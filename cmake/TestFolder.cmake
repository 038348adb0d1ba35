# How a folder of tests becomes CTest entries. Files are found by name; nothing has to be listed.

include(GoogleTest)
set(FIBERLOOM_TEST_TIMEOUT 120 CACHE STRING "Seconds one test may take")

# Measured transform plans of the one who runs the tests change the last bits of results: there are none here.
set(no_wisdom "XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/no-cache")

# fiberloom_add_tests(FOLDER [ALONE] LABELS labels... LINK targets...): FOLDER/**/*_test.cpp into one program FOLDER_tests,
# each TEST an entry "FOLDER.Suite.Name". A folder without tests is passed over. Tests that look at the clock run ALONE.
function(fiberloom_add_tests folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "ALONE" "" "LABELS;LINK")
  set(alone)
  if(arg_ALONE)
    set(alone RUN_SERIAL TRUE)
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cpp")
  if(NOT sources)
    return()
  endif()
  set(program ${folder}_tests)
  add_executable(${program} ${sources})
  target_include_directories(${program} PRIVATE support ${folder})
  target_compile_definitions(${program} PRIVATE "FIBERLOOM_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\"")
  target_link_libraries(${program} PRIVATE ${arg_LINK} fiberloom_warnings
    GTest::gmock GTest::gtest_main nlohmann_json::nlohmann_json fmt::fmt)
  gtest_discover_tests(${program}
    TEST_PREFIX "${folder}."
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${FIBERLOOM_TEST_TIMEOUT} ENVIRONMENT "${no_wisdom}" ${alone})
endfunction()

# fiberloom_add_cli_tests(FOLDER): every executable script FOLDER/*_test.sh is one entry. It finds the program under
# test in $FIBERLOOM, the source tree in $FIBERLOOM_SOURCE_DIR, a Python in $PYTHON, and starts in an empty folder.
function(fiberloom_add_cli_tests folder)
  if(NOT TARGET fiberloom_cli)
    return()
  endif()
  file(GLOB scripts CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.sh")
  foreach(script IN LISTS scripts)
    cmake_path(GET script STEM stem)
    set(scratch "${CMAKE_CURRENT_BINARY_DIR}/${folder}/${stem}")
    file(MAKE_DIRECTORY "${scratch}")
    add_test(NAME ${folder}.${stem}
      COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} "${PROJECT_SOURCE_DIR}/cmake/run_in_empty_folder.sh" "${scratch}" "${script}")
    set_tests_properties(${folder}.${stem} PROPERTIES
      LABELS cli
      TIMEOUT ${FIBERLOOM_TEST_TIMEOUT}
      ENVIRONMENT "FIBERLOOM=$<TARGET_FILE:fiberloom_cli>;FIBERLOOM_SOURCE_DIR=${PROJECT_SOURCE_DIR};PYTHON=${Python3_EXECUTABLE};${no_wisdom}")
  endforeach()
endfunction()

# fiberloom_libraries_of(FOLDER RESULT): every library target defined in FOLDER and below.
function(fiberloom_libraries_of folder result)
  get_property(targets DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
  get_property(below DIRECTORY "${folder}" PROPERTY SUBDIRECTORIES)
  set(found)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type MATCHES "^(STATIC|INTERFACE)_LIBRARY$")
      list(APPEND found ${target})
    endif()
  endforeach()
  foreach(subfolder IN LISTS below)
    fiberloom_libraries_of("${subfolder}" more)
    list(APPEND found ${more})
  endforeach()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# fiberloom_add_benchmarks(FOLDER LINK targets...): FOLDER/*.cpp into one program fiberloom_bench.
function(fiberloom_add_benchmarks folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp")
  if(NOT sources)
    return()
  endif()
  add_executable(fiberloom_bench ${sources})
  target_compile_definitions(fiberloom_bench PRIVATE "FIBERLOOM_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\"")
  target_link_libraries(fiberloom_bench PRIVATE ${arg_LINK} fiberloom_warnings nlohmann_json::nlohmann_json benchmark::benchmark PkgConfig::FFTW PkgConfig::FFTWF)
endfunction()
