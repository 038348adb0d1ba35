#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/polarization.hpp>
#include <fiberloom/sim/components/polarization_controller.hpp>
#include <numbers>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

constexpr double pi = std::numbers::pi;

double dot(const StokesVector& a, const StokesVector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

TEST(Polarization, RetardersTurnThePoincareSphereAboutTheirAxis) {
  const double half = std::sqrt(0.5);
  const JonesVector diagonal{half, half};
  EXPECT_NEAR(stokes_vector(diagonal)[1], 1.0, 1e-15);
  // A quarter turn about the first axis takes the second axis to the third, about the third the first to the second.
  const StokesVector circular =
      stokes_vector(transformed(retarder({1.0, 0.0, 0.0}, pi / 2.0), diagonal));
  EXPECT_NEAR(circular[2], 1.0, 1e-15);
  const StokesVector turned =
      stokes_vector(transformed(retarder({0.0, 0.0, 1.0}, pi / 2.0), {1.0, 0.0}));
  EXPECT_NEAR(turned[1], 1.0, 1e-15);
  const JonesMatrix both = product(retarder({0.6, 0.0, 0.8}, 0.7), retarder({0.6, 0.0, 0.8}, -0.7));
  EXPECT_NEAR(std::abs(both[0] - 1.0) + std::abs(both[1]) + std::abs(both[2]), 0.0, 1e-15);
}

TEST(Polarization, LossThatDependsOnTheState) {
  const PolarizationDependentLoss loss{.loss_db = 3.0, .axis = {1.0, 0.0, 0.0}};
  const double least = std::pow(10.0, -0.3);
  const double half = std::sqrt(0.5);
  for (const auto& [state, share] :
       {std::pair{JonesVector{1.0, 0.0}, 1.0}, std::pair{JonesVector{0.0, 1.0}, least},
        std::pair{JonesVector{half, half}, 0.5 * (1.0 + least)}}) {
    Light light = test::constant_light(4, 1e-3);
    light.polarization = state;
    light.orthogonal_noise.density_w_per_hz = 1e-17;
    attenuate(light, loss);
    EXPECT_NEAR(mean_field_power_w(light), 1e-3 * share, 1e-17);
    EXPECT_NEAR(light.orthogonal_noise.density_w_per_hz, 1e-17 * (1.0 + least - share), 1e-31);
  }
}

TEST(Polarization, AWalkKeepsStatesUnitAndForgetsThemAsItsLawSays) {
  constexpr std::uint64_t count = 4000;
  constexpr double rate = 0.02;
  for (const double time_s : {100.0, 3600.0}) {
    double mean = 0.0;
    double square = 0.0;
    for (std::uint64_t stream = 0; stream < count; ++stream) {
      const PolarizationWalk walk(rate, {.seed = 31, .stream = 1000 * stream});
      const JonesVector state = transformed(walk.at(time_s), {1.0, 0.0});
      EXPECT_NEAR(std::norm(state[0]) + std::norm(state[1]), 1.0, 1e-12);
      const double cosine = stokes_vector(state)[0];
      mean += cosine / count;
      square += cosine * cosine / count;
    }
    const double section = (1.0 + 2.0 * std::exp(-rate * rate * time_s / 2.0)) / 3.0;
    const double expected = std::pow(section, 6);
    EXPECT_NEAR(mean, expected, 4.5 * std::sqrt((square - mean * mean) / count)) << time_s;
  }
}

TEST(Polarization, AWalkBeginsAlignedAndIsReadInAnyOrder) {
  const PolarizationWalk walk(0.1, {3, 4});
  const JonesMatrix late = walk.at(1e4);
  const JonesMatrix start = walk.at(0.0);
  EXPECT_EQ(transformed(start, {0.6, 0.8}), (JonesVector{0.6, 0.8}));
  EXPECT_EQ(PolarizationWalk(0.1, {3, 4}).at(1e4), late);
  EXPECT_NE(PolarizationWalk(0.1, {4, 4}).at(1e4), late);
  EXPECT_EQ(PolarizationWalk(0.0, {3, 4}).at(1e4), (JonesMatrix{1.0, 0.0, 0.0, 1.0}));
}

TEST(PolarizationController, ReachesEveryState) {
  const PolarizationController controller({.insertion_loss_db = 0.5});
  Light light = test::constant_light(4, 1e-3);
  light.polarization = {std::sqrt(0.5), std::complex<double>(0.0, std::sqrt(0.5))};
  // Circular light: the second squeezer takes the third axis to the first.
  controller.pass(light, {0.0, pi / 2.0, 0.0});
  EXPECT_NEAR(std::abs(stokes_vector(light.polarization)[0]), 1.0, 1e-12);
  EXPECT_NEAR(mean_field_power_w(light), 1e-3 * std::pow(10.0, -0.05), 1e-15);
  // Any start, any target: first squeezer into the plane of the second, second to the height, third about.
  const StokesVector target{0.36, 0.48, 0.8};
  Light linear = test::constant_light(4, 1e-3);
  linear.polarization = {1.0, 0.0};
  const double second = std::acos(target[0]);  // the second axis turns (1,0,0) in the 1-3 plane
  for (const double third : {std::atan2(target[2], target[1]) + pi / 2.0,
                             std::atan2(target[2], target[1]) + 2.0 * pi + pi / 2.0}) {
    Light turned = linear;
    controller.pass(turned, {0.0, second, third});
    EXPECT_NEAR(dot(stokes_vector(turned.polarization), target), 1.0, 1e-12);
  }
}

TEST(PolarizationController, HasStepsRangeAndSettling) {
  const PolarizationController controller(
      {.step_rad = 0.1, .maximum_rad = 6.0, .settling = {.settling_time_s = 1e-3}});
  const Retardances realised = controller.realised_rad({0.26, -1.0, 7.0});
  EXPECT_NEAR(realised[0], 0.3, 1e-15);
  EXPECT_EQ(realised[1], 0.0);
  EXPECT_EQ(realised[2], 6.0);
  EXPECT_EQ(controller.retardances_rad({0.0, 0.0, 0.0}, realised, 1e-3), realised);
  const double half_way = controller.retardances_rad({0.0, 0.0, 0.0}, realised, 5e-4)[0];
  EXPECT_GT(half_way, 0.0);
  EXPECT_LT(half_way, realised[0]);
  test::expect_error<core::InputError>("input.controller", {"negative"}, [] {
    return PolarizationController({.insertion_loss_db = -1.0});
  });
}

}  // namespace
}  // namespace fiberloom::sim
