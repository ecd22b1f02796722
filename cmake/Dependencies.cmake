# Third-party code, each as a target of ours:
#
#   sealflow::mbedcrypto         SHA-256, HMAC, constant-time compare, wiping (mbedTLS 3.6, or 2.28)
#   sealflow::mbedcrypto_p256    ES256 on top of it; a program that does not use it links none of it
#   sealflow::double_conversion  shortest number texts, as ECMAScript prints them
#   sealflow::nlohmann_json      nlohmann/json, headers only
#   Catch2::Catch2WithMain       Catch2 with its main(), also as sealflow::catch2; only with SEALFLOW_BUILD_TESTS
#
# Sources come from the folder that scripts/third-party fills, else by URL and hash. -DFETCHCONTENT_SOURCE_DIR_<NAME>
# names any other folder. The archives there are byte for byte the ones whose hashes stand below.
include_guard(GLOBAL)
include(FetchContent)

if(DEFINED ENV{SEALFLOW_CACHE})
  set(_store $ENV{SEALFLOW_CACHE}/third_party)
else()
  set(_store $ENV{HOME}/.cache/sealflow/third_party)
endif()

# sealflow_source(<name> <folder name> <series...>): sets <name>_SOURCE_DIR. The series are tried in order, the newest
# of each first; a folder named by -DFETCHCONTENT_SOURCE_DIR_<NAME> wins. Nothing goes into the cache here: a project that
# adds this one may fetch the same libraries for itself. SOURCE_SUBDIR names nothing on purpose: their own CMake files are
# not used, since we compile few of their files, with the flags of this tree.
macro(sealflow_source name folder)
  string(TOUPPER ${name} _upper)
  set(_found)
  if("${FETCHCONTENT_SOURCE_DIR_${_upper}}" STREQUAL "")
    foreach(_series ${ARGN})
      file(GLOB _folders LIST_DIRECTORIES true "${_store}/${folder}-${_series}*")
      list(SORT _folders COMPARE NATURAL ORDER DESCENDING)
      if(_folders AND NOT _found)
        list(GET _folders 0 _found)
      endif()
    endforeach()
  endif()
  if(_found)
    set(${name}_SOURCE_DIR ${_found})
  else()
    FetchContent_MakeAvailable(${name})
  endif()
endmacro()

# --- mbedTLS ---------------------------------------------------------------------------------------------------------
FetchContent_Declare(mbedtls
  URL https://github.com/Mbed-TLS/mbedtls/releases/download/mbedtls-3.6.6/mbedtls-3.6.6.tar.bz2
  URL_HASH SHA256=8fb65fae8dcae5840f793c0a334860a411f884cc537ea290ce1c52bb64ca007a
  DOWNLOAD_EXTRACT_TIMESTAMP OFF
  SOURCE_SUBDIR none)
sealflow_source(mbedtls mbedtls 3.6 2.28)

# sealflow_mbedtls_library(<target> <file...>): files that only one of the two series has are left out in the other.
function(sealflow_mbedtls_library target)
  add_library(${target} STATIC)
  foreach(_name IN LISTS ARGN)
    if(EXISTS ${mbedtls_SOURCE_DIR}/library/${_name}.c)
      target_sources(${target} PRIVATE ${mbedtls_SOURCE_DIR}/library/${_name}.c)
    endif()
  endforeach()
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:sealflow_flags>)
  # Always as shipped: what a key leaves on the stack is another thing without optimisation, and a test looks for it.
  target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O2>)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ${SEALFLOW_PIC} C_VISIBILITY_PRESET hidden)
endfunction()

sealflow_mbedtls_library(sealflow_mbedtls md sha256 constant_time platform_util)
target_include_directories(sealflow_mbedtls SYSTEM PUBLIC
  $<BUILD_INTERFACE:${mbedtls_SOURCE_DIR}/include> $<BUILD_INTERFACE:${CMAKE_CURRENT_LIST_DIR}/mbedtls>)
target_compile_definitions(sealflow_mbedtls PUBLIC
  $<BUILD_INTERFACE:MBEDTLS_CONFIG_FILE="sealflow_mbedtls_config.h">)
# Before anything else, since not every header of theirs reads the configuration.
target_compile_options(sealflow_mbedtls PUBLIC
  $<BUILD_INTERFACE:SHELL:-include ${CMAKE_CURRENT_LIST_DIR}/mbedtls/sealflow_mbedtls_names.h>)
set_target_properties(sealflow_mbedtls PROPERTIES EXPORT_NAME mbedcrypto)
if(EMSCRIPTEN)
  target_sources(sealflow_mbedtls PRIVATE ${CMAKE_CURRENT_LIST_DIR}/mbedtls/zeroize.c)
endif()
add_library(sealflow::mbedcrypto ALIAS sealflow_mbedtls)

sealflow_mbedtls_library(sealflow_mbedtls_p256
  asn1parse asn1write bignum bignum_core ecdsa ecp ecp_curves hmac_drbg)
set_target_properties(sealflow_mbedtls_p256 PROPERTIES EXPORT_NAME mbedcrypto_p256)
target_link_libraries(sealflow_mbedtls_p256 PUBLIC sealflow_mbedtls)
add_library(sealflow::mbedcrypto_p256 ALIAS sealflow_mbedtls_p256)

# --- double-conversion -----------------------------------------------------------------------------------------------
FetchContent_Declare(double_conversion
  URL https://github.com/google/double-conversion/archive/refs/tags/v3.3.1.tar.gz
  URL_HASH SHA256=fe54901055c71302dcdc5c3ccbe265a6c191978f3761ce1414d0895d6b0ea90e
  DOWNLOAD_EXTRACT_TIMESTAMP OFF
  SOURCE_SUBDIR none)
sealflow_source(double_conversion double-conversion 3.3 3.2)

file(GLOB _sources ${double_conversion_SOURCE_DIR}/double-conversion/*.cc)
add_library(sealflow_double_conversion STATIC ${_sources})
target_include_directories(sealflow_double_conversion SYSTEM PUBLIC
  $<BUILD_INTERFACE:${double_conversion_SOURCE_DIR}>)
# A namespace of our own, as with mbedTLS's names (mbedtls/sealflow_mbedtls_names.h).
target_compile_definitions(sealflow_double_conversion PUBLIC
  $<BUILD_INTERFACE:double_conversion=sealflow_double_conversion>)
target_link_libraries(sealflow_double_conversion PRIVATE $<BUILD_INTERFACE:sealflow_flags>)
set_target_properties(sealflow_double_conversion PROPERTIES
  POSITION_INDEPENDENT_CODE ${SEALFLOW_PIC} EXPORT_NAME double_conversion)
add_library(sealflow::double_conversion ALIAS sealflow_double_conversion)

# --- nlohmann/json ---------------------------------------------------------------------------------------------------
# The system's headers serve the WebAssembly tree as well, but /usr/include as a whole must never be on its path:
# a link in the build tree holds this one folder only.
find_path(SEALFLOW_NLOHMANN_INCLUDE nlohmann/json.hpp NO_CMAKE_FIND_ROOT_PATH PATHS /usr/include /usr/local/include)
mark_as_advanced(SEALFLOW_NLOHMANN_INCLUDE)
set(_version 0)
foreach(_header abi_macros.hpp ../json.hpp)
  if(_version STREQUAL 0 AND EXISTS ${SEALFLOW_NLOHMANN_INCLUDE}/nlohmann/detail/${_header})
    file(STRINGS ${SEALFLOW_NLOHMANN_INCLUDE}/nlohmann/detail/${_header} _lines
      REGEX "^#define NLOHMANN_JSON_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX REPLACE "[^0-9;]+" "" _lines "${_lines}")
    string(REPLACE ";" "." _version "${_lines}")
  endif()
endforeach()
if(_version VERSION_GREATER_EQUAL 3.11)
  set(_json ${CMAKE_CURRENT_BINARY_DIR}/third_party/json)
  file(MAKE_DIRECTORY ${_json})
  file(CREATE_LINK ${SEALFLOW_NLOHMANN_INCLUDE}/nlohmann ${_json}/nlohmann SYMBOLIC)
else()
  FetchContent_Declare(nlohmann_json
    URL https://github.com/nlohmann/json/releases/download/v3.11.2/json.tar.xz
    URL_HASH SHA256=8c4b26bf4b422252e13f332bc5e388ec0ab5c3443d24399acb675e68278d341f
    DOWNLOAD_EXTRACT_TIMESTAMP OFF
    SOURCE_SUBDIR none)
  FetchContent_MakeAvailable(nlohmann_json)
  set(_json ${nlohmann_json_SOURCE_DIR}/include)
endif()
add_library(sealflow_nlohmann_json INTERFACE)
target_include_directories(sealflow_nlohmann_json SYSTEM INTERFACE ${_json})
# A namespace of our own here, too: json_parse.cpp replaces two functions of the lexer, which must not replace those of a
# program that links the core and reads its own JSON with the same library.
target_compile_definitions(sealflow_nlohmann_json INTERFACE nlohmann=sealflow_nlohmann)
add_library(sealflow::nlohmann_json ALIAS sealflow_nlohmann_json)

if(SEALFLOW_BUILD_TESTS)
  include(${CMAKE_CURRENT_LIST_DIR}/Catch2.cmake)
endif()
