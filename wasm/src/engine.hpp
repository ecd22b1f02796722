// What the files of an engine share: texts in its memory, and answers that JavaScript takes away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

inline std::string_view text_at(std::uintptr_t pointer, std::size_t length) {
  return {reinterpret_cast<const char*>(pointer), length};
}

/// The text's length (32 bits, as the memory has them) and the text after it, or 0 when there is no
/// memory left. Whoever calls owes it to release(). The text is wiped: it may hold keys and
/// personal data.
std::uintptr_t answer(std::string text);
