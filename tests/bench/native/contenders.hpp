// What the native half of the benchmarks can run. Node keeps the time plan: it asks for one
// contender after the other, so that native and JavaScript ones alternate in the same run (see
// ../rounds.mjs).
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace sealflow::bench {

struct Contender {
  std::string name;
  /// How many units of work one call of `run` does: transitions of a walk, say.
  int units = 1;
  /// Does the work once and gives back what it made, so that it can be held against the others'.
  std::function<std::string()> run;
  /// What is printed of it for the check, where that is not the text itself.
  std::function<std::string(std::string)> shown = nullptr;
};

std::vector<Contender> walk_contenders(const std::string& flow_text);
std::vector<Contender> hmac_contenders();
std::vector<Contender> json_contenders(const std::string& suffix, const std::string& text);
std::vector<Contender> plan_contenders();

}  // namespace sealflow::bench
