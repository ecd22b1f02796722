// Output: lines for people, or one JSON object with --json. Never both, and errors never on stdout
// as text.
#pragma once

#include <string>
#include <string_view>

#include "cli/options.hpp"
#include "sealflow/json.hpp"
#include "sealflow/result.hpp"

namespace sealflow::cli {

/// Prints `{"ok": true, …}` or the text, and gives exit_code::ok.
int succeed(const Options& options, const Value& json, std::string_view text);

/// Prints `{"ok": false, "error": {…}}` to stdout, or the error with all its findings to stderr.
int fail(const Options& options, int code, const Error& error);
int fail(const Options& options, int code, std::string message);

/// The whole content of a file, or of standard input for "-". Error: malformed_request.
Result<std::string> read_input(const std::string& path);

}  // namespace sealflow::cli
