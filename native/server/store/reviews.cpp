#include "server/store/reviews.hpp"

namespace sealflow::server {

void put_review(Database& db, std::string_view handshake, std::string_view app,
                std::string_view stage, std::int64_t now) {
  db.run(
      "INSERT INTO reviews (handshake, app, stage, since) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT (handshake) DO UPDATE SET stage = excluded.stage, since = excluded.since",
      handshake, app, stage, now);
}

void remove_review(Database& db, std::string_view handshake) {
  db.run("DELETE FROM reviews WHERE handshake = ?1", handshake);
}

std::vector<DueReview> due_reviews(Database& db, std::string_view app, int limit) {
  Rows rows = db.query(
      "SELECT handshakes.id, handshakes.number, handshakes.flow, reviews.stage, reviews.since "
      "FROM reviews JOIN handshakes ON handshakes.id = reviews.handshake "
      "WHERE reviews.app = ?1 ORDER BY reviews.since LIMIT ?2",
      app, limit);
  std::vector<DueReview> reviews;
  while (rows.step()) {
    reviews.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.integer(4)});
  }
  return reviews;
}

}  // namespace sealflow::server
