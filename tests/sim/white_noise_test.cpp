#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <vector>

namespace fiberloom::sim {
namespace {

constexpr NoiseOrigin origin{.seed = 20261123, .stream = 7};

TEST(WhiteNoise, IsStandardNormalInEveryPartOfItsRange) {
  WhiteNoise noise(origin, 0);
  constexpr int count = 2'000'000;
  // Shares of a normal deviate beyond these limits, by the complementary error function.
  const std::vector<double> limits{0.1, 0.5, 1.0, 2.0, 3.0, 3.6541528853610088, 4.2};
  std::vector<int> beyond(limits.size(), 0);
  int positive = 0;
  double square = 0.0;
  double fourth = 0.0;
  for (int i = 0; i < count; ++i) {
    const double x = noise.normal();
    positive += x > 0.0 ? 1 : 0;
    square += x * x / count;
    fourth += x * x * x * x / count;
    for (std::size_t j = 0; j < limits.size(); ++j) {
      beyond[j] += std::abs(x) > limits[j] ? 1 : 0;
    }
  }
  EXPECT_NEAR(positive, count / 2.0, 5.0 * std::sqrt(count / 4.0));
  EXPECT_NEAR(square, 1.0, 5.0 * std::sqrt(2.0 / count));
  EXPECT_NEAR(fourth, 3.0, 5.0 * std::sqrt(96.0 / count));
  for (std::size_t j = 0; j < limits.size(); ++j) {
    const double expected = count * std::erfc(limits[j] / std::sqrt(2.0));
    EXPECT_NEAR(beyond[j], expected, 5.0 * std::sqrt(expected)) << limits[j];
  }
}

TEST(WhiteNoise, DependsOnSeedStreamAndShotAlone) {
  WhiteNoise first(origin, 41);
  WhiteNoise same(origin, 41);
  EXPECT_EQ(first.normal(), same.normal());
  EXPECT_NE(WhiteNoise(origin, 41).normal(), WhiteNoise(origin, 42).normal());
  EXPECT_NE(WhiteNoise({1, 7}, 41).normal(), WhiteNoise({2, 7}, 41).normal());
  EXPECT_NE(WhiteNoise({1, 7}, 41).normal(), WhiteNoise({1, 8}, 41).normal());
  EXPECT_NE(component_stream("edfa-1", "ase"), component_stream("edfa-2", "ase"));
  EXPECT_NE(component_stream("edfa-1", "ase"), component_stream("edfa-1a", "se"));
}

TEST(WhiteNoise, ComesByTheRowAsItComesOneByOne) {
  WhiteNoise one_by_one(origin, 3);
  WhiteNoise by_the_row(origin, 3);
  std::vector<double> row(100'000);
  by_the_row.fill(row);
  EXPECT_TRUE(
      std::ranges::all_of(row, [&](double deviate) { return deviate == one_by_one.normal(); }));
  EXPECT_EQ(by_the_row.uniform(), one_by_one.uniform());
}

TEST(WhiteNoise, OfNeighbouringStreamsAndShotsIsIndependent) {
  constexpr std::size_t count = 100'000;
  const auto row_of = [](const NoiseOrigin& of, std::int64_t shot) {
    std::vector<double> row(count, 0.0);
    WhiteNoise(of, shot).add_to(row, 1.0);
    return row;
  };
  const std::vector<double> one = row_of(origin, 5);
  for (const std::vector<double>& other :
       {row_of(origin, 6), row_of({origin.seed, origin.stream + 1}, 5),
        row_of({origin.seed + 1, origin.stream}, 5)}) {
    double correlation = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      correlation += one[i] * other[i] / static_cast<double>(count);
    }
    EXPECT_LT(std::abs(correlation), 5.0 / std::sqrt(static_cast<double>(count)));
  }
}

TEST(WhiteNoise, ComplexNoiseHasThePowerAskedFor) {
  Light light{.field = core::AlignedVector<std::complex<double>>(200'000),
              .sample_interval_s = 1e-11};
  WhiteNoise(origin, 0).add_to(light.field, 2.5e-3);
  EXPECT_NEAR(mean_field_power_w(light), 2.5e-3, 5.0 * 2.5e-3 / std::sqrt(200'000.0));
}

TEST(Light, OrthogonalNoiseAddsItsPower) {
  Light light{.field = core::AlignedVector<std::complex<double>>(4, {0.0, 0.1}),
              .sample_interval_s = 1e-11};
  EXPECT_DOUBLE_EQ(mean_power_w(light), 0.01);
  light.orthogonal_noise = {.density_w_per_hz = 1e-14, .bandwidth_hz = 5e10};
  EXPECT_DOUBLE_EQ(mean_power_w(light), 0.01 + 5e-4);
  light.orthogonal_noise.bandwidth_hz = 0.0;  // the grid's own 100 GHz
  EXPECT_DOUBLE_EQ(mean_power_w(light), 0.01 + 1e-3);
}

}  // namespace
}  // namespace fiberloom::sim
