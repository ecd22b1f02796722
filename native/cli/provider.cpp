// provider check
#include "cli/commands.hpp"
#include "cli/store.hpp"
#include "server/base/clock.hpp"
#include "server/providers/conformance.hpp"

namespace sealflow::cli {

int provider_check(const Options& options) {
  const auto outside = providers_of(options);
  if (!outside) return fail(options, exit_code::input, outside.error());
  const auto provider = (*outside)->providers.find(options.provider);
  if (!provider)
    return fail(options, exit_code::usage, "there is no provider \"" + options.provider + "\"");
  const auto findings = server::check_conformance(
      *provider, {server::wall_clock(), options.passing, options.failing, options.unknown, 10'000});
  Error broken{.code = ErrorCode::provider_failed, .message = "the provider breaks rules"};
  Value json = Value::array();
  std::string text;
  for (const auto& finding : findings) {
    if (!finding.kept) {
      broken.details.push_back(
          {.code = ErrorCode::provider_failed, .message = finding.rule + ": " + finding.detail});
    }
    json.push(Value::object(
        {{"rule", finding.rule}, {"kept", finding.kept}, {"detail", finding.detail}}));
    text += (finding.kept ? "kept    " : "BROKEN  ") + finding.rule +
            (finding.detail.empty() ? "" : ": " + finding.detail) + "\n";
  }
  if (!broken.details.empty()) return fail(options, exit_code::failed, broken);
  return succeed(options, Value::object({{"findings", std::move(json)}}), text);
}

}  // namespace sealflow::cli
