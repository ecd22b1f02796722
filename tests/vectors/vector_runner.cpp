// vector_runner FOLDER REPLIES: runs every case of FOLDER/*.json through the core's text API,
// writes each request and reply as a line to REPLIES, and says which cases differ from what the
// file expects.
//
// A reply that is ok must be equal as a whole; of an error, the members that the case names.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "sealflow/api.hpp"
#include "sealflow/signature.hpp"

namespace {

namespace fs = std::filesystem;
using sealflow::Value;

constexpr sealflow::Verification refusals[] = {sealflow::Verification::wrong_key,
                                               sealflow::Verification::body_changed,
                                               sealflow::Verification::malformed};
constexpr sealflow::JsonLimits limits = {.max_bytes = std::size_t{1} << 26, .max_depth = 256};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

bool matches(const Value& expected, const Value& reply) {
  if (expected["ok"] != reply["ok"]) return false;
  if (expected["ok"].as_bool()) {
    return sealflow::canonicalize(expected["value"]) == sealflow::canonicalize(reply["value"]);
  }
  const auto& members = expected["error"].members();
  return std::all_of(members.begin(), members.end(), [&](const sealflow::Member& member) {
    return reply["error"][member.first] == member.second;
  });
}

/// An error, or an answer that something is not so: "wrong_key", false.
bool is_refusal(const Value& reply) {
  if (!reply["ok"].as_bool()) return true;
  // Of a receipt more is said than how its check ended.
  const Value* ended = reply["value"].find("verification");
  const Value& value = ended != nullptr ? *ended : reply["value"];
  return value == Value(false) ||
         std::any_of(std::begin(refusals), std::end(refusals), [&](sealflow::Verification each) {
           return value == Value(sealflow::verification_name(each));
         });
}

struct Count {
  int cases = 0;
  int invalid = 0;
  int failed = 0;
};

Count run_file(const fs::path& path, std::ofstream& replies) {
  Count count;
  sealflow::Result<Value> file = sealflow::parse_json(read_file(path), limits);
  if (!file) {
    std::cout << path.filename().string() << ": " << file.error().message << " at byte "
              << file.error().where << "\n";
    return {.cases = 0, .invalid = 0, .failed = 1};
  }
  std::int64_t last_id = 0;
  for (const Value& one : (*file)["cases"].items()) {
    std::string request = sealflow::stringify(one["request"]);
    std::string reply = sealflow::call_full(one["function"].as_string(), request);
    replies << sealflow::stringify(Value::object({{"file", path.filename().string()},
                                                  {"id", one["id"]},
                                                  {"function", one["function"]},
                                                  {"request", request},
                                                  {"reply", reply}}))
            << "\n";
    ++count.cases;
    if (is_refusal(one["reply"])) ++count.invalid;
    bool numbered = one["id"].as_integer() == ++last_id;
    if (numbered && matches(one["reply"], sealflow::parse_json(reply, limits).value())) continue;
    ++count.failed;
    std::cout << path.filename().string() << " case " << one["id"].as_integer()
              << (numbered ? "" : " (ids must be 1, 2, …)") << ": " << one["comment"].as_string()
              << "\n  request  " << one["function"].as_string() << " " << request.substr(0, 600)
              << "\n  expected " << sealflow::stringify(one["reply"]).substr(0, 2000)
              << "\n  got      " << reply.substr(0, 2000) << "\n";
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cout << "usage: vector_runner FOLDER REPLIES\n";
    return 2;
  }
  std::map<std::string, fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(argv[1])) {
    if (entry.path().extension() == ".json") files[entry.path().filename().string()] = entry.path();
  }
  std::ofstream replies(argv[2], std::ios::binary | std::ios::trunc);
  Count total;
  for (const auto& [name, path] : files) {
    Count count = run_file(path, replies);
    std::cout << name << ": " << count.cases << " cases, " << count.invalid << " of them invalid, "
              << count.failed << " failed\n";
    total.cases += count.cases;
    total.failed += count.failed;
    // A header with few or only happy cases is not covered.
    if (count.cases < 30 || count.invalid * 3 < count.cases) {
      std::cout << name << ": needs 30 cases or more, a third of them invalid\n";
      ++total.failed;
    }
  }
  std::cout << total.cases - total.failed << " passed, " << total.failed << " failed\n";
  return total.cases > 0 && total.failed == 0 && replies.good() ? 0 : 1;
}
