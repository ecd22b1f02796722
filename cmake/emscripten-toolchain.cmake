# Finds Emscripten's own toolchain file and includes it: an emsdk ($EMSDK), an unpacked Emscripten ($EMSCRIPTEN), or
# whatever em-config in PATH says (distributions' packages).
set(_candidates)
if(DEFINED ENV{EMSDK})
  list(APPEND _candidates $ENV{EMSDK}/upstream/emscripten)
endif()
if(DEFINED ENV{EMSCRIPTEN})
  list(APPEND _candidates $ENV{EMSCRIPTEN})
endif()
find_program(SEALFLOW_EM_CONFIG em-config)
mark_as_advanced(SEALFLOW_EM_CONFIG)
if(SEALFLOW_EM_CONFIG)
  execute_process(COMMAND ${SEALFLOW_EM_CONFIG} EMSCRIPTEN_ROOT
    OUTPUT_VARIABLE _root OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  list(APPEND _candidates ${_root})
endif()

set(_toolchain)
foreach(_candidate IN LISTS _candidates)
  if(NOT _toolchain AND EXISTS ${_candidate}/cmake/Modules/Platform/Emscripten.cmake)
    set(_toolchain ${_candidate}/cmake/Modules/Platform/Emscripten.cmake)
  endif()
endforeach()
if(NOT _toolchain)
  message(FATAL_ERROR "Emscripten was not found. Run scripts/setup, or set EMSDK to an emsdk folder.")
endif()
include(${_toolchain})

# From -O2 on, the link step runs JavaScript that needs the module acorn. Distributions keep it in a folder that only
# their own Node looks into; with any other Node the link fails ("Cannot find module 'acorn'"). Said here rather than
# in a preset, so that a plain `ninja` works as well.
if(EXISTS /usr/share/nodejs/acorn AND NOT DEFINED CMAKE_CXX_LINKER_LAUNCHER)
  set(_node_path /usr/share/nodejs)
  if(DEFINED ENV{NODE_PATH} AND NOT "$ENV{NODE_PATH}" STREQUAL "")
    set(_node_path "$ENV{NODE_PATH}:${_node_path}")
  endif()
  set(CMAKE_C_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=${_node_path})
  set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=${_node_path})
endif()
