// Webhooks: where they go, and the outbox of what is to be sent.
//
//   pending ── claim ── send ── settle: delivered, pending again later, or dead
//
// A message is claimed by moving its due time ahead. Whoever dies in between leaves a message that
// is due again a little later, with the same id; no other mark has to be cleaned up, and instances
// that share a database never send one message at the same moment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

struct WebhookSecret {
  std::string text;          ///< whsec_<base64>
  std::int64_t ends_at = 0;  ///< signs until then; 0: the one in force
};

struct WebhookEndpoint {
  std::string id;
  std::string app;
  std::vector<std::string> events;
  std::string disabled;  ///< why nothing is sent, or empty
  std::int64_t created_at = 0;
  // Sealed together:
  std::string url;
  std::string token;  ///< after `Authorization: Basic `
  std::vector<WebhookSecret> secrets;

  bool wants(std::string_view event) const;
};

/// Inserts or replaces.
void put_endpoint(Database& db, const Key& app_key, const WebhookEndpoint& endpoint);
std::optional<WebhookEndpoint> find_endpoint(Database& db, const Key& app_key, std::string_view id);
/// Which app's, so that its key can be had. Nothing: there is no such endpoint.
std::optional<std::string> app_of_endpoint(Database& db, std::string_view id);
bool endpoint_in_use(Database& db, std::string_view id);
/// In the order they were made.
std::vector<WebhookEndpoint> endpoints_of(Database& db, const Key& app_key, std::string_view app);
/// The same without what is sealed. The end of a run needs no more, so an endpoint that does not
/// open cannot stand in its way.
std::vector<WebhookEndpoint> subscribers_of(Database& db, std::string_view app);
/// With its messages; gives how many were not delivered.
std::int64_t remove_endpoint(Database& db, std::string_view id);
/// And its messages that wait are dead, for the same reason.
void disable_endpoint(Database& db, std::string_view id, std::string_view reason, std::int64_t now);

struct WebhookMessage {
  std::string id;
  std::string endpoint;
  std::string handshake;  ///< empty: a test event
  std::string event;
  std::string sealed_body;
  std::string state;
  std::int64_t attempts = 0;
  std::int64_t next_at = 0;
  std::int64_t since = 0;  ///< when trying began
  std::string reason;
  std::int64_t created_at = 0;
};

/// The first attempt is due at once. `key` is the handshake's, or the app's for a test event.
void insert_webhook_message(Database& db, const Key& key, const WebhookMessage& message,
                            std::string_view body);
/// Throws StorageError when it does not open.
std::string open_body(const WebhookMessage& message, const Key& key);
std::optional<WebhookMessage> find_webhook_message(Database& db, std::string_view id);

/// Those that are due, the longest waiting first, without the endpoints that are `busy`.
std::optional<WebhookMessage> next_due(Database& db, std::int64_t now,
                                       const std::vector<std::string>& busy);
/// When the next one is due, if one waits.
std::optional<std::int64_t> next_due_at(Database& db);
/// Counts the attempt and keeps others off until `until`. False: somebody was quicker.
bool claim_message(Database& db, const WebhookMessage& message, std::int64_t now,
                   std::int64_t until);
/// What an attempt came to; `message` as it was claimed. Only an arrival counts once the claim is
/// no longer there: somebody had the message sent again, and that attempt is settled by itself.
/// False: it was not there.
bool settle_message(Database& db, const WebhookMessage& message, std::string_view state,
                    std::string_view reason, std::int64_t next_at, std::int64_t now);

/// The dead-letter list, oldest first; of one app, or of all when it is empty.
std::vector<WebhookMessage> dead_messages(Database& db, std::string_view app, int limit);
/// Due now, with all its time again. False: there is no such message.
bool revive_message(Database& db, std::string_view id, std::int64_t now);

struct WebhookCounts {
  std::int64_t pending = 0;
  std::int64_t delivered = 0;
  std::int64_t dead = 0;
};
WebhookCounts count_messages(Database& db, std::string_view endpoint);

/// What was put off by a clock that has been set back since is due at `now`: else it would wait
/// longer by as much. Gives how many.
std::int64_t recall_webhooks(Database& db, std::int64_t now);

/// Deletes what was settled before `before`, at most `most`; gives how much.
std::int64_t sweep_webhooks(Database& db, std::int64_t before, int most = 500);

}  // namespace sealflow::server
