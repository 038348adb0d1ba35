#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/drift/random_walk.hpp>

#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

constexpr std::uint64_t seed = 20261125;

RandomWalk walk(std::uint64_t stream) {
  return {{.deviation_per_sqrt_s = 0.3}, {.seed = seed, .stream = stream}};
}

TEST(RandomWalk, BeginsAtZeroAndItsIncrementsGrowWithTheRootOfTime) {
  constexpr std::uint64_t count = 20'000;
  for (const double start : {0.0, 17.25, 86400.0, 3e8}) {
    for (const double lag : {0.5, 60.0, 1e6}) {
      double square = 0.0;
      for (std::uint64_t stream = 0; stream < count; ++stream) {
        const RandomWalk drift = walk(stream);
        const double change = drift.at(start + lag) - drift.at(start);
        square += change * change / count;
      }
      EXPECT_NEAR(square / (0.09 * lag), 1.0, 4.5 * std::sqrt(2.0 / count)) << start << " " << lag;
    }
  }
  EXPECT_EQ(walk(1).at(0.0), 0.0);
}

TEST(RandomWalk, HasIndependentIncrements) {
  constexpr std::uint64_t count = 20'000;
  double neighbours = 0.0;
  double sides = 0.0;
  double streams = 0.0;
  for (std::uint64_t stream = 0; stream < count; ++stream) {
    const RandomWalk drift = walk(stream);
    const double first = drift.at(10.0) / (0.3 * std::sqrt(10.0));
    neighbours += first * (drift.at(20.0) - drift.at(10.0)) / (0.3 * std::sqrt(10.0)) / count;
    sides += first * drift.at(-10.0) / (0.3 * std::sqrt(10.0)) / count;
    streams += first * walk(stream + count).at(10.0) / (0.3 * std::sqrt(10.0)) / count;
  }
  EXPECT_LT(std::abs(neighbours), 4.5 / std::sqrt(count));
  EXPECT_LT(std::abs(sides), 4.5 / std::sqrt(count));
  EXPECT_LT(std::abs(streams), 4.5 / std::sqrt(count));
}

TEST(RandomWalk, IsOnePathInWhateverOrderItIsRead) {
  const RandomWalk drift = walk(4);
  const double late = drift.at(1e7);
  const double early = drift.at(3.0);
  EXPECT_EQ(walk(4).at(3.0), early);
  EXPECT_EQ(walk(4).at(1e7), late);
  EXPECT_NEAR(drift.at(1024.0 - 1e-9), drift.at(1024.0 + 1e-9), 1e-6);
}

TEST(RandomWalk, IsSwitchedOffAndRefusesWhatItCannotTell) {
  EXPECT_EQ(RandomWalk().at(5.0), 0.0);
  test::expect_error<core::InputError>("input.time", {"2^30"}, [] { return walk(1).at(2e9); });
  test::expect_error<core::InputError>("input.drift", {"deviation"}, [] {
    return RandomWalk({-1.0}, {1, 2});
  });
}

}  // namespace
}  // namespace fiberloom::sim
