// The provider port: its conformance kit, the simulated provider, and biometric stages.
#include "server/providers/provider.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "server/operate/live.hpp"
#include "server/providers/conformance.hpp"
#include "server/providers/simulated.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

constexpr std::string_view face_flow = R"({
  "id": "FX0face", "version": "1.0.0", "start": "FS0face",
  "variables": {"user": {"type": "string", "source": "backend", "required": true}},
  "stages": [{"id": "FS0face", "type": "biometric", "provider": "simulated", "mode": "enrol",
              "toRule": "inputs.user", "attempts": 2, "next": "done"}],
  "ends": {"done": {"status": "auto_approved"}}
})";

std::string begin(Server& server, const std::string& user) {
  server.publish(face_flow);
  return server.handshake(
      Value::object({{"flow", "FX0face"}, {"variables", Value::object({{"user", user}})}}));
}

/// A page that scans, and what it is told.
struct Scan {
  Server& server;
  Page page;

  Scan(Server& of, const std::string& user) : server(of), page(of, begin(of, user)) {
    page.launch();
    perform();
  }
  void perform() {
    EffectsWorker(*server.services).run_once();
    page.seq = page.events().body["seq"].as_integer();
  }
  Value last() { return page.events().body["events"].items().back(); }
  Value note() { return last()["public"]; }
  std::string token() { return last()["shown"]["token"].as_string(); }
  /// Says that the scan is over, and waits for the provider.
  Value scan() {
    page.submit("FS0face", Value::object());
    perform();
    return note();
  }
  std::vector<Value> rejections() {
    std::vector<Value> found;
    const auto events = page.events().body["events"];
    for (const auto& event : events.items())
      if (event["type"] == Value("stage_rejected")) found.push_back(event["public"]);
    return found;
  }
};

/// Keeps none of the rules that the kit is about.
class BadProvider : public Provider {
 public:
  ProviderAnswer<ProviderToken> token(const Claim& claim) override {
    return ProviderToken{"always the same", claim.now};
  }
  ProviderAnswer<ProviderVerdict> validate(const Claim& claim, const std::string&) override {
    return ProviderVerdict{.passed = claim.user != "fails", .reason = "it is too dark"};
  }
};

Clock fixed() {
  return [] { return start_of_time; };
}

}  // namespace

TEST_CASE("the simulated provider keeps the port's rules") {
  SimulatedProvider provider({});
  const auto findings =
      check_conformance(provider, {fixed(), "sim-pass", "sim-not-passed", "sim-unknown", 10'000});
  CHECK(findings.size() == 12);
  for (const auto& finding : findings) {
    INFO(finding.rule << ": " << finding.detail);
    CHECK(finding.kept);
  }
}

TEST_CASE("the kit finds each broken rule") {
  BadProvider provider;
  std::vector<std::string> broken;
  for (const auto& finding : check_conformance(provider, {fixed(), "passes", "fails", "", 10'000}))
    if (!finding.kept) broken.push_back(finding.rule);
  CHECK(broken == std::vector<std::string>{
                      "a token is good for a while", "each token is another",
                      "a token that was never given is refused",
                      "a token of another user is refused", "a token is asked about once",
                      "nobody unknown is recognised", "the reason is an identifier"});
}

TEST_CASE("a scan that passes: token, scan, question, result") {
  Server server;
  Scan scan(server, "sim-pass");
  const auto ready = scan.note();
  CHECK(ready["note"] == Value("ready"));
  CHECK(scan.token().starts_with("sim_"));
  // Public parts outlive the person's erasure.
  CHECK(ready.find("token") == nullptr);
  CHECK(ready["expiresAt"] == Value(server.now + 120'000));
  CHECK(scan.page.submit("FS0face", Value::object({{"token", "another"}})).code() ==
        "stage_not_current");
  CHECK(scan.scan()["status"] == Value("auto_approved"));
  const auto result = server.result(scan.page.id).body;
  CHECK(result["result"]["FS0face"]["output"]["simulated"] == Value(true));
}

TEST_CASE("what a provider answers or refuses is a try, with its reason; then a new token") {
  struct Case {
    const char* user;
    const char* code;
    const char* detail;
  };
  for (const auto& [user, code, detail] : {
           Case{"sim-not-passed", "not_matched", ""},
           Case{"sim-too-dark", "too_dark", ""},
           Case{"sim-wrong-user", "provider_failed", "user_mismatch"},
           Case{"sim-spent", "provider_failed", "token_spent"},
           Case{"sim-expired", "provider_failed", "token_expired"},
       }) {
    INFO(user);
    Server server;
    Scan scan(server, user);
    const auto first = scan.token();
    scan.scan();
    REQUIRE(scan.rejections().size() == 1);
    CHECK(scan.rejections()[0]["code"] == Value(code));
    scan.perform();
    CHECK(scan.note()["note"] == Value("ready"));
    CHECK(scan.token() != first);
    const auto last = scan.scan();  // the second of two tries
    CHECK(last["outcome"] == Value("errored"));
    if (*detail != '\0') CHECK(last["error"]["detail"] == Value(detail));
  }
}

TEST_CASE("no answer to the question is indeterminate: it is not asked again, and nobody passes") {
  Server server;
  server.settings.providers = *parse_json(
      R"({"simulated": {"type": "simulated", "script": ["unavailable", "unavailable", "pass"]}})");
  server.reopen();
  Scan scan(server, "somebody");
  // As if the process had ended between start and report.
  scan.page.submit("FS0face", Value::object());
  server.tamper("UPDATE effects SET status = 'started' WHERE kind = 'provider_validate'");
  scan.perform();
  REQUIRE(scan.rejections().size() == 1);
  CHECK(server.count("SELECT count(*) FROM effects WHERE reason = 'indeterminate'") == 1);
  // The provider was not asked: its script still begins with a refusal.
  scan.perform();
  const auto last = scan.scan();
  CHECK(last["error"]["detail"] == Value("unavailable"));
  CHECK(server.result(scan.page.id).body["result"].is_null());
}

TEST_CASE("a token is asked for again when the first call does not get through") {
  Server server;
  Scan scan(server, "sim-flaky");
  CHECK(scan.note()["note"] == Value("preparing"));
  server.now += 1000;
  scan.perform();
  CHECK(scan.note()["note"] == Value("ready"));
}

TEST_CASE("a token that ran out before the scan is renewed by the page") {
  Server server;
  Scan scan(server, "sim-pass");
  const auto early =
      scan.page.command(Value::object({{"type", "renew_token"}, {"stage", "FS0face"}}));
  CHECK(early.code() == "too_soon");
  CHECK(early.response.header("retry-after") == "120");
  server.now += 120'000;
  scan.page.command(Value::object({{"type", "renew_token"}, {"stage", "FS0face"}}));
  scan.perform();
  CHECK(scan.note()["expiresAt"] == Value(server.now + 120'000));
  CHECK(scan.scan()["status"] == Value("auto_approved"));
}

TEST_CASE("a live app gets no simulated provider, and an unknown one is said to be so") {
  Server server;
  server.publish(face_flow);
  for (const bool live : {true, false}) {
    Page page(server, begin(server, "sim-pass"));
    if (live) server.tamper("UPDATE apps SET mode = 'live'");
    page.launch();
    if (!live) {
      server.settings.providers = Value();
      server.services->outside->providers = Providers::none();
    }
    EffectsWorker(*server.services).run_once();
    const auto last = page.events().body["events"].items().back()["public"];
    CHECK(last["error"]["detail"] == Value(live ? "provider_sandbox_only" : "provider_unknown"));
    server.tamper("UPDATE apps SET mode = 'sandbox'");
  }
}

TEST_CASE("a live app gets no flow with a provider that only plays its part") {
  Server server;
  server.settings.providers = *parse_json(R"({"iproov": {"type": "simulated"}})");
  server.reopen();
  const auto live = server.create_app({"Live", "live", {}, {}});
  const auto named = [](const std::string& provider) {
    std::string flow(face_flow);
    flow.replace(flow.find("simulated"), 9, provider);
    return flow;
  };
  const auto publish = [&](const AppSecrets& app, const std::string& flow) {
    return server.services->store.write([&](Transaction& transaction) {
      return publish_flow(transaction, *server.services, app.client_key, flow, server.now);
    });
  };
  for (const auto* provider : {"simulated", "iproov"}) {
    INFO(provider);
    const auto refused = publish(live, named(provider));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::flow_invalid);
    REQUIRE(refused.error().details.size() == 1);
    CHECK(refused.error().details[0].where == "/stages/0/provider");
    CHECK(refused.error().details[0].reason == "sandbox_only");
    CHECK(publish(server.app, named(provider)));
    server.tamper("DELETE FROM snapshots WHERE flow = 'FX0face'");  // the next is of this version
  }
  CHECK(server.count("SELECT count(*) FROM flows WHERE id = 'FX0face' AND app = '" +
                     live.client_key + "'") == 0);
  // What stands behind another name is for the settings of whoever serves it.
  CHECK(publish(live, named("elsewhere")));
}

TEST_CASE("every stage that is for sandboxes alone is named, at its place") {
  Server server;
  const auto live = server.create_app({"Live", "live", {}, {}});
  std::string flow(face_flow);
  const std::string second = R"({"id": "FS0again", "type": "biometric", "provider": "simulated",
      "mode": "verify", "toRule": "inputs.user", "next": "done"})";
  flow.replace(flow.find("\"next\": \"done\"}]"), 16, R"("next": "FS0again"}, )" + second + "]");
  const auto refused = server.services->store.write([&](Transaction& transaction) {
    return publish_flow(transaction, *server.services, live.client_key, flow, server.now);
  });
  REQUIRE_FALSE(refused);
  REQUIRE(refused.error().details.size() == 2);
  CHECK(refused.error().details[1].where == "/stages/1/provider");
}

TEST_CASE("what a live app could begin is looked at again when the server starts") {
  Server server;
  server.publish(face_flow);
  const auto unfit = [&] {
    return server.services->store.read(
        [&](Database& db) { return unfit_flows(db, server.services->outside->providers); });
  };
  const auto set_active = [&](bool active) {
    return server.services->store.write([&](Transaction& transaction) {
      return switch_flow(transaction, *server.services, server.app.client_key, "FX0face", active,
                         server.now);
    });
  };
  CHECK(unfit().empty());
  server.tamper("UPDATE apps SET mode = 'live'");
  REQUIRE(unfit().size() == 1);
  for (const auto& part : {server.app.client_key, std::string("FX0face"), std::string("FS0face"),
                           std::string("sealflow flow deactivate --app ")})
    CHECK(unfit()[0].find(part) != std::string::npos);

  // A better draft does not help: handshakes may be pinned to the version of before.
  std::string better(face_flow);
  better.replace(better.find("simulated"), 9, "elsewhere");
  better.replace(better.find("1.0.0"), 5, "1.0.1");
  server.publish(better);
  CHECK(unfit().size() == 1);

  // Switched off it begins nothing, and is not switched on again.
  REQUIRE(set_active(false));
  CHECK(unfit().empty());
  CHECK(set_active(true).error().code == ErrorCode::flow_invalid);
  CHECK(unfit().empty());
  server.services->outside->providers = Providers::none();
  CHECK(set_active(true));

  server.services->outside->providers = Providers();
  CHECK(unfit().size() == 1);
  server.tamper("UPDATE apps SET active = 0");
  CHECK(unfit().empty());
}

TEST_CASE("settings of providers are refused at the start, at their place") {
  const auto refused = [](std::string_view text) {
    return Providers::read(*parse_json(std::string(text))).error().where;
  };
  CHECK(refused(R"({"x": {"type": "iproov"}})") == "/providers/x/type");
  CHECK(refused(R"({"x": {"type": "simulated", "script": ["maybe"]}})") == "/providers/x/script");
  CHECK(refused(R"({"x": {"type": "simulated", "tokenLife": "soon"}})") ==
        "/providers/x/tokenLife");
  CHECK(refused(R"({"x": {"type": "simulated", "key": "k"}})") == "/providers/x/key");
}
