#include "numbers.hpp"

#include <double-conversion/double-to-string.h>
#include <double-conversion/strtod.h>

#include <algorithm>
#include <array>
#include <string>

#include "sealflow/json.hpp"

namespace sealflow {

// The library's converter one level up would bring the C++ library's locales with it, 40 kB (gzip)
// of the engine.
double read_decimal(std::string_view literal) {
  constexpr int far_beyond_double = 10'000;
  const bool negative = literal.starts_with('-');
  std::size_t at = negative ? 1 : 0;
  std::string digits;
  int exponent = 0;
  bool fraction = false;
  for (; at < literal.size() && literal[at] != 'e' && literal[at] != 'E'; ++at) {
    if (literal[at] == '.') {
      fraction = true;
      continue;
    }
    if (literal[at] != '0' || !digits.empty()) digits += literal[at];
    if (fraction) --exponent;
  }
  if (at < literal.size()) ++at;
  const bool small = at < literal.size() && literal[at] == '-';
  if (at < literal.size() && (literal[at] == '-' || literal[at] == '+')) ++at;
  int written = 0;
  for (; at < literal.size(); ++at) {
    written = std::min(written * 10 + (literal[at] - '0'), far_beyond_double);
  }
  double number = 0;
  if (!digits.empty()) {
    number = double_conversion::Strtod({digits.data(), static_cast<int>(digits.size())},
                                       exponent + (small ? -written : written));
  }
  return negative ? -number : number;
}

std::string number_text(double number) {
  using double_conversion::DoubleToStringConverter;
  // The same settings as EcmaScriptConverter(), whose static would need a guard variable.
  const DoubleToStringConverter converter(
      DoubleToStringConverter::UNIQUE_ZERO | DoubleToStringConverter::EMIT_POSITIVE_EXPONENT_SIGN,
      "Infinity", "NaN", 'e', -6, 21, 6, 0);
  std::array<char, 32> buffer;  // the longest text has 25 characters
  double_conversion::StringBuilder builder(buffer.data(), static_cast<int>(buffer.size()));
  converter.ToShortest(number, &builder);
  const auto length = static_cast<std::size_t>(builder.position());
  return std::string(builder.Finalize(), length);
}

}  // namespace sealflow
