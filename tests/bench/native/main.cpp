// Reads requests from standard input, one a line, and answers each with a line:
//
//   check NAME        -> what the contender makes
//   document NAME     -> the size of the next line, a JSON text for the contenders json-*-NAME
//   time NAME MS      -> units done and nanoseconds taken, in at least MS milliseconds
#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <vector>

#include "contenders.hpp"

namespace {

using sealflow::bench::Contender;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Of the processor, spent by this process (see ../rounds.mjs).
std::chrono::nanoseconds cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void time(const Contender& contender, int milliseconds) {
  const auto start = cpu_time();
  long units = 0;
  auto now = start;
  // The clock is asked once in a while: it must not count where a unit takes a tenth of a
  // microsecond.
  for (int batch = 1; now - start < std::chrono::milliseconds(milliseconds);) {
    const auto before = now;
    for (int i = 0; i < batch; ++i) static_cast<void>(contender.run());
    units += static_cast<long>(batch) * contender.units;
    now = cpu_time();
    if (now - before < std::chrono::milliseconds(1)) batch *= 2;
  }
  std::cout << units << ' ' << (now - start).count() << std::endl;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: sealflow_bench FOLDER (with walk.flow.json)\n";
    return 2;
  }
  const std::string folder = arguments[1];
  std::vector<Contender> contenders;
  const auto add = [&](std::vector<Contender> more) {
    contenders.insert(contenders.end(), std::make_move_iterator(more.begin()),
                      std::make_move_iterator(more.end()));
  };
  add(sealflow::bench::walk_contenders(read_file(folder + "/walk.flow.json")));
  add(sealflow::bench::hmac_contenders());
  add(sealflow::bench::plan_contenders());
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string what;
    std::string name;
    int milliseconds = 0;
    words >> what >> name >> milliseconds;
    if (what == "document") {
      std::string text;
      std::getline(std::cin, text);
      add(sealflow::bench::json_contenders(name, text));
      std::cout << text.size() << std::endl;
      continue;
    }
    const Contender* found = nullptr;
    for (const Contender& contender : contenders) {
      if (contender.name == name) found = &contender;
    }
    if (found == nullptr) {
      std::cerr << "there is no contender \"" << name << "\"\n";
      return 1;
    }
    if (what == "check") {
      const std::string made = found->run();
      std::cout << (found->shown ? found->shown(made) : made) << std::endl;
    }
    if (what == "time") time(*found, milliseconds);
  }
  return 0;
}
