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

Value::Value() {}
Value::Value(const Value& other) : kind_(other.kind_) {
  switch (kind_) {
    case Kind::null:
      break;
    case Kind::boolean:
      flag_ = other.flag_;
      break;
    case Kind::integer:
      integer_ = other.integer_;
      break;
    case Kind::real:
      real_ = other.real_;
      break;
    case Kind::text:
      std::construct_at(&text_, other.text_);
      break;
    case Kind::array:
      std::construct_at(&items_, other.items_);
      break;
    case Kind::object:
      std::construct_at(&members_, other.members_);
      break;
  }
}
Value::Value(Value&& other) noexcept { take(other); }
Value& Value::operator=(const Value& other) { return *this = Value(other); }
Value& Value::operator=(Value&& other) noexcept {
  if (this == &other) return *this;
  Value old;
  old.take(*this);  // not destroyed before `other`, which may be a part of it, is taken out
  take(other);
  return *this;
}
Value::~Value() { clear(); }

void Value::take(Value& other) {
  switch (other.kind_) {
    case Kind::null:
      return;
    case Kind::boolean:
      flag_ = other.flag_;
      break;
    case Kind::integer:
      integer_ = other.integer_;
      break;
    case Kind::real:
      real_ = other.real_;
      break;
    case Kind::text:
      std::construct_at(&text_, std::move(other.text_));
      break;
    case Kind::array:
      std::construct_at(&items_, std::move(other.items_));
      break;
    case Kind::object:
      std::construct_at(&members_, std::move(other.members_));
      break;
  }
  kind_ = other.kind_;
  other.clear();
}

void Value::clear() {
  if (kind_ == Kind::text) std::destroy_at(&text_);
  if (kind_ == Kind::array) std::destroy_at(&items_);
  if (kind_ == Kind::object) std::destroy_at(&members_);
  kind_ = Kind::null;
}

Value::Value(std::nullptr_t) {}
Value::Value(bool flag) : kind_(Kind::boolean), flag_(flag) {}
Value::Value(int number) : Value(std::int64_t{number}) {}
Value::Value(std::int64_t number) : kind_(Kind::integer), integer_(number) {}
Value::Value(std::string text) : kind_(Kind::text), text_(std::move(text)) {}
Value::Value(std::string_view text) : kind_(Kind::text), text_(text) {}
Value::Value(const char* text) : kind_(Kind::text), text_(text) {}
Value::Value(Array items) : kind_(Kind::array), items_(std::move(items)) {}

Value::Value(double number) {
  if (!std::isfinite(number)) return;
  kind_ = Kind::real;
  real_ = number;
}

Value Value::object(std::initializer_list<Field> fields) {
  Value result;
  result.become_object();
  for (const Field& field : fields) result.set(field.name, std::move(field.value));
  return result;
}

Array& Value::become_array() {
  if (!is_array()) {
    clear();
    std::construct_at(&items_);
    kind_ = Kind::array;
  }
  return items_;
}

std::vector<Member>& Value::become_object() {
  if (!is_object()) {
    clear();
    std::construct_at(&members_);
    kind_ = Kind::object;
  }
  return members_;
}

bool Value::as_bool(bool otherwise) const { return is_bool() ? flag_ : otherwise; }

std::int64_t Value::as_integer(std::int64_t otherwise) const {
  return is_integer() ? integer_ : otherwise;
}

double Value::as_double(double otherwise) const {
  // An integer is a number too: the parser makes one of `1.0`.
  if (is_integer()) return static_cast<double>(integer_);
  return is_double() ? real_ : otherwise;
}

const std::string& Value::as_string() const {
  static const std::string none;
  return is_string() ? text_ : none;
}

const Array& Value::items() const {
  static const Array none;
  return is_array() ? items_ : none;
}

const std::vector<Member>& Value::members() const {
  static const std::vector<Member> none;
  return is_object() ? members_ : none;
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
  std::vector<Member>& members = become_object();
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
  std::vector<Member>& members = become_object();
  make_room(members);
  return members.emplace_back(std::move(name), std::move(value)).second;
}

Value& Value::push(Value value) { return become_array().emplace_back(std::move(value)); }

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
  if (kind_ != other.kind_) return false;
  if (is_object()) return same_members(members_, other.members_);
  if (is_array()) return items_ == other.items_;
  if (is_string()) return text_ == other.text_;
  if (is_double()) return real_ == other.real_;
  if (is_integer()) return integer_ == other.integer_;
  return is_null() || flag_ == other.flag_;
}

}  // namespace sealflow
