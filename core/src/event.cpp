#include "sealflow/event.hpp"

#include <algorithm>

#include "json_members.hpp"
#include "reader.hpp"
#include "sealflow/signature.hpp"

namespace sealflow {
namespace {

Value hashed_part(const Event& event) {
  return Value::object({{"v", event.v},
                        {"handshake", event.handshake},
                        {"run", event.run},
                        {"seq", event.seq},
                        {"at", event.at},
                        {"prev", event.prev},
                        {"type", event.type},
                        {"stage", or_null(event.stage)},
                        {"public", event.public_part},
                        {"commit", or_null(event.commit)}});
}

}  // namespace

// Written directly, for it runs over every event twice: canonicalize(hashed_part(event)) without
// the value in between.
std::string event_hash(const Event& event) {
  std::string text;
  text.reserve(512);
  const auto add_text = [&](std::string_view before, const std::string& value) {
    text += before;
    json_detail::append_string(text, value);
  };
  const auto add_or_null = [&](std::string_view before, const std::string& value) {
    if (!value.empty()) return add_text(before, value);
    text += before;
    text += "null";
  };
  const auto add_integer = [&](std::string_view before, std::int64_t value) {
    text += before;
    json_detail::append_integer(text, value);
  };
  add_integer(R"({"at":)", event.at);
  add_or_null(R"(,"commit":)", event.commit);
  add_text(R"(,"handshake":)", event.handshake);
  add_text(R"(,"prev":)", event.prev);
  text += R"(,"public":)";
  json_detail::append_canonical(text, event.public_part);
  add_integer(R"(,"run":)", event.run);
  add_integer(R"(,"seq":)", event.seq);
  add_or_null(R"(,"stage":)", event.stage);
  add_text(R"(,"type":)", event.type);
  add_integer(R"(,"v":)", event.v);
  text += '}';
  return sha256_hex(text);
}

Result<std::string> commitment(const PrivatePart& secret) {
  Result<std::string> salt = from_hex(secret.salt);
  // Lower case only, as hashes are: one event has one text.
  const bool capitals = std::any_of(secret.salt.begin(), secret.salt.end(),
                                    [](char c) { return c >= 'A' && c <= 'F'; });
  if (!salt || salt->size() != 32 || capitals) {
    return failure(ErrorCode::malformed_request,
                   "a salt is 32 bytes, written as 64 lower-case hex digits", "/salt");
  }
  return sha256_hex({*salt, secret.bytes});
}

Value event_to_json(const LoggedEvent& logged) {
  Value json = hashed_part(logged.event);
  json.set("hash", logged.event.hash);
  if (logged.secret) {
    json.set("salt", logged.secret->salt);
    json.set("private", logged.secret->bytes);
  }
  if (logged.shown.is_object()) json.set("shown", logged.shown);
  return json;
}

Result<LoggedEvent> event_from_json(const Value& json) {
  std::vector<Error> problems;
  ObjectReader reader(json, "", ErrorCode::malformed_request, problems);
  LoggedEvent logged;
  Event& event = logged.event;
  if (reader.integer("v") != 1) reader.refuse("v", "version", "only events of version 1 are known");
  event.handshake = reader.text("handshake", ObjectReader::required);
  for (const char* name : {"run", "seq", "at"}) reader.member(name, ObjectReader::required);
  event.run = reader.integer("run", 0, 1);
  event.seq = reader.integer("seq", 0, 1);
  event.at = reader.integer("at");
  event.prev = reader.text("prev", ObjectReader::required);
  event.type = reader.text("type", ObjectReader::required);
  if (const Value* stage = reader.member("stage"); stage != nullptr && !stage->is_null()) {
    event.stage = reader.text("stage");
  }
  if (const Value* part = reader.member("public", ObjectReader::required))
    event.public_part = *part;
  if (!event.public_part.is_object())
    reader.refuse("public", "type", "\"public\" must be an object");
  if (const Value* commit = reader.member("commit"); commit != nullptr && !commit->is_null()) {
    event.commit = reader.text("commit");
  }
  event.hash = reader.text("hash", ObjectReader::required);
  bool has_salt = reader.member("salt") != nullptr;
  bool has_private = reader.member("private") != nullptr;
  if (has_salt && has_private) {
    logged.secret = PrivatePart{.salt = reader.text("salt"), .bytes = reader.text("private")};
  } else if (has_salt != has_private) {
    reader.refuse("", "missing", "\"salt\" and \"private\" come together or not at all");
  }
  if (const Value* shown = reader.member("shown")) {
    if (!shown->is_object()) reader.refuse("shown", "type", "\"shown\" must be an object");
    logged.shown = *shown;
  }
  reader.refuse_unknown();
  Result<void> checked = as_result(ErrorCode::malformed_request, std::move(problems));
  if (!checked) return checked.pass();
  return logged;
}

LoggedEvent without_secret(LoggedEvent event) {
  event.secret.reset();
  return event;
}

LoggedEvent for_page(LoggedEvent event) {
  if (event.secret) {
    Result<Value> secret = parse_json(event.secret->bytes);
    if (secret) event.shown = (*secret)["shown"];
  }
  return without_secret(std::move(event));
}

}  // namespace sealflow
