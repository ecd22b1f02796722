#include "server/base/secret_reference.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

namespace sealflow::server {
namespace {

constexpr std::size_t max_secret_bytes = 64 * 1024;

Error refused(std::string message) {
  return {.code = ErrorCode::malformed_request, .message = std::move(message)};
}

std::string without_line_end(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

Result<std::string> read_stream(std::istream& stream, const std::string& name) {
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (text.size() > max_secret_bytes) return refused(name + " is too large for a secret");
  text = without_line_end(std::move(text));
  if (text.empty()) return refused(name + " is empty");
  return text;
}

}  // namespace

Result<std::string> read_secret(std::string_view reference) {
  if (reference == "-") return read_stream(std::cin, "standard input");
  if (reference.starts_with("file:")) {
    const std::string path(reference.substr(5));
    std::ifstream file(path, std::ios::binary);
    if (!file) return refused("cannot read the file " + path);
    return read_stream(file, path);
  }
  if (reference.starts_with("env:")) {
    const std::string name(reference.substr(4));
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (value == nullptr || *value == '\0')
      return refused("the environment variable " + name + " is not set");
    return std::string(value);
  }
  // The text may be the secret itself, given by mistake: it is not repeated.
  return refused(
      "a secret is named as file:PATH, env:NAME or - (standard input), never given itself");
}

Result<void> write_secret_file(const std::string& path, std::string_view content) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return refused(errno == EEXIST ? path + " exists already; it is not overwritten"
                                   : "cannot create the file " + path);
  }
  const bool written =
      ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  const bool kept = written && ::fsync(file) == 0;
  ::close(file);
  if (!kept) {
    ::unlink(path.c_str());
    return refused("cannot write the file " + path);
  }
  return {};
}

}  // namespace sealflow::server
