#include <fiberloom/core/light_statistics.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <fiberloom/core/gaussian_light.hpp>
#include <numbers>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

FieldBatch<double> one_record(std::vector<Complex> values) {
  FieldBatch<double> fields(1, values.size());
  std::ranges::copy(values, fields.row(0).begin());
  return fields;
}

TEST(LightStatistics, OfConstantLightAreAllOne) {
  const LightStatistics light =
      light_statistics(one_record(std::vector<Complex>(8, {0.0, 3.0})), TimeGrid(8, 1.0));
  EXPECT_DOUBLE_EQ(light.mean_power, 9.0);
  EXPECT_DOUBLE_EQ(light.peak, 1.0);
  EXPECT_DOUBLE_EQ(light.peak_999, 1.0);
  EXPECT_DOUBLE_EQ(light.second_moment, 1.0);
  EXPECT_DOUBLE_EQ(light.third_moment, 1.0);
  EXPECT_DOUBLE_EQ(light.carrier, 1.0);
  EXPECT_DOUBLE_EQ(light.strongest_line, 1.0);
  EXPECT_NEAR(light.mean_square_frequency, 0.0, 1e-15);
  EXPECT_EQ(light.occupied_frequency, 0.0);
}

TEST(LightStatistics, OfOnePulseAmongZerosAreItsDutyCycle) {
  std::vector<Complex> values(16);
  values[3] = {0.0, -2.0};
  const LightStatistics light = light_statistics(one_record(values), TimeGrid(16, 1.0));
  EXPECT_DOUBLE_EQ(light.mean_power, 0.25);
  EXPECT_DOUBLE_EQ(light.peak, 16.0);
  EXPECT_DOUBLE_EQ(light.second_moment, 16.0);
  EXPECT_DOUBLE_EQ(light.third_moment, 256.0);
  EXPECT_NEAR(light.carrier, 1.0 / 16.0, 1e-15);
  EXPECT_NEAR(light.occupied_frequency, pi, 1e-12);
}

// Lines at 0 (power 1) and at w = 2 pi 3/16 (power 3).
TEST(LightStatistics, OfTwoLinesAreThoseOfTheirShares) {
  std::vector<Complex> values(16);
  const double w = 2.0 * pi * 3.0 / 16.0;
  for (std::size_t j = 0; j < values.size(); ++j) {
    values[j] = 1.0 + std::sqrt(3.0) * std::polar(1.0, w * static_cast<double>(j));
  }
  const LightStatistics light = light_statistics(one_record(values), TimeGrid(16, 1.0));
  EXPECT_NEAR(light.mean_power, 4.0, 1e-14);
  EXPECT_NEAR(light.carrier, 0.25, 1e-14);
  EXPECT_NEAR(light.strongest_line, 0.75, 1e-14);
  EXPECT_NEAR(light.mean_square_frequency, w * w * 0.75 * 0.25, 1e-13);
  EXPECT_NEAR(light.variance_of_square_frequency, std::pow(w, 4) * 0.75 * 0.25, 1e-13);
  EXPECT_NEAR(light.occupied_frequency, w, 1e-14);
}

TEST(LightStatistics, PeakThatIsMetNowAndThenLeavesOutOneInAThousand) {
  std::vector<Complex> values(2000, 1.0);
  values[5] = values[6] = 10.0;  // one in a thousand
  values[700] = values[701] = values[702] = 2.0;
  const LightStatistics light = light_statistics(one_record(values), TimeGrid(2000, 1.0));
  EXPECT_NEAR(light.peak * light.mean_power, 100.0, 1e-10);
  EXPECT_NEAR(light.peak_999 * light.mean_power, 4.0, 1e-12);
}

// Circular Gaussian: <P^n> = n!; peaks of 99.9 % are ln 1000 = 6.9 times the mean.
TEST(GaussianLight, HasTheMomentsAndTheFlatBandOfItsName) {
  const Frame frame{.samples = 256};
  const LightStatistics light =
      light_statistics(gaussian_light(frame, {.fields = 400, .seed = 9}), frame.grid());
  EXPECT_NEAR(light.mean_power, 1.0, 1e-12);
  EXPECT_NEAR(light.second_moment, 2.0, 0.02);
  EXPECT_NEAR(light.third_moment, 6.0, 0.2);
  EXPECT_NEAR(light.peak_999, std::log(1000.0), 0.25);
  EXPECT_NEAR(light.mean_square_frequency, pi * pi / 4.0 / 3.0, 0.02);
  EXPECT_NEAR(light.occupied_frequency, pi / 2.0, 1e-12);
}

TEST(GaussianLight, LiesBetweenTheGuardsAndRepeatsByItsSeed) {
  const Frame frame{.samples = 32, .guard_before = 8, .guard_after = 24};
  const FieldBatch<double> fields = gaussian_light(frame, {.fields = 3, .seed = 4});
  ASSERT_EQ(fields.samples(), 64U);
  double inside = 0.0;
  for (std::size_t j = 0; j < 64; ++j) {
    const bool is_record = j >= 8 && j < 40;
    inside += std::norm(fields.row(1)[j]);
    EXPECT_EQ(fields.row(1)[j] == Complex{}, !is_record) << j;
  }
  EXPECT_NEAR(inside, 32.0, 1e-12);
  EXPECT_EQ(fields, gaussian_light(frame, {.fields = 3, .seed = 4}));
  EXPECT_NE(fields, gaussian_light(frame, {.fields = 3, .seed = 5}));
  test::expect_error<InputError>("input.domain", {"band"},
                                 [&] { (void)gaussian_light(frame, {.band = 0.6}); });
}

TEST(LightStatistics, RefuseDarknessAndOtherGrids) {
  test::expect_error<InputError>("input.dark", {"no light"}, [] {
    (void)light_statistics(FieldBatch<double>(2, 4), TimeGrid(4, 1.0));
  });
  test::expect_error<InputError>("input.shape", {"4 points"}, [] {
    (void)light_statistics(FieldBatch<double>(2, 5), TimeGrid(4, 1.0));
  });
  test::expect_error<InputError>("input.shape", {"got 0"}, [] {
    (void)light_statistics(FieldBatch<double>(0, 4), TimeGrid(4, 1.0));
  });
}

TEST(LightUnderway, StandsInFrontOfEachKerrStepAndBehindTheReceiversFilter) {
  test::Random random(21);
  Model model;
  model.frame.samples = 50;
  model.layers = test::random_layers(3, random);
  model.low_pass = LowPass{.cutoff = 0.3};
  const test::Row input = test::random_row(50, random);
  FieldBatch<double> launched(1, 50);
  std::ranges::copy(input, launched.row(0).begin());
  WorkerPool workers(1);
  const LightUnderway light = light_underway(model, launched, workers);
  const test::Row output = test::propagated(input, model.layers, model.low_pass);
  EXPECT_LT(test::largest_difference(output, light.output.row(0)), 1e-13);
  // Without low-pass the power behind a Kerr step is that in front of it.
  model.low_pass.reset();
  const LightUnderway open = light_underway(model, launched, workers);
  LayerParameters two = model.layers;
  for (std::vector<double>* values : {&two.alpha, &two.beta2, &two.gamma}) {
    values->pop_back();
  }
  EXPECT_LT(test::largest_difference(test::intensities(test::propagated(input, two)),
                                     test::intensities(open.in_front_of_kerr[1].row(0))),
            1e-13);
}

}  // namespace
}  // namespace fiberloom::core
