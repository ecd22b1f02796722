// Errors in Attestr's form.
#include "error_ways.hpp"

namespace sealflow::server::test {
namespace {

Answer limited(Server& server, const Limits& limits) {
  AppChange wanted;
  wanted.limits = limits;
  server.services->store.write([&](Transaction& transaction) {
    return change_app(transaction, server.app.client_key, wanted).has_value();
  });
  server.create();
  return server.create();
}

}  // namespace

std::vector<Way> backend_ways() {
  const auto created = [](const char* name, Value value) {
    return [=](Server& server) { return server.create(with(name, value)); };
  };
  const auto tampered = [](const char* sql) {
    return [=](Server& server) {
      server.tamper(sql);
      return server.create();
    };
  };
  const std::string unknown = "DS0" + std::string(22, 'x');
  using enum Way::Form;
  return {
      {"malformed_request", backend, created("tag", "")},
      {"invalid_json", backend, [](Server& s) { return post(s, "", "{"); }},
      {"invalid_variables", backend, created("variables", "x")},
      {"flow_unknown", backend, created("flow", "FX0other")},
      {"flow_inactive", backend, tampered("UPDATE flows SET active = 0")},
      {"snapshot_unknown", backend, created("snapshot", "none")},
      {"expiry_invalid", backend, created("expiry", 1)},
      {"not_authorised", backend,
       [](Server& s) { return s.send("GET", "/api/v1/public/flowx/handshake/DS0x"); }},
      {"forbidden", backend, tampered("UPDATE apps SET active = 0")},
      {"ip_not_allowed", backend,
       [](Server& s) {
         s.address = "198.51.100.1";
         return s.create();
       }},
      {"handshake_unknown", backend, [=](Server& s) { return s.result(unknown); }},
      {"method_not_allowed", backend,
       [](Server& s) { return s.send("PUT", "/api/v1/public/flowx/handshake"); }},
      {"handshake_consumed", backend, [](Server& s) { return on(s, at_code(s).id, "cancel"); }},
      {"handshake_archived", backend,
       [](Server& s) {
         const auto id = s.handshake();
         on(s, id, "archive");
         return on(s, id, "cancel");
       }},
      {"handshake_erased", backend,
       [](Server& s) {
         const auto id = s.handshake();
         on(s, id, "erase");
         return on(s, id, "cancel");
       }},
      {"body_too_large", backend,
       [](Server& s) { return post(s, "", std::string(max_json_bytes + 1, ' ')); }},
      {"content_type_invalid", backend,
       [](Server& s) {
         auto headers = s.backend_headers(s.app);
         headers.back().value = "text/plain";
         return s.send("POST", "/api/v1/public/flowx/handshake", headers, "{}");
       }},
      {"rate_limited", backend,
       [](Server& s) {
         return limited(s, {1, 0, 0, 0});
       }},
      {"api_rate_limited", backend,
       [](Server& s) {
         return limited(s, {0, 1, 0, 0});
       }},
      {"daily_limit", backend,
       [](Server& s) {
         return limited(s, {0, 0, 1, 0});
       }},
      {"api_daily_limit", backend,
       [](Server& s) {
         return limited(s, {0, 0, 0, 1});
       }},
      {"log_damaged", backend,
       [](Server& s) { return damaged(s, [&](Page& page) { return s.result(page.id); }); }},
      {"unavailable", backend, tampered("ALTER TABLE handshakes RENAME TO elsewhere")},
  };
}

}  // namespace sealflow::server::test
