// What a session call says to the person, in the language of the launch. Programs read `code`.
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "sealflow/messages.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

std::string told(const Answer& answer) { return answer.body["userMessage"].as_string(); }
Value locale(const char* tag) { return Value::object({{"locale", tag}}); }

}  // namespace

TEST_CASE("a refused launch is told in the language it asks for") {
  Server server;
  Page late(server, server.handshake(Value::object({{"expiry", start_of_time + 1000}})));
  server.now = start_of_time + 1000;
  CHECK(told(late.launch()) == message("error.handshake_expired", "en"));
  CHECK(told(late.launch(locale("hi-IN"))) == message("error.handshake_expired", "hi"));
  CHECK(told(late.launch(locale("ta"))) == message("error.handshake_expired", "en"));
  // Without a locale of the launch, what the browser sends by itself.
  CHECK(told(late.launch({}, {{"accept-language", "ta, hi-IN;q=0.8, en;q=0.5"}})) ==
        message("error.handshake_expired", "hi"));
  CHECK(told(late.launch({}, {{"accept-language", "en-GB,hi;q=0.8"}})) ==
        message("error.handshake_expired", "en"));
  CHECK(told(late.launch({}, {{"accept-language", ",;, *"}})) ==
        message("error.handshake_expired", "en"));
}

TEST_CASE("commands keep the language of the launch") {
  Server server;
  Page page(server, server.handshake());
  page.launch(locale("hi"));
  const auto refused = page.submit("FS0consent", Value::object());
  CHECK(refused.code() == "invalid_input");
  CHECK(told(refused) == message("field.required", "hi"));
  CHECK(refused.body["message"].as_string() != told(refused));
  CHECK(told(page.submit("FS0otp", Value::object({{"code", "123456"}}))) ==
        message("error.stage_not_current", "hi"));
  Page phone(server, page.id);
  const auto link = server.send("POST", page.path("handoff"), page.headers());
  phone.launch(Value::object({{"handoff", link.body["code"]}, {"locale", "hi"}}));
  CHECK(told(page.events()) == message("error.session_superseded", "hi"));
}

TEST_CASE("each finding of a form is told") {
  Server server;
  Page page(server, server.handshake());
  page.to_form();
  page.launch(locale("hi"));
  const auto form = page.submit("FS0form", Value::object({{"name", "4"}, {"pan", ""}}));
  CHECK(told(form) == message("error.invalid_input", "hi"));
  const auto& findings = form.body["details"].items();
  REQUIRE(findings.size() == 2);
  CHECK(findings[0]["userMessage"] == Value(message("field.format", "hi")));
  CHECK(findings[1]["userMessage"] == Value(message("field.required", "hi")));
}

TEST_CASE("a run that failed comes with what its user is told") {
  Server server;
  Page page(server, server.handshake());
  page.launch(locale("hi-IN"));
  const auto failed = page.command(Value::object(
      {{"type", "fail"}, {"input", Value::object({{"code", "camera_unavailable"}})}}));
  CHECK(failed.body["delivery"]["message"] == Value(message("error.camera_unavailable", "hi")));
  Page done(server, server.handshake());
  CHECK(done.to_end().body["delivery"].find("message") == nullptr);
}

TEST_CASE("backends get Attestr's form, without a text for users") {
  Server server;
  const auto unknown = server.result("DS0" + std::string(22, 'x'));
  CHECK(unknown.number() == 40401);
  CHECK(unknown.body.find("userMessage") == nullptr);
}
