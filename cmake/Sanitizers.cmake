# SEALFLOW_SANITIZE, applied to the whole tree through sealflow_flags: a library left out would hide what goes on in
# it, and thread sanitizer even reports falsely then.
include_guard(GLOBAL)

if(SEALFLOW_SANITIZE)
  if(EMSCRIPTEN)
    message(FATAL_ERROR "SEALFLOW_SANITIZE is for native trees")
  endif()
  if(NOT SEALFLOW_SANITIZE MATCHES "^(address|undefined|address,undefined|thread)$")
    message(FATAL_ERROR "SEALFLOW_SANITIZE is \"${SEALFLOW_SANITIZE}\"; it may be address, undefined, "
      "address,undefined or thread")
  endif()
  # no-recover: a finding must fail the test it happens in, not only print.
  set(_sanitize -fsanitize=${SEALFLOW_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  target_compile_options(sealflow_flags INTERFACE ${_sanitize})
  target_link_options(sealflow_flags INTERFACE ${_sanitize})
endif()

# The core counts what it covers; libFuzzer itself is linked by the targets alone.
if(SEALFLOW_BUILD_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SEALFLOW_BUILD_FUZZERS needs clang: use the preset fuzz")
  endif()
  target_compile_options(sealflow_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
