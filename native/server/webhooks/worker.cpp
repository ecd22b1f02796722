#include "server/webhooks/worker.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>

#include "sealflow/flow.hpp"
#include "sealflow/signature.hpp"
#include "sealflow/webhook.hpp"
#include "server/base/log.hpp"
#include "server/base/random.hpp"
#include "server/store/apps.hpp"
#include "server/store/handshakes.hpp"

namespace sealflow::server {
namespace {

constexpr std::int64_t first_pause_ms = 10 * second_ms;
constexpr std::int64_t last_pause_ms = 12 * hour_ms;
constexpr std::size_t most_at_once = 8;
/// Fewer than half of them, so that two receivers that hang do not hold up a third.
constexpr int most_per_endpoint = 3;
/// The answer is of no interest beyond its status.
constexpr std::size_t max_reply_bytes = 64UL * 1024;
/// The command line, and other instances, cannot wake this one.
constexpr auto longest_sleep = std::chrono::seconds(1);
constexpr auto pause_after_failure = std::chrono::seconds(2);

struct Loaded {
  WebhookEndpoint endpoint;
  bool sandbox = false;
  std::string body;
};

/// Nothing when the handshake was erased, and the message with it. Throws StorageError when it does
/// not open.
std::optional<Loaded> load(Services& services, const WebhookMessage& message) {
  return services.store.read([&](Database& db) -> std::optional<Loaded> {
    const auto client_key = app_of_endpoint(db, message.endpoint);
    const auto app = client_key ? find_app(db, *client_key) : std::nullopt;
    if (!app) throw StorageError("the app of a webhook is not there", 0);
    const Key key = app_key(*app, services.vault);
    const auto endpoint = find_endpoint(db, key, message.endpoint);
    if (!endpoint) throw StorageError("the endpoint of a webhook is not there", 0);
    Loaded loaded{*endpoint, app->sandbox(), ""};
    if (message.handshake.empty()) {
      loaded.body = open_body(message, key);
      return loaded;
    }
    const auto handshake = find_handshake(db, message.handshake);
    if (handshake && handshake->erased_at) return std::nullopt;
    const auto handshake_key =
        handshake ? services.vault.unwrap(handshake->wrapped_key, handshake->id) : std::nullopt;
    if (!handshake_key) throw StorageError("the key of a webhook's handshake is not there", 0);
    loaded.body = open_body(message, *handshake_key);
    return loaded;
  });
}

OutboundRequest request_of(const Loaded& loaded, const WebhookMessage& message, std::int64_t now,
                           std::int64_t timeout_ms) {
  std::vector<std::string> secrets;
  for (const auto& secret : loaded.endpoint.secrets) {
    if (secret.ends_at == 0 || secret.ends_at > now) secrets.push_back(secret.text);
  }
  const auto signed_headers = sign_webhook(secrets, message.id, now, loaded.body);
  for (auto& secret : secrets) wipe(secret);
  if (!signed_headers) throw StorageError("a webhook cannot be signed", 0);
  OutboundRequest request;
  request.method = "POST";
  request.url = loaded.endpoint.url;
  request.headers = {{"content-type", "application/json"},
                     {"authorization", "Basic " + loaded.endpoint.token},
                     {"webhook-id", signed_headers->id},
                     {"webhook-timestamp", signed_headers->timestamp},
                     {"webhook-signature", signed_headers->signature}};
  request.body = loaded.body;
  request.timeout_ms = timeout_ms;
  request.max_reply_bytes = max_reply_bytes;
  request.sandbox = loaded.sandbox;
  request.repeatable = true;
  return request;
}

/// Of a receiver that says when to come back (429, 503): seconds only. 0: it does not say.
std::int64_t retry_after_ms(const OutboundAnswer& answer) {
  if (!answer.reply || (answer.status != 429 && answer.status != 503)) return 0;
  const auto text = answer.reply->header("retry-after");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && seconds > 0 ? std::min(seconds, last_pause_ms / second_ms) * second_ms : 0;
}

/// The receiver has said so; what becomes of the answer's body, which is not read, changes nothing.
bool delivered(const OutboundAnswer& answer) { return answer.status >= 200 && answer.status < 300; }

std::string reason_of(const OutboundAnswer& answer) {
  if (!answer.reply) return std::string(outbound_failure_name(answer.failure));
  return "status_" + std::to_string(answer.status);
}

std::uint64_t random_number() {
  std::uint64_t number = 0;
  const auto bytes = random_bytes(sizeof number);
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

}  // namespace

std::int64_t longest_pause_ms(std::int64_t attempt) {
  std::int64_t pause = first_pause_ms;
  for (std::int64_t i = 1; i < attempt && pause < last_pause_ms; ++i) pause *= 4;
  return std::min(pause, last_pause_ms);
}

std::optional<std::int64_t> next_attempt_at(const WebhookMessage& message, std::int64_t now,
                                            std::int64_t window_ms, std::uint64_t random) {
  const std::int64_t end = message.since + window_ms;
  if (now >= end) return std::nullopt;
  const auto choices = static_cast<std::uint64_t>(longest_pause_ms(message.attempts)) + 1;
  // The last attempt is at the very end, and not given away because the next pause is longer.
  return std::min(now + static_cast<std::int64_t>(random % choices), end);
}

WebhookWorker::WebhookWorker(Services& services)
    : services_(services),
      timeout_ms_(parse_duration(services.settings.webhook_timeout).value()),
      window_ms_(parse_duration(services.settings.webhook_retry).value()) {}

void WebhookWorker::start() {
  thread_ = std::thread([this] { work(); });
}

void WebhookWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  sending_.clear();  // waits for them
}

void WebhookWorker::work() {
  const auto subscription = services_.wakeups.subscribe(std::string(webhooks_topic), [this] {
    const std::lock_guard lock(mutex_);
    news_ = true;
    wake_.notify_one();
  });
  while (!stopping_) {
    std::chrono::milliseconds sleep = longest_sleep;
    try {
      reap();
      while (!stopping_ && sending_.size() < most_at_once) {
        auto message = take();
        if (!message) break;
        begin(*std::move(message));
      }
      const auto due = services_.store.read([](Database& db) { return next_due_at(db); });
      // What is due already waits for a place, which wakes us; looking again at once would spin.
      const auto ahead = due.value_or(0) - services_.clock();
      if (due && ahead > 0) sleep = std::min(sleep, std::chrono::milliseconds(ahead));
    } catch (const std::exception& error) {
      log::error("webhooks_failed", {{"reason", error.what()}});
      sleep = pause_after_failure;
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, sleep, [this] { return stopping_ || news_; });
    news_ = false;
  }
}

void WebhookWorker::begin(WebhookMessage message) {
  const std::string endpoint = message.endpoint;
  try {
    sending_.push_back(
        std::async(std::launch::async, [this, one = std::move(message)] { deliver(one); }));
  } catch (const std::exception&) {
    release(endpoint);  // no thread to be had: due again when the claim has run out
    throw;
  }
}

void WebhookWorker::reap() {
  std::erase_if(sending_, [](const std::future<void>& one) {
    return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
}

int WebhookWorker::run_once() {
  int count = 0;
  for (; auto message = take(); ++count) deliver(*message);
  return count;
}

std::optional<WebhookMessage> WebhookWorker::take() {
  std::vector<std::string> busy;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [endpoint, count] : in_flight_) {
      if (count >= most_per_endpoint) busy.push_back(endpoint);
    }
  }
  const auto now = services_.clock();
  // Looked at without the writer first: mostly there is nothing.
  if (!services_.store.read([&](Database& db) { return next_due(db, now, busy); }))
    return std::nullopt;
  auto taken = services_.store.write([&](Transaction& transaction) {
    auto message = next_due(transaction.db(), now, busy);
    // Twice the time it may take: a claim that runs out while sending would only be sent again.
    const auto until = now + 2 * timeout_ms_ + 5 * second_ms;
    if (message && !claim_message(transaction.db(), *message, now, until)) message.reset();
    if (message) message->next_at = until;
    return message;
  });
  if (!taken) return std::nullopt;
  ++taken->attempts;
  const std::lock_guard lock(mutex_);
  ++in_flight_[taken->endpoint];
  return taken;
}

void WebhookWorker::release(const std::string& endpoint) {
  const std::lock_guard lock(mutex_);
  if (--in_flight_[endpoint] == 0) in_flight_.erase(endpoint);
  news_ = true;  // there is a place again
  wake_.notify_one();
}

void WebhookWorker::deliver(const WebhookMessage& message) {
  using std::chrono::steady_clock;
  try {
    std::optional<OutboundRequest> request;
    try {
      const auto loaded = load(services_, message);
      if (loaded && loaded->endpoint.disabled.empty()) {
        request = request_of(*loaded, message, services_.clock(), timeout_ms_);
      } else if (loaded) {
        bury(message, loaded->endpoint.disabled);
      }
    } catch (const StorageError& error) {
      // SQLite's own troubles pass, and the message is due again; ours (no code) do not.
      if (error.code() != 0) throw;
      log::error("webhook_unreadable", {{"message", message.id}, {"reason", error.what()}});
      bury(message, "unreadable");
    }
    if (request) {
      const auto began = steady_clock::now();
      const auto answer = services_.outbound.send(*request);
      const auto took =
          std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
      settle(message, answer, took.count());
    }
  } catch (const std::exception& error) {
    // Not settled: due again once the claim has run out.
    log::error("webhook_unsettled", {{"message", message.id}, {"reason", error.what()}});
  }
  release(message.endpoint);
}

void WebhookWorker::bury(const WebhookMessage& message, std::string_view reason) {
  const bool dead = services_.store.write([&](Transaction& transaction) {
    const auto now = services_.clock();
    return settle_message(transaction.db(), message, "dead", reason, now, now);
  });
  if (!dead) return;
  log::error("webhook_dead", {{"message", message.id},
                              {"endpoint", message.endpoint},
                              {"attempt", message.attempts},
                              {"reason", reason}});
}

void WebhookWorker::settle(const WebhookMessage& message, const OutboundAnswer& answer,
                           std::int64_t took_ms) {
  const bool done = delivered(answer);
  const auto reason = done ? "" : reason_of(answer);
  const auto now = services_.clock();
  (done ? log::info : log::warn)(done ? "webhook_delivered" : "webhook_failed",
                                 {{"message", message.id},
                                  {"endpoint", message.endpoint},
                                  {"type", message.event},
                                  {"attempt", message.attempts},
                                  {"status", answer.status},
                                  {"reason", reason},
                                  {"ms", took_ms}});
  if (answer.status == 410) {
    log::error("webhook_endpoint_gone", {{"endpoint", message.endpoint}});
    services_.store.write([&](Transaction& transaction) {
      disable_endpoint(transaction.db(), message.endpoint, "gone", now);
      return true;
    });
    return;
  }
  auto next =
      done ? std::optional(now) : next_attempt_at(message, now, window_ms_, random_number());
  if (!next) return bury(message, reason);
  if (const auto asked = retry_after_ms(answer); asked > 0)
    next = std::min(std::max(*next, now + asked), message.since + window_ms_);
  services_.store.write([&](Transaction& transaction) {
    settle_message(transaction.db(), message, done ? "delivered" : "pending", reason, *next, now);
    return true;
  });
}

}  // namespace sealflow::server
