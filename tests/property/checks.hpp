// What must hold for every walk. Each check returns what does not, or nothing.
#pragma once

#include <string>

#include "random_walk.hpp"

namespace property {

/// The state makes sense by itself.
std::string check_sound(const Walk& walk);

/// The log replays to the same bytes, page's copy included; corrupted events on the way are refused
/// and change nothing.
std::string check_replay(const Walk& walk, Random& random);

/// The events in any order, with repeats, what was refused for a gap offered again: the same bytes.
std::string check_order(const Walk& walk, Random& random);

/// The statuses in any order, with repeats, merged by stamp: the last one.
std::string check_statuses(const Walk& walk, Random& random);

}  // namespace property
