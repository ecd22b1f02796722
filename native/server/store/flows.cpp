#include "server/store/flows.hpp"

namespace sealflow::server {
namespace {

std::optional<Snapshot> read_snapshot(Rows row) {
  if (!row.step()) return std::nullopt;
  return Snapshot{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)};
}

}  // namespace

std::optional<std::string> find_definition(Database& db, std::string_view hash) {
  Rows row = db.query("SELECT definition FROM definitions WHERE hash = ?1", hash);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

void put_definition(Database& db, std::string_view hash, std::string_view definition) {
  db.run("INSERT INTO definitions (hash, definition) VALUES (?1, ?2) ON CONFLICT DO NOTHING", hash,
         definition);
}

std::optional<Draft> find_draft(Database& db, std::string_view app, std::string_view flow) {
  Rows row = db.query("SELECT draft, active FROM flows WHERE app = ?1 AND id = ?2", app, flow);
  if (!row.step()) return std::nullopt;
  return Draft{row.text(0), row.flag(1)};
}

void put_draft(Database& db, std::string_view app, std::string_view flow, std::string_view hash,
               std::int64_t now) {
  db.run(
      "INSERT INTO flows (app, id, draft, updated_at) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT (app, id) DO UPDATE SET draft = excluded.draft, updated_at = "
      "excluded.updated_at",
      app, flow, hash, now);
}

void set_flow_active(Database& db, std::string_view app, std::string_view flow, bool active,
                     std::int64_t now) {
  db.run("UPDATE flows SET active = ?3, updated_at = ?4 WHERE app = ?1 AND id = ?2", app, flow,
         active, now);
}

std::vector<Definition> definitions_of(Database& db, std::string_view app) {
  Rows rows = db.query(
      "SELECT id, draft, active FROM flows WHERE app = ?1 UNION "
      "SELECT s.flow, s.hash, f.active FROM snapshots s "
      "JOIN flows f ON f.app = s.app AND f.id = s.flow WHERE s.app = ?1 ORDER BY 1, 2",
      app);
  std::vector<Definition> found;
  while (rows.step()) found.push_back({rows.text(0), rows.text(1), rows.flag(2)});
  return found;
}

std::optional<Snapshot> find_snapshot(Database& db, std::string_view id) {
  return read_snapshot(
      db.query("SELECT id, app, flow, version, hash FROM snapshots WHERE id = ?1", id));
}

std::optional<Snapshot> find_snapshot(Database& db, std::string_view app, std::string_view flow,
                                      std::string_view version) {
  return read_snapshot(
      db.query("SELECT id, app, flow, version, hash FROM snapshots WHERE app = ?1 AND flow = ?2 "
               "AND version = ?3",
               app, flow, version));
}

void insert_snapshot(Database& db, const Snapshot& snapshot, std::int64_t now) {
  db.run(
      "INSERT INTO snapshots (id, app, flow, version, hash, created_at) VALUES (?1, ?2, ?3, ?4, "
      "?5, ?6)",
      snapshot.id, snapshot.app, snapshot.flow, snapshot.version, snapshot.hash, now);
}

}  // namespace sealflow::server
