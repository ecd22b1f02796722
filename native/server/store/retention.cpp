#include "server/store/retention.hpp"

namespace sealflow::server {

void put_retention(Database& db, std::string_view app, std::string_view flow,
                   std::optional<std::int64_t> keep_ms) {
  db.run("DELETE FROM retention WHERE app = ?1 AND flow = ?2", app, flow);
  if (keep_ms)
    db.run("INSERT INTO retention (app, flow, keep_ms) VALUES (?1, ?2, ?3)", app, flow, *keep_ms);
}

std::vector<FlowRetention> retention_of(Database& db, std::string_view app) {
  Rows rows = db.query(
      "SELECT f.id, coalesce(own.keep_ms, whole.keep_ms, 0), own.keep_ms FROM flows f "
      "LEFT JOIN retention own ON own.app = f.app AND own.flow = f.id "
      "LEFT JOIN retention whole ON whole.app = f.app AND whole.flow = '' "
      "WHERE f.app = ?1 ORDER BY f.id",
      app);
  std::vector<FlowRetention> flows;
  while (rows.step()) flows.push_back({rows.text(0), rows.integer(1), !rows.is_null(2)});
  return flows;
}

std::vector<std::string> kept_since(Database& db, std::string_view app, std::string_view flow,
                                    std::int64_t before, int limit) {
  Rows rows = db.query(
      "SELECT id FROM handshakes WHERE app = ?1 AND flow = ?2 AND erased_at IS NULL AND "
      "kept_from <= ?3 ORDER BY kept_from LIMIT ?4",
      app, flow, before, limit);
  std::vector<std::string> found;
  while (rows.step()) found.push_back(rows.text(0));
  return found;
}

std::int64_t count_kept_since(Database& db, std::string_view app, std::string_view flow,
                              std::int64_t before) {
  Rows row = db.query(
      "SELECT count(*) FROM handshakes WHERE app = ?1 AND flow = ?2 AND erased_at IS NULL AND "
      "kept_from <= ?3",
      app, flow, before);
  return row.step() ? row.integer(0) : 0;
}

}  // namespace sealflow::server
