// sealflow: flows, apps, handshakes, results and logs from the command line.
#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "server/base/log.hpp"

namespace sealflow::cli {
namespace {

using Command = int (*)(const Options&);

/// A subcommand, its --json, and what it runs.
class Table {
 public:
  Table(CLI::App& root, Options& options) : root_(root), options_(options) {}

  CLI::App* group(const std::string& name, const std::string& text) {
    auto* made = root_.add_subcommand(name, text);
    made->require_subcommand(1);
    return made;
  }

  CLI::App* command(CLI::App* group, const std::string& name, const std::string& text,
                    Command run) {
    auto* made = group->add_subcommand(name, text);
    made->add_flag("--json", options_.json, "one JSON object on stdout");
    made->callback([this, run] { chosen_ = run; });
    return made;
  }

  Command chosen() const { return chosen_; }

 private:
  CLI::App& root_;
  Options& options_;
  Command chosen_ = nullptr;
};

void add_database(CLI::App* command, Options& options, bool with_key) {
  command->add_option("--db", options.database, "SQLite file, or postgres://…")
      ->envname("SEALFLOW_DB");
  command
      ->add_option("--db-password", options.database_password,
                   "PostgreSQL's: file:PATH, env:NAME or exec:PROGRAM")
      ->envname("SEALFLOW_DB_PASSWORD");
  if (!with_key) return;
  command->add_option("--master-key", options.master_key, "file:PATH, env:NAME or exec:PROGRAM")
      ->envname("SEALFLOW_MASTER_KEY");
}

/// Of commands that remove uploads.
void add_media(CLI::App* command, Options& options) {
  command->add_option("--media", options.media, "folder of uploads, as sealflowd has it")
      ->envname("SEALFLOW_MEDIA");
}

void add_language(CLI::App* command, Options& options) {
  command->add_option("--lang", options.lang, "language of the texts, e.g. hi; default en");
}

void add_flow_commands(Table& table, Options& options) {
  auto* flow = table.group("flow", "flow files");
  auto* check = table.command(
      flow, "check", "finds every problem: `file:line:column: pointer: message`", flow_check);
  check->add_option("FILE", options.file, "flow file, - for standard input")->required();
  auto* draw = table.command(flow, "draw", "a picture of the flow, as SVG", flow_draw);
  draw->add_option("FILE", options.file, "flow file, - for standard input")->required();
  draw->add_option("--out", options.out, "write it there instead of printing it");
  draw->add_option("--lang", options.language, "language of the titles; default en");
  auto* publish = table.command(
      flow, "publish", "makes it the app's draft and a snapshot; prints its id", flow_publish);
  publish->add_option("FILE", options.file, "flow file, - for standard input")->required();
  publish->add_option("--app", options.app, "client key")->required();
  add_database(publish, options, true);
  const auto add_switch = [&](const char* name, const char* text, Command run) {
    auto* command = table.command(flow, name, text, run);
    command->add_option("--app", options.app, "client key")->required();
    command->add_option("--flow", options.flow, "flow id")->required();
    add_database(command, options, true);
  };
  add_switch("activate", "takes new handshakes again", flow_activate);
  add_switch("deactivate", "takes no new handshakes; who has begun goes on", flow_deactivate);
  auto* text = table.command(flow, "text", "prints the texts that a stage showed, e.g. for consent",
                             flow_text);
  text->add_option("--hash", options.hash, "of the flow, as the run's first event has it")
      ->required();
  text->add_option("--stage", options.stage, "stage id")->required();
  add_database(text, options, false);
}

void add_provider_commands(Table& table, Options& options) {
  auto* provider = table.group("provider", "outside services behind stages");
  auto* check = table.command(
      provider, "check", "looks whether a provider keeps the rules of its port", provider_check);
  check->add_option("--provider", options.provider, "its name in the settings")->required();
  check->add_option("--config", options.config, "settings file of sealflowd");
  check->add_option("--passing", options.passing, "a user whose scan passes by itself");
  check->add_option("--failing", options.failing, "a user whose scan does not pass");
  check->add_option("--unknown", options.unknown, "a user who is not enrolled; default a new id");
}

void add_explaining_commands(Table& table, Options& options, CLI::App& root) {
  auto* rule = table.group("rule", "rules");
  auto* eval = table.command(rule, "eval", "prints a rule's value, or where it fails", rule_eval);
  eval->add_option("RULE", options.rule, "e.g. \"inputs.userType == 'agent'\"")->required();
  eval->add_option("--bindings", options.bindings,
                   "JSON file with what the rule may read, - for standard input");

  auto* plan = table.command(&root, "plan", "prints what a launch would do, and why", show_plan);
  plan->add_option("--flow", options.flow, "flow file")->required();
  plan->add_option("--log", options.log, "events as JSON lines; without it nothing has happened");
  plan->add_option("--launch", options.launch, "JSON file, - for standard input")->required();
  plan->add_option("--now", options.now, "ms since 1970; default the clock's");
  add_language(plan, options);
}

void add_messages(Table& table, Options& options, CLI::App& root) {
  auto* messages =
      table.command(&root, "messages", "prints what people are told, in a language", list_messages);
  add_language(messages, options);
}

void add_app_commands(Table& table, Options& options) {
  auto* app = table.group("app", "who integrates");
  auto* create = table.command(
      app, "create", "prints client key, client secret and server token, once", app_create);
  create->add_option("--name", options.name, "shown to users")->required();
  create->add_option("--mode", options.mode, "sandbox or live")
      ->required()
      ->check(CLI::IsMember({"sandbox", "live"}));
  create->add_option("--origin", options.origins,
                     "of its pages, e.g. https://example.org; * in a sandbox");
  create->add_option("--ip", options.addresses,
                     "of its backends: address or block; * in a sandbox");
  create
      ->add_option("--resume-with", options.resume_with,
                   "device (default) or handshake, which is weaker")
      ->check(CLI::IsMember({"device", "handshake"}));
  add_database(create, options, true);
  add_database(table.command(app, "list", "prints every app, without secrets", app_list), options,
               true);
  const auto add = [&](const char* name, const char* text, Command run) {
    auto* command = table.command(app, name, text, run);
    command->add_option("--app", options.app, "client key")->required();
    add_database(command, options, true);
    return command;
  };
  auto* change = add("change", "what is given replaces what was there", app_change);
  change->add_option("--name", options.name, "shown to users");
  auto* origins = change->add_option("--origin", options.origins, "of its pages");
  change->add_flag("--no-origin", options.no_origins, "of no page")->excludes(origins);
  auto* addresses = change->add_option("--ip", options.addresses, "of its backends");
  change->add_flag("--no-ip", options.no_addresses, "closed to every backend")->excludes(addresses);
  change->add_option("--app-rate", options.limits.app_rate, "calls a second, 0 for any number");
  change->add_option("--call-rate", options.limits.call_rate, "the same call a second");
  change->add_option("--app-daily", options.limits.app_daily, "calls a day");
  change->add_option("--call-daily", options.limits.call_daily, "the same call a day");
  change->add_flag("--no-limits", options.no_limits, "none of its own: the server's");
  add("activate", "may be used again", app_activate);
  add("deactivate", "refuses its backends, ends its pages", app_deactivate);
  add("rotate-token", "prints a new server token, once", app_rotate_token)
      ->add_option("--overlap", options.overlap, "how long the one before is taken; default 24h");
  add("rotate-secret", "prints a new client secret, once", app_rotate_secret)
      ->add_option("--signs-in", options.delay, "when it begins to sign; default 24h");

  auto* clock = table.group("clock", "the time of sandbox apps");
  auto* advance =
      table.command(clock, "advance", "what takes days, now; never back", clock_advance);
  advance->add_option("--app", options.app, "client key of a sandbox app")->required();
  advance->add_option("--by", options.by_time, "how far, such as 3d")->required();
  add_database(advance, options, true);
}

void add_handshake_commands(Table& table, Options& options) {
  auto* handshake = table.group("handshake", "walks through a flow");
  auto* make = table.command(handshake, "create", "prints the handshake id", handshake_create);
  make->add_option("--app", options.app, "client key")->required();
  make->add_option("--flow", options.flow, "flow id")->required();
  make->add_option("--snapshot", options.snapshot, "published version; without it the draft");
  make->add_option("--tag", options.tag, "your reference")->required();
  make->add_option("--expiry", options.expiry, "ms since 1970; default in 24 hours");
  make->add_option("--variables", options.variables,
                   "JSON file with backend variables, - for standard input");
  add_database(make, options, true);
  auto* list = table.command(handshake, "list", "prints a flow's, newest first", handshake_list);
  list->add_option("--app", options.app, "client key")->required();
  list->add_option("--flow", options.flow, "flow id")->required();
  list->add_option("--tag", options.tag, "only those with your reference");
  list->add_option("--limit", options.limit, "1 to 100; default 20");
  list->add_option("--cursor", options.cursor, "goes on after an earlier list");
  add_database(list, options, true);
  const auto add = [&](const char* name, const char* text, Command run) {
    auto* command = table.command(handshake, name, text, run);
    command->add_option("--app", options.app, "client key")->required();
    command->add_option("--handshake", options.handshake, "its id")->required();
    add_database(command, options, true);
    return command;
  };
  add("archive", "gives its result to nobody any more", handshake_archive);
  add("cancel", "lets nobody use it who has not yet", handshake_cancel);
  add_media(add("erase", "the person's data is gone, for ever", handshake_erase), options);
}

void add_audit_commands(Table& table, Options& options) {
  auto* audit = table.group("audit", "who did what");
  auto* exported =
      table.command(audit, "export", "prints a day's entries, one per line", audit_export);
  exported->add_option("--app", options.app, "client key")->required();
  exported->add_option("--day", options.day, "such as 2027-01-31 (UTC)")->required();
  exported->add_option("--out", options.out, "write them there instead of printing them");
  add_database(exported, options, true);
  auto* verify = table.command(audit, "verify", "names the first bad entry", audit_verify);
  auto* file = verify->add_option("FILE", options.file, "an export, - for standard input");
  verify->add_option("--app", options.app, "client key: what is stored")->excludes(file);
  verify->add_option("--day", options.day, "only this one");
  add_database(verify, options, true);
}

void add_master_key_commands(Table& table, Options& options) {
  auto* master_key = table.group("master-key", "the key that wraps all others");
  auto* key = table.command(master_key, "create", "writes a new one that only you may read",
                            master_key_create);
  key->add_option("--out", options.out, "new file")->required();
  add_database(table.command(master_key, "list",
                             "which ones are given, and how many keys each wraps", master_key_list),
               options, true);
  auto* rewrap = table.command(master_key, "rewrap",
                               "wraps every key anew under the first one given", master_key_rewrap);
  rewrap->add_option("--batch", options.batch, "keys in one transaction (500)")
      ->check(CLI::Range(1, 10000));
  add_database(rewrap, options, true);
}

void add_retention_commands(Table& table, Options& options) {
  auto* retention = table.group("retention", "how long an app keeps what people gave");
  auto* set = table.command(retention, "set", "of an app, or of one of its flows", retention_set);
  set->add_option("--app", options.app, "client key")->required();
  set->add_option("--flow", options.flow, "flow id; without it of each flow with none of its own");
  auto* keep = set->add_option("--days", options.days, "after its last use, or its expiry")
                   ->check(CLI::Range(1, 36500));
  auto* for_ever = set->add_flag("--for-ever", options.for_ever, "nothing is erased by itself");
  for_ever->excludes(keep);
  set->add_flag("--as-the-app", options.as_the_app, "a flow: none of its own any more")
      ->excludes(keep)
      ->excludes(for_ever);
  add_database(set, options, true);
  auto* list = table.command(retention, "list", "an app's, and what is due", retention_list);
  list->add_option("--app", options.app, "client key")->required();
  add_database(list, options, true);
  auto* run = table.command(retention, "run", "erases what is due now; sealflowd does so each hour",
                            retention_run);
  run->add_flag("--dry-run", options.dry_run, "only says how many are due");
  add_media(run, options);
  add_database(run, options, true);
}

void add_review_commands(Table& table, Options& options) {
  auto* review = table.group("review", "what waits for an operator's decision");
  auto* list = table.command(review, "list", "prints what waits, oldest first", review_list);
  list->add_option("--app", options.app, "client key")->required();
  add_database(list, options, false);

  auto* decide = table.command(
      review, "decide", "decides a stage, or the status of a run that has ended", review_decide);
  decide->add_option("--handshake", options.handshake, "handshake id")->required();
  auto* stage = decide->add_option("--stage", options.stage, "the stage that waits");
  decide->add_option("--decision", options.decision, "one of the stage's decisions")->needs(stage);
  auto* status = decide->add_option("--status", options.status,
                                    "after the end: manually_approved or manually_declined");
  status->excludes(stage);
  decide->add_option("--by", options.by, "who decides; kept in the log, sealed")->required();
  decide->add_option("--note", options.note, "why; - reads it from standard input");
  add_database(decide, options, true);
}

void add_webhook_commands(Table& table, Options& options) {
  const auto events = CLI::IsMember({"flowx.completed", "flowx.skipped", "flowx.errored"});
  auto* webhook = table.group("webhook", "who is told how a handshake ended");
  auto* set = table.command(webhook, "set", "adds an endpoint, or changes the one with this URL",
                            webhook_set);
  set->add_option("--app", options.app, "client key")->required();
  set->add_option("--url", options.url, "https://…; http:// in a sandbox")->required();
  set->add_option("--event", options.events, "flowx.completed, flowx.skipped, flowx.errored; all")
      ->check(events);
  set->add_option("--token", options.token,
                  "of the header Authorization: file:PATH, env:NAME or -; default a new one");
  add_database(set, options, true);

  auto* list = table.command(webhook, "list", "an app's endpoints, and what waits", webhook_list);
  list->add_option("--app", options.app, "client key")->required();
  add_database(list, options, true);

  const auto with_id = [&](CLI::App* group, const char* name, const char* text, Command run) {
    auto* command = table.command(group, name, text, run);
    command->add_option("ID", options.id, "as list or dead print it")->required();
    add_database(command, options, true);
    return command;
  };
  with_id(webhook, "remove", "no more; with what was not delivered", webhook_remove);
  with_id(webhook, "redeliver", "sends a message again, with its id", webhook_redeliver);

  auto* secret = webhook->add_subcommand("secret", "what signs an endpoint's messages");
  secret->require_subcommand(1);
  with_id(secret, "rotate", "prints a new one, once", webhook_secret_rotate)
      ->add_option("--overlap", options.overlap, "how long the old one signs as well; default 24h");

  auto* dead = table.command(webhook, "dead", "messages that were given up", webhook_dead);
  dead->add_option("--app", options.app, "client key; default of all apps");
  add_database(dead, options, true);

  auto* fire = table.command(webhook, "fire", "sends a test event", webhook_fire);
  fire->add_option("--app", options.app, "client key")->required();
  fire->add_option("--event", options.event, "flowx.completed, flowx.skipped, flowx.errored")
      ->required()
      ->check(events);
  add_database(fire, options, true);
}

void add_events(CLI::App* command, Options& options) {
  auto* from_file =
      command->add_option("FILE", options.file, "events as JSON lines, - for standard input");
  command->add_option("--handshake", options.handshake, "out of the database")->excludes(from_file);
  add_database(command, options, true);
}

void add_receipt_commands(Table& table, Options& options) {
  auto* receipt_key = table.group("receipt-key", "the keys that sign receipts");
  auto* create = table.command(receipt_key, "create", "writes a new one that only you may read",
                               receipt_key_create);
  create->add_option("--out", options.out, "new file")->required();
  auto* jwks =
      table.command(receipt_key, "jwks", "prints the public halves as a key set", receipt_key_jwks);
  jwks->add_option("FILE", options.keys, "receipt keys")->required();

  auto* receipt = table.group("receipt", "statements about results that anybody can check");
  auto* sign = table.command(receipt, "sign", "prints a receipt and, on the next line, its salt",
                             receipt_sign);
  add_events(sign, options);
  sign->add_option("--key", options.key, "receipt key: file:PATH, env:NAME or -")->required();
  sign->add_option("--issuer", options.issuer, "who says so: the server's address")->required();
  sign->add_option("--app", options.app, "client key")->required();
  sign->add_option("--id", options.id, "of the receipt; default a new one");
  sign->add_option("--salt", options.salt, "64 hex digits; default a new one");
  sign->add_option("--result", options.result, "file with the frozen bytes, if data was erased");
  sign->add_option("--now", options.now, "ms since 1970; default the clock's");

  auto* verify =
      table.command(receipt, "verify", "checks a receipt and says why it fails", receipt_verify);
  verify->add_option("FILE", options.file, "the receipt, - for standard input")->required();
  verify->add_option("--jwks", options.jwks, "file with the issuer's key set")->required();
  verify->add_option("--result", options.result,
                     "file with the result's bytes; without it, of a run that has none");
  verify->add_option("--salt", options.salt, "64 hex digits")->required();
  verify->add_option("--max-age", options.max_age, "how old it may be, e.g. 366d; default 5m");
  verify->add_option("--tolerance", options.tolerance, "how far clocks may differ; default 5m");
  verify->add_option("--now", options.now, "ms since 1970; default the clock's");
}

void add_proof_commands(Table& table, Options& options) {
  auto* result = table.group("result", "execution results");
  auto* verify = table.command(result, "verify",
                               "checks a result's signature and says why it fails", result_verify);
  auto* file =
      verify->add_option("--secret-file", options.secret_file, "file with the client secret");
  verify->add_option("--secret", options.secret, "env:NAME, file:PATH or - (standard input)")
      ->excludes(file);
  verify->add_option("--result", options.result, "file with the result's bytes")->required();
  verify->add_option("--signature", options.signature, "64 hex digits")->required();
  add_language(verify, options);

  auto* log = table.group("log", "event logs");
  const auto add = [&](const char* name, const char* text, Command run) {
    auto* command = table.command(log, name, text, run);
    add_events(command, options);
    return command;
  };
  add("verify", "checks the chain of hashes and commitments", log_verify);
  add("replay", "prints the state it adds up to, and the result's bytes", log_replay);
  add("export", "prints the events, one per line", log_export)
      ->add_flag("--private", options.with_private, "with the personal data in them");
}

void add_operations(Table& table, Options& options, CLI::App& root) {
  const auto add_media = [&](CLI::App* command) {
    command
        ->add_option("--media", options.media, "folder of uploads (the database's name + .media)")
        ->envname("SEALFLOW_MEDIA");
  };
  auto* make = table.command(
      &root, "backup", "copies database and uploads while the server runs; not the master key",
      backup);
  make->add_option("--out", options.out, "new folder")->required();
  add_database(make, options, false);
  add_media(make);

  auto* bring =
      table.command(&root, "restore",
                    "verifies every hash and chain, then puts a backup where nothing is", restore);
  bring->add_option("--from", options.from, "folder of a backup")->required();
  bring->add_flag("--accept-damaged", options.accept_damaged,
                  "also with logs that were damaged already");
  add_database(bring, options, true);
  add_media(bring);

  auto* look = table.command(
      &root, "doctor",
      "looks at settings, keys, files, database, disk, clock, TLS; changes nothing", doctor);
  look->add_option("SETTINGS", options.rest, "the flags sealflowd gets, after --");
}

void add_call(Table& table, Options& options, CLI::App& root) {
  auto* call = table.command(
      &root, "call", "a function of the core: request on stdin, reply on stdout", call_core);
  auto* function =
      call->add_option("FUNCTION", options.function, "e.g. decide, check_flow, stringify");
  call->add_flag("--lines", options.lines, "many: FUNCTION<TAB>REQUEST on each line")
      ->excludes(function);
}

int run(int argc, char** argv) {
  Options options;
  CLI::App root{"sealflow: verification flows on your own servers"};
  root.set_version_flag("--version", "sealflow " SEALFLOW_VERSION);
  root.require_subcommand(1);
  root.footer(
      "Exit codes: 0 ok, 1 a check failed or a signature does not verify, 2 wrong usage,\n"
      "3 an input file cannot be read or is not what it should be, 4 storage or server failure.\n"
      "Secrets are never arguments: name them as file:PATH, env:NAME or - (standard input).");
  Table table(root, options);
  add_flow_commands(table, options);
  add_explaining_commands(table, options, root);
  add_app_commands(table, options);
  add_handshake_commands(table, options);
  add_audit_commands(table, options);
  add_master_key_commands(table, options);
  add_retention_commands(table, options);
  add_review_commands(table, options);
  add_provider_commands(table, options);
  add_webhook_commands(table, options);
  add_proof_commands(table, options);
  add_messages(table, options, root);
  add_receipt_commands(table, options);
  add_operations(table, options, root);
  add_call(table, options, root);
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
