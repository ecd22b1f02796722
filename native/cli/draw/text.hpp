// Text in a picture whose fonts are the reader's: how wide it may get, and where to break it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sealflow::cli {

/// An upper estimate in pixels, of plain letters. Fonts differ; boxes are made for the wider ones.
double text_width(std::string_view text, double size);

/// Lines of at most `width`, broken at spaces, and where a word is too long, within it. What is
/// beyond `most` lines is cut off, with an ellipsis.
std::vector<std::string> wrap_text(std::string_view text, double size, double width,
                                   std::size_t most);

/// At most `width` wide, with an ellipsis where something is cut off.
std::string shorten(std::string_view text, double size, double width);

/// For XML, as content and in attributes. Characters that no XML may hold become U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace sealflow::cli
