// JSON: what is taken is read as others read it, and is the same after it was written and read.
// The input is the text.
#include <algorithm>
#include <string>

#include "json_judge.hpp"
#include "sealflow/json.hpp"
#include "target.hpp"

using namespace sealflow;
using fuzz::must;

namespace {

Result<Value> read(std::string_view text, const JsonLimits& limits = {}) {
  // The seeded bug: a NUL byte ends the text, as two of the most used C++ libraries have it.
  if (fuzz::seeded_bug()) text = text.substr(0, text.find('\0'));
  return parse_json(text, limits);
}

void check_refusal(std::string_view text, const Error& error) {
  fuzz::must_be_complete(error);
  must(error.code == ErrorCode::invalid_json, "a short text is refused for what stands in it");
  fuzz::must_be_offset(error.where, text.size());
  must(place_of(text, "/a") == 0, "there is no place in a text that was refused");
  must(!error.reason.empty(), "a refusal has a reason");
  if (error.reason == "syntax" || error.reason == "string") {
    must(!fuzz::judge_accepts_json(text), "another parser refuses what is no JSON, too");
  }
}

int depth_of(const Value& value) {
  int below = 0;
  for (const Value& item : value.items()) below = std::max(below, depth_of(item));
  for (const auto& [name, member] : value.members()) below = std::max(below, depth_of(member));
  return value.is_array() || value.is_object() ? below + 1 : 0;
}

std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '~' || c == '/') {
      text += c == '~' ? "~0" : "~1";
    } else {
      text += c;
    }
  }
  return text;
}

/// May a value of that kind begin with this byte?
bool begins(const Value& value, char c) {
  if (value.is_object()) return c == '{';
  if (value.is_array()) return c == '[';
  if (value.is_string()) return c == '"';
  if (value.is_null()) return c == 'n';
  if (value.is_bool()) return c == (value.as_bool() ? 't' : 'f');
  return c == '-' || (c >= '0' && c <= '9');
}

/// Each value of the text lies behind the one before. `budget` bounds the work, as each look-up
/// reads the text from its beginning.
std::size_t check_places(std::string_view text, const Value& value, const std::string& pointer,
                         std::size_t after, int& budget) {
  if (--budget < 0) return after;
  const std::size_t place = place_of(text, pointer);
  must(place < text.size() && begins(value, text[place]), "a pointer leads to its value");
  must(pointer.empty() || place > after, "values are found in the order of the text");
  after = place;
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    after = check_places(text, value.items()[i], pointer + "/" + std::to_string(i), after, budget);
  }
  for (const auto& [name, member] : value.members()) {
    after = check_places(text, member, pointer + "/" + escaped(name), after, budget);
  }
  return after;
}

void check(std::string_view text) {
  const Result<Value> value = read(text);
  if (!value) return check_refusal(text, value.error());

  must(text.find('\0') == std::string_view::npos, "no text with a NUL byte is taken");
  must(fuzz::judge_accepts_json(text), "another parser takes what we take");
  must(depth_of(*value) <= JsonLimits{}.max_depth, "nothing nests deeper than the limit");

  const std::string once = stringify(*value);
  const Result<Value> again = read(once);
  must(again.has_value(), "what was written can be read");
  must(*again == *value, "a value is the same after it was written and read");
  must(stringify(*again) == once, "the text is the same when it is written again");

  const std::string canonical = canonicalize(*value);
  const Result<Value> sorted = read(canonical);
  must(sorted && *sorted == *value, "the canonical text means the same");
  must(canonicalize(*sorted) == canonical, "the canonical text is canonical");

  const Result<Value> doubles = read(text, {.keep_doubles = true});
  must(doubles.has_value(), "to keep doubles makes no text JSON and none not");
  must(stringify(*doubles) == once, "the text of a number does not depend on its kind");

  const Result<Value> shallow = read(text, {.max_depth = depth_of(*value) - 1});
  must(depth_of(*value) == 0 || (!shallow && shallow.error().reason == "depth"),
       "a limit of depth is kept");
  const Result<Value> small = read(text, {.max_bytes = text.size() - 1});
  must(!small && small.error().code == ErrorCode::body_too_large, "a limit of size is kept");

  int budget = 6;
  check_places(text, *value, "", 0, budget);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::with_exact_copy(data, size, check);
}
