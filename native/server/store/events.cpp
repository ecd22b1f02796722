#include "server/store/events.hpp"

namespace sealflow::server {
namespace {

std::string salt_place(std::string_view handshake, std::int64_t seq) {
  return place({"event_salt", handshake, std::to_string(seq)});
}

std::string private_place(std::string_view handshake, std::int64_t seq) {
  return place({"event_private", handshake, std::to_string(seq)});
}

Error damaged(std::size_t index, std::string message) {
  return {.code = ErrorCode::log_damaged,
          .message = std::move(message),
          .where = "/" + std::to_string(index)};
}

}  // namespace

void insert_event(Database& db, const Key& key, const LoggedEvent& event) {
  const auto& [handshake, seq] = std::pair(event.event.handshake, event.event.seq);
  const auto text = stringify(event_to_json(without_secret(event)));
  if (!event.secret) {
    db.run("INSERT INTO events (handshake, seq, event) VALUES (?1, ?2, ?3)", handshake, seq, text);
    return;
  }
  const auto salt = seal(key, event.secret->salt, salt_place(handshake, seq));
  const auto bytes = seal(key, event.secret->bytes, private_place(handshake, seq));
  db.run(
      "INSERT INTO events (handshake, seq, event, sealed_salt, sealed_private) VALUES (?1, ?2, ?3, "
      "?4, ?5)",
      handshake, seq, text, Blob{salt}, Blob{bytes});
}

Result<std::vector<LoggedEvent>> load_events(Database& db, const Key& key,
                                             std::string_view handshake) {
  std::vector<LoggedEvent> events;
  Rows rows = db.query(
      "SELECT seq, event, sealed_salt, sealed_private FROM events WHERE handshake = ?1 ORDER BY "
      "seq",
      handshake);
  while (rows.step()) {
    const auto seq = rows.integer(0);
    const auto json = parse_json(rows.text(1));
    if (!json) return damaged(events.size(), "an event is not JSON");
    auto event = event_from_json(*json);
    if (!event) return damaged(events.size(), "an event is not well formed");
    if (event->event.seq != seq || event->event.handshake != handshake) {
      return damaged(events.size(), "an event stands in another's place");
    }
    if (!rows.is_null(3)) {
      auto salt = unseal(key, rows.text(2), salt_place(handshake, seq));
      auto bytes = unseal(key, rows.text(3), private_place(handshake, seq));
      if (!salt || !bytes)
        return damaged(events.size(), "the private part of an event does not open");
      event->secret = PrivatePart{*std::move(salt), *std::move(bytes)};
    }
    events.push_back(*std::move(event));
  }
  return events;
}

}  // namespace sealflow::server
