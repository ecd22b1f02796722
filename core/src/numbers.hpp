// Numbers as ECMAScript reads and prints them: the neighbours of the double-conversion library.
// json.hpp has number_text().
#pragma once

#include <string_view>

namespace sealflow {

/// The double nearest to `-12.5e-3`, `.99`, `1E9`: a literal whose form was checked. Infinite
/// beyond the range.
double read_decimal(std::string_view literal);

}  // namespace sealflow
