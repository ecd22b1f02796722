// backup, restore, doctor
#include "server/operate/backup.hpp"

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "server/operate/doctor.hpp"
#include "server/settings.hpp"

namespace sealflow::cli {
namespace {

std::string media_folder(const Options& options) {
  server::Settings settings;
  settings.database = options.database;
  settings.media = options.media;
  return settings.media_folder();
}

Value list_of(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const auto& text : texts) list.push(text);
  return list;
}

/// What the operator gave is at fault (input), what is in it (failed), or the machine (storage).
int code_of(const Error& error) {
  if (error.code == ErrorCode::malformed_request) return exit_code::input;
  return error.code == ErrorCode::log_damaged ? exit_code::failed : exit_code::storage;
}

}  // namespace

int backup(const Options& options) {
  const auto made = server::make_backup(options.database, media_folder(options), options.out,
                                        server::wall_clock()());
  if (!made) return fail(options, code_of(made.error()), made.error());
  const Value json = Value::object({{"folder", options.out},
                                    {"files", made->files},
                                    {"bytes", made->bytes},
                                    {"handshakes", made->handshakes},
                                    {"events", made->events},
                                    {"missing", list_of(made->missing)}});
  std::string text = options.out + ": " + std::to_string(made->files) + " files, " +
                     std::to_string(made->handshakes) + " handshakes, " +
                     std::to_string(made->events) + " events\n";
  for (const auto& id : made->missing)
    text += "missing: the upload " + id + " is named in the database and not on the disk\n";
  text += "The master key is not in it: keep that elsewhere.\n";
  (void)succeed(options, json, text);
  return made->missing.empty() ? exit_code::ok : exit_code::failed;
}

int restore(const Options& options) {
  const auto vault = server::Vault::open(options.master_key);
  if (!vault) return fail(options, exit_code::storage, vault.error());
  const auto restored = server::restore_backup(
      options.from, options.database, media_folder(options), *vault, options.accept_damaged);
  if (!restored) return fail(options, code_of(restored.error()), restored.error());
  if (!restored->placed) {
    Error error{.code = ErrorCode::log_damaged,
                .message = "logs do not verify, nothing was restored (--accept-damaged does it)"};
    for (const auto& id : restored->damaged)
      error.details.push_back({.code = ErrorCode::log_damaged, .message = id});
    return fail(options, exit_code::failed, error);
  }
  return succeed(options,
                 Value::object({{"files", restored->files},
                                {"handshakes", restored->handshakes},
                                {"events", restored->events},
                                {"damaged", list_of(restored->damaged)}}),
                 options.database + ": " + std::to_string(restored->files) + " files, " +
                     std::to_string(restored->handshakes) + " handshakes, " +
                     std::to_string(restored->events) + " events; every hash and chain verified\n");
}

/// Takes what sealflowd takes (file, environment, flags), so that it looks at what sealflowd will
/// use.
int doctor(const Options& options) {
  std::vector<std::string> words = options.rest;
  words.insert(words.begin(), "sealflowd");
  std::vector<char*> arguments;
  arguments.reserve(words.size());
  for (auto& word : words) arguments.push_back(word.data());
  const auto read = server::read_settings(static_cast<int>(arguments.size()), arguments.data());
  if (!read.settings) return read.exit_code == 0 ? exit_code::ok : exit_code::usage;
  Value list = Value::array();
  std::string text;
  bool well = true;
  for (const auto& finding : server::examine(*read.settings, server::wall_clock())) {
    const auto level = server::level_name(finding.level);
    well = well && finding.level != server::Finding::Level::failure;
    list.push(Value::object({{"name", finding.name}, {"level", level}, {"text", finding.text}}));
    text += std::string(level) + std::string(9 - level.size(), ' ') + finding.name +
            std::string(12 - std::min<std::size_t>(finding.name.size(), 11), ' ') + finding.text +
            "\n";
  }
  (void)succeed(options, Value::object({{"ok", well}, {"findings", std::move(list)}}), text);
  return well ? exit_code::ok : exit_code::failed;
}

}  // namespace sealflow::cli
