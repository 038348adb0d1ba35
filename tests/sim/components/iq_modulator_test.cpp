#include <gtest/gtest.h>

#include <fiberloom/sim/components/iq_modulator.hpp>
#include <fiberloom/sim/components/mach_zehnder_modulator.hpp>
#include <numbers>

#include "component_frames.hpp"
#include "expect_error.hpp"
#include "random.hpp"
#include "rows.hpp"

namespace fiberloom::sim {
namespace {

using test::Complex;

const core::TimeGrid grid(64, 1e-11);

test::Row modulated(const IqModulatorParameters& parameters, test::Row drive,
                    const IqBias& bias = {}) {
  Light light = test::steady_light(grid, 1.0);
  IqModulator(parameters, grid).modulate(light, drive, bias);
  return light.field;
}

// Drives that make an ideal modulator's field proportional to `samples`, each part in -1..1.
test::Row predistorted(test::Row samples) {
  for (Complex& value : samples) {
    value = {voltage_from_null(value.real(), 3.5), voltage_from_null(value.imag(), 3.5)};
  }
  return samples;
}

test::Row phasor(double amplitude) {
  test::Row row(64);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] = std::polar(amplitude, 2.0 * std::numbers::pi * 5.0 * static_cast<double>(j) / 64.0);
  }
  return row;
}

TEST(IqModulator, IdealAndPredistortedWritesTheComplexField) {
  test::Random random(3);
  test::Row samples(64);
  std::ranges::generate(
      samples, [&] { return Complex(random.uniform(-1.0, 1.0), random.uniform(-1.0, 1.0)); });
  const test::Row field = modulated({.insertion_loss_db = 6.0}, predistorted(samples));
  const double factor = 0.5 * std::pow(10.0, -0.3);
  EXPECT_LT(test::largest_difference(field, test::times_factor(samples, factor)), 1e-12);
}

TEST(IqModulator, BiasedAtTheOtherQuadratureConjugates) {
  const test::Row samples = phasor(0.8);
  const test::Row field =
      modulated({}, predistorted(samples), {.phase_error_rad = std::numbers::pi});
  const test::Row expected = test::times_factor(test::conjugated(samples), 0.5);
  EXPECT_LT(test::largest_difference(field, expected), 1e-12);
}

// With q the relative transfer of the second child, a phasor comes out as (1 + q)/2, its image as (1 - q)/2.
TEST(IqModulator, LeavesAnImageOfUnequalOrTurnedChannels) {
  const double imbalance_db = 1.5;
  const double phase_error = 0.1;
  const test::Row field = modulated({.amplitude_imbalance_db = imbalance_db},
                                    predistorted(phasor(0.8)), {.phase_error_rad = phase_error});
  const Complex relative = std::polar(std::pow(10.0, imbalance_db / 20.0), phase_error);
  const Complex signal = test::component(field, 5);
  const Complex image = test::component(field, -5);
  EXPECT_NEAR(std::abs(image / signal - (1.0 - relative) / (1.0 + relative)), 0.0, 1e-12);
}

TEST(IqModulator, LeaksTheCarrierThroughBiasErrorsAndFiniteExtinction) {
  const test::Row silence(64);
  const IqBias bias{.in_phase_v = 0.1, .quadrature_v = -0.2};
  const double per_volt = 0.5 * std::numbers::pi / 3.5;
  const Complex expected = 0.5 * Complex(std::sin(0.1 * per_volt), -std::sin(0.2 * per_volt));
  EXPECT_NEAR(std::abs(modulated({}, silence, bias)[9] - expected), 0.0, 1e-14);
  // At both nulls each child lets 1/r of its power pass.
  const Complex leaked = modulated({.extinction_ratio_db = 20.0}, silence)[9];
  EXPECT_NEAR(std::norm(leaked), 2.0 * 0.25 * 0.01, 1e-14);
}

TEST(IqModulator, LimitsBothChannelsAlike) {
  const ElectricalLowPass electrode{.bandwidth_hz = 15e9, .order = 4};
  const double small = 1e-6;
  const test::Row field = modulated({.electrode = electrode}, phasor(small));
  const Complex expected =
      0.5 * small * 0.5 * std::numbers::pi / 3.5 * transfer_at(electrode, 5.0 / 640e-12);
  EXPECT_NEAR(std::abs(test::component(field, 5) / expected - 1.0), 0.0, 1e-9);
}

TEST(IqModulator, GuidesOnePolarisation) {
  Light light = test::steady_light(grid, 1.0);
  light.polarization = {0.6, 0.8};
  test::Row drive(64, Complex(3.5, 0.0));
  IqModulator({.axis = {0.0, 1.0}}, grid).modulate(light, drive);
  EXPECT_NEAR(mean_power_w(light), 0.25 * 0.64, 1e-14);
  EXPECT_EQ(light.polarization, (JonesVector{0.0, 1.0}));
}

TEST(IqModulator, RefusesNumbersThatItCannotHave) {
  test::expect_error<core::InputError>("input.modulator", {"IQ modulator", "V_pi"},
                                       [] { IqModulator({.v_pi_v = -1.0}, grid); });
}

}  // namespace
}  // namespace fiberloom::sim
