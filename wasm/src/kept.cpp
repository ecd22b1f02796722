// What stays in the engine between calls: keys. JavaScript holds a number for each and gives it
// back to closeKey(). Numbers are not used twice, so that one that was closed is refused for ever
// and never means another's key. Linked into the whole core's engine only.
#include <emscripten/bind.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine.hpp"
#include "sealflow/json.hpp"
#include "sealflow/signature.hpp"

namespace {

using sealflow::HmacKey;

struct Kept {
  std::uint32_t number;
  HmacKey key;
};

/// The binding's own: the core has no state outside of values. A handful, hence no map.
std::vector<Kept>& kept() {
  static std::vector<Kept> all;
  return all;
}

std::vector<Kept>::iterator find(std::uint32_t number) {
  return std::find_if(kept().begin(), kept().end(),
                      [number](const Kept& one) { return one.number == number; });
}

std::uint32_t open_key(std::uintptr_t pointer, std::size_t length) {
  static std::uint32_t last = 0;
  kept().push_back({++last, HmacKey(text_at(pointer, length))});
  return last;
}

/// Takes a message; gives 32 bytes, or 1 when there is no such number (any more): no answer ever
/// stands there.
std::uintptr_t sign(std::uint32_t number, std::uintptr_t pointer, std::size_t length) {
  const auto found = find(number);
  if (found == kept().end()) return 1;
  return answer(found->key.bytes(text_at(pointer, length)));
}

void close_key(std::uint32_t number) {
  const auto found = find(number);
  if (found != kept().end()) kept().erase(found);
}

/// RFC 8785 form of a JSON text, 0 where call() has an error to tell: a document is not wrapped in
/// another one for it.
std::uintptr_t canonical(std::uintptr_t pointer, std::size_t length) {
  constexpr sealflow::JsonLimits limits = {.max_bytes = std::size_t{1} << 26};
  const sealflow::Result<sealflow::Value> value =
      sealflow::parse_json(text_at(pointer, length), limits);
  return value ? answer(sealflow::canonicalize(*value)) : 0;
}

}  // namespace

EMSCRIPTEN_BINDINGS(sealflow_kept) {
  emscripten::function("openKey", &open_key);
  emscripten::function("sign", &sign);
  emscripten::function("closeKey", &close_key);
  emscripten::function("canonical", &canonical);
}
