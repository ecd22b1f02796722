#include "server/base/secret_reference.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <sstream>
#include <thread>
#include <vector>

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

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::istringstream stream{std::string(text)};
  for (std::string word; stream >> word;) words.push_back(std::move(word));
  return words;
}

using Instant = std::chrono::steady_clock::time_point;

/// What the program prints, until it closes its output or the time is over. Nothing then.
std::optional<std::string> read_output(int pipe, Instant ends_at) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        ends_at - std::chrono::steady_clock::now());
    pollfd ready{pipe, POLLIN, 0};
    const int found = left.count() <= 0 ? 0 : ::poll(&ready, 1, static_cast<int>(left.count()));
    if (found < 0 && errno == EINTR) continue;
    if (found <= 0) return std::nullopt;
    const auto size = ::read(pipe, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return std::nullopt;
    if (size == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(size));
    // One byte beyond is enough to know that it is too large.
    if (text.size() > max_secret_bytes) return text;
  }
}

/// Its status; nothing when it had to be killed: a program may close its output and stay.
std::optional<int> status_of(pid_t child, Instant ends_at) {
  constexpr auto pause = std::chrono::milliseconds(5);
  for (int status = 0;; std::this_thread::sleep_for(pause)) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return status;
    const bool interrupted = ended < 0 && errno == EINTR;
    if (!interrupted && (ended < 0 || std::chrono::steady_clock::now() >= ends_at)) break;
  }
  ::kill(child, SIGKILL);
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return std::nullopt;
}

/// Runs a program without a shell. Its name is said when it fails, its output never.
Result<std::string> read_program(std::string_view command,
                                 std::chrono::milliseconds longest_program) {
  auto words = words_of(command);
  if (words.empty() || !words.front().starts_with('/'))
    return refused("exec: names a program by its whole path");
  const std::string program = words.front();
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return refused("cannot run " + program);
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
  pid_t child = 0;
  const int failed =
      ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  if (failed != 0) {
    ::close(pipe[0]);
    return refused("cannot run " + program);
  }
  const auto ends_at = std::chrono::steady_clock::now() + longest_program;
  auto text = read_output(pipe[0], ends_at);
  ::close(pipe[0]);
  const auto status = status_of(child, text ? ends_at : Instant::min());
  if (!text || !status) return refused(program + " gave no secret in time");
  if (text->size() > max_secret_bytes) return refused(program + " gives too much for a secret");
  if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) return refused(program + " failed");
  auto secret = without_line_end(*std::move(text));
  if (secret.empty()) return refused(program + " gave nothing");
  return secret;
}

}  // namespace

Result<std::string> read_secret(std::string_view reference,
                                std::chrono::milliseconds longest_program) {
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
  if (reference.starts_with("exec:")) return read_program(reference.substr(5), longest_program);
  // The text may be the secret itself, given by mistake: it is not repeated.
  return refused(
      "a secret is named as file:PATH, env:NAME, exec:PROGRAM or - (standard input), never given "
      "itself");
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
