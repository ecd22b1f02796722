// Every write and every sync of some requests fails, one after the other: with "disk full" and with
// "input/output error", once and from then on. The server says so, claims nothing that did not
// happen, and goes on when the disk does.
#include <catch2/catch_test_macros.hpp>

#include "disk.hpp"
#include "trial.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

constexpr int stages = 30;
constexpr int steps = 6;

struct Sum {
  std::int64_t faults = 0;
  std::int64_t acknowledged = 0;
  std::int64_t refused = 0;  ///< with 503 and `unavailable`
  std::int64_t unclear = 0;  ///< neither done nor refused so
  std::int64_t stuck = 0;    ///< refused though the disk was well again
  std::int64_t lost = 0;
  std::int64_t damaged = 0;
};

void count(Sum& sum, const Answer& answer) {
  if (answer.status() == 200) {
    ++sum.acknowledged;
  } else if (answer.status() == 503 && !answer.response.header("retry-after").empty() &&
             (answer.code() == "unavailable" || answer.number() == 50301)) {
    ++sum.refused;
  } else {
    ++sum.unclear;
  }
}

void work(Site& site, Walker& walker, Sum& sum) {
  for (int i = 0; i < steps; ++i) {
    count(sum, walker.step());
    count(sum, site.server.create());
    const auto seen = walker.page.events();
    if (seen.status() != 200 && seen.status() != 503) ++sum.unclear;
  }
}

/// One run with the n-th operation failing. False: there were fewer.
bool fail(Site& site, std::int64_t n, Disk::Fault fault, bool for_ever, Sum& sum) {
  Disk& disk = Disk::install();
  Walker walker = site.reset().front();
  disk.start();
  disk.fail_at(n, fault, for_ever);
  bool started = true;
  try {
    site.open();
    work(site, walker, sum);
  } catch (const StorageError&) {
    started = false;  // sealflowd would say why, and end
  }
  const bool failed = disk.failed();
  disk.heal();
  if (!started) site.open();
  // The same process, the disk well again: what was refused goes through now.
  if (walker.step().status() != 200) ++sum.stuck;
  if (site.server.create().status() != 200) ++sum.stuck;
  // Only what was synced counts, also after a sync that failed.
  site.close();
  disk.power_back();
  disk.start();
  site.open();
  if (site.integrity() != "ok") ++sum.damaged;
  const Found found = look(walker);
  sum.lost += found.lost + found.twice;
  sum.damaged += found.damaged;
  if (failed) ++sum.faults;
  return failed;
}

}  // namespace

TEST_CASE("whichever write or sync fails, the server says so, claims nothing, and goes on") {
  Site site(1, stages);
  const int stride = runs(19, 1);
  for (const auto fault : {Disk::Fault::full, Disk::Fault::broken}) {
    for (const bool for_ever : {false, true}) {
      Sum sum;
      for (std::int64_t n = 1; fail(site, n, fault, for_ever, sum); n += stride) {
      }
      print(std::string(fault == Disk::Fault::full ? "disk full" : "input/output error") +
                (for_ever ? ", for ever" : ", once"),
            {{"faults", sum.faults},
             {"acknowledged", sum.acknowledged},
             {"refused", sum.refused},
             {"unclear", sum.unclear},
             {"stuck", sum.stuck},
             {"lost", sum.lost},
             {"damaged", sum.damaged}});
      CHECK(sum.faults > 5);
      CHECK(sum.unclear == 0);
      CHECK(sum.stuck == 0);
      CHECK(sum.lost == 0);
      CHECK(sum.damaged == 0);
    }
  }
}
