// Which launchers are served: this version's, the one before, and newer ones.
#include "server/handlers/versions.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <span>

#include "fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

TEST_CASE("what counts as one version: before 1.0 a minor one, from then on a major one") {
  CHECK(release_line("0.3.7") == ReleaseLine{0, 3});
  CHECK(release_line("0.3.8-beta.1") == ReleaseLine{0, 3});
  CHECK(release_line("0.3.8+build.5") == ReleaseLine{0, 3});
  CHECK(release_line("0.10.0") == ReleaseLine{0, 10});
  CHECK(release_line("1.9.2") == ReleaseLine{1, 0});
}

TEST_CASE("what is no version") {
  for (const auto* text : {"", "1", "1.2", "1.2.", "1.2.3.4", "v1.2.3", "1.2.x", "-1.2.3", "1.-2.3",
                           "01.2.3", "1.2.3 ", "1..3", "99999999999.0.0", "latest"}) {
    INFO(text);
    CHECK(!release_line(text));
  }
}

TEST_CASE("one version older is served, two are not, and newer ones are") {
  constexpr std::array<ReleaseLine, 4> lines = {{{0, 8}, {0, 9}, {1, 0}, {2, 0}}};
  const auto served = [&](const char* version) { return is_served(*release_line(version), lines); };
  CHECK(served("2.4.0"));
  CHECK(served("1.0.0"));
  CHECK(!served("0.9.9"));
  CHECK(!served("0.1.0"));
  CHECK(served("3.0.0"));
  // The first version that comes has nothing behind it that was ever released.
  const auto first = std::span(lines).first(1);
  CHECK(is_served({0, 8}, first));
  CHECK(!is_served({0, 7}, first));
}

TEST_CASE("the lines end with this program's own") {
  CHECK(release_lines().back() == release_line(SEALFLOW_VERSION));
  CHECK(std::is_sorted(release_lines().begin(), release_lines().end()));
}

TEST_CASE("a launch names the versions of its launcher and its core; each must be served") {
  for (const auto* name : {"launcher", "core"}) {
    INFO(name);
    Server server;
    Page page(server, server.handshake());
    const auto launch = [&](const Value& version) {
      return page.launch(Value::object({{name, version}}));
    };
    const auto refused = launch("0.0.9");
    CHECK(refused.code() == "sdk_too_old");
    CHECK(refused.status() == 426);
    CHECK(refused.body["where"] == Value("/" + std::string(name)));
    CHECK(launch("latest").code() == "malformed_request");
    CHECK(launch(7).code() == "malformed_request");
    CHECK(server.count("SELECT count(*) FROM events") == 0);
    CHECK(launch(SEALFLOW_VERSION).status() == 200);
    CHECK(launch("99.0.0").status() == 200);
    CHECK(launch(Value()).status() == 200);
  }
}
