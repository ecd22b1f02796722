#include "server/operate/handshakes.hpp"

#include <charconv>
#include <limits>

#include "sealflow/base64.hpp"
#include "server/engine/walk.hpp"
#include "server/store/flows.hpp"
#include "server/store/sessions.hpp"
#include "server/store/uploads.hpp"
#include "server/upload.hpp"

namespace sealflow::server {
namespace {

constexpr std::int64_t longest_page = 100;

Value time_or_null(const std::optional<std::int64_t>& time) {
  return time ? Value(*time) : Value();
}

std::string cursor_after(const Handshake& last) {
  return base64url(std::to_string(last.created_at) + ":" + last.id);
}

bool read_cursor(const std::string& cursor, HandshakeList& list) {
  const auto text = from_base64url(cursor);
  const auto colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos) return false;
  const auto [end, error] = std::from_chars(text->data(), text->data() + colon, list.before);
  list.before_id = text->substr(colon + 1);
  return error == std::errc() && end == text->data() + colon;
}

/// What the log says is null where the log cannot be read: one damaged handshake does not hide the
/// others.
Value row_of(Database& db, const Services& services, const Handshake& handshake) {
  Value row =
      Value::object({{"_id", handshake.id},
                     {"number", handshake.number},
                     {"flow", handshake.flow},
                     {"snapshot", handshake.snapshot ? Value(*handshake.snapshot) : Value()},
                     {"tag", nullptr},
                     {"created", handshake.created_at},
                     {"expiry", handshake.expires_at},
                     {"archived", time_or_null(handshake.archived_at)},
                     {"cancelled", time_or_null(handshake.cancelled_at)},
                     {"erased", time_or_null(handshake.erased_at)},
                     {"consumed", nullptr},
                     {"outcome", nullptr},
                     {"status", nullptr}});
  const auto key = log_key(db, services.vault, handshake);
  if (!key) return row;
  row.set("tag", tag_of(handshake, *key));
  const auto walk = view_walk(db, services.vault, handshake);
  if (!walk) return row;
  row.set("consumed", walk->state.consumed());
  if (walk->state.outcome != Outcome::none) row.set("outcome", outcome_name(walk->state.outcome));
  if (!walk->state.status.empty()) row.set("status", walk->state.status);
  return row;
}

void end_pages(Transaction& transaction, Services& services, const std::string& handshake) {
  end_sessions_of_handshake(transaction.db(), handshake);
  auto files = end_uploads_of_handshake(transaction.db(), handshake);
  transaction.after_commit([&services, handshake, files = std::move(files)] {
    remove_media(services.settings.media_folder(), files);
    services.wakeups.announce(handshake);
  });
}

}  // namespace

Result<Handshake> own_handshake(Database& db, const App& app, std::string_view id) {
  auto handshake = find_handshake(db, id);
  if (!handshake || handshake->app != app.client_key) return failure(ErrorCode::handshake_unknown);
  return *std::move(handshake);
}

Result<Handshake> archive(Transaction& transaction, Services& services, const Handshake& handshake,
                          std::int64_t now) {
  archive_handshake(transaction.db(), handshake.id, now);
  end_pages(transaction, services, handshake.id);
  return *find_handshake(transaction.db(), handshake.id);
}

Result<Handshake> cancel(Transaction& transaction, Services& services, const Handshake& handshake,
                         std::int64_t now) {
  if (handshake.erased_at) return failure(ErrorCode::handshake_erased);
  if (handshake.archived_at) return failure(ErrorCode::handshake_archived);
  const auto walk = open_walk(transaction.db(), services.vault, handshake);
  if (!walk) return walk.error();
  if (walk->state.consumed())
    return failure(ErrorCode::handshake_consumed, "somebody used it already; archive it instead");
  cancel_handshake(transaction.db(), handshake.id, now);
  end_pages(transaction, services, handshake.id);
  return *find_handshake(transaction.db(), handshake.id);
}

Result<Value> list(Database& db, Services& services, const App& app, const ListWanted& wanted) {
  if (!find_draft(db, app.client_key, wanted.flow)) return failure(ErrorCode::flow_unknown);
  if (wanted.limit < 1 || wanted.limit > longest_page)
    return failure(ErrorCode::malformed_request, "limit is a number from 1 to 100", "/limit");
  HandshakeList query;
  query.flow = wanted.flow;
  query.before = std::numeric_limits<std::int64_t>::max();
  if (!wanted.cursor.empty() && !read_cursor(wanted.cursor, query))
    return failure(ErrorCode::malformed_request, "cursor is the next of an answer before",
                   "/cursor");
  if (!wanted.tag.empty()) query.tag_index = tag_index(app_key(app, services.vault), wanted.tag);
  query.most = wanted.limit + 1;  // one more shows whether there is another page
  auto found = list_handshakes(db, app.client_key, query);
  const bool more = static_cast<std::int64_t>(found.size()) > wanted.limit;
  if (more) found.pop_back();
  Value rows = Value::array();
  for (const auto& handshake : found) rows.push(row_of(db, services, handshake));
  return Value::object({{"handshakes", std::move(rows)},
                        {"next", more ? Value(cursor_after(found.back())) : Value()}});
}

}  // namespace sealflow::server
