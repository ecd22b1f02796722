#include "members.hpp"

#include <algorithm>

namespace sealflow {

void Members::text(const char* name, std::string& value, ObjectReader::Need need) {
  if (reader_ != nullptr) {
    value = reader_->text(name, need);
  } else {
    written_->set(name, value);
  }
}

void Members::integer(const char* name, std::int64_t& value) {
  if (reader_ != nullptr) {
    value = reader_->integer(name);
  } else {
    written_->set(name, value);
  }
}

void Members::flag(const char* name, bool& value) {
  if (reader_ != nullptr) {
    value = reader_->flag(name);
  } else {
    written_->set(name, value);
  }
}

void Members::texts(const char* name, std::vector<std::string>& value) {
  if (reader_ != nullptr) {
    value = reader_->texts(name);
  } else {
    written_->set(name, list_of(value));
  }
}

void Members::value(const char* name, Value& value) {
  if (reader_ != nullptr) {
    value = reader_->value(name);
  } else {
    written_->set(name, value);
  }
}

void Members::choice(const char* name, std::size_t& at,
                     std::initializer_list<std::string_view> names) {
  if (reader_ == nullptr) {
    written_->set(name, names.begin()[at]);
    return;
  }
  const std::string chosen = reader_->choice(name, names);
  at = static_cast<std::size_t>(std::find(names.begin(), names.end(), chosen) - names.begin());
}

}  // namespace sealflow
