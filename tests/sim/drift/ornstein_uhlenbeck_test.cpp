#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/drift/ornstein_uhlenbeck.hpp>
#include <iterator>
#include <limits>
#include <vector>

#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

constexpr std::uint64_t seed = 20261124;
constexpr double years_s = 3.156e7;

OrnsteinUhlenbeck path(std::uint64_t stream, double tau_s = 2.0) {
  return {{.deviation = 1.5, .correlation_time_s = tau_s}, {.seed = seed, .stream = stream}};
}

TEST(OrnsteinUhlenbeck, HasItsVarianceAndForgetsExponentially) {
  constexpr std::uint64_t count = 20'000;
  // Lags on both sides of the lattice spacing, starting anywhere: on a node, inside, and years later.
  for (const double start : {0.0, 80.0, 37.123, 3.0 * years_s}) {
    for (const double lag : {0.0, 0.01, 0.5, 2.0, 5.0, 100.0}) {
      double product = 0.0;
      for (std::uint64_t stream = 0; stream < count; ++stream) {
        const OrnsteinUhlenbeck drift = path(stream);
        product += drift.at(start) * drift.at(start + lag) / count;
      }
      const double expected = 2.25 * std::exp(-lag / 2.0);
      const double deviation =
          std::sqrt((2.25 * 2.25 + expected * expected) / static_cast<double>(count));
      EXPECT_NEAR(product, expected, 4.5 * deviation) << start << " + " << lag;
    }
  }
}

TEST(OrnsteinUhlenbeck, MovesByItsExactVarianceInShortTimes) {
  constexpr std::uint64_t count = 20'000;
  for (const double lag : {0.02, 0.2}) {
    double square = 0.0;
    for (std::uint64_t stream = 0; stream < count; ++stream) {
      const OrnsteinUhlenbeck drift = path(stream);
      const double change = drift.at(11.0 + lag) - drift.at(11.0);
      square += change * change / count;
    }
    const double expected = 2.0 * 2.25 * (1.0 - std::exp(-lag / 2.0));
    EXPECT_NEAR(square / expected, 1.0, 4.5 * std::sqrt(2.0 / count)) << lag;
  }
}

TEST(OrnsteinUhlenbeck, IsOnePathInWhateverOrderItIsRead) {
  std::vector<double> times;
  for (int i = 0; i < 400; ++i) {
    times.push_back(0.731 * i - 20.0);
  }
  std::vector<double> forward;
  std::ranges::transform(times, std::back_inserter(forward),
                         [](double time) { return path(3).at(time); });
  std::ranges::reverse(times);
  std::ranges::reverse(forward);
  const OrnsteinUhlenbeck drift = path(3);
  for (std::size_t i = 0; i < times.size(); ++i) {
    EXPECT_EQ(drift.at(times[i]), forward[i]);
  }
}

TEST(OrnsteinUhlenbeck, HasNoJumps) {
  const OrnsteinUhlenbeck drift = path(9);
  for (const double node : {0.0, 80.0, 40.0, 2.5, -80.0, 80.0 / 1048576.0}) {
    const double step = 1e-9;
    EXPECT_NEAR(drift.at(node - step), drift.at(node + step), 1e-4) << node;
  }
}

TEST(OrnsteinUhlenbeck, OfAnotherSeedOrStreamIsIndependent) {
  double seeds = 0.0;
  double streams = 0.0;
  constexpr int count = 20'000;
  const OrnsteinUhlenbeck other_seed({1.0, 1.0}, {.seed = seed + 1, .stream = 5});
  const OrnsteinUhlenbeck one({1.0, 1.0}, {.seed = seed, .stream = 5});
  const OrnsteinUhlenbeck other_stream({1.0, 1.0}, {.seed = seed, .stream = 6});
  for (int i = 0; i < count; ++i) {
    const double time = 40.0 * i;
    seeds += one.at(time) * other_seed.at(time) / count;
    streams += one.at(time) * other_stream.at(time) / count;
  }
  EXPECT_LT(std::abs(seeds), 4.5 / std::sqrt(count));
  EXPECT_LT(std::abs(streams), 4.5 / std::sqrt(count));
}

TEST(OrnsteinUhlenbeck, IsSwitchedOffByItsDeviation) {
  EXPECT_EQ(OrnsteinUhlenbeck().at(12.0), 0.0);
  EXPECT_EQ(OrnsteinUhlenbeck({0.0, 1.0}, {1, 2}).at(12.0), 0.0);
}

TEST(OrnsteinUhlenbeck, RefusesWhatIsNoDriftAndNoTime) {
  test::expect_error<core::InputError>("input.drift", {"correlation time"}, [] {
    return OrnsteinUhlenbeck({1.0, 0.0}, {1, 2});
  });
  test::expect_error<core::InputError>("input.drift", {"deviation"}, [] {
    return OrnsteinUhlenbeck({-1.0, 1.0}, {1, 2});
  });
  test::expect_error<core::InputError>(
      "input.time", {"time"}, [] { return path(1).at(std::numeric_limits<double>::infinity()); });
}

}  // namespace
}  // namespace fiberloom::sim
