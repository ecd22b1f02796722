# A program that must not compile, and why. With -DRIGHT the same file compiles, so nothing else is wrong with it.
set(compile ${CXX} -std=c++20 -fsyntax-only -Wall -Werror -I${PREFIX}/include ${PROGRAM})
execute_process(COMMAND ${compile} -DRIGHT COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${compile} RESULT_VARIABLE status ERROR_VARIABLE errors)
if(status EQUAL 0 OR NOT errors MATCHES "error: [^\n]*${REASON}")
  message(SEND_ERROR "expected an error about \"${REASON}\", got status ${status} and:\n${errors}")
endif()
