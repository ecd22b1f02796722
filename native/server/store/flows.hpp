// Flows: definitions by content, drafts and published snapshots that name them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/database.hpp"

namespace sealflow::server {

struct Draft {
  std::string hash;  ///< of the definition
  bool active = true;
};

struct Snapshot {
  std::string id;  ///< a UUID
  std::string app;
  std::string flow;
  std::string version;
  std::string hash;  ///< of the definition
};

/// The definition's text, or nothing.
std::optional<std::string> find_definition(Database& db, std::string_view hash);
void put_definition(Database& db, std::string_view hash, std::string_view definition);

std::optional<Draft> find_draft(Database& db, std::string_view app, std::string_view flow);
void set_flow_active(Database& db, std::string_view app, std::string_view flow, bool active,
                     std::int64_t now);
void put_draft(Database& db, std::string_view app, std::string_view flow, std::string_view hash,
               std::int64_t now);

struct Definition {
  std::string flow;
  std::string hash;
  bool active = true;  ///< of the flow
};

/// What the app's handshakes may be of: drafts and published versions, each content once.
std::vector<Definition> definitions_of(Database& db, std::string_view app);

std::optional<Snapshot> find_snapshot(Database& db, std::string_view id);
std::optional<Snapshot> find_snapshot(Database& db, std::string_view app, std::string_view flow,
                                      std::string_view version);
void insert_snapshot(Database& db, const Snapshot& snapshot, std::int64_t now);

}  // namespace sealflow::server
