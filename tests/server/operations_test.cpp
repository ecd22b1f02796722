// What operators rely on, in memory: traces, the worker's life, a sink that takes nothing.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "server/base/trace.hpp"
#include "server/effects/worker.hpp"
#include "server/observe/analytics.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {
constexpr auto given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
}

TEST_CASE("a traceparent is taken as W3C has it, or not at all") {
  const auto trace = parse_traceparent(given);
  REQUIRE(trace);
  CHECK(trace->id == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(trace->parent == "00f067aa0ba902b7");
  CHECK(trace->flags == "01");
  // A later version may say more, behind another dash.
  CHECK(parse_traceparent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-else"));
  for (const std::string_view wrong :
       {"", "00", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-else",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what-else",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_traceparent(wrong));
  }
}

TEST_CASE("a call of ours goes on with the trace, as its next parent") {
  const auto header = outgoing_traceparent(*parse_traceparent(given), "0123456789abcdef");
  CHECK(header == "00-4bf92f3577b34da6a3ce929d0e0e4736-0123456789abcdef-01");
  CHECK(parse_traceparent(header)->parent == "0123456789abcdef");
}

TEST_CASE("a server whose effects worker has ended is not ready") {
  Server server;
  Services& services = *server.services;
  EffectsWorker worker(services);
  worker.start();
  const auto failing = [&] { return services.readiness.failing(services); };
  CHECK(failing().empty());
  worker.stop();
  CHECK(failing() == std::vector<std::string_view>{"effects"});
}

TEST_CASE("a sink that nobody reads holds up nobody, and what it misses is counted") {
  const Folder folder;
  const std::string pipe = folder.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  // Open for reading, so that it can be opened for writing; and then not read.
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(reader >= 0);
  constexpr std::size_t room = 100;
  constexpr std::uint64_t many = 5000;
  std::uint64_t lost = 0;
  auto began = std::chrono::steady_clock::now();
  {
    Analytics analytics("file:" + pipe, room);
    const Value entry = Value::object({{"type", "created"}, {"filler", std::string(200, 'x')}});
    for (std::uint64_t i = 0; i < many; ++i) analytics.emit(entry);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(2));
    lost = analytics.dropped();
    CHECK(lost > 0);
    CHECK(analytics.written() + lost + room + 1 >= many);
    began = std::chrono::steady_clock::now();
  }
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(4));
  ::close(reader);
  ::unlink(pipe.c_str());
}
