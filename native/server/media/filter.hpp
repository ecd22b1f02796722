// What is kept of an uploaded file. A picture from a phone says where and when it was taken, by
// which device, and may hold a second, uncropped picture; none of that was asked for, so it is not
// stored. What a viewer needs stays: pixels, colours, and which way up.
//
//   JPEG  keeps JFIF (without its thumbnail), colour profile, Adobe's marker, and the orientation;
//         drops every other APPn, comments, and what follows the end
//   PNG   keeps what is needed for the pixels and their colours, and the orientation
//   PDF   is kept as it is: its parts cannot be told apart without reading it whole. An encrypted
//         one is refused, since nobody could look at it
//
// One pass, piece by piece, never more than one segment (64 KiB) in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sealflow::server {

class MediaFilter {
 public:
  MediaFilter() = default;
  virtual ~MediaFilter() = default;
  MediaFilter(const MediaFilter&) = delete;
  MediaFilter& operator=(const MediaFilter&) = delete;

  /// Appends what is kept of these bytes. False: it is no file of this type.
  virtual bool take(std::string_view bytes, std::string& kept) = 0;
  /// Was that a whole file?
  virtual bool complete() const = 0;
};

/// "image/jpeg", "image/png" or "application/pdf"; nothing for anything else.
std::unique_ptr<MediaFilter> media_filter(std::string_view type);

// --- One per type

std::unique_ptr<MediaFilter> jpeg_filter();
std::unique_ptr<MediaFilter> png_filter();
std::unique_ptr<MediaFilter> pdf_filter();

/// Which way up, 1 to 8, out of a TIFF structure (EXIF); 1 when it does not say.
int exif_orientation(std::string_view tiff);
/// A TIFF structure that says nothing else.
std::string exif_with_orientation(int orientation);

}  // namespace sealflow::server
