// The value of JSON. json_parse.cpp has the parser, json_write.cpp the two writers.
#include "sealflow/json.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "json_members.hpp"

namespace sealflow {

// --- Value ---------------------------------------------------------------------------------------

namespace {

std::vector<Member>::const_iterator find_member(const std::vector<Member>& members,
                                                std::string_view name) {
  return std::find_if(members.begin(), members.end(),
                      [&](const Member& member) { return member.first == name; });
}

/// Most objects have a few members: one allocation for them instead of three.
void make_room(std::vector<Member>& members) {
  constexpr std::size_t few = 4;
  if (members.capacity() == 0) members.reserve(few);
}

}  // namespace

Value::Value() = default;
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) { return *this = Value(other); }
// std::variant's own assignment has a function for each pair of kinds; this needs neither.
Value& Value::operator=(Value&& other) noexcept {
  auto content = std::move(other.content_);  // `other` may be a part of what is destroyed now
  std::destroy_at(&content_);
  std::construct_at(&content_, std::move(content));
  return *this;
}
Value::~Value() = default;

Value::Value(std::nullptr_t) {}
Value::Value(bool flag) : content_(flag) {}
Value::Value(int number) : content_(std::int64_t{number}) {}
Value::Value(std::int64_t number) : content_(number) {}
Value::Value(std::string text) : content_(std::move(text)) {}
Value::Value(std::string_view text) : content_(std::string(text)) {}
Value::Value(const char* text) : content_(std::string(text)) {}
Value::Value(Array items) : content_(std::move(items)) {}

Value::Value(double number) {
  if (std::isfinite(number)) content_ = number;
}

Value Value::object(std::initializer_list<Field> fields) {
  Value result;
  result.content_ = Object{};
  for (const Field& field : fields) result.set(field.name, std::move(field.value));
  return result;
}

bool Value::as_bool(bool otherwise) const {
  const bool* flag = std::get_if<bool>(&content_);
  return flag != nullptr ? *flag : otherwise;
}

std::int64_t Value::as_integer(std::int64_t otherwise) const {
  const std::int64_t* number = std::get_if<std::int64_t>(&content_);
  return number != nullptr ? *number : otherwise;
}

double Value::as_double(double otherwise) const {
  // An integer is a number too: the parser makes one of `1.0`.
  if (const std::int64_t* integer = std::get_if<std::int64_t>(&content_)) {
    return static_cast<double>(*integer);
  }
  const double* number = std::get_if<double>(&content_);
  return number != nullptr ? *number : otherwise;
}

const std::string& Value::as_string() const {
  static const std::string none;
  const std::string* text = std::get_if<std::string>(&content_);
  return text != nullptr ? *text : none;
}

const Array& Value::items() const {
  static const Array none;
  const Array* items = std::get_if<Array>(&content_);
  return items != nullptr ? *items : none;
}

const std::vector<Member>& Value::members() const {
  static const std::vector<Member> none;
  const Object* object = std::get_if<Object>(&content_);
  return object != nullptr ? object->members : none;
}

std::size_t Value::size() const { return is_array() ? items().size() : members().size(); }

const Value* Value::find(std::string_view name) const {
  const auto found = find_member(members(), name);
  return found != members().end() ? &found->second : nullptr;
}

const Value& Value::operator[](std::string_view name) const {
  static const Value none;
  const Value* value = find(name);
  return value != nullptr ? *value : none;
}

Value& Value::set(std::string_view name, Value value) {
  Object* object = std::get_if<Object>(&content_);
  if (object == nullptr) object = &content_.emplace<Object>();
  std::vector<Member>& members = object->members;
  const auto found = find_member(members, name);
  if (found == members.end()) {
    make_room(members);
    return members.emplace_back(name, std::move(value)).second;
  }
  Value& old = members[static_cast<std::size_t>(found - members.begin())].second;
  old = std::move(value);
  return old;
}

const Value* Value::find(const char* name) const { return find(std::string_view(name)); }
const Value& Value::operator[](const char* name) const { return (*this)[std::string_view(name)]; }
Value& Value::set(const char* name, Value value) {
  return set(std::string_view(name), std::move(value));
}

Value& Value::add(std::string name, Value value) {
  if (!is_object()) content_ = Object{};
  std::vector<Member>& members = std::get_if<Object>(&content_)->members;
  make_room(members);
  return members.emplace_back(std::move(name), std::move(value)).second;
}

Value& Value::push(Value value) {
  Array* items = std::get_if<Array>(&content_);
  if (items == nullptr) items = &content_.emplace<Array>();
  return items->emplace_back(std::move(value));
}

namespace json_detail {

MemberOrder sorted(const std::vector<Member>& members, MemberLess less) {
  MemberOrder order;
  order.reserve(members.size());
  for (const Member& member : members) order.push_back(&member);
  // Sorts by a heap: as many steps for every input, and a fifth of std::sort's code.
  std::partial_sort(order.begin(), order.end(), order.end(),
                    [less](const Member* a, const Member* b) { return less(*a, *b); });
  return order;
}

bool less_by_name(const Member& a, const Member& b) {
  const int compared = a.first.compare(b.first);
  return compared != 0 ? compared < 0 : &a < &b;
}

}  // namespace json_detail

namespace {

using json_detail::MemberLess;
using json_detail::MemberOrder;

bool same_members(const std::vector<Member>& a, const std::vector<Member>& b) {
  if (a.size() != b.size()) return false;
  const auto same_name = [](const Member& x, const Member& y) { return x.first == y.first; };
  if (std::equal(a.begin(), a.end(), b.begin(), same_name)) return a == b;
  // Sorted, not looked up one by one: two large objects in different order must not take n^2 steps.
  const MemberOrder sorted_a = json_detail::sorted(a, json_detail::less_by_name);
  const MemberOrder sorted_b = json_detail::sorted(b, json_detail::less_by_name);
  return std::equal(sorted_a.begin(), sorted_a.end(), sorted_b.begin(),
                    [](const Member* x, const Member* y) { return *x == *y; });
}

}  // namespace

bool Value::operator==(const Value& other) const {
  if (content_.index() != other.content_.index()) return false;
  if (is_object()) return same_members(members(), other.members());
  if (is_array()) return items() == other.items();
  if (is_string()) return as_string() == other.as_string();
  if (is_double()) return as_double() == other.as_double();
  if (is_integer()) return as_integer() == other.as_integer();
  return as_bool() == other.as_bool();
}

}  // namespace sealflow
