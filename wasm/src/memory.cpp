// Every block that the engine's C++ gives back is wiped first.
//
// A key crosses as JSON: the parser, the value and the request are copies of it in a dozen blocks,
// and only some are ours to wipe by hand. WebAssembly memory is one array that any script of the
// page can read, so what is freed must not stay readable. Measured cost: see wasm/README.md.
#include <emscripten/heap.h>
#include <malloc.h>

#include <cstdlib>
#include <new>

#include "sealflow/signature.hpp"

namespace {

/// Never inlined: the linker would put this loop into each of some thousand places that free
/// something.
[[gnu::noinline]] void wipe_and_free(void* block) noexcept {
  if (block == nullptr) return;
  sealflow::wipe(block, malloc_usable_size(block));
  std::free(block);
}

}  // namespace

void operator delete(void* block) noexcept { wipe_and_free(block); }
void operator delete(void* block, std::size_t) noexcept { wipe_and_free(block); }
void operator delete[](void* block) noexcept { wipe_and_free(block); }
void operator delete[](void* block, std::size_t) noexcept { wipe_and_free(block); }
