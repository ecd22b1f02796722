#include "server/providers/conformance.hpp"

#include <chrono>

#include "server/base/random.hpp"

namespace sealflow::server {
namespace {

constexpr std::size_t longest_token = 1024;
constexpr std::int64_t slack = 1000;

template <class T>
std::string seen(const ProviderAnswer<T>& answer) {
  return answer ? "an answer" : "refused: " + std::string(provider_refusal_name(answer.refusal));
}

bool is_identifier(const std::string& text) {
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
             std::string::npos;
}

class Kit {
 public:
  Kit(Provider& provider, const ConformanceOptions& options)
      : provider_(provider), options_(options) {}

  std::vector<ConformanceFinding> run() {
    tokens();
    strange_tokens();
    spent_tokens();
    strangers();
    endings();
    deadline();
    return std::move(findings_);
  }

 private:
  Claim claim(std::string user, const char* mode = "enrol") const {
    return {mode, std::move(user), options_.clock(), options_.deadline_ms};
  }
  static std::string new_user() { return "conformance-" + random_hex(8); }

  void note(std::string rule, bool kept, std::string detail = "") {
    findings_.push_back({std::move(rule), kept, kept ? "" : std::move(detail)});
  }

  /// A refusal that says what is wrong, not that nobody was there to ask.
  template <class T>
  static bool is_definite(const ProviderAnswer<T>& answer) {
    return !answer && answer.refusal != ProviderRefusal::unavailable &&
           answer.refusal != ProviderRefusal::lost;
  }

  void tokens() {
    const auto user = new_user();
    const auto first = provider_.token(claim(user));
    const auto second = provider_.token(claim(user));
    if (!first || !second) return note("gives a token", false, seen(first ? second : first));
    note("gives a token", true);
    const auto size = first.value->token.size();
    note("a token has 1 to 1024 bytes", size >= 1 && size <= longest_token,
         std::to_string(size) + " bytes");
    note("a token is good for a while", first.value->expires_at > options_.clock(),
         "it is over already");
    note("each token is another", first.value->token != second.value->token, "the same twice");
  }

  void strange_tokens() {
    const auto user = new_user();
    const auto invented = provider_.validate(claim(user), "invented-" + random_hex(16));
    note("a token that was never given is refused", is_definite(invented), seen(invented));
    const auto token = provider_.token(claim(user));
    if (!token) return;
    const auto other = provider_.validate(claim(new_user()), token.value->token);
    note("a token of another user is refused", is_definite(other), seen(other));
  }

  void spent_tokens() {
    const auto user = options_.passing.empty() ? new_user() : options_.passing;
    const auto token = provider_.token(claim(user));
    if (!token) return;
    (void)provider_.validate(claim(user), token.value->token);
    const auto again = provider_.validate(claim(user), token.value->token);
    note("a token is asked about once", is_definite(again), seen(again));
  }

  void strangers() {
    const auto user = options_.unknown.empty() ? new_user() : options_.unknown;
    const auto token = provider_.token(claim(user, "verify"));
    if (!token) return note("nobody unknown is recognised", is_definite(token), seen(token));
    const auto verdict = provider_.validate(claim(user, "verify"), token.value->token);
    note("nobody unknown is recognised", !verdict || !verdict.value->passed, "it passed");
  }

  void endings() {
    for (const bool passes : {true, false}) {
      const auto& user = passes ? options_.passing : options_.failing;
      if (user.empty()) continue;
      const auto token = provider_.token(claim(user));
      if (!token) {
        note("gives a token to " + user, false, seen(token));
        continue;
      }
      const auto verdict = provider_.validate(claim(user), token.value->token);
      note(user + (passes ? " passes" : " does not pass, which is an answer"),
           verdict && verdict.value->passed == passes, seen(verdict));
      if (passes || !verdict) continue;
      note("the reason is an identifier", is_identifier(verdict.value->reason),
           "\"" + verdict.value->reason + "\"");
    }
  }

  void deadline() {
    Claim hurried = claim(new_user());
    hurried.deadline_ms = 1;
    const auto began = std::chrono::steady_clock::now();
    const auto token = provider_.token(hurried);
    (void)provider_.validate(hurried, token ? token.value->token : "none");
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::steady_clock::now() - began)
                          .count();
    note("the deadline is kept", took <= 2 + slack, std::to_string(took) + " ms");
  }

  Provider& provider_;
  const ConformanceOptions& options_;
  std::vector<ConformanceFinding> findings_;
};

}  // namespace

std::vector<ConformanceFinding> check_conformance(Provider& provider,
                                                  const ConformanceOptions& options) {
  return Kit(provider, options).run();
}

}  // namespace sealflow::server
