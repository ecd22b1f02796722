// flow check, flow draw, flow publish, flow activate, flow deactivate
#include "sealflow/flow.hpp"

#include <charconv>
#include <fstream>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/draw/picture.hpp"
#include "cli/output.hpp"
#include "cli/places.hpp"
#include "cli/store.hpp"
#include "sealflow/signature.hpp"
#include "server/operate/operate.hpp"
#include "server/store/flows.hpp"
#include "server/store/store.hpp"

namespace sealflow::cli {
namespace {

/// More than these nobody reads at once; --json has them all.
constexpr std::size_t kShownProblems = 100;

/// Where in the file, in bytes: of JSON that cannot be read the error says it, else a pointer leads
/// there.
std::size_t offset_of(const Error& problem, const Places& places) {
  if (problem.code != ErrorCode::invalid_json) return places.offset_of(problem.where);
  std::size_t offset = 0;
  std::from_chars(problem.where.data(), problem.where.data() + problem.where.size(), offset);
  return offset;
}

/// Compiler style: `file:line:column: pointer: message`, one line per problem, so that editors can
/// jump to them.
int report_problems(const Options& options, const Error& error, std::string_view text) {
  const bool no_json =
      error.code == ErrorCode::invalid_json || error.code == ErrorCode::body_too_large;
  std::vector<Error> problems = error.details;
  if (problems.empty()) problems.push_back(error);
  const Places places(text);
  Value list = Value::array();
  std::string lines;
  std::size_t shown = 0;
  for (const auto& problem : problems) {
    const TextPlace place = places.place(offset_of(problem, places));
    list.push(Value::object({{"code", error_info(problem.code).name},
                             {"where", problem.where},
                             {"line", static_cast<std::int64_t>(place.line)},
                             {"column", static_cast<std::int64_t>(place.column)},
                             {"message", problem.message},
                             {"reason", problem.reason}}));
    if (++shown > kShownProblems) continue;
    lines += options.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) +
             ": " + (no_json || problem.where.empty() ? "" : problem.where + ": ") +
             problem.message + "\n";
  }
  if (shown > kShownProblems)
    lines += "… and " + std::to_string(shown - kShownProblems) + " more\n";
  if (options.json) {
    std::cout << stringify(Value::object(
                     {{"ok", false}, {"file", options.file}, {"problems", std::move(list)}}))
              << "\n";
  } else {
    std::cerr << lines;
  }
  return no_json ? exit_code::input : exit_code::failed;
}

int switch_flow(const Options& options, bool active) {
  return with_services(options, [&](server::Services& services) {
    const auto done = recorded(services, options.app, active ? "flow.activate" : "flow.deactivate",
                               [&](server::Transaction& transaction, server::Deed& deed) {
                                 deed.object = options.flow;
                                 return server::switch_flow(transaction, services, options.app,
                                                            options.flow, active, services.clock());
                               });
    if (!done) return fail(options, exit_code::failed, done.error());
    return succeed(options, Value::object({{"flow", options.flow}, {"active", active}}),
                   options.flow + (active ? " is active\n" : " is not active\n"));
  });
}

}  // namespace

int flow_check(const Options& options) {
  const auto text = read_input(options.file);
  if (!text) return fail(options, exit_code::input, text.error());
  const auto flow = parse_flow(*text);
  if (!flow) return report_problems(options, flow.error(), *text);
  return succeed(options,
                 Value::object({{"file", options.file},
                                {"flow", flow->id},
                                {"version", flow->version},
                                {"hash", flow->hash},
                                {"stages", static_cast<std::int64_t>(flow->stages.size())}}),
                 options.file + ": ok, " + flow->id + " " + flow->version + "\n");
}

int flow_draw(const Options& options) {
  const auto text = read_input(options.file);
  if (!text) return fail(options, exit_code::input, text.error());
  const auto flow = parse_flow(*text);
  if (!flow) return report_problems(options, flow.error(), *text);
  const std::string svg = draw_flow(*flow, options.language);
  if (options.out.empty()) return succeed(options, Value::object({{"svg", svg}}), svg);
  std::ofstream file(options.out, std::ios::binary);
  file << svg;
  file.close();
  if (!file) return fail(options, exit_code::storage, "cannot write " + options.out);
  return succeed(options, Value::object({{"out", options.out}}), options.out + "\n");
}

int flow_publish(const Options& options) {
  const auto text = read_input(options.file);
  if (!text) return fail(options, exit_code::input, text.error());
  if (const auto flow = parse_flow(*text); !flow)
    return report_problems(options, flow.error(), *text);
  return with_services(options, [&](server::Services& services) {
    const auto snapshot = recorded(services, options.app, "flow.publish",
                                   [&](server::Transaction& transaction, server::Deed& deed) {
                                     auto made =
                                         server::publish_flow(transaction, services, options.app,
                                                              *text, services.clock());
                                     deed.object = made ? made->flow : "";
                                     deed.detail = made ? made->version + " " + made->id : "";
                                     return made;
                                   });
    if (!snapshot) {
      if (snapshot.error().code == ErrorCode::flow_invalid)
        return report_problems(options, snapshot.error(), *text);
      return fail(options, exit_code::failed, snapshot.error());
    }
    return succeed(options,
                   Value::object({{"snapshot", snapshot->id},
                                  {"flow", snapshot->flow},
                                  {"version", snapshot->version},
                                  {"hash", snapshot->hash}}),
                   snapshot->id + "\n");
  });
}

int flow_activate(const Options& options) { return switch_flow(options, true); }

int flow_deactivate(const Options& options) { return switch_flow(options, false); }
/// What an auditor needs beside a consent's `textSha256`: the hash is over the RFC 8785 form of the
/// whole object of texts, so that it also says which languages there were to choose from.
int flow_text(const Options& options) {
  server::Store store(options.database, options.database_password);
  const auto definition =
      store.read([&](server::Database& db) { return server::find_definition(db, options.hash); });
  if (!definition) return fail(options, exit_code::failed, "there is no flow with this hash");
  const auto flow = parse_flow(*definition);
  const Stage* stage = flow ? flow->find_stage(options.stage) : nullptr;
  if (stage == nullptr) return fail(options, exit_code::failed, "the flow has no such stage");
  const Value& texts = stage->definition["text"];
  if (texts.is_null()) return fail(options, exit_code::failed, "the stage shows no text");
  return succeed(options,
                 Value::object({{"texts", texts}, {"sha256", sha256_hex(canonicalize(texts))}}),
                 stringify(texts) + "\n");
}

}  // namespace sealflow::cli
