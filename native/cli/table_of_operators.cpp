// Commands of those who run a server, with their options.
#include "cli/commands.hpp"
#include "cli/table.hpp"

namespace sealflow::cli {
namespace {

/// Of commands that read or remove uploads.
void add_media(CLI::App* command, Options& options) {
  command->add_option("--media", options.media, "folder of uploads, as sealflowd has it")
      ->envname("SEALFLOW_MEDIA");
}

/// Of commands that copy files: a PostgreSQL database has tools of its own for that.
void add_file(CLI::App* command, Options& options) {
  command->add_option("--db", options.database, "SQLite file")->envname("SEALFLOW_DB");
}

void add_app_commands(Table& table) {
  Options& options = table.options();
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
  add_settings(add("activate", "may be used again", app_activate), options);
  add("deactivate", "refuses its backends, ends its pages", app_deactivate);
  add("rotate-token", "prints a new server token, once", app_rotate_token)
      ->add_option("--overlap", options.overlap, "how long the one before is taken; default 24h");
  add("rotate-secret", "prints a new client secret, once", app_rotate_secret)
      ->add_option("--signs-in", options.delay, "when it begins to sign; default 24h");
}

void add_clock_commands(Table& table) {
  Options& options = table.options();
  auto* clock = table.group("clock", "the time of sandbox apps");
  auto* advance =
      table.command(clock, "advance", "what takes days, now; never back", clock_advance);
  advance->add_option("--app", options.app, "client key of a sandbox app")->required();
  advance->add_option("--by", options.by_time, "how far, such as 3d")->required();
  add_database(advance, options, true);
}

void add_handshake_commands(Table& table) {
  Options& options = table.options();
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

void add_audit_commands(Table& table) {
  Options& options = table.options();
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

void add_master_key_commands(Table& table) {
  Options& options = table.options();
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

void add_retention_commands(Table& table) {
  Options& options = table.options();
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

void add_review_commands(Table& table) {
  Options& options = table.options();
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

void add_provider_commands(Table& table) {
  Options& options = table.options();
  auto* provider = table.group("provider", "outside services behind stages");
  auto* check = table.command(
      provider, "check", "looks whether a provider keeps the rules of its port", provider_check);
  check->add_option("--provider", options.provider, "its name in the settings")->required();
  check->add_option("--config", options.config, "settings file of sealflowd");
  check->add_option("--passing", options.passing, "a user whose scan passes by itself");
  check->add_option("--failing", options.failing, "a user whose scan does not pass");
  check->add_option("--unknown", options.unknown, "a user who is not enrolled; default a new id");
}

void add_webhook_commands(Table& table) {
  Options& options = table.options();
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

void add_operations(Table& table) {
  Options& options = table.options();
  auto* make = table.command(
      &table.root(), "backup",
      "copies database and uploads while the server runs; not the master key", backup);
  make->add_option("--out", options.out, "new folder")->required();
  add_file(make, options);
  add_media(make, options);

  auto* bring =
      table.command(&table.root(), "restore",
                    "verifies every hash and chain, then puts a backup where nothing is", restore);
  bring->add_option("--from", options.from, "folder of a backup")->required();
  bring->add_flag("--accept-damaged", options.accept_damaged,
                  "also with logs that were damaged already");
  add_file(bring, options);
  add_master_key(bring, options);
  add_media(bring, options);

  auto* look = table.command(
      &table.root(), "doctor",
      "looks at settings, keys, files, database, disk, clock, TLS; changes nothing", doctor);
  look->add_option("SETTINGS", options.rest, "the flags sealflowd gets, after --");
}

}  // namespace

void add_operator_commands(Table& table) {
  add_app_commands(table);
  add_clock_commands(table);
  add_handshake_commands(table);
  add_audit_commands(table);
  add_master_key_commands(table);
  add_retention_commands(table);
  add_review_commands(table);
  add_provider_commands(table);
  add_webhook_commands(table);
  add_operations(table);
}

}  // namespace sealflow::cli
