// Ways to provoke errors over HTTP, each on a server of its own.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fixture.hpp"

namespace sealflow::server::test {

struct Way {
  const char* name;
  enum Form { backend, session, outcome } form;
  std::function<Answer(Server&)> provoke;
};

std::vector<Way> backend_ways();
std::vector<Way> session_ways();
std::vector<Way> outcome_ways();

inline Value with(const char* name, Value value) {
  return Value::object({{name, std::move(value)}});
}

/// A call of a backend that does something with a handshake.
inline Answer post(Server& server, std::string_view path, const std::string& body) {
  return server.send("POST", "/api/v1/public/flowx/handshake" + std::string(path),
                     server.backend_headers(server.app), body);
}

inline Answer on(Server& server, const std::string& id, std::string_view what) {
  return post(server, "/" + id + "/" + std::string(what), "");
}

/// A page at the stage with the code.
inline Page at_code(Server& server) {
  Page page(server, server.handshake());
  page.launch();
  page.submit("FS0consent", with("accepted", true));
  return page;
}

/// Asks after the page's log was damaged.
inline Answer damaged(Server& server, const std::function<Answer(Page&)>& ask) {
  Page page = at_code(server);
  server.tamper("UPDATE events SET event = replace(event, 'FS0', 'FS1') WHERE seq = 2");
  return ask(page);
}

}  // namespace sealflow::server::test
