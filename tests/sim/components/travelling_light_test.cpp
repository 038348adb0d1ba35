#include "components/travelling_light.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/polarization.hpp>

#include "expect_error.hpp"
#include "line_light.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;
using Row = core::AlignedVector<Complex>;

// Dispersion and a loss that grows with the bin, in FFT order.
Row transfer_of(std::size_t size) {
  Row transfer(size);
  for (std::size_t k = 0; k < size; ++k) {
    const auto bin = static_cast<double>(k) / static_cast<double>(size);
    transfer[k] = std::polar(1.0 - 0.5 * bin, 7.0 * bin * bin);
  }
  return transfer;
}

void filter_plainly(Light& light, const Row& transfer) {
  const core::FftPlan<double> plan(light.field.size());
  plan.forward(light.field);
  for (std::size_t k = 0; k < transfer.size(); ++k) {
    light.field[k] *= transfer[k];
  }
  plan.inverse(light.field);
}

void rotate_plainly(Light& light, double phase_per_watt) {
  for (Complex& value : light.field) {
    value *= std::polar(1.0, phase_per_watt * std::norm(value));
  }
}

double power_of_photons(const Light& light) {
  double first = 0.0;
  double second = 0.0;
  for (const Complex& value : light.field) {
    first += std::norm(value);
    second += std::norm(value) * std::norm(value);
  }
  return second / first;
}

// Sizes that take fiberloom's own transform, and sizes that take FFTW's.
class TravellingLightOf : public testing::TestWithParam<std::size_t> {
 protected:
  const std::size_t size = GetParam();
  const OpticalBand band = test::line_band(size);
  const Row transfer = transfer_of(size);
  const Row arranged = band.arranged(transfer);
  Workspace workspace;
  Light light = test::noise_light(size, 40e9, 2e-3);
};

TEST_P(TravellingLightOf, MeetsElementsAsPlainLightDoes) {
  Light expected = light;
  rotate_plainly(expected, 300.0);
  filter_plainly(expected, transfer);
  attenuate(expected, 0.25);
  rotate_plainly(expected, 2000.0);
  filter_plainly(expected, transfer);
  TravellingLight travelling(light, band, workspace);
  travelling.rotate_by_power(300.0);
  travelling.filter(arranged);
  travelling.scale(0.5);
  travelling.rotate_by_power(2000.0);
  travelling.filter(arranged);
  travelling.settle();
  EXPECT_LT(test::distance(light, expected), 1e-13);
}

TEST_P(TravellingLightOf, TellsItsPowerWhereverItStands) {
  Light expected = light;
  TravellingLight travelling(light, band, workspace);
  EXPECT_NEAR(travelling.mean_field_power_w() / mean_field_power_w(expected), 1.0, 1e-12);
  const double before_w = mean_field_power_w(expected);
  filter_plainly(expected, transfer);
  attenuate(expected, 0.49);
  EXPECT_NEAR(travelling.filter(arranged) / (mean_field_power_w(expected) / 0.49 / before_w), 1.0,
              1e-12);
  travelling.scale(0.7);
  EXPECT_NEAR(travelling.mean_field_power_w() / mean_field_power_w(expected), 1.0, 1e-12);
  EXPECT_NEAR(travelling.try_rotation(50.0) / power_of_photons(expected), 1.0, 1e-12);
  EXPECT_NEAR(travelling.mean_field_power_w() / mean_field_power_w(expected), 1.0, 1e-12);
  EXPECT_NEAR(travelling.power_weighted_power_w() / power_of_photons(expected), 1.0, 1e-12);
}

TEST_P(TravellingLightOf, IsNotRotatedBeforeTheRotationIsTaken) {
  Light expected = light;
  TravellingLight travelling(light, band, workspace);
  travelling.try_rotation(900.0);
  EXPECT_LT(test::distance(travelling.settle(), expected), 1e-13);
  rotate_plainly(expected, 900.0);
  travelling.try_rotation(900.0);
  travelling.take_rotation();
  EXPECT_LT(test::distance(travelling.settle(), expected), 1e-13);
}

TEST_P(TravellingLightOf, HasNoiseOfOnePowerInTimeAndInFrequency) {
  const double mean_square = 3e-4;
  for (const bool is_in_frequency : {false, true}) {
    double power_w = 0.0;
    constexpr int shots = 50;
    for (int shot = 0; shot < shots; ++shot) {
      Light dark = test::constant_light(size, 0.0);
      TravellingLight travelling(dark, band, workspace);
      if (is_in_frequency) {
        travelling.filter(arranged);
      }
      WhiteNoise noise({.seed = 4, .stream = 2}, shot);
      travelling.add_noise(mean_square, noise);
      power_w += mean_field_power_w(travelling.settle()) / shots;
    }
    EXPECT_NEAR(power_w / mean_square, 1.0, 5.0 / std::sqrt(static_cast<double>(shots * size)));
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, TravellingLightOf, testing::Values(60, 64, 256, 375, 2048, 2560));

TEST(TravellingLight, PassesWhatTreatsAllSamplesAlike) {
  const OpticalBand band = test::line_band(64);
  Workspace workspace;
  Light light = test::noise_light(64, 40e9, 1e-3);
  light.orthogonal_noise.density_w_per_hz = 1e-17;
  Light expected = light;
  const PolarizationDependentLoss loss{.loss_db = 1.0, .axis = {0.6, 0.8, 0.0}};
  attenuate(expected, loss);
  TravellingLight travelling(light, band, workspace);
  travelling.pass_flat([&](Light& sample) { attenuate(sample, loss); });
  travelling.settle();
  EXPECT_LT(test::distance(light, expected), 1e-15);
  EXPECT_EQ(light.orthogonal_noise, expected.orthogonal_noise);
}

TEST(TravellingLight, IsOnTheGridOfItsBand) {
  const OpticalBand band = test::line_band(64);
  Workspace workspace;
  Light light = test::constant_light(32, 1e-3);
  test::expect_error<core::InputError>("input.shape", {"band"},
                                       [&] { TravellingLight(light, band, workspace); });
}

}  // namespace
}  // namespace fiberloom::sim
