// What the generator knows of each stage type: how one is defined, and what moves it on. A new
// stage type is a function or two and a line in the table of stage_kinds.cpp.
#pragma once

#include <string_view>
#include <vector>

#include "random.hpp"
#include "sealflow/decide.hpp"

namespace property {

/// A stage that is due.
struct Situation {
  const sealflow::Value& stage;  ///< its definition
  const sealflow::StageRecord& record;
  const std::vector<sealflow::Effect>& effects;  ///< of the walk so far
  std::int64_t now;
};

struct StageKind {
  std::string_view type;
  /// Members of its own, into the definition of a stage.
  void (*define)(Random& random, sealflow::Value& stage);
  /// A command that moves it on, of whoever it waits for: page, server or operator. Some of the
  /// outside's answers are bad ones.
  sealflow::Value (*right)(Random& random, const Situation& situation);
};

/// Of any type but an index page, which needs a flow built around it.
const StageKind& random_kind(Random& random);
const StageKind& kind_of(std::string_view type);

/// Input that is wrong for some type: a code that was not sent, another type, no object at all.
sealflow::Value wrong_input(Random& random);

/// What the server knows of the files that inputs name.
const sealflow::Value& uploaded_media();

}  // namespace property
