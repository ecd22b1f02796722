#include "cli/draw/text.hpp"

#include <cstdint>

namespace sealflow::cli {
namespace {

struct Letter {
  char32_t code;
  std::size_t bytes;
};

/// The next code point. The text is valid UTF-8: the parser of JSON saw to that.
Letter next_letter(std::string_view text) {
  auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first < 0xE0) return {(first & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (first < 0xF0) {
    return {(first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  }
  return {(first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F),
          4};
}

/// Signs that sit on the letter before them: combining marks of Latin and of the Indic scripts.
bool is_mark(char32_t c) {
  if (c >= 0x0300 && c <= 0x036F) return true;
  if (c == 0x200C || c == 0x200D || c == 0xFE0F) return true;
  if (c < 0x0900 || c > 0x0DFF) return false;
  char32_t in_block = c & 0x7F;  // the Indic blocks are laid out alike
  return in_block <= 0x02 || in_block == 0x3C || (in_block >= 0x41 && in_block <= 0x48) ||
         in_block == 0x4D || (in_block >= 0x51 && in_block <= 0x57) || in_block == 0x62 ||
         in_block == 0x63;
}

/// In parts of the font's size.
double letter_width(char32_t c) {
  if (is_mark(c)) return 0;
  constexpr std::string_view narrow = "iljtfr.,;:!|'()[] /";
  constexpr std::string_view wide = "mwMWQ@%&";
  if (c < 0x80) {
    char plain = static_cast<char>(c);
    if (narrow.find(plain) != std::string_view::npos) return 0.38;
    if (wide.find(plain) != std::string_view::npos) return 0.92;
    return plain >= 'A' && plain <= 'Z' ? 0.70 : 0.60;
  }
  if (c < 0x0900) return 0.66;
  if (c < 0x1100) return 0.72;
  return 1.05;
}

}  // namespace

double text_width(std::string_view text, double size) {
  double sum = 0;
  while (!text.empty()) {
    Letter letter = next_letter(text);
    sum += letter_width(letter.code);
    text.remove_prefix(std::min(letter.bytes, text.size()));
  }
  return sum * size;
}

std::string shorten(std::string_view text, double size, double width) {
  if (text_width(text, size) <= width) return std::string(text);
  double left = width / size - letter_width(U'…');
  std::size_t end = 0;
  while (end < text.size()) {
    Letter letter = next_letter(text.substr(end));
    left -= letter_width(letter.code);
    if (left < 0 && !is_mark(letter.code)) break;
    end += letter.bytes;
  }
  while (end > 0 && text[end - 1] == ' ') --end;
  return std::string(text.substr(0, end)) + "…";
}

std::vector<std::string> wrap_text(std::string_view text, double size, double width,
                                   std::size_t most) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    std::size_t space = text.find(' ');
    std::string word(text.substr(0, space));
    std::string longer = line.empty() ? word : line + " " + word;
    if (text_width(longer, size) <= width || line.empty()) {
      line = longer;
    } else if (lines.size() + 1 == most) {
      // The last line takes all that is left, and is cut below.
      line += " " + std::string(text);
      break;
    } else {
      lines.push_back(line);
      line = word;
    }
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  if (!line.empty()) lines.push_back(line);
  for (std::string& each : lines) each = shorten(each, size, width);
  return lines;
}

std::string xml_text(std::string_view text) {
  std::string xml;
  while (!text.empty()) {
    Letter letter = next_letter(text);
    char32_t c = letter.code;
    bool forbidden = (c < 0x20 && c != '\t' && c != '\n') || c == 0xFFFE || c == 0xFFFF;
    if (forbidden) {
      xml += "\uFFFD";
    } else if (c == '&') {
      xml += "&amp;";
    } else if (c == '<') {
      xml += "&lt;";
    } else if (c == '>') {
      xml += "&gt;";
    } else if (c == '"') {
      xml += "&quot;";
    } else {
      xml += text.substr(0, letter.bytes);
    }
    text.remove_prefix(std::min(letter.bytes, text.size()));
  }
  return xml;
}

}  // namespace sealflow::cli
