#include "sealflow/errors.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

using sealflow::error_catalogue;
using sealflow::error_info;
using sealflow::ErrorCode;
using sealflow::ErrorInfo;
using sealflow::find_error;

TEST_CASE("every error is found by code and by name", "[errors]") {
  std::size_t index = 0;
  for (const ErrorInfo& info : error_catalogue()) {
    INFO(info.name);
    CHECK(info.code == static_cast<ErrorCode>(index++));
    CHECK(&error_info(info.code) == &info);
    CHECK(find_error(info.name) == &info);
  }
  CHECK(index > 60);
}

TEST_CASE("names, numbers and texts are unique", "[errors]") {
  std::set<std::string_view> names;
  std::set<std::string_view> texts;
  std::set<int> numbers;
  for (const ErrorInfo& info : error_catalogue()) {
    names.insert(info.name);
    texts.insert(info.text);
    numbers.insert(info.number);
  }
  CHECK(names.size() == error_catalogue().size());
  CHECK(numbers.size() == error_catalogue().size());
  CHECK(texts.size() == error_catalogue().size());
}

TEST_CASE("a number begins with the HTTP status", "[errors]") {
  for (const ErrorInfo& info : error_catalogue()) {
    INFO(info.name << " " << info.number);
    CHECK(info.http_status >= 400);
    CHECK(info.http_status <= 599);
    const bool four_digits = info.number >= 1000 && info.number <= 9999;
    const bool five_digits = info.number >= 10000 && info.number <= 99999;
    CHECK((four_digits || five_digits));
    CHECK(info.number / (four_digits ? 10 : 100) == info.http_status);
  }
}

TEST_CASE("names and texts have one form", "[errors]") {
  for (const ErrorInfo& info : error_catalogue()) {
    INFO(info.name);
    CHECK(std::all_of(info.name.begin(), info.name.end(),
                      [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; }));
    CHECK(info.message_key == "error." + std::string(info.name));
    CHECK(info.text.size() > 10);
    CHECK((info.text.front() >= 'A' && info.text.front() <= 'Z'));
    CHECK(info.text.back() != '.');
  }
}

TEST_CASE("what the caller must change is not retryable", "[errors]") {
  for (const ErrorInfo& info : error_catalogue()) {
    INFO(info.name);
    switch (info.http_status) {
      case 429:
      case 502:
      case 503:
        CHECK(info.retryable);
        break;
      case 400:
      case 403:
      case 404:
      case 405:
      case 410:
      case 413:
      case 415:
      case 422:
      case 426:
        CHECK_FALSE(info.retryable);
        break;
      default:
        break;
    }
  }
}

TEST_CASE("an unknown name is no error of ours", "[errors]") {
  CHECK(find_error("") == nullptr);
  CHECK(find_error("Internal") == nullptr);
  CHECK(find_error("internal ") == nullptr);
  CHECK(find_error("error.internal") == nullptr);
  CHECK(find_error(std::string_view("internal\0", 9)) == nullptr);
}

TEST_CASE("a code outside the table reads as internal", "[errors]") {
  CHECK(error_info(static_cast<ErrorCode>(100000)).name == "internal");
  CHECK(error_info(static_cast<ErrorCode>(-1)).name == "internal");
  CHECK(error_info(static_cast<ErrorCode>(error_catalogue().size())).name == "internal");
}

TEST_CASE("numbers that Attestr's integrators know", "[errors]") {
  CHECK(error_info(ErrorCode::malformed_request).number == 4001);
  CHECK(error_info(ErrorCode::flow_unknown).number == 4002);
  CHECK(error_info(ErrorCode::media_too_large).number == 4005);
  CHECK(error_info(ErrorCode::media_type_invalid).number == 4007);
  CHECK(error_info(ErrorCode::not_authorised).number == 4016);
  CHECK(error_info(ErrorCode::ip_not_allowed).number == 4039);
  CHECK(error_info(ErrorCode::flow_inactive).number == 40034);
  CHECK(error_info(ErrorCode::code_expired).number == 40012);
}
