// http: a call to somebody's API, made by the server. The page learns nothing of it but that it is
// under way. Of the reply only declared outputs enter, each of its declared type: what an API sends
// besides, or instead, must not get into a signed result.
#include <algorithm>
#include <cmath>

#include "stage_type.hpp"

namespace sealflow {
namespace {

constexpr std::int64_t default_timeout = 10'000;
constexpr std::int64_t longest_timeout = 60'000;
constexpr std::size_t longest_url = 2048;

/// Visible ASCII but for #.
constexpr std::string_view url_marks = "!\"$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// ^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?][visible ASCII but #]*)?$ : without user info, since
/// secrets do not stand in a flow, and without a fragment, which is never sent.
bool is_url(std::string_view url) {
  constexpr std::string_view scheme = "https://";
  if (url.size() > longest_url || !url.starts_with(scheme)) return false;
  url.remove_prefix(scheme.size());
  std::string_view authority = url.substr(0, url.find_first_of("/?"));
  std::string_view host = authority.substr(0, authority.find(':'));
  std::string_view port = authority.substr(host.size());
  bool good_port = port.empty() || (port.size() > 1 && port.size() <= 6 &&
                                    port.find_first_not_of("0123456789", 1) == port.npos);
  return !host.empty() && good_port && is_alphanumeric(host, ".-") &&
         is_alphanumeric(url.substr(authority.size()), url_marks);
}

void read_headers(ObjectReader& reader, std::vector<Error>& problems) {
  const Value* headers = reader.member("headers");
  if (headers == nullptr) return;
  ObjectReader inner(*headers, pointer_to(reader.pointer(), "headers"), ErrorCode::flow_invalid,
                     problems);
  for (const Member& header : headers->members()) {
    std::string name = header.first;
    if (name.empty() || !is_alphanumeric(name, "-")) {
      problems.push_back(*failure(ErrorCode::flow_invalid,
                                  "a header's name has letters, digits and - only",
                                  pointer_to(inner.pointer(), name), "id_malformed"));
      continue;
    }
    std::string value = inner.text(name.c_str());
    if (!is_alphanumeric(value, std::string(url_marks) + "# ")) {
      inner.refuse(name.c_str(), "format", "a header's value is visible ASCII and spaces");
    }
    for (char& c : name) c = static_cast<char>(c | 0x20);
    constexpr std::string_view taken =
        " authorization proxy-authorization cookie host connection content-length"
        " transfer-encoding ";
    if (taken.find(" " + name + " ") == taken.npos) continue;
    inner.refuse(header.first.c_str(), "not_applicable",
                 "the server writes this header; for a secret name a \"credential\"");
  }
}

/// `queryFrom`, `bodyFrom`: name -> rule.
void read_rules(ObjectReader& reader, Stage& stage, const char* member,
                std::vector<Error>& problems) {
  const Value* rules = reader.member(member);
  if (rules == nullptr) return;
  ObjectReader inner(*rules, pointer_to(reader.pointer(), member), ErrorCode::flow_invalid,
                     problems);
  for (const Member& one : rules->members()) {
    const std::string& name = one.first;
    if (name.empty() || name.size() > 64 || !is_alphanumeric(name, "_-.")) {
      problems.push_back(*failure(ErrorCode::flow_invalid,
                                  "a name here has letters, digits, _, - and . only (at most 64)",
                                  pointer_to(inner.pointer(), name), "id_malformed"));
      continue;
    }
    read_entry_rule(inner, stage, name.c_str(), std::string(member) + "/");
  }
}

bool is_of_type(const Value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  return is_plain(value) && (type == "integer" ? value.is_integer() : value.is_number());
}

/// RFC 6901.
bool is_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = text.find('~'); i < text.size(); i = text.find('~', i + 1)) {
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

void read_outputs(ObjectReader& reader, Stage& stage, std::vector<Error>& problems) {
  const Value* outputs = reader.member("outputs");
  if (outputs == nullptr) return;
  std::string pointer = pointer_to(reader.pointer(), "outputs");
  ObjectReader(*outputs, pointer, ErrorCode::flow_invalid, problems);
  for (const auto& [name, value] : outputs->members()) {
    ObjectReader output(value, pointer_to(pointer, name), ErrorCode::flow_invalid, problems);
    OutputSpec spec{.name = name};
    if (!is_name(name)) {
      output.refuse("", "id_malformed", "an output's name has letters, digits and _ only");
    }
    spec.type = output.choice("type", {"string", "number", "integer", "boolean"});
    if (const Value* at = output.member("at", ObjectReader::required)) {
      spec.at = at->as_string();
      if (!at->is_string() || !is_pointer(spec.at)) {
        output.refuse("at", "format", "\"at\" is a JSON pointer into the reply: \"/data/score\"");
      }
    }
    spec.required = output.flag("required");
    spec.options = output.array("enum");
    for (const Value& option : spec.options) {
      if (is_of_type(option, spec.type)) continue;
      output.refuse("enum", "type", "the values of \"enum\" must be of the output's own type");
      break;
    }
    output.refuse_unknown();
    stage.outputs.push_back(std::move(spec));
  }
}

void read(ObjectReader& reader, Stage& stage, std::vector<Error>& problems) {
  std::string method = reader.choice("method", {"POST", "GET", "PUT", "PATCH"});
  std::string url = reader.text("url", ObjectReader::required);
  if (!url.empty() && !is_url(url)) {
    reader.refuse("url", "format",
                  "\"url\" is https://host and a path, in ASCII, without user info and fragment");
  }
  read_headers(reader, problems);
  read_server_name(reader, "credential", ObjectReader::filled);
  read_rules(reader, stage, "queryFrom", problems);
  read_rules(reader, stage, "bodyFrom", problems);
  if (method == "GET" && reader.member("bodyFrom") != nullptr) {
    reader.refuse("bodyFrom", "not_applicable", "a GET has no body: use \"queryFrom\"");
  }
  if (reader.duration("timeout", default_timeout) > longest_timeout) {
    reader.refuse("timeout", "range", "\"timeout\" is at most 60s");
  }
  reader.choice("delivery", {"at_least_once", "at_most_once"});
  const Array& statuses = reader.array("okStatus");
  bool good = reader.member("okStatus") == nullptr || !statuses.empty();
  for (const Value& status : statuses) {
    good = good && status.is_integer() && status.as_integer() >= 200 && status.as_integer() <= 599;
  }
  if (!good) {
    reader.refuse("okStatus", "range", "\"okStatus\" lists HTTP statuses from 200 to 599");
  }
  read_outputs(reader, stage, problems);
}

Value view(const Stage&) { return Value::object(); }

std::vector<std::string> outputs(const Stage& stage) {
  std::vector<std::string> names;
  for (const OutputSpec& spec : stage.outputs) names.push_back(spec.name);
  return names;
}

/// What the rules of a `…From` give, by name. What is null is left out.
Result<Value> evaluated(const StageContext& context, std::string_view prefix, bool as_text) {
  Value values = Value::object();
  for (const EntryRule& entry : context.stage.entry_rules) {
    if (!entry.at.starts_with(prefix)) continue;
    Result<Value> value = evaluate_on_entry(context, entry.at);
    if (!value) return value;
    if (value->is_null()) continue;
    if (as_text && !value->is_string()) {
      if (!is_plain(*value)) {
        return failure(ErrorCode::rule_error, "\"" + entry.at + "\" of " + context.stage.id +
                                                  " gives no text, number or boolean");
      }
      value = Value(stringify(*value));
    }
    values.set(entry.at.substr(prefix.size()), std::move(*value));
  }
  return values;
}

Result<Verdict> enter(const StageContext& context) {
  if (context.flow.view) return failure(ErrorCode::ask_server);
  const Value& definition = context.stage.definition;
  Result<Value> query = evaluated(context, "queryFrom/", true);
  if (!query) return query.pass();
  Result<Value> body = evaluated(context, "bodyFrom/", false);
  if (!body) return body.pass();
  auto given_or = [&](const char* name, Value otherwise) {
    const Value* given = definition.find(name);
    return given == nullptr ? std::move(otherwise) : *given;
  };
  Result<std::int64_t> timeout = parse_duration(definition["timeout"].as_string());
  Value payload = Value::object();
  payload.set("method", given_or("method", "POST"));
  payload.set("url", definition["url"]);
  payload.set("headers", given_or("headers", Value::object()));
  payload.set("query", std::move(*query));
  payload.set("body", definition["bodyFrom"].is_null() ? Value() : std::move(*body));
  payload.set("credential", definition["credential"]);
  payload.set("timeoutMs", timeout ? *timeout : default_timeout);
  return waiting("calling", Value::object(), "http_call",
                 given_or("delivery", "at_least_once").as_string(), std::move(payload));
}

/// The value there, or null. `pointer` is well formed.
const Value& value_at(const Value& reply, std::string_view pointer) {
  const Value* value = &reply;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    std::string_view part = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(part.size());
    if (value->is_array()) {
      std::size_t index = 0;
      while (index < value->size() && std::to_string(index) != part) ++index;
      // A number past the end, or no number at all: as much there as a member that is not.
      value = index < value->size() ? &value->items()[index] : &(*value)["-"];
      continue;
    }
    std::string name;
    for (std::size_t i = 0; i < part.size(); ++i) {
      name += part[i] == '~' ? (part[++i] == '0' ? '~' : '/') : part[i];
    }
    value = &(*value)[name];
  }
  return *value;
}

/// 7.0 is 7, as it will be when the state is read from its text.
Value settled(const Value& found) {
  const double number = found.as_double();
  bool whole = found.is_double() && std::abs(number) <= 0x1p53 && std::trunc(number) == number;
  return whole ? Value(static_cast<std::int64_t>(number)) : found;
}

/// Nothing is converted, but for whole numbers that were declared as text: in a result they would
/// lose digits beyond 2^53. A double has lost them already.
Value taken(const OutputSpec& spec, const Value& found) {
  Value value = settled(found);
  if (spec.type == "string" && value.is_integer()) value = std::to_string(value.as_integer());
  bool listed = spec.options.empty() ||
                std::find(spec.options.begin(), spec.options.end(), value) != spec.options.end();
  return is_of_type(value, spec.type) && listed ? value : Value();
}

Verdict replied(const StageContext& context) {
  const Value& reply = context.command.input;
  const Value& expected = context.stage.definition["okStatus"];
  const Array& statuses = expected.items();
  bool accepted = expected.is_null() ? reply["status"] == Value(200)
                                     : std::find(statuses.begin(), statuses.end(),
                                                 reply["status"]) != statuses.end();
  if (!accepted) return effect_failed("status", true);
  Verdict verdict{.kind = Verdict::Kind::passed};
  if (context.stage.outputs.empty()) return verdict;
  // As text, and read here: as part of the command, whole numbers beyond 2^53 would be doubles.
  const std::string& text = reply["body"].as_string();
  Result<Value> body = text.empty() ? Value() : parse_json(text, {.keep_doubles = true});
  if (!body) return effect_failed("body", true);
  for (const OutputSpec& spec : context.stage.outputs) {
    const Value& found = value_at(*body, spec.at);
    if (found.is_null() && !spec.required) continue;
    Value value = taken(spec, found);
    if (value.is_null()) return effect_failed("output_" + spec.name, true);
    verdict.output.set(spec.name, std::move(value));
  }
  return verdict;
}

Result<Verdict> handle(const StageContext& context) {
  if (context.command.type != "effect_result") return command_unknown(context.command);
  if (!is_awaited(context)) return Verdict{};
  const Value& reply = context.command.input;
  if (reply["ok"].as_bool()) return replied(context);
  std::string reason = reason_or(reply["reason"], "failed");
  // Nobody knows whether the call was made, so it is not made again.
  return effect_failed(reason, reason != "indeterminate");
}

}  // namespace

extern const StageType http_stage;
const StageType http_stage = {"http", read, view, enter, handle, outputs};

}  // namespace sealflow
