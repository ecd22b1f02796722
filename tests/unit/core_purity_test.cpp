// The core decides and does nothing else. This looks at its sources and at the symbols of its
// library: no files, clocks, randomness, environment, threads, printing or aborting, no exception
// of our own, no state outside of values.
#include <catch2/catch_test_macros.hpp>

#ifdef __EMSCRIPTEN__
TEST_CASE("the purity of the core is looked at natively", "[purity]") { SUCCEED(); }
#else

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path core = fs::path(SEALFLOW_SOURCE_DIR) / "core";

struct Source {
  std::string name;  ///< below core/
  std::string code;  ///< without comments and the text of string literals
};

/// Comments and literals may say "abort"; code may not.
std::string stripped(const std::string& text) {
  static const std::regex noise(
      "//[^\\n]*|/\\*[\\s\\S]*?\\*/|\"(\\\\.|[^\"\\\\\\n])*\"|'(\\\\.|[^'\\\\\\n])+'");
  std::string code;
  std::sregex_iterator it(text.begin(), text.end(), noise);
  std::size_t from = 0;
  for (; it != std::sregex_iterator(); ++it) {
    code += text.substr(from, static_cast<std::size_t>(it->position()) - from);
    // The file named by an #include stays.
    std::size_t line = code.rfind('\n');
    if (code.find("#include", line == std::string::npos ? 0 : line) != std::string::npos)
      code += it->str();
    from = static_cast<std::size_t>(it->position() + it->length());
  }
  return code + text.substr(from);
}

const std::vector<Source>& sources() {
  static const std::vector<Source> all = [] {
    std::vector<Source> found;
    for (const char* room : {"include", "src"}) {
      for (const fs::directory_entry& entry : fs::recursive_directory_iterator(core / room)) {
        std::string kind = entry.path().extension().string();
        if (kind != ".hpp" && kind != ".cpp") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        found.push_back({fs::relative(entry.path(), core).generic_string(), stripped(text.str())});
      }
    }
    return found;
  }();
  return all;
}

/// "file: match" for every place in the core's code that the pattern finds.
std::set<std::string> places(const std::string& pattern) {
  std::set<std::string> found;
  const std::regex regex(pattern);
  for (const Source& source : sources()) {
    for (std::sregex_iterator it(source.code.begin(), source.code.end(), regex), end; it != end;
         ++it) {
      found.insert(source.name + ": " + it->str());
    }
  }
  return found;
}

using Places = std::set<std::string>;

}  // namespace

TEST_CASE("the scan sees code, and neither comments nor texts", "[purity]") {
  CHECK(stripped("a(); // abort()\n/* throw */ b(\"exit(\\\"1)\", 'x');") == "a(); \n b(, );");
  CHECK(stripped("#include \"mbedtls/md.h\"") == "#include \"mbedtls/md.h\"");
  CHECK(places("\\bstd::string_view\\b").size() > 20);
}

TEST_CASE("the core includes values, containers and algorithms only", "[purity]") {
  REQUIRE(sources().size() > 40);
  const std::set<std::string> allowed = {
      "algorithm",   "array",  "charconv", "cmath",    "cstddef", "cstdint", "initializer_list",
      "iterator",    "limits", "memory",   "optional", "set",     "span",    "string",
      "string_view", "tuple",  "utility",  "variant",  "vector"};
  const std::set<std::string> explained = {
      "src/fields/shared.cpp: #include <chrono>",  // the calendar, no clock: see the next test
      "src/json_write.cpp: #include <cstring>",    // eight bytes at once, by memcpy
  };
  Places strange;
  for (const std::string& place : places("#include <[a-z_.]+>")) {
    const std::size_t open = place.find('<');
    if (allowed.contains(place.substr(open + 1, place.size() - open - 2))) continue;
    if (!explained.contains(place)) strange.insert(place);
  }
  CHECK(strange == Places{});
}

TEST_CASE("neighbours are included by the files that are there for it, and by no public header",
          "[purity]") {
  for (const std::string& place : places("#include [<\"](mbedtls|psa)/[^>\"]+[>\"]")) {
    INFO(place);
    const bool curves = place.find("/ec") != std::string::npos ||
                        place.find("/hmac_drbg") != std::string::npos ||
                        place.find("/md.h") != std::string::npos;
    CHECK(place.starts_with(curves ? "src/es256.cpp: " : "src/signature.cpp: "));
  }
  CHECK(places("#include [<\"]nlohmann/[^>\"]+[>\"]") ==
        Places{"src/json_parse.cpp: #include <nlohmann/json.hpp>"});
  for (const std::string& place : places("#include [<\"]double-conversion/[^>\"]+[>\"]")) {
    INFO(place);
    CHECK(place.starts_with("src/numbers.cpp: "));
  }
  for (const Source& source : sources()) {
    if (!source.name.starts_with("include/")) continue;
    INFO(source.name);
    CHECK(source.code.find("nlohmann") == std::string::npos);
    CHECK(source.code.find("mbedtls") == std::string::npos);
  }
}

TEST_CASE("no clock, randomness, environment, output or way out", "[purity]") {
  CHECK(places("\\b(system_clock|steady_clock|high_resolution_clock|utc_clock|gettimeofday|clock_"
               "gettime)\\b") == Places{});
  CHECK(places("\\b(time|clock|rand|srand|getenv|abort|exit|_Exit|quick_exit|terminate|assert|"
               "system)\\s*\\(") == Places{});
  CHECK(places("\\b(random_device|mt19937\\w*|arc4random\\w*|getrandom)\\b") == Places{});
  CHECK(
      places(
          "\\b(printf|fprintf|puts|putchar|fopen|cout|cerr|clog|iostream|ifstream|ofstream)\\b") ==
      Places{});
  CHECK(
      places(
          "\\b(mutex|atomic|thread|async|condition_variable|thread_local|co_await|co_yield)\\b") ==
      Places{});
  CHECK(places("\\b(EM_ASM|EM_JS|emscripten\\w*|_WIN32|__linux__|__APPLE__|__EMSCRIPTEN__)\\b") ==
        Places{});
}

TEST_CASE("the core reports by value: it throws and catches nothing", "[purity]") {
  CHECK(places("\\b(throw|try|catch|noexcept\\(false\\))\\b") == Places{});
  CHECK(places("\\bdynamic_cast\\b|\\btypeid\\b") == Places{});
}

TEST_CASE("no state outside of values", "[purity]") {
  // Value::Field's value, which is taken out of an initialiser list instead of being copied.
  CHECK(places("\\b(mutable|volatile)\\b") == Places{"include/sealflow/json.hpp: mutable"});
  // A static local or member must be constant.
  CHECK(places("\\bstatic (?!constexpr\\b|const\\b|_cast)[A-Za-z_:<>, *&]+ [a-z_]+( =|;|\\{)") ==
        Places{});
  // A variable of a namespace begins a line; types and functions look different.
  CHECK(places("\\n(inline )?(std::[a-z_:<>, ]+|int|bool|double|Value|Array|char) [a-z_]+( "
               "=[^=]|;|\\{)") == Places{});
}

#if defined(SEALFLOW_CORE_LIBRARY) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)

namespace {

struct Permission {
  std::string symbol;
  std::string objects;
};

std::vector<Permission> permissions() {
  std::ifstream file(fs::path(SEALFLOW_SOURCE_DIR) / "tests" / "unit" / "core_symbols.txt");
  std::vector<Permission> all;
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(" | ");
    if (line.starts_with('#') || first == std::string::npos) continue;
    const std::size_t second = line.find(" | ", first + 3);
    all.push_back({line.substr(0, first), " " + line.substr(first + 3, second - first - 3) + " "});
  }
  return all;
}

bool fits(const Permission& permission, const std::string& symbol, const std::string& object) {
  const std::string& name = permission.symbol;
  const bool open = name.ends_with('*');
  const bool named = open ? symbol.starts_with(name.substr(0, name.size() - 1)) : symbol == name;
  return named && (permission.objects == " * " ||
                   permission.objects.find(" " + object + " ") != std::string::npos);
}

}  // namespace

TEST_CASE("the library asks for nothing that is not on the list", "[purity]") {
  const std::vector<Permission> allowed = permissions();
  REQUIRE(allowed.size() > 30);
  // NOLINTNEXTLINE(cert-env33-c): the tool and the file are named by the build
  FILE* pipe = popen(SEALFLOW_NM " -C --undefined-only " SEALFLOW_CORE_LIBRARY, "r");
  REQUIRE(pipe != nullptr);
  std::string listing;
  char buffer[4096];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) listing += buffer;
  REQUIRE(pclose(pipe) == 0);

  std::istringstream lines(listing);
  std::string object;
  std::set<std::string> strange;
  int symbols = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with(".o:")) object = line.substr(0, line.size() - 1);
    const std::size_t mark = line.find_first_of("Uw");
    if (line.empty() || line[0] != ' ' || mark == std::string::npos) continue;
    const std::string symbol = line.substr(mark + 2);
    ++symbols;
    const bool known = std::any_of(allowed.begin(), allowed.end(), [&](const Permission& one) {
      return fits(one, symbol, object);
    });
    if (!known) strange.insert(object + ": " + symbol);
  }
  CHECK(symbols > 100);
  CHECK(strange == std::set<std::string>{});
}

#endif
#endif
