#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/sim/components/converter.hpp>
#include <numbers>
#include <vector>

#include "component_frames.hpp"
#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

constexpr NoiseOrigin origin{.seed = 3, .stream = 5};
constexpr std::size_t size = 1U << 18U;
constexpr double irrational_cycles = 1000.0 * std::numbers::phi;  // meets every level

std::vector<double> converted(const ConverterParameters& parameters, std::vector<double> row) {
  WhiteNoise noise(origin, 1);
  Converter(parameters).convert(row, noise);
  return row;
}

// Of a sine of that power which fills the range in one sample.
double snr_db(const ConverterParameters& parameters, double mean_square) {
  std::vector<double> row = test::cosine(size, irrational_cycles, std::sqrt(2.0 * mean_square));
  row[size / 2] = 0.5 * parameters.full_scale;
  const double error = test::mean_square_difference(converted(parameters, row), row);
  return 10.0 * std::log10(mean_square / error);
}

TEST(Converter, HasTheSignalToNoiseRatioOfTheReferenceCase) {
  const auto input = test::reference_table("devices.quantiser_snr", "input.npy");
  const auto expected = test::reference_table("devices.quantiser_snr", "expected.npy");
  ASSERT_EQ(input.batch(), 12U);
  for (std::size_t row = 0; row < input.batch(); ++row) {
    const double effective_bits = input.row(row)[0];
    const double papr = std::pow(10.0, input.row(row)[1] / 10.0);
    const ConverterParameters parameters{
        .full_scale = 0.8, .bits = 10, .effective_bits = effective_bits};
    const double peak_power = 0.16;
    EXPECT_NEAR(snr_db(parameters, 0.5 * peak_power), expected.row(row)[0], 0.2) << row;
    EXPECT_NEAR(snr_db(parameters, peak_power / papr), expected.row(row)[1], 0.2) << row;
  }
}

// A ramp through the whole range meets every part of every step equally: SNR = 4^bits. A sine dwells at its ends, which
// costs coarse steps more than 0.2 dB.
TEST(Converter, WithIdealStepsHasTheirSignalToNoiseRatio) {
  for (const int bits : {3, 5, 8, 12}) {
    std::vector<double> ramp(size);
    for (std::size_t j = 0; j < size; ++j) {
      ramp[j] = 0.8 * ((static_cast<double>(j) + 0.5) / size - 0.5);
    }
    const double error =
        test::mean_square_difference(converted({.full_scale = 0.8, .bits = bits}, ramp), ramp);
    EXPECT_NEAR(error / (0.64 / 12.0 * std::pow(4.0, -bits)), 1.0, 1e-3) << bits;
  }
  for (const int bits : {8, 12}) {
    const double expected = 10.0 * std::log10(1.5 * std::pow(4.0, bits));
    EXPECT_NEAR(snr_db({.full_scale = 0.8, .bits = bits}, 0.08), expected, 0.2) << bits;
  }
}

// Noise in front of the steps would be rounded with the signal and leave nothing between the levels.
TEST(Converter, AddsItsNoiseBehindTheSteps) {
  const ConverterParameters steps{.full_scale = 2.0, .bits = 8};
  const std::vector<double> row = test::cosine(size, irrational_cycles, 0.9);
  const std::vector<double> quiet = converted(steps, row);
  const std::vector<double> noisy =
      converted({.full_scale = 2.0, .bits = 8, .effective_bits = 6.0}, row);
  const double expected = 4.0 / 12.0 * (std::pow(4.0, -6.0) - std::pow(4.0, -8.0));
  EXPECT_NEAR(test::mean_square_difference(noisy, quiet) / expected, 1.0,
              5.0 * std::sqrt(2.0 / size));
  for (std::size_t j = 0; j < 100; ++j) {
    const double steps_up = quiet[j] / (2.0 / 256.0) - 0.5;
    EXPECT_EQ(steps_up, std::round(steps_up));
  }
}

TEST(Converter, ClipsAtItsOwnRangeWhateverTheData) {
  WhiteNoise noise(origin, 1);
  const Converter converter({.full_scale = 2.0, .bits = 3});
  std::vector<double> inside{-1.0, -0.3, 0.0, 0.99, 1.0};
  EXPECT_FALSE(converter.convert(inside, noise));
  EXPECT_EQ(inside, (std::vector<double>{-0.875, -0.375, 0.125, 0.875, 0.875}));
  std::vector<double> outside{0.3, 7.0, -7.0};
  EXPECT_TRUE(converter.convert(outside, noise));
  EXPECT_EQ(outside, (std::vector<double>{0.375, 0.875, -0.875}));
}

TEST(Converter, WithoutStepsAndNoiseChangesNothing) {
  const std::vector<double> row{-3.0, 0.1, 2.0};
  EXPECT_EQ(converted({}, row), row);
  EXPECT_EQ(converted({.full_scale = 6.0}, row), row);
}

TEST(Converter, RefusesNumbersThatItCannotHave) {
  test::expect_error<core::InputError>("input.converter", {"bits", "24"},
                                       [] { Converter({.full_scale = 1.0, .bits = 25}); });
  test::expect_error<core::InputError>("input.converter", {"full scale"},
                                       [] { Converter({.bits = 8}); });
  test::expect_error<core::InputError>("input.converter", {"not be negative"},
                                       [] { Converter({.full_scale = -1.0}); });
}

}  // namespace
}  // namespace fiberloom::sim
