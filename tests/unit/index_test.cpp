// An index page, walked: steps in any order their dependencies allow, and what a resume keeps.
#include "support.hpp"

using namespace support;

namespace {

Walker at_menu() {
  Walker walker(flow_of(R"({"id": "FX0menu", "version": "1.0.0", "start": "FS0menu", "stages": [
    {"id": "FS0menu", "type": "index", "next": "done", "steps": [
      {"id": "person", "start": "FS0name"},
      {"id": "bank", "start": "FS0bank", "dependsOn": ["person"]},
      {"id": "extra", "start": "FS0extra", "optional": true}]},
    {"id": "FS0name", "type": "form", "fields": [{"name": "x"}], "next": "FS0address"},
    {"id": "FS0address", "type": "form", "fields": [{"name": "x"}], "next": "FS0menu",
     "expiresAfter": "1d"},
    {"id": "FS0bank", "type": "form", "fields": [{"name": "x"}], "next": "FS0menu"},
    {"id": "FS0extra", "type": "form", "fields": [{"name": "x"}],
     "next": [{"if": "input.x == 'no'", "to": "refused"}, {"to": "FS0menu"}]}],
    "ends": {"done": {"status": "approve"},
             "refused": {"status": "auto_declined", "resumeFrom": "FS0bank"}}})"));
  REQUIRE(walker.launch());
  REQUIRE(walker.state.current == "FS0menu");
  return walker;
}

Result<Decision> choose(Walker& walker, std::string_view step) {
  return walker.submit("FS0menu", Value::object({{"step", step}}));
}

Result<Decision> leave(Walker& walker) {
  return walker.submit("FS0menu", json(R"({"done": true})"));
}

Walker both_done() {
  Walker walker = at_menu();
  REQUIRE(choose(walker, "person"));
  REQUIRE(walker.submit_x("FS0name"));
  REQUIRE(walker.submit_x("FS0address"));
  REQUIRE(choose(walker, "bank"));
  REQUIRE(walker.submit_x("FS0bank"));
  return walker;
}

std::vector<std::string> done(const Walker& walker) {
  return walker.state.find("FS0menu")->steps_done;
}

}  // namespace

TEST_CASE("steps are done one by one, and the page is left by its own next", "[index]") {
  Walker walker = at_menu();
  CHECK(choose(walker, "bank").error().reason == "step_locked");
  REQUIRE(choose(walker, "person"));
  CHECK(walker.state.current == "FS0name");
  REQUIRE(walker.submit_x("FS0name"));
  CHECK(walker.state.current == "FS0address");
  REQUIRE(walker.submit_x("FS0address"));
  CHECK(walker.state.current == "FS0menu");
  CHECK(leave(walker).error().reason == "step_open");
  REQUIRE(choose(walker, "bank"));
  REQUIRE(walker.submit_x("FS0bank"));
  CHECK(choose(walker, "bank").error().reason == "step_done");
  REQUIRE(leave(walker));
  CHECK(walker.state.outcome == Outcome::completed);
  CHECK(walker.state.outcome_stage == "FS0menu");
  CHECK((*result_of(walker.state))["FS0menu"]["output"]["steps"] == json(R"(["person", "bank"])"));
  CHECK(result_of(walker.state)->size() == 4);
  CHECK(replayed(walker.log) == walker.text());
}

TEST_CASE("somebody who left within a step goes on within it", "[index]") {
  Walker walker = at_menu();
  REQUIRE(choose(walker, "person"));
  REQUIRE(walker.submit_x("FS0name"));
  REQUIRE(walker.send_plain("skip"));
  REQUIRE(walker.send_plain("acknowledge"));
  REQUIRE(walker.launch(true));
  CHECK(walker.state.current == "FS0address");
  REQUIRE(walker.submit_x("FS0address"));
  CHECK(done(walker) == std::vector<std::string>{"person"});
}

TEST_CASE("an expired stage opens its step again, and what came after it", "[index]") {
  Walker walker = both_done();
  walker.now += day;
  const Result<Decision> launch = walker.launch();
  REQUIRE(launch.has_value());
  CHECK(launch->plan->reason == "expired");
  CHECK(walker.state.current == "FS0address");
  CHECK(done(walker).empty());
  CHECK(walker.state.find("FS0address")->step == "person");
  REQUIRE(walker.submit_x("FS0address"));
  CHECK(done(walker) == std::vector<std::string>{"person"});
  CHECK(walker.state.current == "FS0menu");
  REQUIRE(choose(walker, "bank"));
  REQUIRE(walker.submit_x("FS0bank"));
  REQUIRE(leave(walker));
  CHECK(replayed(walker.log) == walker.text());
}

TEST_CASE("a decline in a step is repaired in a new run that keeps the other steps", "[index]") {
  Walker walker = both_done();
  REQUIRE(choose(walker, "extra"));
  REQUIRE(walker.submit_x("FS0extra", "no"));
  CHECK(walker.state.status == "auto_declined");
  REQUIRE(walker.launch(true));
  CHECK(walker.state.run == 2);
  CHECK(walker.state.current == "FS0bank");
  CHECK(done(walker) == std::vector<std::string>{"person"});
  REQUIRE(walker.submit_x("FS0bank"));
  CHECK(walker.state.current == "FS0menu");
  REQUIRE(leave(walker));
  CHECK(walker.state.outcome == Outcome::completed);
  CHECK(replayed(walker.log) == walker.text());
}

TEST_CASE("a page that was passed is open again when one of its steps is", "[index]") {
  Walker walker(flow_of(R"({"id": "FX0after", "version": "1.0.0", "start": "FS0menu", "stages": [
    {"id": "FS0menu", "type": "index", "next": "FS0last", "steps": [{"id": "one", "start": "FS0a"}]},
    {"id": "FS0a", "type": "form", "fields": [{"name": "x"}], "next": "FS0menu",
     "expiresAfter": "1h"},
    {"id": "FS0last", "type": "form", "fields": [{"name": "x"}], "next": "done"}],
    "ends": {"done": {"status": "approve"}}})"));
  REQUIRE(walker.launch());
  REQUIRE(choose(walker, "one"));
  REQUIRE(walker.submit_x("FS0a"));
  REQUIRE(leave(walker));
  CHECK(walker.state.current == "FS0last");
  walker.now += hour;
  REQUIRE(walker.launch());
  CHECK(walker.state.current == "FS0a");
  CHECK_FALSE(walker.state.passed("FS0menu"));
  REQUIRE(walker.submit_x("FS0a"));
  CHECK(walker.state.current == "FS0menu");
  REQUIRE(leave(walker));
  CHECK(walker.state.current == "FS0last");
  REQUIRE(walker.submit_x("FS0last"));
  CHECK(result_of(walker.state)->size() == 3);
  CHECK(replayed(walker.log) == walker.text());
}
