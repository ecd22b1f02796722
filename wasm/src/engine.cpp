// The core's text-in, text-out door for JavaScript. No logic here: bytes in, bytes out.
//
// Strings do not cross as Embind's std::string: that costs 44 us for 2.4 kB and leaves copies
// behind. JavaScript writes UTF-8 once into memory it got from allocate(), calls, reads the answer,
// and gives both back to release().
#include <emscripten/bind.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "sealflow/api.hpp"
#include "sealflow/signature.hpp"

namespace {

/// A piece of the engine's memory. Whoever holds one owes it to release().
struct Text {
  std::uintptr_t pointer = 0;
  std::size_t length = 0;
};

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

Text call(const std::string& function, std::uintptr_t pointer, std::size_t length) {
  std::string answer = SEALFLOW_ENGINE_CALL(function, std::string_view(at(pointer), length));
  Text text{.pointer = allocate(answer.size()), .length = answer.size()};
  if (text.pointer != 0) std::memcpy(at(text.pointer), answer.data(), answer.size());
  sealflow::wipe(answer);
  return text;
}

}  // namespace

EMSCRIPTEN_BINDINGS(sealflow) {
  emscripten::value_object<Text>("Text")
      .field("pointer", &Text::pointer)
      .field("length", &Text::length);
  emscripten::function("allocate", &allocate);
  emscripten::function("release", &release);
  emscripten::function("call", &call);
}
