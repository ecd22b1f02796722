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
