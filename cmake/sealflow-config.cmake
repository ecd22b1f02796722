# find_package(sealflow CONFIG REQUIRED) gives sealflow::core. It needs nothing that is not installed beside it.
include(${CMAKE_CURRENT_LIST_DIR}/sealflow-targets.cmake)
