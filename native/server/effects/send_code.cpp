// send_code: a one-time code on its way. Sandbox apps send nothing; their messages are shown on the
// inbox page. A live app without a gateway fails where everybody sees it: a code that is silently
// not sent looks like a user who does not answer.
#include <chrono>
#include <thread>

#include "sealflow/signature.hpp"
#include "server/effects/gateway.hpp"
#include "server/effects/outside.hpp"

namespace sealflow::server {
namespace {

CodeTarget target_of(Database& db, Services& services, const App& app, const Value& payload) {
  const Key key = code_index_key(db, services.vault);
  const std::string& channel = payload["channel"].as_string();
  const std::string& to = payload["to"].as_string();
  return {app.client_key, contact_index(key, app.mode, to),
          channel == "mobile" ? country_prefix(to) : std::string()};
}

/// Why not, or nothing. Counted once however many tries the message needs.
std::optional<std::string> refused_by_limit(Services& services, const App& app,
                                            const OpenEffect& effect, const Value& payload) {
  const CodeLimits& limits = services.outside->code_limits;
  if (app.sandbox() && !limits.sandbox) return std::nullopt;
  return services.store.write([&](Transaction& transaction) -> std::optional<std::string> {
    Database& db = transaction.db();
    const CodeTarget target = target_of(db, services, app, payload);
    // The counts are read before they are added to, and are of no single handshake.
    db.lock(target.contact);
    db.lock("codes of " + app.client_key);
    const auto wrong = wrong_codes(db, target.contact);
    const auto now = app.time(services.clock());
    if (wrong && now < wrong->locked_until) return "contact_locked";
    if (effect.attempts > 1) return std::nullopt;
    const auto limit = count_code(db, limits, target, now);
    return limit ? std::optional("limit_" + *limit) : std::nullopt;
  });
}

/// Faults that a sandbox plays, by whom the message goes to: a number that ends in 990001 to
/// 990004, or an address that begins with refuse@, flaky@, slow@ or late@.
enum class Fault { none, refuse, flaky, slow, late };

/// A late message comes after the one that may be asked for 30 s later.
constexpr std::int64_t lateness = 45'000;

Fault fault_of(const std::string& to) {
  const auto is = [&](std::string_view end, std::string_view begin) {
    return to.starts_with('+') ? to.ends_with(end) : to.starts_with(begin);
  };
  if (is("990001", "refuse@")) return Fault::refuse;
  if (is("990002", "flaky@")) return Fault::flaky;
  if (is("990003", "slow@")) return Fault::slow;
  return is("990004", "late@") ? Fault::late : Fault::none;
}

Performed put_into_inbox(Services& services, const App& app, const OpenEffect& effect,
                         const Value& payload) {
  const Fault fault = fault_of(payload["to"].as_string());
  if (fault == Fault::refuse) return Performed::failed("gateway_refused");
  if (fault == Fault::flaky && effect.attempts == 1)
    return Performed::failed_for_now("gateway_busy");
  if (fault == Fault::slow) std::this_thread::sleep_for(std::chrono::seconds(2));
  const Key key = app_key(app, services.vault);
  const Value message =
      Value::object({{"channel", payload["channel"]},
                     {"to", payload["to"]},
                     {"text", "Your code is " + payload["code"].as_string() + "."},
                     {"code", payload["code"]}});
  // About the handshake: beside an erasure on another connection the code would stay.
  services.store.write(
      [&](Transaction& transaction) {
        Database& db = transaction.db();
        // Every other one, or all would be late and in their order again.
        const bool late = fault == Fault::late && messages_in_inbox(db, effect.handshake) % 2 == 0;
        insert_message(db, key, app.client_key, effect.id, effect.handshake, message,
                       app.time(services.clock()) + (late ? lateness : 0));
        return true;
      },
      effect.handshake);
  return Performed::done();
}

}  // namespace

Performed send_code(Services& services, const App& app, const OpenEffect& effect,
                    const Value& payload) {
  if (const auto limit = refused_by_limit(services, app, effect, payload))
    return Performed::failed(*limit);
  if (app.sandbox()) return put_into_inbox(services, app, effect, payload);
  return services.outside->gateways.send(
      services, payload["channel"].as_string(),
      {sha256_hex(effect.id), payload["to"].as_string(), payload["code"].as_string(), {}});
}

}  // namespace sealflow::server
