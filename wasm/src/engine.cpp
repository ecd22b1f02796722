// The core's text-in, text-out door for JavaScript. No logic here: bytes in, bytes out.
//
// Only whole numbers cross through Embind. Its std::string costs 44 us for 2.4 kB and leaves copies
// behind; JavaScript writes UTF-8 once into memory it got from allocate(), calls, reads the answer,
// and gives both back to release(). Embind's JavaScript for types is left out, therefore
// (embind_numbers.js).
#include "engine.hpp"

#include <emscripten/bind.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "sealflow/api.hpp"
#include "sealflow/signature.hpp"

namespace {

char* at(std::uintptr_t pointer) { return reinterpret_cast<char*>(pointer); }

/// 0 when there is no memory left. Never null for an empty text, so that 0 means one thing only.
std::uintptr_t allocate(std::size_t length) {
  return reinterpret_cast<std::uintptr_t>(std::malloc(length == 0 ? 1 : length));
}

/// Texts may hold keys and personal data: wiped, then freed.
void release(std::uintptr_t pointer, std::size_t length) {
  if (pointer == 0) return;
  sealflow::wipe(at(pointer), length);
  std::free(at(pointer));
}

/// Takes `function<TAB>request`.
std::uintptr_t call(std::uintptr_t pointer, std::size_t length) {
  const std::string_view text = text_at(pointer, length);
  const std::size_t tab = std::min(text.find('\t'), length);
  return answer(SEALFLOW_ENGINE_CALL(text.substr(0, tab), text.substr(std::min(tab + 1, length))));
}

}  // namespace

std::uintptr_t answer(std::string text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  const std::uintptr_t given = allocate(sizeof size + size);
  if (given != 0) {
    std::memcpy(at(given), &size, sizeof size);
    std::memcpy(at(given) + sizeof size, text.data(), size);
  }
  sealflow::wipe(text);
  return given;
}

EMSCRIPTEN_BINDINGS(sealflow) {
  emscripten::function("allocate", &allocate);
  emscripten::function("release", &release);
  emscripten::function("call", &call);
}
