// Secrets come by reference, never as arguments or settings: arguments are seen by every user of
// the machine in the process list and end up in shell histories.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "sealflow/result.hpp"

namespace sealflow::server {

/// `file:PATH`, `env:NAME`, `exec:/PATH/TO/PROGRAM ARGUMENTS` (what it prints; no shell; it must
/// end within `longest_program`), or `-` for standard input. One line end at the end is taken off.
/// Error: malformed_request, with a message that names the reference and never the content.
Result<std::string> read_secret(
    std::string_view reference,
    std::chrono::milliseconds longest_program = std::chrono::seconds(30));

/// Writes a new file that only its owner may read (mode 0600). An existing file is never
/// overwritten.
Result<void> write_secret_file(const std::string& path, std::string_view content);

}  // namespace sealflow::server
