// flow check, flow draw, flow publish
#include "sealflow/flow.hpp"

#include <charconv>
#include <fstream>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/draw/picture.hpp"
#include "cli/output.hpp"
#include "server/base/clock.hpp"
#include "server/operate/operate.hpp"
#include "server/store/store.hpp"

namespace sealflow::cli {
namespace {

/// Where in the file, in bytes: of JSON that cannot be read the error says it, else a pointer leads
/// there.
std::size_t offset_of(const Error& problem, std::string_view text) {
  if (problem.code != ErrorCode::invalid_json) return place_of(text, problem.where);
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
  Value list = Value::array();
  std::string lines;
  for (const auto& problem : problems) {
    const TextPlace place = text_place(text, offset_of(problem, text));
    list.push(Value::object({{"code", error_info(problem.code).name},
                             {"where", problem.where},
                             {"line", static_cast<std::int64_t>(place.line)},
                             {"column", static_cast<std::int64_t>(place.column)},
                             {"message", problem.message},
                             {"reason", problem.reason}}));
    lines += options.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) +
             ": " + (no_json || problem.where.empty() ? "" : problem.where + ": ") +
             problem.message + "\n";
  }
  if (options.json) {
    std::cout << stringify(Value::object(
                     {{"ok", false}, {"file", options.file}, {"problems", std::move(list)}}))
              << "\n";
  } else {
    std::cerr << lines;
  }
  return no_json ? exit_code::input : exit_code::failed;
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
  server::Store store(options.database, options.database_password);
  const auto snapshot = store.write([&](server::Transaction& transaction) {
    return server::publish_flow(transaction, options.app, *text, server::wall_clock()());
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
}

}  // namespace sealflow::cli
