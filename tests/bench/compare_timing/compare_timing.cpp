// Does the time of a comparison tell whether two secrets are equal? Welch's t-test over single
// calls, half of them with equal texts and half with texts that differ in the first byte (the idea
// of dudect: Reparaz, Balasch, Verbauwhede, 2016). |t| below 4.5: nothing seen; above 10: a leak.
//
//   compare_timing [SAMPLES]      for each seed; default 100000, a million where SEALFLOW_LONG is
//   set
//
// Passes when equal_constant_time() is below 4.5 at each length and the controls, which stop at the
// first difference, are above: a test that sees no leak there would see none anywhere. What counts
// is the median over seeds, since the machine has other work.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>
#endif

#include "sealflow/signature.hpp"

namespace {

constexpr double nothing_seen = 4.5;
constexpr std::size_t seeds = 9;
constexpr std::size_t batch = 1024;

using Compare = bool (*)(std::string_view, std::string_view);

std::uint64_t ticks() {
#if defined(__x86_64__) || defined(__i386__)
  _mm_lfence();
  const std::uint64_t now = __rdtsc();
  _mm_lfence();
  return now;
#else
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

struct Sample {
  bool differs;
  std::uint64_t time;
};

std::vector<Sample> measure(Compare compare, std::size_t length, std::size_t count,
                            std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::string secret(length, 'Z');
  std::vector<std::string> given(batch);
  std::vector<Sample> samples;
  samples.reserve(count + batch);
  volatile int sink = 0;
  while (samples.size() < count) {
    const std::size_t start = samples.size();
    for (std::string& text : given) {
      const bool differs = (random() & 1) != 0;
      text.assign(length, 'Z');
      text[0] = differs ? 'A' : 'Z';
      samples.push_back({differs, 0});
    }
    for (std::size_t i = 0; i < batch; ++i) {
      const std::uint64_t before = ticks();
      sink = sink + (compare(given[i], secret) ? 1 : 0);
      samples[start + i].time = ticks() - before;
    }
  }
  return samples;
}

/// Welch's t. The slowest tenth is left out of both classes at one threshold: interrupts.
double t_of(const std::vector<Sample>& samples) {
  std::vector<std::uint64_t> times;
  times.reserve(samples.size());
  for (const Sample& sample : samples) times.push_back(sample.time);
  const auto cut = times.begin() + static_cast<std::ptrdiff_t>(times.size() * 9 / 10);
  std::nth_element(times.begin(), cut, times.end());

  struct Class {
    double count = 0;
    double mean = 0;
    double squares = 0;
  };
  std::array<Class, 2> classes;
  for (const Sample& sample : samples) {
    if (sample.time > *cut) continue;
    Class& one = classes[sample.differs ? 1 : 0];
    const auto time = static_cast<double>(sample.time);
    one.count += 1;
    const double away = time - one.mean;
    one.mean += away / one.count;
    one.squares += away * (time - one.mean);
  }
  double variance = 0;
  for (const Class& one : classes) variance += one.squares / (one.count - 1) / one.count;
  // No spread at all: equal means are equal, others as far apart as can be.
  if (variance == 0) return classes[0].mean == classes[1].mean ? 0 : 1e9;
  return (classes[0].mean - classes[1].mean) / std::sqrt(variance);
}

double median_t(Compare compare, std::size_t length, std::size_t count) {
  std::array<double, seeds> found{};
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    found[seed] = std::abs(t_of(measure(compare, length, count, seed + 1)));
  }
  std::sort(found.begin(), found.end());
  return found[seeds / 2];
}

[[gnu::noinline]] bool first_difference(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

[[gnu::noinline]] bool libc_memcmp(std::string_view a, std::string_view b) {
  return std::memcmp(a.data(), b.data(), a.size()) == 0;
}

struct Contender {
  const char* name;
  Compare compare;
  bool leaks;
};

}  // namespace

int main(int argc, char** argv) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread
  const std::size_t usual = std::getenv("SEALFLOW_LONG") == nullptr ? 100'000 : 1'000'000;
  const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : usual;
  const std::array<Contender, 3> contenders{
      {{"equal_constant_time", sealflow::equal_constant_time, false},
       {"control: early exit", first_difference, true},
       {"control: memcmp", libc_memcmp, true}}};
  bool good = true;
  std::cout << "median |t| of " << seeds << " seeds, " << count << " comparisons each\n";
  for (const std::size_t length : {32UL, 64UL, 512UL}) {
    for (const Contender& one : contenders) {
      const double t = median_t(one.compare, length, count);
      // memcmp looks at many bytes at once: what it gives away of short texts depends on the C
      // library, and is only shown.
      const bool asserted = one.compare != libc_memcmp || length == 512;
      const bool as_expected = !asserted || (t >= nothing_seen) == one.leaks;
      good = good && as_expected;
      std::cout << std::setw(4) << length << " B  " << std::left << std::setw(22) << one.name
                << std::right << std::fixed << std::setprecision(1) << std::setw(10) << t
                << (as_expected ? "" : "  NOT as expected") << "\n";
    }
  }
  return good ? 0 : 1;
}
