// What the generator knows of each stage type: how one is defined, and what passes it. A new stage
// type is a function or two and a line in the table of stage_kinds.cpp.
#pragma once

#include <string_view>
#include <vector>

#include "random.hpp"
#include "sealflow/decide.hpp"

namespace property {

struct StageKind {
  std::string_view type;
  /// Members of its own, into the definition of a stage.
  void (*define)(Random& random, sealflow::Value& stage);
  /// Input of a submit that passes now; `effects` are those of the walk so far.
  sealflow::Value (*right)(Random& random, const sealflow::Value& stage,
                           const std::vector<sealflow::Effect>& effects);
};

const StageKind& random_kind(Random& random);
const StageKind& kind_of(std::string_view type);

/// Input that is wrong for some type: a code that was not sent, another type, no object at all.
sealflow::Value wrong_input(Random& random);

/// What the server knows of the files that inputs name.
const sealflow::Value& uploaded_media();

}  // namespace property
