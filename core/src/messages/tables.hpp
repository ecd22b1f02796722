// One function per language, each in a file of its own.
#pragma once

#include <span>

#include "sealflow/messages.hpp"

namespace sealflow::message_tables {

std::span<const Message> english();
std::span<const Message> hindi();

}  // namespace sealflow::message_tables
