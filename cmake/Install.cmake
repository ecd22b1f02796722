# cmake --install <build> --component sealflow_core: headers, static libraries, the CMake package `sealflow`, sealflow.pc,
# licences. The programs are components of their own: sealflow_server, sealflow_cli.
#
# The core is one static library and three small ones that it needs, which carry names of our own (no clash with an mbedTLS
# or double-conversion of the program that links them) and of which no header is installed.
include_guard(GLOBAL)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(_package ${CMAKE_INSTALL_LIBDIR}/cmake/sealflow)
set(_libraries sealflow_core sealflow_mbedtls_p256 sealflow_mbedtls sealflow_double_conversion)
install(TARGETS ${_libraries}
  EXPORT sealflow
  ARCHIVE COMPONENT sealflow_core
  FILE_SET HEADERS COMPONENT sealflow_core)
install(EXPORT sealflow
  FILE sealflow-targets.cmake NAMESPACE sealflow:: DESTINATION ${_package} COMPONENT sealflow_core)

# Before 1.0 a minor version may break things.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/sealflow-config-version.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_LIST_DIR}/sealflow-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/sealflow-config-version.cmake
  DESTINATION ${_package} COMPONENT sealflow_core)

# pkg-config finds the prefix by the file's own place, so that the tree can be moved.
file(RELATIVE_PATH _up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" _up "${_up}")
list(TRANSFORM _libraries PREPEND -l)
list(JOIN _libraries " " _libraries)
configure_file(${CMAKE_CURRENT_LIST_DIR}/sealflow.pc.in ${CMAKE_CURRENT_BINARY_DIR}/sealflow.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sealflow.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT sealflow_core)

# With every component: none may be passed on without them.
foreach(_component sealflow_core sealflow_server sealflow_cli)
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/../LICENSE ${CMAKE_CURRENT_LIST_DIR}/../THIRD_PARTY_NOTICES.md
    DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/sealflow COMPONENT ${_component})
endforeach()
