// What tests of webhooks do again and again: register a receiver, end a run, send what is due.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "loopback.hpp"
#include "server/operate/webhooks.hpp"
#include "server/webhooks/worker.hpp"

namespace sealflow::server::test {

inline SetEndpoint subscribe(Server& server, const std::string& url,
                             std::vector<std::string> events = {}) {
  return server.services->store
      .write([&](Transaction& transaction) {
        return set_webhook(transaction, server.services->vault, server.app.client_key,
                           {url, std::move(events), ""}, server.now);
      })
      .value();
}

/// To an end that an operator has to look at: the PAN is a company's.
inline void to_review(Page& page) {
  page.to_form();
  page.submit("FS0form", Value::object({{"name", "Asha Rao"}, {"pan", "ABCCE1234F"}}));
}

inline std::string told_handshake(Server& server) {
  return server.handshake(Value::object({{"webhook", true}}));
}

inline void skip(Server& server) {
  Page page(server, told_handshake(server));
  page.launch();
  page.command(Value::object({{"type", "skip"}}));
}

inline int send_due(Server& server) { return WebhookWorker(*server.services).run_once(); }

inline std::vector<std::string> fire(Server& server) {
  return server.services->store
      .write([&](Transaction& transaction) {
        return fire_webhook(transaction, *server.services, server.app.client_key, "flowx.skipped");
      })
      .value();
}

inline WebhookMessage message(Server& server, const std::string& id) {
  return *server.services->store.read([&](Database& db) { return find_webhook_message(db, id); });
}

inline std::string only_message(Server& server) {
  return server.services->store.read([](Database& db) {
    Rows row = db.query("SELECT id FROM webhook_messages");
    row.step();
    return row.text(0);
  });
}

inline std::string header(const std::string& request, const std::string& name) {
  const auto at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

inline std::string body(const std::string& request) {
  return request.substr(request.find("\r\n\r\n") + 4);
}

inline Loopback::Reply status(int code, const std::string& headers = "") {
  return [=](int) {
    return "HTTP/1.1 " + std::to_string(code) + " X\r\n" + headers + "Content-Length: 0\r\n\r\n";
  };
}

inline constexpr std::int64_t window = 3 * day_ms;

}  // namespace sealflow::server::test
