// sealflow: flows, apps, handshakes, results and logs from the command line.
#include <iostream>

#include "cli/output.hpp"
#include "cli/table.hpp"
#include "server/base/log.hpp"

namespace sealflow::cli {
namespace {

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
    return root.exit(error) == 0 ? exit_code::ok : exit_code::usage;
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
