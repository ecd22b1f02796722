// The power goes at a random write or sync, while pages talk to the server. Nothing that was
// acknowledged is lost, and the database is whole. With synchronous=NORMAL it loses.
#include <catch2/catch_test_macros.hpp>

#include "disk.hpp"
#include "trial.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

constexpr int walkers = 3;
constexpr int stages = 30;
/// Writes and syncs; some thirty to a commit. The later cuts come after a few checkpoints.
constexpr std::uint64_t latest_cut = 250;

struct Sum {
  std::int64_t cuts = 0;
  std::int64_t acknowledged = 0;
  std::int64_t unacknowledged = 0;
  std::int64_t lost = 0;
  std::int64_t twice = 0;
  std::int64_t damaged = 0;
};

void walk_until_cut(Site& site, std::vector<Walker>& people) {
  try {
    site.open();
  } catch (const StorageError&) {
    return;  // it went while the server started
  }
  std::vector<std::thread> threads;
  for (auto& walker : people) {
    threads.emplace_back([&walker] {
      while (!walker.at_end() && walker.step().status() == 200) {
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

void look_at_all(Site& site, std::vector<Walker>& people, Sum& sum) {
  try {
    site.open();
    if (site.integrity() != "ok") ++sum.damaged;
  } catch (const StorageError&) {
    ++sum.damaged;
    return;
  }
  for (auto& walker : people) {
    sum.acknowledged += static_cast<std::int64_t>(walker.told.size());
    const Found found = look(walker);
    sum.lost += found.lost;
    sum.twice += found.twice;
    sum.damaged += found.damaged;
    sum.unacknowledged += found.unacknowledged;
  }
}

Sum cut(int times) {
  Disk& disk = Disk::install();
  Site site(walkers, stages);
  std::mt19937_64 random(42);
  Sum sum;
  for (; sum.cuts < times; ++sum.cuts) {
    auto people = site.reset();
    disk.start();
    disk.lose_power_at(static_cast<std::int64_t>(1 + random() % latest_cut));
    walk_until_cut(site, people);
    site.close();
    disk.power_back(random);
    look_at_all(site, people, sum);
  }
  return sum;
}

void print(std::string_view what, const Sum& sum) {
  test::print(what, {{"cuts", sum.cuts},
                     {"acknowledged", sum.acknowledged},
                     {"unacknowledged", sum.unacknowledged},
                     {"lost", sum.lost},
                     {"twice", sum.twice},
                     {"damaged", sum.damaged}});
}

}  // namespace

TEST_CASE("power cuts lose nothing that was acknowledged, and damage nothing") {
  const Sum sum = cut(runs(30, 10'000));
  print("power cuts", sum);
  CHECK(sum.lost == 0);
  CHECK(sum.twice == 0);
  CHECK(sum.damaged == 0);
  CHECK(sum.acknowledged > sum.cuts);
}

TEST_CASE("control: with synchronous=NORMAL, power cuts lose what was acknowledged") {
  Disk::install().pretend_full(true);
  const Sum sum = cut(runs(20, 200));
  Disk::install().pretend_full(false);
  print("power cuts, synchronous=NORMAL", sum);
  CHECK(sum.lost > 0);
}
