// A damaged log is refused, reported, and never written to.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

TEST_CASE("whatever is done to a log is found out, and nothing is written") {
  const std::string damage =
      GENERATE(as<std::string>(),
               // a fact changed
               "UPDATE events SET event = replace(event, 'FS0consent', 'FS0otp') WHERE seq = 2",
               "UPDATE events SET event = replace(event, '\"run\":1', '\"run\":2') WHERE seq = 3",
               "UPDATE events SET event = 'no json' WHERE seq = 1",
               // one taken away: from the middle, from the end
               "DELETE FROM events WHERE seq = 2",
               "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)", "DELETE FROM events",
               // the end taken away, and the count put right
               "DELETE FROM events WHERE seq = 5; ",
               // private parts: changed, dropped, swapped
               "UPDATE events SET sealed_private = ?1 WHERE seq = 1",
               "UPDATE events SET sealed_private = (SELECT sealed_private FROM events WHERE seq = "
               "3) WHERE seq = 1");
  Server server;
  Page page(server, server.handshake());
  page.launch();
  page.submit("FS0consent", Value::object({{"accepted", true}}));
  if (damage.find("?1") == std::string::npos) {
    server.tamper(damage);
  } else {
    server.tamper(damage, Blob{std::string(80, '\0')});
  }
  if (damage.ends_with("; ")) server.tamper("UPDATE handshakes SET seq = 4");
  const auto events = server.count("SELECT count(*) FROM events");
  const auto head = server.count("SELECT seq FROM handshakes");

  for (const auto& answer :
       {page.command(Value::object({{"type", "skip"}})), page.events(), page.launch()}) {
    CHECK(answer.status() == 500);
    CHECK(answer.code() == "log_damaged");
  }
  CHECK(server.result(page.id).number() == 50002);
  CHECK(server.count("SELECT count(*) FROM events") == events);
  CHECK(server.count("SELECT seq FROM handshakes") == head);

  // Other handshakes go on.
  Page other(server, server.handshake());
  CHECK(other.launch().status() == 200);
}

TEST_CASE("a report about a damaged log ends the effect and leaves the log alone") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  page.submit("FS0consent", Value::object({{"accepted", true}}));
  server.tamper("DELETE FROM events WHERE seq = 2");
  EffectsWorker(*server.services).run_once();
  CHECK(server.count("SELECT count(*) FROM effects WHERE status IN ('pending', 'started')") == 0);
  CHECK(server.count("SELECT count(*) FROM events") == 4);
}
