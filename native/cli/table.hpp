// The commands and their options, for CLI11: what both tables of them (table_of_*.cpp) are made
// with.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/options.hpp"

namespace sealflow::cli {

using Command = int (*)(const Options&);

/// A subcommand, its --json, and what it runs.
class Table {
 public:
  Table(CLI::App& root, Options& options) : root_(root), options_(options) {}

  CLI::App& root() { return root_; }
  Options& options() { return options_; }

  CLI::App* group(const std::string& name, const std::string& text);
  CLI::App* command(CLI::App* group, const std::string& name, const std::string& text, Command run);

  Command chosen() const { return chosen_; }

 private:
  CLI::App& root_;
  Options& options_;
  Command chosen_ = nullptr;
};

void add_master_key(CLI::App* command, Options& options);
/// --db, --db-password, and with a key --master-key.
void add_settings(CLI::App* command, Options& options);
void add_database(CLI::App* command, Options& options, bool with_key);

/// table_of_flows.cpp: flows, rules, plans, logs, results, receipts; most of them need no database.
void add_flow_commands(Table& table);
/// table_of_operators.cpp: apps, handshakes, keys, time of keeping, reviews, webhooks, audit.
void add_operator_commands(Table& table);

}  // namespace sealflow::cli
