// What was asked for on the command line. main.cpp fills it in, the commands read it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sealflow/flow.hpp"
#include "server/limits.hpp"

namespace sealflow::cli {

struct Options {
  bool json = false;
  std::string lang = "en";  ///< of texts for people
  std::string file;         ///< a flow or a log
  std::string database = "sealflow.sqlite";
  std::string database_password;  ///< reference
  std::string master_key;         ///< reference
  std::string media;              ///< folder of uploads; empty: the database's name + ".media"
  std::string app;                ///< client key
  // app create
  std::string name;
  std::string mode;
  std::vector<std::string> origins;
  std::vector<std::string> addresses;
  std::string resume_with = "device";
  // app change: an empty list is said so, or it could be forgotten
  bool no_origins = false;
  bool no_addresses = false;
  bool no_limits = false;
  server::Limits limits;
  // app rotate-token, app rotate-secret, webhook secret rotate, receipt-key rotate: durations
  std::string overlap = "24h";
  std::string delay = "24h";
  // handshake list
  std::string cursor;
  std::int64_t limit = 20;
  // audit
  std::string day;
  // handshake create
  std::string flow;
  std::string snapshot;
  std::string tag;
  std::int64_t expiry = 0;
  std::string variables;  ///< a file, or - for standard input
  // webhook …; the id is also `id` below
  std::string url;
  std::vector<std::string> events;
  std::string event;
  std::string token;  ///< reference
  // result verify
  std::string secret_file;
  std::string secret;  ///< reference
  std::string result;
  std::string signature;
  // receipt-key jwks, receipt sign, receipt verify
  std::vector<std::string> keys;  ///< files
  std::string key;                ///< reference
  std::string issuer;
  std::string id;
  std::string salt;     ///< hex
  std::string jwks;     ///< file
  std::string max_age;  ///< durations
  std::string tolerance;
  std::string by_time;  ///< clock advance
  // log, handshake archive, handshake cancel
  std::string handshake;
  bool with_private = false;
  // review decide: handshake, too
  std::string stage;
  std::string decision;
  std::string status;
  std::string by;
  std::string note;
  // flow text: stage, too
  std::string hash;
  // provider check
  std::string provider;
  std::string config;  ///< settings file
  std::string passing;
  std::string failing;
  std::string unknown;
  // rule eval, plan: files, or - for standard input
  std::string rule;  ///< the rule itself
  std::string bindings;
  std::string log;
  std::string launch;
  std::int64_t now = 0;  ///< ms since 1970; 0: the clock's
  // master-key create, receipt-key create
  std::string out;
  // master-key rewrap: keys in one transaction
  int batch = 500;
  // retention set; flow, too
  std::int64_t days = 0;
  bool for_ever = false;
  bool as_the_app = false;  ///< a flow: none of its own
  // retention run
  bool dry_run = false;
  // flow draw: out, too
  std::string language = "en";
  // backup: out, too; restore
  std::string from;
  bool accept_damaged = false;
  // doctor: settings of sealflowd
  std::vector<std::string> rest;
  // call
  std::string function;
  bool lines = false;
};

/// Documented in docs/reference/cli.md and in --help. Scripts rely on them.
namespace exit_code {
inline constexpr int ok = 0;
inline constexpr int failed =
    1;  ///< looked at, and not right: a check failed, a signature does not verify
inline constexpr int usage = 2;
inline constexpr int input = 3;    ///< a file that cannot be read, or is not what it should be
inline constexpr int storage = 4;  ///< database, master key, disk
}  // namespace exit_code

/// "24h" or "0" in ms. Nothing when it is neither.
inline std::optional<std::int64_t> span_of(const std::string& text) {
  if (text == "0") return 0;
  const auto span = parse_duration(text);
  return span ? std::optional(*span) : std::nullopt;
}

}  // namespace sealflow::cli
