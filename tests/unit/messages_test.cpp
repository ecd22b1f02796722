// That the texts are those of web/src/locales/ is held by tests/web/locales.test.ts.
#include "sealflow/messages.hpp"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace sealflow;

namespace {

std::map<std::string, std::string> texts_of(std::string_view language) {
  std::map<std::string, std::string> texts;
  for (const auto& [key, text] : messages_of(language)) {
    INFO(key);
    CHECK(texts.emplace(key, text).second);
  }
  return texts;
}

/// The gaps of a text, sorted.
std::multiset<std::string> gaps(const std::string& text) {
  static const std::regex gap("\\{[a-z]+\\}");
  std::multiset<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), gap), end; at != end; ++at)
    found.insert(at->str());
  return found;
}

}  // namespace

TEST_CASE("every language has every text, with the same gaps", "[messages]") {
  const auto english = texts_of("en");
  CHECK(message_languages().size() == 2);
  for (const std::string_view language : message_languages()) {
    const auto own = texts_of(language);
    CHECK(own.size() == english.size());
    for (const auto& [key, text] : english) {
      INFO(language << " " << key);
      REQUIRE(own.contains(key));
      CHECK(own.at(key).find_first_not_of(' ') != std::string::npos);
      CHECK(gaps(own.at(key)) == gaps(text));
      CHECK((language == "en") == (own.at(key) == text));
    }
  }
}

TEST_CASE("every name that the core gives has a text", "[messages]") {
  const auto texts = texts_of("en");
  std::vector<std::string> keys;
  for (const ErrorInfo& info : error_catalogue()) keys.emplace_back(info.message_key);
  for (const char* reason :
       {"no_state", "retention_over", "authenticate_on_resume", "exit_on_end_state",
        "inputs_changed", "flow_changed", "ended_before", "after_end_restart", "first_not_passed",
        "resume_from", "resume_target_off_path", "expired", "conditional_resume_from",
        "all_passed"}) {
    keys.push_back("plan." + std::string(reason));
  }
  for (const char* verdict : {"run", "skip", "expired", "blocked"})
    keys.push_back("verdict." + std::string(verdict));
  for (const char* reason :
       {"passed", "due", "not_reached", "expired", "dropped", "attempts_exhausted"})
    keys.push_back("step." + std::string(reason));
  for (const char* reason :
       {"required", "format", "checksum", "too_short", "too_long", "range", "option"})
    keys.push_back("field." + std::string(reason));
  for (int i = 0; i <= static_cast<int>(Verification::unknown_scheme); ++i) {
    const auto name = verification_name(static_cast<Verification>(i));
    keys.push_back("verification." + std::string(name));
  }
  for (const std::string& key : keys) {
    INFO(key);
    CHECK(texts.contains(key));
  }
}

TEST_CASE("texts are for people", "[messages]") {
  const std::regex ours(
      "handshake|token|JSON|session|payload|HTTP|idempot|stage\\b|server|[a-z]_[a-z]",
      std::regex::icase);
  for (const auto& [key, text] : messages_of("en")) {
    INFO(key << ": " << text);
    CHECK_FALSE(std::regex_search(std::string(text), ours));
    const bool sentence =
        key.starts_with("error.") || key.starts_with("plan.") || key.starts_with("verification.");
    CHECK((!sentence || text.ends_with('.')));
  }
  // Hindi ends sentences with a danda, and speaks to people politely: never तू or तुम.
  const std::regex impolite("(^| )(तू|तुम|तेरा|तुम्हारा)( |$)");
  for (const auto& [key, text] : messages_of("hi")) {
    INFO(key << ": " << text);
    CHECK_FALSE(std::regex_search(std::string(text), impolite));
    CHECK_FALSE(text.ends_with('.'));
  }
}

TEST_CASE("a tag gets itself, its base language, or English", "[messages]") {
  for (const char* tag : {"hi", "hi-IN", "hi_IN", "HI", "Hi-Deva-IN"}) {
    INFO(tag);
    CHECK(message_language(tag) == "hi");
  }
  for (const char* tag : {"en", "en-GB", "ta", "", "hindi", "h", "-", "x-hi", "\xFF"}) {
    INFO(tag);
    CHECK(message_language(tag) == "en");
  }
  CHECK(message("plan.expired", "hi-IN") == texts_of("hi")["plan.expired"]);
  CHECK(message("plan.expired", "ta") == texts_of("en")["plan.expired"]);
  CHECK(messages_of("ta").data() == messages_of("en").data());
}

TEST_CASE("there is a text for every key, also for one that nobody knows", "[messages]") {
  const auto hindi = texts_of("hi");
  CHECK(message("error.never_heard_of", "hi") == hindi.at("error.internal"));
  CHECK(message("", "hi") == hindi.at("error.internal"));
  CHECK(message("field.pan.never", "hi") == hindi.at("field.wrong"));
  CHECK(message("verification.never", "hi") == hindi.at("verification.wrong_key"));
  for (const char* key : {"plan.never", "step.never", "verdict.never"})
    CHECK_FALSE(message(key, "hi").empty());
  CHECK(error_message(static_cast<ErrorCode>(-1), "hi") == hindi.at("error.internal"));
}

TEST_CASE("what the core says in names is said in words", "[messages]") {
  const auto english = texts_of("en");
  CHECK(field_message("pan", "format", "en") == english.at("field.pan.format"));
  CHECK(field_message("pan", "required", "en") == english.at("field.required"));
  CHECK(field_message("", "checksum", "en") == english.at("field.checksum"));
  CHECK(field_message("", "never", "en") == english.at("field.wrong"));
  CHECK(error_message(ErrorCode::not_owner, "en") == english.at("error.not_owner"));
  const Error pan{.code = ErrorCode::invalid_input, .where = "/pan", .reason = "too_long"};
  CHECK(error_message(pan, "en") == english.at("field.too_long"));
  Error form = pan;
  form.details = {pan, pan};
  CHECK(error_message(form, "en") == english.at("error.invalid_input"));
  const Plan plan{.reason = "all_passed"};
  CHECK(plan_message(plan, "en") == english.at("plan.all_passed"));
  CHECK(verification_message(Verification::too_old, "en") == english.at("verification.too_old"));
}

TEST_CASE("gaps are filled; one without a value stays", "[messages]") {
  const PlanStep passed{.stage = "FS0a", .verdict = "skip", .reason = "passed", .at = 1};
  CHECK(step_message(passed, "on Monday", "en") ==
        "Completed on Monday, so you need not do it again");
  CHECK(step_message(passed, "{time}", "en") == message("step.passed", "en"));
  CHECK(step_message(passed, "1 मई", "hi").starts_with("1 मई को पूरा हुआ"));
  CHECK(message("step.passed", "en", {{"other", "x"}}) == message("step.passed", "en"));
}
