// Runs a fuzz target without a fuzzer: each file of the kept corpus, then mutations of them, always
// the same ones. So every target is an ordinary test, too, with whatever compiler the tree has.
//
//   fuzz_json [--expect-finding] [--mutations N] CORPUS
//
// A sentence that does not hold ends the run with 1 and shows the input; with --expect-finding it
// is the other way round.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "target.hpp"

namespace {

namespace fs = std::filesystem;

bool expect_finding = false;  // read by the signal's handler
const std::string* running = nullptr;

void run(const std::string& input) {
  running = &input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  running = nullptr;
}

/// Nothing of the program goes on after this, so it may print.
void on_abort(int /*signal*/) {
  std::fprintf(stderr, "the input, %zu bytes: ", running != nullptr ? running->size() : 0);
  for (const char c : running != nullptr ? *running : std::string()) {
    const bool plain = c >= ' ' && c <= '~' && c != '\\';
    std::fprintf(stderr, plain ? "%c" : "\\x%02x", static_cast<unsigned char>(c));
  }
  std::fprintf(stderr, "\n%s\n", expect_finding ? "found, as expected" : "FAILED");
  std::_Exit(expect_finding ? 0 : 1);
}

/// xorshift64*: small, and the same everywhere.
class Random {
 public:
  std::size_t below(std::size_t bound) {
    state_ ^= state_ >> 12U;
    state_ ^= state_ << 25U;
    state_ ^= state_ >> 27U;
    return static_cast<std::size_t>(((state_ * 0x2545f4914f6cdd1dU) >> 16U) % bound);
  }

 private:
  std::uint64_t state_ = 88172645463325252U;
};

std::string mutated(const std::vector<std::string>& corpus, Random& random) {
  constexpr std::string_view telling("\0\xff\x80\"{}[]:,\\\n<0.'", 17);
  std::string input = corpus[random.below(corpus.size())];
  for (std::size_t times = 1 + random.below(3); times > 0; --times) {
    const std::size_t at = random.below(input.size() + 1);
    const std::size_t length = std::min(1 + random.below(8), input.size() - at);
    switch (random.below(6)) {
      case 0:
        input.erase(at, length);
        break;
      case 1:
        input.insert(at, 1, telling[random.below(telling.size())]);
        break;
      case 2:
        if (length > 0) input[at] = static_cast<char>(random.below(256));
        break;
      case 3:
        if (length > 0) input[at] = static_cast<char>(input[at] ^ (1 << random.below(8)));
        break;
      case 4:
        input.insert(random.below(input.size() + 1), input.substr(at, length));
        break;
      default: {
        const std::string& other = corpus[random.below(corpus.size())];
        const std::size_t from = random.below(other.size() + 1);
        input.replace(at, length, other, from, 1 + random.below(32));
        break;
      }
    }
  }
  return input;
}

std::vector<std::string> read_corpus(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> corpus;
  for (const fs::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t mutations = 10'000;
  int at = 1;
  for (; at + 1 < argc; ++at) {
    const std::string_view option = argv[at];
    if (option == "--expect-finding") expect_finding = true;
    if (option == "--mutations") mutations = std::strtoul(argv[++at], nullptr, 10);
  }
  if (at + 1 != argc) {
    std::fprintf(stderr, "usage: %s [--expect-finding] [--mutations N] CORPUS\n", argv[0]);
    return 2;
  }
  const std::vector<std::string> corpus = read_corpus(argv[at]);
  if (corpus.empty()) {
    std::fprintf(stderr, "there is nothing in %s\n", argv[at]);
    return 2;
  }
  std::signal(SIGABRT, on_abort);
  for (const std::string& input : corpus) run(input);
  Random random;
  for (std::size_t i = 0; i < mutations; ++i) run(mutated(corpus, random));
  std::printf("%zu inputs and %zu mutations: everything held\n", corpus.size(), mutations);
  return expect_finding ? 1 : 0;
}
