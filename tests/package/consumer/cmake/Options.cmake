message(FATAL_ERROR "Sealflow took a file of the project that adds it")
