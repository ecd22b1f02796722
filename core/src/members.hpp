// The members of a struct, each named once: the same list writes them into an object and reads them
// from one, so that no reader forgets what a writer learned.
#pragma once

#include "reader.hpp"

namespace sealflow {

class Members {
 public:
  explicit Members(Value& written) : written_(&written) {}
  explicit Members(ObjectReader& reader) : reader_(&reader) {}

  /// When reading, what is not there leaves nothing behind: "", 0, false, null, an empty list.
  void text(const char* name, std::string& value,
            ObjectReader::Need need = ObjectReader::Need::optional);
  void integer(const char* name, std::int64_t& value);
  void flag(const char* name, bool& value);
  void texts(const char* name, std::vector<std::string>& value);
  void value(const char* name, Value& value);
  /// One of `names`; `at` is its place among them. Reading, the first is the default.
  void choice(const char* name, std::size_t& at, std::initializer_list<std::string_view> names);

  /// Whoever has members of a kind of its own asks which way it goes; the other one is nullptr.
  ObjectReader* reader() const { return reader_; }
  Value* written() const { return written_; }

 private:
  ObjectReader* reader_ = nullptr;
  Value* written_ = nullptr;
};

}  // namespace sealflow
