// call: the core as text in, text out, so that tests can hold it against WebAssembly and Node.
#include <iostream>
#include <string>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "sealflow/api.hpp"

namespace sealflow::cli {

int call_core(const Options& options) {
  if (options.function.empty() && !options.lines) {
    return fail(options, exit_code::usage, "name a function of the core");
  }
  if (options.lines) {
    // One process for thousands of vectors: `function<TAB>request` on each line, an answer per
    // line.
    for (std::string line; std::getline(std::cin, line);) {
      const auto tab = line.find('\t');
      const auto request = tab == std::string::npos ? std::string() : line.substr(tab + 1);
      std::cout << call_full(line.substr(0, tab), request) << "\n";
    }
    return exit_code::ok;
  }
  const auto request = read_input("-");
  if (!request) return fail(options, exit_code::input, request.error());
  const std::string reply = call_full(options.function, *request);
  std::cout << reply << "\n";
  return reply.starts_with("{\"ok\":true") ? exit_code::ok : exit_code::failed;
}

}  // namespace sealflow::cli
