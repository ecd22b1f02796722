#include "cli/table.hpp"

namespace sealflow::cli {

CLI::App* Table::group(const std::string& name, const std::string& text) {
  auto* made = root_.add_subcommand(name, text);
  made->require_subcommand(1);
  return made;
}

CLI::App* Table::command(CLI::App* group, const std::string& name, const std::string& text,
                         Command run) {
  auto* made = group->add_subcommand(name, text);
  made->add_flag("--json", options_.json, "one JSON object on stdout");
  made->callback([this, run] { chosen_ = run; });
  return made;
}

void add_master_key(CLI::App* command, Options& options) {
  command->add_option("--master-key", options.master_key, "file:PATH, env:NAME or exec:PROGRAM")
      ->envname("SEALFLOW_MASTER_KEY");
}

void add_settings(CLI::App* command, Options& options) {
  command->add_option("--config", options.config, "settings file of sealflowd: its providers")
      ->envname("SEALFLOW_CONFIG");
}

void add_database(CLI::App* command, Options& options, bool with_key) {
  command->add_option("--db", options.database, "SQLite file, or postgres://…")
      ->envname("SEALFLOW_DB");
  command
      ->add_option("--db-password", options.database_password,
                   "PostgreSQL's: file:PATH, env:NAME or exec:PROGRAM")
      ->envname("SEALFLOW_DB_PASSWORD");
  if (with_key) add_master_key(command, options);
}

}  // namespace sealflow::cli
