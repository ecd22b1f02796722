#include "cli/output.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "sealflow/api.hpp"

namespace sealflow::cli {

int succeed(const Options& options, const Value& json, std::string_view text) {
  if (options.json) {
    Value object = Value::object({{"ok", true}});
    for (const auto& [name, value] : json.members()) object.set(name, value);
    std::cout << stringify(object) << "\n";
  } else {
    std::cout << text;
  }
  return exit_code::ok;
}

int fail(const Options& options, int code, const Error& error) {
  if (options.json) {
    std::cout << stringify(Value::object({{"ok", false}, {"error", error_to_json(error)}})) << "\n";
    return code;
  }
  const auto line = [](const Error& finding) {
    std::cerr << "sealflow: " << (finding.where.empty() ? "" : finding.where + ": ")
              << finding.message << "\n";
  };
  line(error);
  for (const auto& finding : error.details) line(finding);
  return code;
}

int fail(const Options& options, int code, std::string message) {
  const auto name =
      code == exit_code::storage ? ErrorCode::unavailable : ErrorCode::malformed_request;
  return fail(options, code, Error{.code = name, .message = std::move(message)});
}

Result<std::string> read_input(const std::string& path) {
  if (path == "-") return std::string{std::istreambuf_iterator<char>(std::cin), {}};
  // A folder opens as a file, and throws when it is read.
  if (std::error_code ignored; std::filesystem::is_directory(path, ignored)) {
    return Error{.code = ErrorCode::malformed_request,
                 .message = "cannot read " + path + ": it is a folder"};
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad() || file.peek() != std::ifstream::traits_type::eof()) {
    return Error{.code = ErrorCode::malformed_request, .message = "cannot read " + path};
  }
  return text;
}

}  // namespace sealflow::cli
