// sealflow: flows, apps, handshakes, results and logs from the command line.
#include <algorithm>
#include <iostream>

#include "cli/output.hpp"
#include "cli/table.hpp"
#include "server/base/log.hpp"

namespace sealflow::cli {
namespace {

/// What is wrong with a word that stands where a command belongs; empty if none does. CLI11 says of
/// it only that a command is missing.
std::string unknown_command(CLI::App& root, const std::vector<std::string>& words) {
  CLI::App* group = &root;
  std::string path = "sealflow";
  for (const auto& word : words) {
    if (word == "--json") continue;
    const auto commands = group->get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty() || word.starts_with("-")) return {};
    const auto next = std::find_if(commands.begin(), commands.end(), [&](const CLI::App* command) {
      return command->check_name(word);
    });
    if (next == commands.end()) {
      std::string names;
      for (const auto* command : commands)
        names += (names.empty() ? "" : ", ") + command->get_name();
      return "there is no command \"" + word + "\" in \"" + path + "\"; there are: " + names;
    }
    group = *next;
    path += " " + word;
  }
  return {};
}

/// Wrong usage. Whether --json was among the arguments is looked up: nothing may have been read.
int refuse_usage(CLI::App& root, const CLI::ParseError& error, Options options,
                 const std::vector<std::string>& words) {
  const std::string unknown = unknown_command(root, words);
  options.json = std::find(words.begin(), words.end(), "--json") != words.end();
  if (!options.json && unknown.empty()) {
    root.exit(error);
    return exit_code::usage;
  }
  return fail(options, exit_code::usage, unknown.empty() ? error.what() : unknown);
}

int run(int argc, char** argv) {
  Options options;
  CLI::App root{"sealflow: verification flows on your own servers"};
  root.set_version_flag("--version", "sealflow " SEALFLOW_VERSION);
  root.require_subcommand(1);
  root.footer(
      "Exit codes: 0 ok, 1 a check failed or a signature does not verify, 2 wrong usage,\n"
      "3 an input file cannot be read or is not what it should be, 4 storage or server failure.\n"
      "Secrets are never arguments: name them as file:PATH, env:NAME, exec:PROGRAM or - (standard "
      "input).");
  Table table(root, options);
  add_flow_commands(table);
  add_operator_commands(table);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // --help and --version are errors of code 0.
    if (error.get_exit_code() == 0) return root.exit(error);
    return refuse_usage(root, error, options, {argv + 1, argv + argc});
  }
  try {
    return table.chosen()(options);
  } catch (const std::exception& error) {
    return fail(options, exit_code::storage, error.what());
  }
}

}  // namespace
}  // namespace sealflow::cli

int main(int argc, char** argv) {
  sealflow::server::log::set_level("error");
  return sealflow::cli::run(argc, argv);
}
