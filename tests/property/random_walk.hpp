// One handshake, walked at random: launches and retries from several devices, right and wrong
// input, skips, failures, reports of effects, and time that sometimes jumps by days.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "random.hpp"
#include "sealflow/sealflow.hpp"

namespace property {

/// A call of the core's text API: name of the function, and its request.
using Call = std::function<void(std::string_view function, const sealflow::Value& request)>;

/// What a handler, a webhook or a fetched result says of a handshake at one moment.
struct StatusMessage {
  sealflow::StatusStamp stamp;
  std::string status;
};

class Walk {
 public:
  /// Error: flow_invalid when the random definition has a problem; another seed then.
  static sealflow::Result<Walk> begin(std::uint64_t seed);

  /// One command. Returns what is wrong with the core's answer, or nothing. The answer's bytes are
  /// appended to `transcript`. `call`, if there is one, gets the same step as requests.
  std::string step(std::string& transcript, const Call& call = nullptr);

  const sealflow::Value& definition() const { return definition_; }
  const sealflow::Flow& flow() const { return flow_; }
  const sealflow::State& state() const { return state_; }
  const std::vector<sealflow::LoggedEvent>& log() const { return log_; }
  /// The status after each event, in their order.
  const std::vector<StatusMessage>& statuses() const { return statuses_; }
  std::string state_text() const { return stringify(state_to_json(state_)); }
  Random& random() { return random_; }
  std::size_t accepted() const { return accepted_; }
  std::size_t refused() const { return refused_; }

 private:
  Walk(Random random, sealflow::Value definition, sealflow::Flow flow);

  sealflow::Value next_command();
  sealflow::Value random_token();
  sealflow::Value launch_command();
  sealflow::Value stage_command(const std::string& stage);
  sealflow::Value review_command();
  std::string take(const sealflow::Decision& decision);

  Random random_;
  sealflow::Value definition_;
  sealflow::Flow flow_;
  sealflow::State state_;
  std::vector<sealflow::LoggedEvent> log_;
  std::vector<sealflow::Effect> effects_;
  std::vector<StatusMessage> statuses_;
  std::int64_t now_;
  std::string mobile_ = "+919876543210";
  std::size_t commands_ = 0;
  std::size_t accepted_ = 0;
  std::size_t refused_ = 0;
};

}  // namespace property
