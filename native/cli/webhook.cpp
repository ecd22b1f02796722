// webhook set, list, remove, secret rotate, dead, redeliver, fire
#include "cli/commands.hpp"
#include "cli/store.hpp"
#include "sealflow/flow.hpp"
#include "server/base/secret_reference.hpp"
#include "server/operate/webhooks.hpp"

namespace sealflow::cli {
namespace {

constexpr int most_listed = 1000;

/// Nothing there, or nothing that can be done: 1. Anything else is how the command was written: 2.
int refuse(const Options& options, const Error& error) {
  const bool absent = error.code == ErrorCode::not_found;
  return fail(options, absent ? exit_code::failed : exit_code::usage, error);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

Value list_of(const std::vector<std::string>& words) {
  Value list = Value::array();
  for (const auto& word : words) list.push(word);
  return list;
}

Value to_json(const server::WebhookEndpoint& endpoint, const server::WebhookCounts& counts,
              std::int64_t now) {
  Value ends = Value::array();
  for (const auto& secret : endpoint.secrets) {
    if (secret.ends_at > now) ends.push(secret.ends_at);
  }
  return Value::object(
      {{"id", endpoint.id},
       {"url", endpoint.url},
       {"events", list_of(endpoint.events)},
       {"disabled", endpoint.disabled.empty() ? Value() : Value(endpoint.disabled)},
       {"oldSecretsEndAt", std::move(ends)},
       {"pending", counts.pending},
       {"delivered", counts.delivered},
       {"dead", counts.dead}});
}

}  // namespace

int webhook_set(const Options& options) {
  server::WantedEndpoint wanted{options.url, options.events, ""};
  if (!options.token.empty()) {
    auto token = server::read_secret(options.token);
    if (!token) return fail(options, exit_code::input, token.error());
    wanted.token = *std::move(token);
  }
  return with_services(options, [&](server::Services& services) {
    const auto set = services.store.write([&](server::Transaction& transaction) {
      return server::set_webhook(transaction, services.vault, options.app, wanted,
                                 services.clock());
    });
    if (!set) return refuse(options, set.error());
    if (!set->created)
      return succeed(options, Value::object({{"id", set->id}, {"created", false}}),
                     set->id + ": changed; secret and token are as they were\n");
    return succeed(
        options,
        Value::object(
            {{"id", set->id}, {"created", true}, {"secret", set->secret}, {"token", set->token}}),
        "endpoint       " + set->id + "\nsigning secret " + set->secret + "\nBasic token    " +
            set->token +
            "\nBoth are shown this once. Keep them where your receiver keeps its "
            "secrets.\n");
  });
}

int webhook_list(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    return services.store.read([&](server::Database& db) {
      const auto endpoints = server::list_webhooks(db, services.vault, options.app);
      if (!endpoints) return refuse(options, endpoints.error());
      Value list = Value::array();
      std::string text;
      for (const auto& endpoint : *endpoints) {
        const auto counts = server::count_messages(db, endpoint.id);
        list.push(to_json(endpoint, counts, services.clock()));
        text += endpoint.id + " " + endpoint.url + " " + joined(endpoint.events) + " " +
                (endpoint.disabled.empty() ? "on" : "off:" + endpoint.disabled) +
                " pending=" + std::to_string(counts.pending) +
                " dead=" + std::to_string(counts.dead) + "\n";
      }
      return succeed(options, Value::object({{"endpoints", std::move(list)}}), text);
    });
  });
}

int webhook_remove(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    const auto lost = services.store.write([&](server::Transaction& transaction) {
      return server::remove_webhook(transaction, options.id);
    });
    if (!lost) return refuse(options, lost.error());
    return succeed(
        options, Value::object({{"id", options.id}, {"undelivered", *lost}}),
        options.id + ": removed, and " + std::to_string(*lost) + " undelivered messages with it\n");
  });
}

int webhook_secret_rotate(const Options& options) {
  const auto overlap = span_of(options.overlap);
  if (!overlap) return fail(options, exit_code::usage, "--overlap is 0 or a duration such as 24h");
  return with_services(options, [&](server::Services& services) {
    const auto now = services.clock();
    const auto secret = services.store.write([&](server::Transaction& transaction) {
      return server::rotate_webhook_secret(transaction, services.vault, options.id, *overlap, now);
    });
    if (!secret) return refuse(options, secret.error());
    return succeed(
        options,
        Value::object(
            {{"id", options.id}, {"secret", *secret}, {"oldSecretEndsAt", now + *overlap}}),
        "signing secret " + *secret + "\nShown this once. The old one signs as well for " +
            options.overlap + ".\n");
  });
}

int webhook_dead(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    const auto messages = services.store.read(
        [&](server::Database& db) { return server::dead_messages(db, options.app, most_listed); });
    Value list = Value::array();
    std::string text;
    for (const auto& message : messages) {
      list.push(Value::object(
          {{"id", message.id},
           {"endpoint", message.endpoint},
           {"handshake", message.handshake.empty() ? Value() : Value(message.handshake)},
           {"event", message.event},
           {"attempts", message.attempts},
           {"reason", message.reason},
           {"createdAt", message.created_at}}));
      text += message.id + " " + message.endpoint + " " + message.event + " " +
              (message.handshake.empty() ? "-" : message.handshake) +
              " attempts=" + std::to_string(message.attempts) + " " + message.reason + "\n";
    }
    return succeed(options, Value::object({{"messages", std::move(list)}}), text);
  });
}

int webhook_redeliver(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    const auto done = services.store.write([&](server::Transaction& transaction) {
      return server::redeliver_webhook(transaction, options.id, services.clock());
    });
    if (!done) return refuse(options, done.error());
    return succeed(options, Value::object({{"id", options.id}}),
                   options.id + ": due now; sealflowd sends it\n");
  });
}

int webhook_fire(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    const auto ids = services.store.write([&](server::Transaction& transaction) {
      return server::fire_webhook(transaction, services, options.app, options.event);
    });
    if (!ids) return refuse(options, ids.error());
    return succeed(options, Value::object({{"messages", list_of(*ids)}}),
                   joined(*ids) + ": due now; sealflowd sends it\n");
  });
}

}  // namespace sealflow::cli
