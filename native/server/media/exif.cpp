// EXIF 2.32: a TIFF structure. Of all it may hold, the orientation (tag 0x0112).
#include "server/media/filter.hpp"

namespace sealflow::server {
namespace {

/// Reads numbers in either order of bytes; what is beyond the end is 0.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes), little_(bytes.starts_with("II")) {}

  bool is_tiff() const {
    return (bytes_.starts_with("II") || bytes_.starts_with("MM")) && number(2, 2) == 42;
  }
  std::size_t number(std::size_t at, std::size_t size) const {
    std::size_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t from = at + (little_ ? size - 1 - i : i);
      value = value << 8 | (from < bytes_.size() ? static_cast<unsigned char>(bytes_[from]) : 0);
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool little_;
};

constexpr std::size_t entry_size = 12;

}  // namespace

int exif_orientation(std::string_view bytes) {
  const Tiff tiff(bytes);
  if (!tiff.is_tiff()) return 1;
  const std::size_t directory = tiff.number(4, 4);
  if (directory + 2 > bytes.size()) return 1;
  const std::size_t count = tiff.number(directory, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + i * entry_size;
    if (entry + entry_size > bytes.size()) return 1;
    if (tiff.number(entry, 2) != 0x0112) continue;
    const std::size_t value = tiff.number(entry + 8, 2);
    const bool is_short = tiff.number(entry + 2, 2) == 3 && tiff.number(entry + 4, 4) == 1;
    return is_short && value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

std::string exif_with_orientation(int orientation) {
  using namespace std::string_literals;
  return "MM\0*\0\0\0\x08"                // big-endian, the directory follows
         "\0\x01"                         // with one entry:
         "\x01\x12\0\x03\0\0\0\x01\0"s +  // orientation, one SHORT,
         static_cast<char>(orientation) +
         "\0\0"        // its value,
         "\0\0\0\0"s;  // and no further directory
}

}  // namespace sealflow::server
