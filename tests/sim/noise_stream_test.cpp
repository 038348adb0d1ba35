#include "noise_stream.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace fiberloom::sim {
namespace {

std::vector<double> normals(NoiseStream stream, std::size_t count) {
  std::vector<double> values(count);
  for (double& value : values) {
    value = stream.normal();
  }
  return values;
}

TEST(NoiseStream, IsTheSameForTheSameThreeNumbers) {
  EXPECT_EQ(normals({1, 2, 3}, 50), normals({1, 2, 3}, 50));
}

TEST(NoiseStream, DependsOnSeedStreamAndIndexEach) {
  const std::vector<double> reference = normals({1, 2, 3}, 4);
  EXPECT_NE(normals({2, 2, 3}, 4), reference);
  EXPECT_NE(normals({1, 3, 3}, 4), reference);
  EXPECT_NE(normals({1, 2, 4}, 4), reference);
  EXPECT_NE(normals({3, 2, 1}, 4), reference);
  EXPECT_NE(normals({2, 1, 3}, 4), reference);
}

TEST(NoiseStream, NormalDeviatesHaveTheMomentsOfAGaussian) {
  constexpr std::size_t count = 200000;
  double sum = 0.0;
  double squares = 0.0;
  double fourths = 0.0;
  for (const double value : normals({5, 6, 7}, count)) {
    sum += value / count;
    squares += value * value / count;
    fourths += std::pow(value, 4) / count;
  }
  // Standard errors 1, sqrt(2) and sqrt(96) over sqrt(count); five of each.
  EXPECT_NEAR(sum, 0.0, 5.0 / std::sqrt(count));
  EXPECT_NEAR(squares, 1.0, 5.0 * std::sqrt(2.0 / count));
  EXPECT_NEAR(fourths, 3.0, 5.0 * std::sqrt(96.0 / count));
}

TEST(NoiseStream, FirstDeviatesOfNeighbouringStreamsAreIndependent) {
  // Correlation of streams i and i+1 over 20000 pairs: standard error 1/sqrt(20000).
  constexpr std::uint64_t count = 20000;
  double correlation = 0.0;
  double variance = 0.0;
  for (std::uint64_t index = 0; index < count; ++index) {
    const double value = NoiseStream(9, 1, index).normal();
    correlation += value * NoiseStream(9, 1, index + 1).normal() / count;
    variance += value * value / count;
  }
  EXPECT_NEAR(correlation, 0.0, 5.0 / std::sqrt(count));
  EXPECT_NEAR(variance, 1.0, 5.0 * std::sqrt(2.0 / count));
}

TEST(NoiseStream, UniformDeviatesFillTheHalfOpenUnitInterval) {
  NoiseStream stream(1, 1, 1);
  constexpr int count = 100000;
  double sum = 0.0;
  double lowest = 1.0;
  double highest = 0.0;
  for (int i = 0; i < count; ++i) {
    const double value = stream.uniform();
    sum += value / count;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  EXPECT_GE(lowest, 0.0);
  EXPECT_LT(highest, 1.0);
  EXPECT_LT(lowest, 1e-3);
  EXPECT_GT(highest, 1.0 - 1e-3);
  EXPECT_NEAR(sum, 0.5, 5.0 / std::sqrt(12.0 * count));
}

}  // namespace
}  // namespace fiberloom::sim
