// What the fuzz targets share. A target is one file with a function over one input; it states what
// must hold for every input, and the same file runs under libFuzzer and in the ordinary tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sealflow/result.hpp"

namespace fuzz {

/// Ends the program with the sentence that does not hold, so that the input is kept.
[[noreturn]] void broken(const char* sentence);

inline void must(bool holds, const char* sentence) {
  if (!holds) broken(sentence);
}

/// Is the target to misbehave? Each has one bug of a kind that was found in real programs, switched
/// on by the environment (SEALFLOW_FUZZ_BUG=1), to show that what it asserts can fail.
bool seeded_bug();

/// A refusal has a code that may come from here, a text, a place and mostly a finer reason.
void must_be_complete(const sealflow::Error& error);

/// The place is a byte offset into a text of that size.
void must_be_offset(const std::string& where, std::size_t size);

/// The place is a JSON pointer.
void must_be_pointer(const std::string& where);

/// Takes the input apart: what comes before the next `separator`, or all that is left.
std::string_view take_part(std::string_view& input, char separator = '\n');

/// Calls `check` with a copy that ends where its heap block ends, so that address sanitizer sees
/// the first byte that is read beyond it.
int with_exact_copy(const std::uint8_t* data, std::size_t size, void (*check)(std::string_view));

}  // namespace fuzz

/// libFuzzer's entry point, and that of replay.cpp. Each target defines it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
