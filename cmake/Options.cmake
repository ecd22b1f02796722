# What is built, and with which language settings. Defaults are generous when Sealflow is the top project and quiet
# when somebody else's project adds it: then only the core is built.
include_guard(GLOBAL)

set(_native_top OFF)
if(PROJECT_IS_TOP_LEVEL AND NOT EMSCRIPTEN)
  set(_native_top ON)
endif()
set(_wasm_top OFF)
if(PROJECT_IS_TOP_LEVEL AND EMSCRIPTEN)
  set(_wasm_top ON)
endif()

option(SEALFLOW_BUILD_SERVER "Build the server sealflowd" ${_native_top})
option(SEALFLOW_BUILD_CLI    "Build the command line sealflow" ${_native_top})
option(SEALFLOW_BUILD_TESTS  "Build the C++ tests" ${_native_top})
option(SEALFLOW_BUILD_BENCH  "Build the native half of tests/bench (with the C++ tests it is always built)" OFF)
option(SEALFLOW_BUILD_FUZZERS "Build the fuzz targets with libFuzzer (needs clang)" OFF)
option(SEALFLOW_BUILD_WASM   "Build the WebAssembly engines (needs Emscripten)" ${_wasm_top})
option(SEALFLOW_WASM_JS      "Have the engines translated to plain JavaScript (-sWASM=0)" OFF)
option(SEALFLOW_INSTALL      "Have rules for cmake --install" ${PROJECT_IS_TOP_LEVEL})
option(SEALFLOW_WERROR       "Warnings are errors" ${PROJECT_IS_TOP_LEVEL})
option(SEALFLOW_CCACHE       "Compile through ccache if there is one" ${PROJECT_IS_TOP_LEVEL})
set(SEALFLOW_SANITIZE "" CACHE STRING "Sanitizers, comma-separated: address,undefined or thread")

if(SEALFLOW_BUILD_WASM AND NOT EMSCRIPTEN)
  message(FATAL_ERROR "SEALFLOW_BUILD_WASM needs Emscripten: use the preset wasm, or cmake/emscripten-toolchain.cmake")
endif()
if(EMSCRIPTEN AND (SEALFLOW_BUILD_SERVER OR SEALFLOW_BUILD_CLI))
  message(FATAL_ERROR "Server and command line are native programs; this tree compiles to WebAssembly")
endif()
if(SEALFLOW_WASM_JS AND NOT SEALFLOW_BUILD_WASM)
  message(FATAL_ERROR "SEALFLOW_WASM_JS says how the engines are built; it needs SEALFLOW_BUILD_WASM")
endif()
# Catch2 needs exceptions, the shipped engines do without them, and one tree never mixes the two.
if(SEALFLOW_BUILD_WASM AND SEALFLOW_BUILD_TESTS)
  message(FATAL_ERROR "Engines and C++ tests need separate trees in WebAssembly: presets wasm and wasm-test")
endif()

set(SEALFLOW_EXCEPTIONS ON)
if(EMSCRIPTEN AND NOT SEALFLOW_BUILD_TESTS)
  set(SEALFLOW_EXCEPTIONS OFF)
endif()

# The static libraries may end up in a shared one or in an addon. WebAssembly has no such thing here, and code that could
# be moved is larger there.
set(SEALFLOW_PIC ON)
if(EMSCRIPTEN)
  set(SEALFLOW_PIC OFF)
endif()

# Every compiled target of the tree links this one, third-party code too, so that the language level and the choice
# about exceptions are the same in all of it. PRIVATE and for the build only: our targets have it through
# sealflow_warnings, and who uses the core elsewhere has flags of their own.
add_library(sealflow_flags INTERFACE)
add_library(sealflow::flags ALIAS sealflow_flags)
target_compile_features(sealflow_flags INTERFACE cxx_std_20)
if(SEALFLOW_EXCEPTIONS)
  if(EMSCRIPTEN)
    # Emscripten wants it said when compiling and when linking.
    target_compile_options(sealflow_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fexceptions>)
    target_link_options(sealflow_flags INTERFACE -fexceptions)
  endif()
else()
  target_compile_options(sealflow_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
  target_link_options(sealflow_flags INTERFACE -fno-exceptions)
endif()

# For C++ programs that Node runs: tests, vector runners. They read files, see the environment, may grow their memory,
# and end with main's answer as exit code. Natively it says nothing.
add_library(sealflow_node_program INTERFACE)
add_library(sealflow::node_program ALIAS sealflow_node_program)
if(EMSCRIPTEN)
  target_link_options(sealflow_node_program INTERFACE
    -sENVIRONMENT=node -sWASM_ASYNC_COMPILATION=0 -sEXIT_RUNTIME=1 -sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1
    "SHELL:--pre-js ${CMAKE_CURRENT_LIST_DIR}/node-environment.js")
endif()

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  set(CMAKE_CXX_EXTENSIONS OFF)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
  endif()
endif()

if(SEALFLOW_CCACHE)
  find_program(SEALFLOW_CCACHE_PROGRAM ccache)
  if(SEALFLOW_CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER ${SEALFLOW_CCACHE_PROGRAM})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${SEALFLOW_CCACHE_PROGRAM})
  endif()
endif()
