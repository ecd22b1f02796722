# Our own targets link this PRIVATE, and with it the flags of the tree; third-party code does not, and its headers count
# as system headers.
include_guard(GLOBAL)

add_library(sealflow_warnings INTERFACE)
add_library(sealflow::warnings ALIAS sealflow_warnings)
target_link_libraries(sealflow_warnings INTERFACE sealflow_flags)

set(_warnings
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wunused -Wnull-dereference -Wdouble-promotion -Wformat=2
  -Wimplicit-fallthrough
  # Designated initialisers leave members out on purpose: those have their defaults.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND _warnings -Wmisleading-indentation -Wduplicated-cond -Wduplicated-branches -Wlogical-op)
  # GCC 12 reports these in its own library once std::string and std::variant are inlined at -O3.
  list(APPEND _warnings -Wno-error=maybe-uninitialized -Wno-error=null-dereference -Wno-error=restrict
    -Wno-error=stringop-overflow -Wno-error=array-bounds)
endif()
if(SEALFLOW_WERROR)
  list(APPEND _warnings -Werror)
endif()

# In somebody else's project they would only be noise.
if(PROJECT_IS_TOP_LEVEL)
  target_compile_options(sealflow_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:${_warnings}>)
endif()
