# Catch2 for our tests, native and under Emscripten. Compiled from its one-file form: a hundred small files would take
# many times as long, in each of the trees. The usual headers (catch2/catch_test_macros.hpp …) are used all the same.
include_guard(GLOBAL)

FetchContent_Declare(catch2
  URL https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
  URL_HASH SHA256=c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
  DOWNLOAD_EXTRACT_TIMESTAMP OFF
  SOURCE_SUBDIR none)
sealflow_source(catch2 catch2 3.7)

# The same settings that the one-file form has built in.
set(CATCH_CONFIG_DEFAULT_REPORTER console)
set(CATCH_CONFIG_CONSOLE_WIDTH 80)
set(_generated ${CMAKE_CURRENT_BINARY_DIR}/third_party/catch2)
configure_file(${catch2_SOURCE_DIR}/src/catch2/catch_user_config.hpp.in
  ${_generated}/catch2/catch_user_config.hpp)

add_library(sealflow_catch2 STATIC ${catch2_SOURCE_DIR}/extras/catch_amalgamated.cpp)
target_include_directories(sealflow_catch2 SYSTEM PUBLIC ${catch2_SOURCE_DIR}/src ${_generated})
target_link_libraries(sealflow_catch2 PUBLIC sealflow_flags)
# Nobody steps through the test framework, and its speed matters little.
target_compile_options(sealflow_catch2 PRIVATE -g0 -O1)
target_link_libraries(sealflow_catch2 PUBLIC sealflow_node_program)
add_library(sealflow::catch2 ALIAS sealflow_catch2)
add_library(Catch2::Catch2WithMain ALIAS sealflow_catch2)
add_library(Catch2::Catch2 ALIAS sealflow_catch2)

# For include(Catch) and catch_discover_tests().
list(APPEND CMAKE_MODULE_PATH ${catch2_SOURCE_DIR}/extras)
