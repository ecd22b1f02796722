#include "target.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace fuzz {

void broken(const char* sentence) {
  std::fprintf(stderr, "does not hold: %s\n", sentence);
  std::abort();
}

bool seeded_bug() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing writes the environment here
  static const bool on = std::getenv("SEALFLOW_FUZZ_BUG") != nullptr;
  return on;
}

void must_be_complete(const sealflow::Error& error) {
  must(!error.message.empty(), "an error has a message");
  must(error.code != sealflow::ErrorCode::internal, "bad input is no internal error");
  for (const sealflow::Error& detail : error.details) must_be_complete(detail);
}

void must_be_offset(const std::string& where, std::size_t size) {
  std::size_t offset = 0;
  const auto [end, failure] = std::from_chars(where.data(), where.data() + where.size(), offset);
  must(failure == std::errc() && end == where.data() + where.size(), "the place is an offset");
  must(offset <= size, "the place lies within the text");
}

void must_be_pointer(const std::string& where) {
  must(where.empty() || where.front() == '/', "the place is a JSON pointer");
}

std::string_view take_part(std::string_view& input, char separator) {
  const std::size_t end = std::min(input.find(separator), input.size());
  const std::string_view part = input.substr(0, end);
  input.remove_prefix(std::min(end + 1, input.size()));
  return part;
}

int with_exact_copy(const std::uint8_t* data, std::size_t size, void (*check)(std::string_view)) {
  const std::unique_ptr<char[]> copy(new char[size]);
  if (size > 0) std::memcpy(copy.get(), data, size);
  check({copy.get(), size});
  return 0;
}

}  // namespace fuzz
