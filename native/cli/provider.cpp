// provider check
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "server/base/clock.hpp"
#include "server/effects/outside.hpp"
#include "server/providers/conformance.hpp"

namespace sealflow::cli {

int provider_check(const Options& options) {
  server::Settings settings;
  if (!options.config.empty()) {
    const auto read = server::apply_settings_file(settings, options.config);
    if (!read) return fail(options, exit_code::input, read.error());
  }
  const auto providers = server::Providers::read(settings.providers);
  if (!providers) return fail(options, exit_code::usage, providers.error());
  const auto provider = providers->find(options.provider);
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
