// The operator's log: one JSON object per line on stderr. Request and handshake ids, error names
// and figures go in; personal data, tokens, codes and bodies do not.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"

namespace sealflow::server::log {

/// "debug", "info", "warn", "error" or "off". False when there is no such level.
bool set_level(std::string_view level);

/// Fields of every line that this thread writes for as long as the object lives: whose request it
/// is. A line's own fields win.
class Scope {
 public:
  explicit Scope(std::vector<Member> fields);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  std::vector<Member> fields_;
  const std::vector<Member>* outer_;
};

/// Lines written so far at "warn" or "error"; 0 for other levels.
std::uint64_t lines(std::string_view level);

void debug(std::string_view event, std::initializer_list<Member> fields = {});
void info(std::string_view event, std::initializer_list<Member> fields = {});
void warn(std::string_view event, std::initializer_list<Member> fields = {});
void error(std::string_view event, std::initializer_list<Member> fields = {});

}  // namespace sealflow::server::log
