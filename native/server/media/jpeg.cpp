// JPEG (ITU-T T.81): segments between markers, and scans that run to the next marker.
#include "server/media/filter.hpp"

namespace sealflow::server {
namespace {

using namespace std::string_view_literals;

constexpr unsigned soi = 0xD8;
constexpr unsigned eoi = 0xD9;
constexpr unsigned sos = 0xDA;
constexpr std::string_view exif = "Exif\0\0"sv;
constexpr std::size_t jfif_size = 14;  // without a thumbnail

bool is_restart(unsigned code) { return code >= 0xD0 && code <= 0xD7; }
/// Start of a frame: with the picture's size.
bool is_frame(unsigned code) {
  return code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
}

class JpegFilter : public MediaFilter {
 public:
  bool take(std::string_view bytes, std::string& kept) override {
    for (const char c : bytes) {
      if (!take(static_cast<unsigned char>(c), kept)) return false;
    }
    return true;
  }
  bool complete() const override { return place_ == Place::end; }

 private:
  enum class Place { begin, marker, code, length, segment, scan, scan_code, end };

  bool take(unsigned char byte, std::string& kept) {
    switch (place_) {
      case Place::begin:
        segment_ += static_cast<char>(byte);
        if (segment_.size() < 2) return true;
        if (segment_ != "\xFF\xD8") return false;
        kept += segment_;
        place_ = Place::marker;
        return true;
      case Place::marker:
        place_ = Place::code;
        return byte == 0xFF;
      case Place::code:
        return byte == 0xFF || begin_segment(byte, kept);  // FF may be repeated
      case Place::length:
        length_ = length_ << 8 | byte;
        if (++length_bytes_ < 2) return true;
        segment_.clear();
        place_ = Place::segment;
        return length_ > 2 || (length_ == 2 && end_segment(kept));
      case Place::segment:
        segment_ += static_cast<char>(byte);
        return segment_.size() + 2 < length_ || end_segment(kept);
      case Place::scan:
        if (byte == 0xFF) {
          place_ = Place::scan_code;
        } else {
          kept += static_cast<char>(byte);
        }
        return true;
      case Place::scan_code:
        if (byte == 0xFF) return true;
        if (byte != 0 && !is_restart(byte)) return begin_segment(byte, kept);
        kept += {'\xFF', static_cast<char>(byte)};
        place_ = Place::scan;
        return true;
      case Place::end:
        return true;  // dropped: phones append films and second pictures here
    }
    return false;
  }

  bool begin_segment(unsigned code, std::string& kept) {
    code_ = code;
    if (code == eoi) {
      kept += "\xFF\xD9";
      place_ = Place::end;
      return seen_frame_ && seen_scan_;
    }
    if (code == soi || code < 0xC0 || is_restart(code)) return false;
    length_ = 0;
    length_bytes_ = 0;
    place_ = Place::length;
    return true;
  }

  bool end_segment(std::string& kept) {
    place_ = code_ == sos ? Place::scan : Place::marker;
    seen_frame_ = seen_frame_ || is_frame(code_);
    seen_scan_ = seen_scan_ || code_ == sos;
    if (code_ == 0xE1 && segment_.starts_with(exif)) {
      const int orientation = exif_orientation(std::string_view(segment_).substr(exif.size()));
      if (orientation == 1) return true;
      segment_ = std::string(exif) + exif_with_orientation(orientation);
    } else if (!is_kept()) {
      return true;
    }
    const std::size_t length = segment_.size() + 2;
    kept += {'\xFF', static_cast<char>(code_), static_cast<char>(length >> 8),
             static_cast<char>(length & 0xFF)};
    kept += segment_;
    return true;
  }

  bool is_kept() {
    if (code_ < 0xE0) return true;  // tables, frames, scans
    if (code_ == 0xE0 && segment_.starts_with("JFIF\0"sv) && segment_.size() >= jfif_size) {
      segment_.resize(jfif_size);
      segment_[12] = segment_[13] = 0;
      return true;
    }
    return (code_ == 0xE2 && segment_.starts_with("ICC_PROFILE\0"sv)) ||
           (code_ == 0xEE && segment_.starts_with("Adobe"));
  }

  Place place_ = Place::begin;
  unsigned code_ = 0;
  std::size_t length_ = 0;
  int length_bytes_ = 0;
  std::string segment_;
  bool seen_frame_ = false;
  bool seen_scan_ = false;
};

}  // namespace

std::unique_ptr<MediaFilter> jpeg_filter() { return std::make_unique<JpegFilter>(); }

}  // namespace sealflow::server
