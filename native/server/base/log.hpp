// The operator's log: one JSON object per line on stderr. Request and handshake ids, error names
// and figures go in; personal data, tokens, codes and bodies do not.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"

namespace sealflow::server::log {

/// "debug", "info", "warn", "error" or "off". False when there is no such level.
bool set_level(std::string_view level);

void debug(std::string_view event, std::initializer_list<Member> fields = {});
void info(std::string_view event, std::initializer_list<Member> fields = {});
void warn(std::string_view event, std::initializer_list<Member> fields = {});
void error(std::string_view event, std::initializer_list<Member> fields = {});

}  // namespace sealflow::server::log
