// The log of a handshake: public JSON in the open, salt and private bytes sealed in columns of
// their own.
#pragma once

#include <string_view>
#include <vector>

#include "sealflow/event.hpp"
#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

void insert_event(Database& db, const Key& key, const LoggedEvent& event);

/// All events of a handshake, in order. Error: log_damaged, where = "/<index>", when a row cannot
/// be read or opened. Whether they form a whole chain is the core's to say.
Result<std::vector<LoggedEvent>> load_events(Database& db, const Key& key,
                                             std::string_view handshake);

}  // namespace sealflow::server
