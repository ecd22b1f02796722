#include "sealflow/errors.hpp"

#include <array>
#include <cstddef>

namespace sealflow {
namespace {

/// The name is the end of the key: one literal for both.
constexpr ErrorInfo entry(ErrorCode code, int number, int http, bool retryable,
                          std::string_view key, std::string_view text) {
  const std::string_view name = key.substr(std::string_view("error.").size());
  return {code, name, number, http, retryable, key, text};
}

// constexpr, so that it lies in read-only memory and no static initialiser runs at start.
constexpr std::array catalogue{
#define SEALFLOW_ERROR_INFO(name, number, http, retryable, text) \
  entry(ErrorCode::name, number, http, retryable, "error." #name, text),
    SEALFLOW_ERRORS(SEALFLOW_ERROR_INFO)
#undef SEALFLOW_ERROR_INFO
};

// A copied line would make two errors indistinguishable to an integrator: refuse it at compile
// time.
constexpr bool numbers_are_unique() {
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    for (std::size_t j = i + 1; j < catalogue.size(); ++j) {
      if (catalogue[i].number == catalogue[j].number) return false;
    }
  }
  return true;
}
static_assert(numbers_are_unique());

}  // namespace

std::span<const ErrorInfo> error_catalogue() { return catalogue; }

const ErrorInfo& error_info(ErrorCode code) {
  const auto index = static_cast<std::size_t>(code);
  // An integer cast to the enum by a caller must not read past the table.
  return index < catalogue.size() ? catalogue[index]
                                  : catalogue[static_cast<std::size_t>(ErrorCode::internal)];
}

const ErrorInfo* find_error(std::string_view name) {
  for (const ErrorInfo& info : catalogue) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

}  // namespace sealflow
