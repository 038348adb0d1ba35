#include "components/phasor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/sim/white_noise.hpp>
#include <vector>

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

TEST(Phasor, AgreesWithTheStandardLibrary) {
  WhiteNoise noise({.seed = 5, .stream = 1}, 0);
  for (const double largest : {1e-3, 1.0, 10.0, 1e4, 5e6}) {
    std::vector<double> phases;
    for (int i = 0; i < 1003; ++i) {
      phases.push_back(largest * (2.0 * noise.uniform() - 1.0));
    }
    std::vector<Complex> row(phases.size(), Complex(0.6, -0.8));
    multiply_phasors(row, phases, 2.0);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Complex expected = 2.0 * Complex(0.6, -0.8) * std::polar(1.0, phases[i]);
      EXPECT_NEAR(std::abs(row[i] - expected), 0.0, 5e-15) << phases[i];
    }
  }
}

TEST(Phasor, OfACubicPhaseIsTheSameAsOfItsValues) {
  const CubicPhase phase{.first = 0.5, .second = -1.25, .third = 0.125};
  std::vector<double> x;
  std::vector<double> values;
  for (int i = -40; i < 41; ++i) {
    x.push_back(0.25 * i);
    values.push_back(x.back() * (0.5 + x.back() * (-1.25 + x.back() * 0.125)));
  }
  std::vector<Complex> one(x.size(), Complex(1.0, 2.0));
  std::vector<Complex> other = one;
  multiply_phasors(one, x, phase, 0.5);
  multiply_phasors(other, values, 0.5);
  EXPECT_EQ(one, other);
}

TEST(Phasor, RotationFollowsThePowerOfEachSample) {
  std::vector<Complex> row;
  for (int i = 0; i < 37; ++i) {
    row.push_back(std::polar(0.1 * i, 0.3 * i));
  }
  const std::vector<Complex> before = row;
  rotate_by_power(row, 1.7, 0.9);
  for (std::size_t i = 0; i < row.size(); ++i) {
    const double phase = 1.7 * std::norm(before[i]);
    const Complex expected = 0.9 * before[i] * std::polar(1.0, phase);
    // The phase itself is rounded, in either way of computing it.
    EXPECT_NEAR(std::abs(row[i] - expected), 0.0, std::abs(expected) * (3e-15 + 4e-16 * phase));
  }
}

TEST(Phasor, ScaledProducts) {
  std::vector<Complex> row{{1.0, 2.0}, {3.0, -1.0}, {0.0, 1.0}};
  const std::vector<Complex> factor{{0.0, 1.0}, {2.0, 0.0}, {1.0, 1.0}};
  const FilteredPowers powers = multiply_scaled(row, factor, 0.5);
  const std::vector<Complex> expected{{-1.0, 0.5}, {3.0, -1.0}, {-0.5, 0.5}};
  EXPECT_EQ(row, expected);
  EXPECT_DOUBLE_EQ(powers.before, 0.25 * 16.0);
  EXPECT_DOUBLE_EQ(powers.behind, 11.75);
  multiply_scaled(row, 2.0);
  EXPECT_EQ(row.front(), Complex(-2.0, 1.0));
}

}  // namespace
}  // namespace fiberloom::sim
