// audit export, audit verify
#include <fstream>
#include <iostream>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/store.hpp"

namespace sealflow::cli {
namespace {

int report(const Options& options, const server::AuditFound& found) {
  const std::string text = found.entries == 0
                               ? "ok, no entries\n"
                               : "ok, " + std::to_string(found.entries) + " entries up to " +
                                     found.last + ", hash " + found.hash + "\n";
  return succeed(options,
                 Value::object({{"entries", found.entries},
                                {"last", found.last.empty() ? Value() : Value(found.last)},
                                {"hash", found.hash.empty() ? Value() : Value(found.hash)}}),
                 text);
}

int verify_file(const Options& options) {
  const auto text = read_input(options.file);
  if (!text) return fail(options, exit_code::input, text.error());
  server::AuditCheck check;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    if (const auto taken = check.take(line); !taken)
      return fail(options, exit_code::failed, taken.error());
  }
  return report(options, {check.entries(), check.last(), check.hash()});
}

}  // namespace

int audit_export(const Options& options) {
  if (!server::is_day(options.day))
    return fail(options, exit_code::usage, "--day is a day such as 2027-01-31");
  return with_services(options, [&](server::Services& services) {
    std::string lines;
    const bool known = services.store.read([&](server::Database& db) {
      server::read_audit(db, options.app, options.day,
                         [&](const std::string& line) { lines += line + "\n"; });
      return server::find_app(db, options.app).has_value();
    });
    if (!known) return fail(options, exit_code::failed, "there is no app with this client key");
    if (options.out.empty()) {
      std::cout << lines;
      return exit_code::ok;
    }
    std::ofstream file(options.out, std::ios::binary);
    file << lines;
    file.close();
    if (!file) return fail(options, exit_code::storage, "cannot write " + options.out);
    return succeed(options, Value::object({{"out", options.out}}), options.out + "\n");
  });
}

int audit_verify(const Options& options) {
  if (!options.file.empty()) return verify_file(options);
  if (options.app.empty()) return fail(options, exit_code::usage, "a FILE, or --app");
  if (!options.day.empty() && !server::is_day(options.day))
    return fail(options, exit_code::usage, "--day is a day such as 2027-01-31");
  return with_services(options, [&](server::Services& services) {
    const auto found = services.store.read([&](server::Database& db) -> Result<server::AuditFound> {
      const auto app = server::find_app(db, options.app);
      if (!app) return failure(ErrorCode::not_found, "there is no app with this client key");
      return server::verify_audit(db, services.vault, *app, options.day);
    });
    if (!found) return fail(options, exit_code::failed, found.error());
    return report(options, *found);
  });
}

}  // namespace sealflow::cli
