# Each installed header compiles alone, without exceptions and types at run time, and without a warning.
file(GLOB headers RELATIVE ${PREFIX}/include ${PREFIX}/include/sealflow/*.hpp)
foreach(header IN LISTS headers)
  file(WRITE ${WORK}/alone.cpp "#include <${header}>\n#include <${header}>\n")
  execute_process(
    COMMAND ${CXX} -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
      -Wold-style-cast -Werror -fno-exceptions -fno-rtti -I${PREFIX}/include ${WORK}/alone.cpp
    RESULT_VARIABLE status ERROR_VARIABLE errors)
  if(NOT status EQUAL 0)
    message(SEND_ERROR "${header} does not compile alone:\n${errors}")
  endif()
endforeach()
list(LENGTH headers count)
if(count LESS 10)
  message(SEND_ERROR "only ${count} headers were found")
endif()
