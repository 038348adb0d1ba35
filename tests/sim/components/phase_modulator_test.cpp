#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/sim/components/phase_modulator.hpp>
#include <numbers>

#include "component_frames.hpp"
#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

const core::TimeGrid grid(64, 1e-11);

Light modulated(const PhaseModulatorParameters& parameters, std::vector<double> drive) {
  Workspace workspace;
  Light light = test::steady_light(grid, 1.0);
  PhaseModulator(parameters, grid).modulate(light, drive, workspace);
  return light;
}

TEST(PhaseModulator, IdealTurnsThePhaseByPiAtVPi) {
  const std::vector<double> drive = test::cosine(64, 3.0, 9.0);
  const Light light = modulated({.v_pi_v = 4.0}, drive);
  for (std::size_t j = 0; j < drive.size(); ++j) {
    const auto expected = std::polar(1.0, std::numbers::pi * drive[j] / 4.0);
    EXPECT_NEAR(std::abs(light.field[j] - expected), 0.0, 1e-12);
  }
}

TEST(PhaseModulator, HasBesselSidebands) {
  const double depth = 1.3;
  const Light light = modulated({.v_pi_v = std::numbers::pi}, test::cosine(64, 3.0, depth));
  for (const int order : {0, 1, 2, 3, 4}) {
    const double expected = std::cyl_bessel_j(order, depth);
    EXPECT_NEAR(std::abs(test::component(light.field, 3 * order)), expected, 1e-12) << order;
    EXPECT_NEAR(std::abs(test::component(light.field, -3 * order)), expected, 1e-12) << order;
  }
}

TEST(PhaseModulator, ChangesTheAmplitudeByItsResidual) {
  const std::vector<double> drive = test::cosine(64, 3.0, 1.0);
  const Light light = modulated(
      {.v_pi_v = std::numbers::pi, .insertion_loss_db = 3.0, .residual_amplitude_per_radian = 0.02},
      drive);
  for (std::size_t j = 0; j < drive.size(); ++j) {
    EXPECT_NEAR(std::abs(light.field[j]), std::pow(10.0, -0.15) * (1.0 + 0.02 * drive[j]), 1e-13);
  }
}

TEST(PhaseModulator, FollowsTheDriveWithinItsBandwidth) {
  const ElectricalLowPass electrode{.bandwidth_hz = 10e9, .order = 3};
  const double depth = 1e-6;
  const Light light =
      modulated({.v_pi_v = std::numbers::pi, .electrode = electrode}, test::cosine(64, 8.0, depth));
  const double expected = 0.5 * depth * std::abs(transfer_at(electrode, 12.5e9));
  EXPECT_NEAR(std::abs(test::component(light.field, 8)) / expected, 1.0, 1e-9);
}

TEST(PhaseModulator, GuidesOnePolarisation) {
  Workspace workspace;
  Light light = test::steady_light(grid, 1.0);
  light.polarization = {0.6, 0.8};
  std::vector<double> drive(64, 0.0);
  PhaseModulator({}, grid).modulate(light, drive, workspace);
  EXPECT_NEAR(mean_power_w(light), 0.36, 1e-14);
  EXPECT_EQ(light.polarization, (JonesVector{1.0, 0.0}));
}

TEST(PhaseModulator, RefusesNumbersThatItCannotHave) {
  test::expect_error<core::InputError>("input.modulator", {"phase modulator"},
                                       [] { PhaseModulator({.v_pi_v = 0.0}, grid); });
}

}  // namespace
}  // namespace fiberloom::sim
