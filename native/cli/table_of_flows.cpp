// Commands about flows and what came of them, with their options.
#include "cli/commands.hpp"
#include "cli/table.hpp"

namespace sealflow::cli {
namespace {

void add_language(CLI::App* command, Options& options) {
  command->add_option("--lang", options.lang, "language of the texts, e.g. hi; default en");
}

void add_flows(Table& table) {
  Options& options = table.options();
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
  add_settings(publish, options);
  add_database(publish, options, true);
  const auto add_switch = [&](const char* name, const char* text, Command run) {
    auto* command = table.command(flow, name, text, run);
    command->add_option("--app", options.app, "client key")->required();
    command->add_option("--flow", options.flow, "flow id")->required();
    add_database(command, options, true);
    return command;
  };
  add_settings(add_switch("activate", "takes new handshakes again", flow_activate), options);
  add_switch("deactivate", "takes no new handshakes; who has begun goes on", flow_deactivate);
  auto* text = table.command(flow, "text", "prints the texts that a stage showed, e.g. for consent",
                             flow_text);
  text->add_option("--hash", options.hash, "of the flow, as the run's first event has it")
      ->required();
  text->add_option("--stage", options.stage, "stage id")->required();
  add_database(text, options, false);
}

void add_explaining_commands(Table& table) {
  Options& options = table.options();
  auto* rule = table.group("rule", "rules");
  auto* eval = table.command(rule, "eval", "prints a rule's value, or where it fails", rule_eval);
  eval->add_option("RULE", options.rule, "e.g. \"inputs.userType == 'agent'\"")->required();
  eval->add_option("--bindings", options.bindings,
                   "JSON file with what the rule may read, - for standard input");

  auto* plan =
      table.command(&table.root(), "plan", "prints what a launch would do, and why", show_plan);
  plan->add_option("--flow", options.flow, "flow file")->required();
  plan->add_option("--log", options.log, "events as JSON lines; without it nothing has happened");
  plan->add_option("--launch", options.launch, "JSON file, - for standard input")->required();
  plan->add_option("--now", options.now, "ms since 1970; default the clock's");
  add_language(plan, options);
}

void add_messages(Table& table) {
  Options& options = table.options();
  auto* messages = table.command(&table.root(), "messages",
                                 "prints what people are told, in a language", list_messages);
  add_language(messages, options);
}

void add_events(CLI::App* command, Options& options) {
  auto* from_file =
      command->add_option("FILE", options.file, "events as JSON lines, - for standard input");
  command->add_option("--handshake", options.handshake, "out of the database")->excludes(from_file);
  add_database(command, options, true);
}

void add_proof_commands(Table& table) {
  Options& options = table.options();
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

void add_receipt_commands(Table& table) {
  Options& options = table.options();
  auto* receipt_key = table.group("receipt-key", "the keys that sign receipts");
  auto* create = table.command(receipt_key, "create", "writes a new one that only you may read",
                               receipt_key_create);
  create->add_option("--out", options.out, "new file")->required();
  auto* jwks =
      table.command(receipt_key, "jwks", "prints the public halves as a key set", receipt_key_jwks);
  jwks->add_option("FILE", options.keys, "receipt keys")->required();
  add_database(
      table.command(receipt_key, "list", "a server's own, and who signs by them", receipt_key_list),
      options, true);
  auto* rotate = table.command(receipt_key, "rotate", "publishes a new one, which signs later",
                               receipt_key_rotate);
  rotate->add_option("--signs-in", options.delay, "when it begins to sign; default 24h");
  add_database(rotate, options, true);
  auto* withdraw = table.command(receipt_key, "withdraw",
                                 "one that was stolen: no receipt of it verifies any more",
                                 receipt_key_withdraw);
  withdraw->add_option("KID", options.id, "as list prints it")->required();
  add_database(withdraw, options, true);

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

void add_call(Table& table) {
  Options& options = table.options();
  auto* call =
      table.command(&table.root(), "call",
                    "a function of the core: request on stdin, reply on stdout", call_core);
  auto* function =
      call->add_option("FUNCTION", options.function, "e.g. decide, check_flow, stringify");
  call->add_flag("--lines", options.lines, "many: FUNCTION<TAB>REQUEST on each line")
      ->excludes(function);
}

}  // namespace

void add_flow_commands(Table& table) {
  add_flows(table);
  add_explaining_commands(table);
  add_proof_commands(table);
  add_messages(table);
  add_receipt_commands(table);
  add_call(table);
}

}  // namespace sealflow::cli
