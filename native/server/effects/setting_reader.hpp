// Reads one object of the settings file: every member has a type, an unknown one is refused, and a
// secret is read where it is named.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sealflow/json.hpp"
#include "sealflow/result.hpp"
#include "server/base/secret_reference.hpp"

namespace sealflow::server {

class SettingReader {
 public:
  SettingReader(Value object, std::string where)
      : object_(std::move(object)), where_(std::move(where)) {
    if (!object_.is_object()) refuse("", "it is an object");
  }

  /// Null when it is not there.
  const Value& member(const std::string& name) {
    known_.insert(name);
    return object_[name];
  }
  bool has(const std::string& name) { return !member(name).is_null(); }

  std::string text(const std::string& name, std::optional<std::string> otherwise = std::nullopt) {
    const Value& value = member(name);
    if (value.is_string()) return value.as_string();
    if (value.is_null() && otherwise) return *otherwise;
    refuse(name, value.is_null() ? "\"" + name + "\" is missing" : "\"" + name + "\" is a text");
    return {};
  }

  std::int64_t integer(const std::string& name, std::int64_t otherwise, std::int64_t most) {
    const Value& value = member(name);
    if (value.is_null()) return otherwise;
    if (!value.is_integer() || value.as_integer() < 0 || value.as_integer() > most)
      refuse(name, "\"" + name + "\" is a whole number from 0 to " + std::to_string(most));
    return value.as_integer();
  }

  std::vector<std::string> texts(const std::string& name) {
    std::vector<std::string> list;
    for (const Value& item : member(name).items()) {
      if (!item.is_string()) refuse(name, "\"" + name + "\" is a list of texts");
      list.push_back(item.as_string());
    }
    return list;
  }

  /// The secret that the member names: file:PATH, env:NAME.
  std::string secret(const std::string& name) {
    const std::string reference = text(name);
    if (reference.empty()) return {};
    auto secret = read_secret(reference);
    if (secret) return *std::move(secret);
    refuse(name, secret.error().message);
    return {};
  }

  /// The first refusal is the one that is told.
  void refuse(const std::string& name, std::string message) {
    if (error_) return;
    error_ = Error{.code = ErrorCode::malformed_request,
                   .message = std::move(message),
                   .where = name.empty() ? where_ : where_ + "/" + name};
  }

  Result<void> done() {
    for (const auto& [name, value] : object_.members()) {
      if (!known_.contains(name)) refuse(name, "there is no setting \"" + name + "\" here");
    }
    if (error_) return *error_;
    return {};
  }

 private:
  Value object_;
  std::string where_;
  std::set<std::string> known_;
  std::optional<Error> error_;
};

}  // namespace sealflow::server
