#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace fiberloom::test {

/// Random numbers of one test: the seed is fixed unless FIBERLOOM_TEST_SEED is set, recorded with the test's result and
/// shown with every failure while the object lives.
class Random {
 public:
  explicit Random(std::uint64_t fixed_seed)
      : seed_(chosen(fixed_seed)), trace_(__FILE__, __LINE__, "seed " + std::to_string(seed_)) {
    ::testing::Test::RecordProperty("seed", std::to_string(seed_));
    engine_.seed(seed_);
  }
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;

  double normal() { return normal_(engine_); }
  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(engine_);
  }
  /// Circular, with unit mean square.
  std::complex<double> complex_normal() {
    const double real = normal();
    return std::sqrt(0.5) * std::complex<double>(real, normal());
  }

 private:
  static std::uint64_t chosen(std::uint64_t fixed_seed) {
    const char* wish = std::getenv("FIBERLOOM_TEST_SEED");
    return wish != nullptr && *wish != '\0' ? std::strtoull(wish, nullptr, 10) : fixed_seed;
  }

  std::uint64_t seed_;
  ::testing::ScopedTrace trace_;
  std::mt19937_64 engine_;
  std::normal_distribution<double> normal_;
};

}  // namespace fiberloom::test
