// Every error of the catalogue as somebody gets it: a way to provoke each over HTTP, or the reason
// why this server never answers with it. A new error without either fails here.
#include "sealflow/errors.hpp"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>

#include "error_ways.hpp"

using namespace sealflow;
using namespace sealflow::server::test;

namespace {

/// Errors that no call of this server answers with.
const std::map<std::string_view, std::string_view> never = {
    {"unsupported_scenario", "for calls that this server does not have yet"},
    {"unique_id_conflict", "launches carry no backend's token yet"},
    {"auth_not_configured", "launches carry no backend's token yet"},
    {"run_not_started", "there is no session token before the first launch"},
    {"state_incompatible", "states are not stored but replayed from the log"},
    {"request_in_progress",
     "a handshake's requests are taken one after the other: the second waits"},
    {"review_not_due", "reviews are decided at the command line (review_test.cpp)"},
    {"flow_invalid", "flows are not published over HTTP"},
    {"rule_invalid", "flows are not published over HTTP"},
    {"ask_server", "said by a page's engine to its page"},
    {"signature_invalid", "said by whoever checks a signature"},
};

void check_form(const Way& way, const ErrorInfo& info, const Answer& answer) {
  if (way.form == Way::outcome) {
    CHECK(answer.status() == 200);
    const Value& last = answer.body["events"].items().back()["public"];
    CHECK(last["error"]["code"] == Value(info.name));
    CHECK(answer.body["delivery"]["message"].is_string());
    return;
  }
  CHECK(answer.status() == info.http_status);
  CHECK(answer.response.error == info.name);
  // Whoever is told "later" is told when, where anybody knows.
  const bool later =
      info.http_status == 429 || info.http_status == 503 || info.code == ErrorCode::too_soon;
  CHECK(answer.response.header("retry-after").empty() != later);
  if (way.form == Way::backend) {
    CHECK(answer.body["code"] == Value(info.number));
    CHECK(answer.body["httpStatusCode"] == Value(info.http_status));
    CHECK(answer.body["message"] == Value(info.text));
    CHECK(answer.body["details"].is_string());
  } else {
    CHECK(answer.body["code"] == Value(info.name));
    CHECK(answer.body["number"] == Value(info.number));
    CHECK(answer.body["httpStatus"] == Value(info.http_status));
    CHECK(answer.body["retryable"] == Value(info.retryable));
    CHECK_FALSE(answer.body["userMessage"].as_string().empty());
    CHECK_FALSE(answer.body["requestId"].as_string().empty());
  }
}

std::set<std::string_view> provoke(const std::vector<Way>& ways) {
  std::set<std::string_view> reached;
  for (const auto& way : ways) {
    INFO(way.name);
    const ErrorInfo* info = find_error(way.name);
    REQUIRE(info != nullptr);
    Server server;
    const Answer answer = way.provoke(server);
    INFO(answer.response.body);
    check_form(way, *info, answer);
    reached.insert(info->name);
  }
  return reached;
}

}  // namespace

TEST_CASE("backends get every error in Attestr's form") { provoke(backend_ways()); }

TEST_CASE("pages get every error in the session's form") { provoke(session_ways()); }

TEST_CASE("what ends a run is told as its outcome") { provoke(outcome_ways()); }

TEST_CASE("every error of the catalogue is provoked, or has a reason why it never comes") {
  std::set<std::string_view> reached;
  for (const auto& ways : {backend_ways(), session_ways(), outcome_ways()}) {
    for (const auto& way : ways) reached.insert(way.name);
  }
  for (const ErrorInfo& info : error_catalogue()) {
    INFO(info.name);
    CHECK((reached.contains(info.name) != never.contains(info.name)));
  }
}
