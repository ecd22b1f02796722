// Settings and secrets: what is wrong is refused at the start, wherever it was written.
#include "server/settings.hpp"

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>

#include "fixture.hpp"
#include "server/base/secret_reference.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

struct Read {
  SettingsOrExit got;
  std::string said;
};

Read read(const std::string& file, std::vector<std::string> flags = {}) {
  const Folder folder;
  std::ofstream(folder.file("settings.json")) << file;
  flags.insert(flags.begin(), {"sealflowd", "--config", folder.file("settings.json")});
  std::vector<char*> arguments;
  for (auto& flag : flags) arguments.push_back(flag.data());
  std::ostringstream said;
  auto* const before = std::cerr.rdbuf(said.rdbuf());
  Read read{read_settings(static_cast<int>(arguments.size()), arguments.data()), {}};
  std::cerr.rdbuf(before);
  read.said = said.str();
  return read;
}

}  // namespace

TEST_CASE("settings: a number out of its range is refused, from a file like from a flag") {
  for (const std::string file :
       {R"({"port": 65536})", R"({"port": 4294975576})", R"({"port": -1})", R"({"threads": 0})",
        R"({"threads": 100000})", R"({"appRate": 4294967296})", R"({"callDaily": -1})",
        R"({"launchRefusals": -1})", R"({"handshakeEvents": -1})", R"({"drain": -1})",
        R"({"drain": 3601})", R"({"diskReserve": -5})", R"({"operationsPort": 70000})"}) {
    CAPTURE(file);
    const auto wrong = read(file);
    CHECK_FALSE(wrong.got.settings);
    CHECK(wrong.got.exit_code == 2);
    CHECK(wrong.said.find(" is not from ") != std::string::npos);
  }
  CHECK(read("{}", {"--threads", "0"}).said.find("--threads: 0 is not from 1 to 256") !=
        std::string::npos);
  CHECK(read("{}", {"--app-rate", "4294967296"}).got.exit_code == 2);
  CHECK(read(R"({"threads": "2"})").said.find("wrong type") != std::string::npos);
  const auto right = read(R"({"port": 0, "threads": 256, "appRate": 0, "drain": 3600})");
  REQUIRE(right.got.settings);
  CHECK(right.got.settings->threads == 256);
}

TEST_CASE("settings: a certificate without its key, or the other way round, is no plain HTTP") {
  for (const std::string file : {R"({"tlsKey": "file:k"})", R"({"tlsCert": "file:c"})",
                                 R"({"tlsCert": "", "tlsKey": "file:k"})"}) {
    CAPTURE(file);
    CHECK(read(file).said.find("TLS needs both") != std::string::npos);
  }
  CHECK(read("{}", {"--tls-key", "file:k"}).got.exit_code == 2);
  // Each may come from another place.
  const auto both = read(R"({"tlsCert": "file:c"})", {"--tls-key", "file:k"});
  REQUIRE(both.got.settings);
  CHECK(both.got.settings->tls_cert == "file:c");
}

TEST_CASE("secrets: a program that closes its output and stays is not waited for") {
  const Folder folder;
  const auto program = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder.file(name)) << "#!/bin/sh\n" << text << "\n";
    std::filesystem::permissions(folder.file(name), std::filesystem::perms::owner_all);
    return "exec:" + folder.file(name);
  };
  const auto began = std::chrono::steady_clock::now();
  for (const std::string text : {"echo key; exec 1>&-; exec sleep 20", "exec sleep 20"}) {
    const auto secret = read_secret(program("stays", text), std::chrono::milliseconds(200));
    REQUIRE_FALSE(secret);
    CHECK(secret.error().message.find("gave no secret in time") != std::string::npos);
  }
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
  CHECK(read_secret(program("gives", "echo key; exec 1>&-; sleep 0.1")).value() == "key");
}
