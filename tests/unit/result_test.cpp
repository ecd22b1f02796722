#include "sealflow/result.hpp"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>
#include <type_traits>

using sealflow::Error;
using sealflow::ErrorCode;
using sealflow::Result;

TEST_CASE("a result holds a value", "[result]") {
  Result<std::string> result = std::string("value");
  REQUIRE(result);
  CHECK(result.has_value());
  CHECK(*result == "value");
  CHECK(result->size() == 5);
  *result += "s";
  CHECK(result.value() == "values");
  CHECK(std::as_const(result).value() == "values");
}

TEST_CASE("a result holds an error", "[result]") {
  Result<int> result = Error{ErrorCode::not_found, "no such thing", "/a/0"};
  REQUIRE_FALSE(result);
  CHECK_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::not_found);
  CHECK(result.error().message == "no such thing");
  CHECK(result.error().where == "/a/0");
  CHECK(result.error().details.empty());
  result.error().where = "/b";
  CHECK(std::as_const(result).error().where == "/b");
}

TEST_CASE("a result of an error type is told apart from its error", "[result]") {
  // Both alternatives would be the same type if the result were a plain union of them.
  const Result<bool> no = false;
  CHECK(no.has_value());
  CHECK_FALSE(*no);
}

TEST_CASE("a result carries what can only be moved", "[result]") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  REQUIRE(result);
  const std::unique_ptr<int> taken = std::move(*result);
  CHECK(*taken == 7);
}

TEST_CASE("success without a value", "[result]") {
  const Result<void> success;
  CHECK(success);
  const Result<void> failure = Error{ErrorCode::internal, "", ""};
  CHECK_FALSE(failure);
  CHECK(failure.error().code == ErrorCode::internal);
}

TEST_CASE("errors compare with everything they carry", "[result]") {
  const Error error{
      ErrorCode::invalid_input, "two findings", "", {{ErrorCode::invalid_input, "a", "/a"}}};
  Error other = error;
  CHECK(other == error);
  other.details[0].where = "/b";
  CHECK_FALSE(other == error);
  CHECK(Error{}.code == ErrorCode::internal);
}

// A result must not turn into a number or be read as true in arithmetic by accident.
static_assert(!std::is_convertible_v<Result<int>, bool>);
static_assert(!std::is_convertible_v<Result<void>, bool>);
