// PDF (ISO 32000): looked at, not changed.
#include "server/media/filter.hpp"

namespace sealflow::server {
namespace {

constexpr std::string_view encryption = "/Encrypt";
constexpr std::string_view end_mark = "%%EOF";
constexpr std::size_t end_room = 1024;  // where readers look for it

class PdfFilter : public MediaFilter {
 public:
  bool take(std::string_view bytes, std::string& kept) override {
    kept += bytes;
    const std::size_t searched = tail_.size() - std::min(tail_.size(), encryption.size() - 1);
    tail_ += bytes;
    // A word of the trailer, or of a cross-reference stream's dictionary: both stand in the open.
    if (tail_.find(encryption, searched) != std::string::npos) return false;
    if (tail_.size() > end_room) tail_.erase(0, tail_.size() - end_room);
    return true;
  }
  bool complete() const override { return tail_.find(end_mark) != std::string::npos; }

 private:
  std::string tail_;
};

}  // namespace

std::unique_ptr<MediaFilter> pdf_filter() { return std::make_unique<PdfFilter>(); }

std::unique_ptr<MediaFilter> media_filter(std::string_view type) {
  if (type == "image/jpeg") return jpeg_filter();
  if (type == "image/png") return png_filter();
  if (type == "application/pdf") return pdf_filter();
  return nullptr;
}

}  // namespace sealflow::server
