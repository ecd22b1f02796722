#include "json_judge.hpp"

#include <nlohmann/json.hpp>

namespace fuzz {

// ordered_json: the core has functions of its own for the lexer of nlohmann::json, and a program
// has only one of each.
bool judge_accepts_json(std::string_view text) { return nlohmann::ordered_json::accept(text); }

}  // namespace fuzz
