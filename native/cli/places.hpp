// Places in a JSON text, for many problems of one file: it is read once, however many are asked
// for.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"

namespace sealflow::cli {

class Places {
 public:
  explicit Places(std::string_view text);

  /// As place_of() of the core: of what the pointer leads to, or of the last on the way that is
  /// there.
  std::size_t offset_of(std::string_view pointer) const;

  /// As text_place() of the core.
  TextPlace place(std::size_t offset) const;

 private:
  /// A tree, and not a list of pointers: those of a text with long names would fill the memory.
  struct Node {
    std::size_t at = 0;
    std::map<std::string, std::size_t, std::less<>> children;
  };

  void skip_space();
  std::string_view read_string();
  std::size_t read_value();

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Node> nodes_;
  std::vector<std::size_t> line_starts_{0};
  std::vector<std::uint32_t> signs_{0};  ///< how many characters begin before each byte
};

}  // namespace sealflow::cli
