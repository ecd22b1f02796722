// Stages that wait for an operator, decisions after the end, and index pages: through the calls
// that pages and operators use.
#include "server/operate/review.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

/// An index of two steps, then an operator, then an end that is to be reviewed once more.
constexpr std::string_view desk_flow = R"({
  "id": "FX0desk", "version": "1.0.0", "start": "FS0index",
  "stages": [
    {"id": "FS0index", "type": "index", "steps": [
      {"id": "about", "start": "FS0name"},
      {"id": "terms", "start": "FS0terms", "dependsOn": ["about"]}], "next": "FS0desk"},
    {"id": "FS0name", "type": "form", "fields": [{"name": "name", "format": "name", "required": true}], "next": "FS0index"},
    {"id": "FS0terms", "type": "consent", "text": {"en": "Do you agree?"}, "next": "FS0index"},
    {"id": "FS0desk", "type": "review", "decisions": ["clear", "unclear"],
     "next": [{"if": "output.decision == 'clear'", "to": "fine"}, {"to": "later"}]}
  ],
  "ends": {"fine": {"status": "auto_approved"}, "later": {"status": "needs_review"}}
})";

std::string begin(Server& server) {
  server.publish(desk_flow);
  return server.handshake(Value::object({{"flow", "FX0desk"}, {"variables", Value::object()}}));
}

void to_desk(Page& page) {
  page.launch();
  page.submit("FS0index", Value::object({{"step", "about"}}));
  page.submit("FS0name", Value::object({{"name", "Asha Rao"}}));
  page.submit("FS0index", Value::object({{"step", "terms"}}));
  page.submit("FS0terms", Value::object({{"accepted", true}}));
  page.submit("FS0index", Value::object({{"done", true}}));
}

std::vector<DueReview> due(Server& server) {
  return server.services->store
      .read([&](Database& db) { return list_reviews(db, server.app.client_key); })
      .value();
}

Result<std::string> review(Server& server, const std::string& handshake,
                           const ReviewDecision& decision) {
  return server.services->store.write([&](Transaction& transaction) {
    return decide_review(transaction, *server.services, handshake, decision, server.now);
  });
}

}  // namespace

TEST_CASE("an index page is walked in the order its steps allow, and left when they are done") {
  Server server;
  Page page(server, begin(server));
  page.launch();
  const auto locked = page.submit("FS0index", Value::object({{"step", "terms"}}));
  CHECK(locked.code() == "invalid_input");
  const auto open = page.submit("FS0index", Value::object({{"done", true}}));
  CHECK(open.code() == "invalid_input");
  page.submit("FS0index", Value::object({{"step", "about"}}));
  page.submit("FS0name", Value::object({{"name", "Asha Rao"}}));
  page.submit("FS0index", Value::object({{"step", "terms"}}));
  page.submit("FS0terms", Value::object({{"accepted", true}}));
  const auto left = page.submit("FS0index", Value::object({{"done", true}}));
  REQUIRE(left.status() == 200);
  CHECK(left.body["events"].items().back()["public"]["note"] == Value("pending"));
}

TEST_CASE("a review waits in the list until an operator decides, and only he can") {
  Server server;
  const auto handshake = begin(server);
  CHECK(due(server).empty());
  Page page(server, handshake);
  to_desk(page);
  REQUIRE(due(server).size() == 1);
  CHECK(due(server)[0].handshake == handshake);
  CHECK(due(server)[0].stage == "FS0desk");
  CHECK(due(server)[0].since == server.now);

  CHECK(page.submit("FS0desk", Value::object({{"decision", "clear"}})).code() == "stage_waiting");
  const auto forged = page.command(
      Value::object({{"type", "review"},
                     {"stage", "FS0desk"},
                     {"input", Value::object({{"decision", "clear"}, {"by", "me"}})}}));
  CHECK(forged.code() == "command_unknown");

  CHECK(review(server, handshake, {"FS0desk", "approved", "op-7", ""}).error().code ==
        ErrorCode::invalid_input);
  CHECK(review(server, handshake, {"FS0desk", "clear", "", ""}).error().code ==
        ErrorCode::invalid_input);
  CHECK(review(server, handshake, {"FS0name", "clear", "op-7", ""}).error().code ==
        ErrorCode::stage_not_current);
  CHECK(review(server, handshake, {"", "manually_approved", "op-7", ""}).error().code ==
        ErrorCode::review_not_due);
  CHECK(due(server).size() == 1);

  CHECK(review(server, handshake, {"FS0desk", "clear", "op-7", "saw the card"}).value() ==
        "auto_approved");
  CHECK(due(server).empty());
  CHECK(page.events().body["events"].items().back()["public"]["status"] == Value("auto_approved"));
  // Who it was is for the log alone.
  const auto result = server.result(handshake).response.body;
  CHECK(result.find("\"decision\":\"clear\"") != std::string::npos);
  CHECK(result.find("op-7") == std::string::npos);
  CHECK(result.find("saw the card") == std::string::npos);
}

TEST_CASE("what an end left open is decided once; the signed result stays") {
  Server server;
  const auto handshake = begin(server);
  Page page(server, handshake);
  to_desk(page);
  server.now += 5000;
  CHECK(review(server, handshake, {"FS0desk", "unclear", "op-7", ""}).value() == "needs_review");
  REQUIRE(due(server).size() == 1);
  CHECK(due(server)[0].stage.empty());
  CHECK(due(server)[0].since == server.now);
  const auto signature = server.result(handshake).body["resultSignature"];

  CHECK(review(server, handshake, {"", "manually_declined", "op-8", ""}).value() ==
        "manually_declined");
  CHECK(due(server).empty());
  const auto after = server.result(handshake).body;
  CHECK(after["status"] == Value("manually_declined"));
  CHECK(after["resultSignature"] == signature);
  CHECK(review(server, handshake, {"", "manually_approved", "op-9", ""}).error().code ==
        ErrorCode::review_not_due);
}

TEST_CASE("a page that gives up takes its review off the list") {
  Server server;
  Page page(server, begin(server));
  to_desk(page);
  REQUIRE(due(server).size() == 1);
  page.command(Value::object({{"type", "skip"}}));
  CHECK(due(server).empty());
}
