// PNG (W3C, third edition): a signature, and chunks of length, type, data and CRC.
#include <algorithm>
#include <cstdint>

#include "server/media/filter.hpp"

namespace sealflow::server {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view file_signature = "\x89PNG\r\n\x1A\n"sv;
constexpr std::size_t head_size = 8;
constexpr std::size_t crc_size = 4;
constexpr std::size_t longest_exif = 64UL * 1024;
constexpr std::size_t longest_chunk = 0x7FFFFFFF;

/// Pixels and their colours. A critical chunk (first letter a capital) that is not among them makes
/// it a file that nobody here can show.
constexpr std::string_view kept_types =
    " IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs bKGD cICP mDCV cLLI ";

std::uint32_t crc_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
  }
  return ~crc;
}

std::string big_endian(std::uint32_t number) {
  return {static_cast<char>(number >> 24), static_cast<char>(number >> 16),
          static_cast<char>(number >> 8), static_cast<char>(number)};
}

class PngFilter : public MediaFilter {
 public:
  bool take(std::string_view bytes, std::string& kept) override {
    while (!bytes.empty() && place_ != Place::end) {
      if (place_ == Place::body) {
        const std::size_t size = std::min(left_, bytes.size());
        if (fate_ == Fate::keep) kept += bytes.substr(0, size);
        if (fate_ == Fate::read) buffer_ += bytes.substr(0, size);
        bytes.remove_prefix(size);
        left_ -= size;
        if (left_ == 0) end_chunk(kept);
        continue;
      }
      const std::size_t wanted = place_ == Place::signature ? file_signature.size() : head_size;
      const std::size_t size = std::min(wanted - buffer_.size(), bytes.size());
      buffer_ += bytes.substr(0, size);
      bytes.remove_prefix(size);
      if (buffer_.size() < wanted) break;
      if (!(place_ == Place::signature ? begin_file(kept) : begin_chunk(kept))) return false;
      if (fate_ != Fate::read) buffer_.clear();
    }
    return true;  // what follows the end is dropped
  }
  bool complete() const override { return place_ == Place::end && pixels_; }

 private:
  enum class Place { signature, head, body, end };
  enum class Fate { keep, drop, read };

  bool begin_file(std::string& kept) {
    if (buffer_ != file_signature) return false;
    kept += buffer_;
    place_ = Place::head;
    return true;
  }

  bool begin_chunk(std::string& kept) {
    std::size_t length = 0;
    for (int i = 0; i < 4; ++i)
      length = length << 8 | static_cast<unsigned char>(buffer_[static_cast<std::size_t>(i)]);
    type_ = buffer_.substr(4);
    const bool letters = std::all_of(type_.begin(), type_.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    if (!letters || length > longest_chunk || first_ != (type_ == "IHDR")) return false;
    first_ = false;
    pixels_ = pixels_ || type_ == "IDAT";
    const bool known = kept_types.find(" " + type_ + " ") != std::string_view::npos;
    const bool critical = type_[0] < 'a';
    if (critical && !known) return false;
    fate_ = known ? Fate::keep : Fate::drop;
    if (type_ == "eXIf" && length <= longest_exif) fate_ = Fate::read;
    if (fate_ == Fate::keep) kept += buffer_;
    if (fate_ == Fate::read) buffer_.clear();
    left_ = length + crc_size;
    place_ = Place::body;
    return true;
  }

  void end_chunk(std::string& kept) {
    place_ = type_ == "IEND" ? Place::end : Place::head;
    if (fate_ != Fate::read) return;
    fate_ = Fate::drop;
    const int orientation =
        exif_orientation(std::string_view(buffer_).substr(0, buffer_.size() - crc_size));
    buffer_.clear();
    if (orientation == 1) return;
    const std::string data = exif_with_orientation(orientation);
    kept += big_endian(static_cast<std::uint32_t>(data.size())) + "eXIf" + data +
            big_endian(crc_of("eXIf" + data));
  }

  Place place_ = Place::signature;
  Fate fate_ = Fate::drop;
  std::string buffer_;
  std::string type_;
  std::size_t left_ = 0;
  bool first_ = true;
  bool pixels_ = false;
};

}  // namespace

std::unique_ptr<MediaFilter> png_filter() { return std::make_unique<PngFilter>(); }

}  // namespace sealflow::server
