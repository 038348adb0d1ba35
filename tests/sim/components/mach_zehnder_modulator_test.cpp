#include <gtest/gtest.h>

#include <fiberloom/sim/components/mach_zehnder_modulator.hpp>
#include <numbers>

#include "component_frames.hpp"
#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::sim {
namespace {

using test::Complex;

const core::TimeGrid grid(64, 1e-11);

Light modulated(const MachZehnderParameters& parameters, Light light, std::vector<double> drive,
                double bias_v = 0.0) {
  Workspace workspace;
  MachZehnderModulator(parameters, light.grid()).modulate(light, drive, bias_v, workspace);
  return light;
}

TEST(MachZehnderModulator, AgreesWithTheReferenceCase) {
  const auto input = test::reference_table("devices.mzm_transfer", "input.npy");
  const auto expected = test::reference_table("devices.mzm_transfer", "expected.npy");
  ASSERT_EQ(input.batch(), 29U);
  MachZehnderParameters parameters{.v_pi_v = 3.5, .full_transmission_v = 0.4};
  const MachZehnderModulator ideal(parameters, grid);
  parameters.insertion_loss_db = 3.5;
  const MachZehnderModulator lossy(parameters, grid);
  parameters.extinction_ratio_db = 25.0;
  const MachZehnderModulator leaky(parameters, grid);
  for (std::size_t row = 0; row < input.batch(); ++row) {
    const double voltage = input.row(row)[0];
    const Complex real = leaky.field_transfer(voltage);
    const std::array<double, 5> found{ideal.field_transfer(voltage).real(),
                                      std::norm(lossy.field_transfer(voltage)), real.real(),
                                      real.imag(), std::norm(real)};
    for (std::size_t column = 0; column < found.size(); ++column) {
      const double wanted = expected.row(row)[column];
      const double scale =
          std::max(std::abs(wanted), 1e-9 * test::largest_in_column(expected, column));
      EXPECT_NEAR(found[column], wanted, 1e-9 * scale) << "row " << row << ", column " << column;
    }
  }
}

TEST(MachZehnderModulator, MultipliesTheFieldSampleBySample) {
  const MachZehnderParameters parameters{
      .v_pi_v = 4.0, .extinction_ratio_db = 22.0, .insertion_loss_db = 3.0, .chirp = 0.3};
  const std::vector<double> drive = test::cosine(64, 5.0, 3.0);
  const Light light = modulated(parameters, test::steady_light(grid, 4e-3), drive, 0.7);
  const MachZehnderModulator modulator(parameters, grid);
  for (std::size_t j = 0; j < drive.size(); ++j) {
    const Complex expected = std::sqrt(4e-3) * modulator.field_transfer(drive[j] + 0.7);
    EXPECT_NEAR(std::abs(light.field[j] - expected), 0.0, 1e-15);
  }
}

TEST(MachZehnderModulator, IdealAndPredistortedIsLinearInTheField) {
  std::vector<double> drive = test::cosine(64, 3.0, 0.95);
  const std::vector<double> wanted = drive;
  std::ranges::transform(drive, drive.begin(),
                         [](double share) { return voltage_from_null(share, 3.5); });
  const Light light = modulated({}, test::steady_light(grid, 1.0), drive, -3.5);
  for (std::size_t j = 0; j < wanted.size(); ++j) {
    EXPECT_NEAR(std::abs(light.field[j] - wanted[j]), 0.0, 1e-12);
  }
}

TEST(MachZehnderModulator, LetsTheSquaredCosineOfTheAnglePass) {
  for (const double angle : {0.0, 0.3, 1.2}) {
    Light light = test::steady_light(grid, 2.0);
    light.polarization = {std::cos(angle), Complex(0.0, std::sin(angle))};
    light.orthogonal_noise = {.density_w_per_hz = 1e-12, .bandwidth_hz = 1e10};
    const Light out = modulated({}, light, std::vector<double>(64, 0.0));
    EXPECT_NEAR(mean_power_w(out), 2.0 * std::pow(std::cos(angle), 2), 1e-12);
    EXPECT_EQ(out.polarization, (JonesVector{1.0, 0.0}));
  }
}

TEST(MachZehnderModulator, FollowsTheDriveWithinItsBandwidth) {
  const ElectricalLowPass electrode{.bandwidth_hz = 10e9, .order = 2};
  const std::vector<double> drive = test::cosine(64, 12.0, 0.1);  // 18.75 GHz
  const Complex response = transfer_at(electrode, 12.0 / 640e-12);
  const std::vector<double> expected =
      test::cosine(64, 12.0, 0.1 * std::abs(response), std::arg(response));
  const Light limited =
      modulated({.electrode = electrode}, test::steady_light(grid, 1.0), drive, 1.75);
  const Light reference = modulated({}, test::steady_light(grid, 1.0), expected, 1.75);
  EXPECT_LT(test::largest_difference(limited.field, reference.field), 1e-13);
}

// A small tone at quadrature, and dispersion behind: |H| = sqrt(1 + a^2) |cos(x + atan a)|.
std::vector<double> response_after_fibre(double chirp, const std::vector<double>& frequencies) {
  const double c = 299792458.0;
  const double beta2_l = -17e-6 * 50e3 * std::pow(1550e-9, 2) / (2.0 * std::numbers::pi * c);
  constexpr double depth = 1e-5;
  std::vector<double> response;
  for (const double frequency : frequencies) {
    const core::TimeGrid tone_grid(16, 1.0 / (16.0 * frequency));
    const Light light =
        modulated({.v_pi_v = std::numbers::pi, .chirp = chirp}, test::steady_light(tone_grid, 1.0),
                  test::cosine(16, 1.0, depth), -0.5 * std::numbers::pi);
    const double phase = 0.5 * beta2_l * std::pow(2.0 * std::numbers::pi * frequency, 2);
    const Complex carrier = test::component(light.field, 0);
    const Complex turn = std::polar(1.0, phase);
    const Complex beat = carrier * std::conj(turn * test::component(light.field, -1)) +
                         std::conj(carrier) * turn * test::component(light.field, 1);
    response.push_back(std::abs(beat) / (0.25 * depth));  // cos^2 at quadrature: 1/2 (1 + depth)
  }
  return response;
}

TEST(MachZehnderModulator, WithChirpHasTheFadingOfTheReferenceCase) {
  const auto input = test::reference_table("devices.im_dd_response", "input.npy");
  const auto one = test::reference_table("devices.im_dd_response", "expected.npy");
  const auto other =
      test::reference_table("devices.im_dd_response", "expected_other_chirp_sign.npy");
  std::vector<double> frequencies;
  for (std::size_t row = 0; row < input.batch(); ++row) {
    frequencies.push_back(input.row(row)[0] * 1e9);
  }
  // On the rising slope the phase of the light falls with its power, for a positive chirp of the drive's split.
  const std::vector<double> positive = response_after_fibre(0.7, frequencies);
  const std::vector<double> negative = response_after_fibre(-0.7, frequencies);
  for (std::size_t row = 0; row < input.batch(); ++row) {
    EXPECT_NEAR(positive[row], one.row(row)[0], 1e-8) << row;
    EXPECT_NEAR(negative[row], other.row(row)[0], 1e-8) << row;
  }
}

TEST(MachZehnderModulator, RefusesNumbersThatItCannotHave) {
  test::expect_error<core::InputError>("input.modulator", {"V_pi"},
                                       [] { MachZehnderModulator({.v_pi_v = 0.0}, grid); });
  test::expect_error<core::InputError>("input.modulator", {"axis", "length 1"}, [] {
    MachZehnderModulator({.axis = {1.0, 1.0}}, grid);
  });
  test::expect_error<core::InputError>("input.domain", {"-1..1"},
                                       [] { static_cast<void>(voltage_from_null(1.01, 3.5)); });
}

}  // namespace
}  // namespace fiberloom::sim
