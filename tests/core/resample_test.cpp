#include <fiberloom/core/error.hpp>
#include <fiberloom/core/resample.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

/// 0.5 + 2 cos(2 pi t) - sin(2 pi 3 t + 0.4) on one period, 0 <= t < 1.
double smooth(double t) {
  const double turn = 2.0 * std::numbers::pi * t;
  return 0.5 + 2.0 * std::cos(turn) - std::sin(3.0 * turn + 0.4);
}

RealBatch<double> sampled(std::size_t samples, double (*wave)(double)) {
  RealBatch<double> batch(2, samples);
  for (std::size_t j = 0; j < samples; ++j) {
    const double value = wave(static_cast<double>(j) / static_cast<double>(samples));
    batch.row(0)[j] = value;
    batch.row(1)[j] = -3.0 * value;
  }
  return batch;
}

void expect_near(const RealBatch<double>& found, const RealBatch<double>& expected) {
  ASSERT_EQ(found.batch(), expected.batch());
  ASSERT_EQ(found.samples(), expected.samples());
  for (std::size_t index = 0; index < expected.values().size(); ++index) {
    EXPECT_NEAR(found.values()[index], expected.values()[index], 1e-13) << index;
  }
}

TEST(ResamplePeriodic, ReturnsTheSameSumOfSinesOnAnyGrid) {
  for (const std::size_t from : {8U, 9U, 125U, 500U}) {
    for (const std::size_t to : {8U, 9U, 10U, 125U, 250U, 501U}) {
      SCOPED_TRACE(testing::Message() << from << " -> " << to);
      expect_near(resample_periodic(sampled(from, smooth), to), sampled(to, smooth));
    }
  }
}

TEST(ResamplePeriodic, DropsWhatTheShorterGridCannotHold) {
  const auto with_overtone = [](double t) {
    return smooth(t) + 4.0 * std::cos(2.0 * std::numbers::pi * 20.0 * t + 1.0);
  };
  for (const std::size_t to : {9U, 10U, 39U}) {
    expect_near(resample_periodic(sampled(64, with_overtone), to), sampled(to, smooth));
  }
}

TEST(ResamplePeriodic, KeepsTheHighestBinOfAnOddLength) {
  const auto wave = [](double t) { return std::cos(8.0 * std::numbers::pi * t + 0.3); };
  expect_near(resample_periodic(sampled(32, wave), 9), sampled(9, wave));
  expect_near(resample_periodic(sampled(9, wave), 32), sampled(32, wave));
}

TEST(ResamplePeriodic, FoldsThePairOfBinsAtTheShorterNyquist) {
  // cos(2 pi 4 t) + sin(2 pi 4 t) on 8 points: the sine vanishes there, the cosine is (-1)^j.
  const auto wave = [](double t) {
    return std::cos(8.0 * std::numbers::pi * t) + std::sin(8.0 * std::numbers::pi * t);
  };
  const auto cosine = [](double t) { return std::cos(8.0 * std::numbers::pi * t); };
  expect_near(resample_periodic(sampled(32, wave), 8), sampled(8, cosine));
  // Upwards the one Nyquist bin is shared out to +4 and -4 and stays a cosine.
  expect_near(resample_periodic(sampled(8, cosine), 21), sampled(21, cosine));
  expect_near(resample_periodic(sampled(8, cosine), 8), sampled(8, cosine));
}

TEST(ResamplePeriodic, KeepsTheMean) {
  const RealBatch<double> single = resample_periodic(sampled(12, smooth), 1);
  EXPECT_NEAR(single.row(0)[0], 0.5, 1e-14);
  const RealBatch<double> spread = resample_periodic(single, 5);
  for (const double value : spread.row(1)) EXPECT_NEAR(value, -1.5, 1e-14);
}

TEST(ResamplePeriodic, CarriesRealAndImaginaryPartsOfFieldsAlike) {
  const RealBatch<double> real = sampled(12, smooth);
  const auto turned = [](double value) { return std::complex<double>(value, -2.0 * value); };
  FieldBatch<double> fields(real.batch(), real.samples());
  std::ranges::transform(real.values(), fields.values().begin(), turned);
  const FieldBatch<double> found = resample_periodic(fields, 30);
  const RealBatch<double> wanted = resample_periodic(real, 30);
  for (std::size_t j = 0; j < wanted.values().size(); ++j) {
    EXPECT_LT(std::abs(found.values()[j] - turned(wanted.values()[j])), 1e-14);
  }
}

TEST(ResamplePeriodic, RefusesEmptyRecords) {
  for (const auto& [from, to] : {std::pair{0U, 4U}, std::pair{4U, 0U}}) {
    expect_refusal<InputError>("input.shape", {"must be at least 1"}, [from = from, to = to] {
      static_cast<void>(resample_periodic(RealBatch<double>(1, from), to));
    });
  }
  EXPECT_TRUE(resample_periodic(RealBatch<double>(0, 4), 8).empty());
}

}  // namespace
}  // namespace fiberloom::core
