// The ways through a flow: which stage can come after which, and which must have come before.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "sealflow/flow.hpp"

namespace sealflow {

/// Positions are those of `flow.stages`. Targets that name nothing lead nowhere. An index page
/// leads to the starts of its steps and, once it is passed, on by its `next`.
class Ways {
 public:
  /// `left_out`: without a step's way back to its index page, which closes no loop, since no step
  /// is done twice.
  enum class Returns { followed, left_out };
  explicit Ways(const Flow& flow, Returns returns = Returns::followed);

  /// Position of the stage with that id, or `nowhere`.
  std::size_t position(std::string_view id) const;
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  /// Which stages can come after this one, in one or more steps? Ways through `closed` do not
  /// count.
  std::vector<bool> after(std::size_t from, const std::vector<bool>& closed = {}) const;
  bool leads(std::size_t from, std::size_t to, const std::vector<bool>& closed = {}) const;

  /// The stage and those after it, without passing `closed`; none for `nowhere`.
  std::vector<bool> reached(std::size_t from, std::size_t closed = nowhere) const;

  /// Does every way from the start to `stage` pass `other`? The stage itself does not count. For an
  /// index page that means: when it is left.
  bool always_before(std::size_t other, std::size_t stage) const;

 private:
  bool step_done_before(std::size_t other, std::size_t stage) const;

  const Flow& flow_;
  std::vector<std::vector<std::size_t>> to_;
};

}  // namespace sealflow
