// Exactly one handler, once. Payloads are in tests/vectors/dispatch.json.
#include "sealflow/dispatch.hpp"

#include "support.hpp"

using namespace support;

namespace {

const std::string signature(64, 'a');

}  // namespace

TEST_CASE("a launcher calls one handler once, however often it asks", "[dispatch]") {
  const Walker walker = completed_walk();
  std::int64_t handled = 0;
  int calls = 0;
  for (int i = 0; i < 5; ++i) {
    const Result<std::optional<HandlerCall>> call =
        dispatch(walker.state, {.signature = signature, .handled_seq = handled});
    REQUIRE(call.has_value());
    if (!call->has_value()) continue;
    ++calls;
    handled = (*call)->payload["seq"].as_integer();
  }
  CHECK(calls == 1);
  CHECK(handled == walker.state.outcome_seq);
}

TEST_CASE("before the outcome nothing is called", "[dispatch]") {
  Walker walker(three_forms());
  CHECK_FALSE(dispatch(walker.state, {})->has_value());
  REQUIRE(walker.launch());
  CHECK_FALSE(dispatch(walker.state, {})->has_value());
}

TEST_CASE("acknowledging does not change what is called", "[dispatch]") {
  Walker walker = completed_walk();
  const Delivery delivery{.signature = signature};
  const std::string before = stringify((*dispatch(walker.state, delivery))->payload);
  REQUIRE(walker.send_plain("acknowledge"));
  CHECK(stringify((*dispatch(walker.state, delivery))->payload) == before);
}

TEST_CASE("each outcome has its own handler", "[dispatch]") {
  CHECK((*dispatch(completed_walk().state, {.signature = signature}))->handler == Handler::success);
  Walker skipping(three_forms());
  REQUIRE(skipping.launch());
  Walker failing = skipping;
  REQUIRE(skipping.send_plain("skip"));
  CHECK((*dispatch(skipping.state, {}))->handler == Handler::skip);
  REQUIRE(failing.send({.type = "fail", .input = json(R"({"code": "camera_unavailable"})")}));
  CHECK((*dispatch(failing.state, {}))->handler == Handler::error);
  CHECK(handler_name(Handler::success) == "success");
  CHECK(handler_name(Handler::error) == "error");
  CHECK(handler_name(Handler::skip) == "skip");
}

TEST_CASE("no private value reaches a handler", "[dispatch]") {
  Walker walker(three_forms());
  REQUIRE(walker.launch());
  for (const char* stage : {"FS0a", "FS0b", "FS0c"})
    REQUIRE(walker.submit_x(stage, "very private"));
  const Value payload = (*dispatch(walker.state, {.signature = signature}))->payload;
  CHECK(stringify(payload).find("private") == std::string::npos);
}
