#include <fiberloom/core/readout.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <numbers>
#include <numeric>
#include <vector>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::core {
namespace {

using test::Complex;
using test::Random;
using test::Row;

std::vector<double> detected(const Readout& readout, const Frame& frame, const Row& field) {
  const Receiver receiver(readout, frame);
  std::vector<double> features(receiver.num_features(), 9.0);
  receiver.detect(field, features);
  return features;
}

const Row four_samples{{3.0, 4.0}, {0.0, -2.0}, {1.0, 0.0}, {0.0, 0.0}};

TEST(Receiver, IntensityAndAmplitudeAreOfEachSample) {
  EXPECT_EQ(detected({.detect = Detection::intensity}, {.samples = 4}, four_samples),
            (std::vector<double>{25.0, 4.0, 1.0, 0.0}));
  EXPECT_EQ(detected({.detect = Detection::amplitude}, {.samples = 4}, four_samples),
            (std::vector<double>{5.0, 2.0, 1.0, 0.0}));
}

TEST(Receiver, FieldIsAllRealPartsThenAllImaginaryParts) {
  EXPECT_EQ(detected({.detect = Detection::field}, {.samples = 4}, four_samples),
            (std::vector<double>{3.0, 0.0, 1.0, 0.0, 4.0, -2.0, 0.0, 0.0}));
}

TEST(Receiver, PoolTakesTheMeanOfNeighboursAfterDetection) {
  EXPECT_EQ(detected({.detect = Detection::intensity, .pool = 2}, {.samples = 4}, four_samples),
            (std::vector<double>{14.5, 0.5}));
  EXPECT_EQ(detected({.detect = Detection::amplitude, .pool = 4}, {.samples = 4}, four_samples),
            (std::vector<double>{2.0}));
  EXPECT_EQ(detected({.detect = Detection::field, .pool = 4}, {.samples = 4}, four_samples),
            (std::vector<double>{1.0, 0.5}));
}

TEST(Receiver, DropsTheGuardBeforeDetection) {
  const Frame frame{.samples = 1, .guard_before = 2, .guard_after = 1};
  EXPECT_EQ(detected({.detect = Detection::intensity}, frame, four_samples),
            std::vector<double>{1.0});
  // Twice as many points: the record is points 2 and 3 of four.
  const Frame fine{.samples = 1, .guard_before = 1, .oversampling = 2};
  EXPECT_EQ(detected({.detect = Detection::field}, fine, four_samples),
            (std::vector<double>{1.0, 0.0, 0.0, 0.0}));
  EXPECT_EQ(detected({.detect = Detection::spectrum, .pool = 2}, fine, four_samples),
            std::vector<double>{0.5});
}

// exp(-i Om t) with Om = bin * 2 pi / n: light `bin` bins above the carrier.
Row tone(std::size_t n, int bin) {
  Row row(n);
  for (std::size_t j = 0; j < n; ++j) {
    const double turn = static_cast<double>(bin) * static_cast<double>(j) / static_cast<double>(n);
    row[j] = std::polar(1.0, -2.0 * std::numbers::pi * turn);
  }
  return row;
}

// Conventions: bin w of the array is the optical offset -w, and spectra leave in ascending optical frequency.
TEST(Receiver, SpectrumAscendsInOpticalFrequency) {
  for (const std::size_t n : {7U, 8U}) {
    const int lowest = -static_cast<int>((n - 1) / 2);
    for (int offset = lowest; offset < lowest + static_cast<int>(n); ++offset) {
      SCOPED_TRACE(testing::Message() << n << " samples, offset " << offset);
      const std::vector<double> spectrum =
          detected({.detect = Detection::spectrum}, {.samples = n}, tone(n, offset));
      const auto expected = static_cast<std::size_t>(offset - lowest);
      for (std::size_t j = 0; j < n; ++j) {
        EXPECT_NEAR(spectrum[j], j == expected ? static_cast<double>(n) : 0.0, 1e-13) << j;
      }
    }
  }
}

TEST(Receiver, SpectrumIsTheFourierSumOverN) {
  Random random(31);
  const Row field = test::random_row(9, random);
  const Row sum = test::fourier_sum(field, -1.0);
  const std::vector<double> spectrum =
      detected({.detect = Detection::spectrum}, {.samples = 9}, field);
  for (std::size_t j = 0; j < 9; ++j) {
    const std::size_t bin = (9 + 4 - j) % 9;  // offsets -4..4 are the bins 4..-4
    EXPECT_NEAR(spectrum[j], std::norm(sum[bin]) / 9.0, 1e-13);
  }
  // Parseval: the bins add up to the energy of the record.
  EXPECT_NEAR(std::accumulate(spectrum.begin(), spectrum.end(), 0.0), test::energy(field), 1e-12);
}

TEST(Receiver, AmplitudeHasNoSlopeInTheDark) {
  const Receiver receiver({.detect = Detection::amplitude}, {.samples = 2});
  const Row dark(2);
  Row cotangent(2, Complex(9.0));
  receiver.vjp(dark, std::vector<double>{1.0, 1.0}, cotangent);
  EXPECT_EQ(cotangent, Row(2));
}

TEST(Receiver, VjpLeavesZerosInTheGuard) {
  Random random(32);
  const Frame frame{.samples = 3, .guard_before = 2, .guard_after = 1, .oversampling = 2};
  const Row field = test::random_row(12, random);
  for (const Detection detect :
       {Detection::intensity, Detection::amplitude, Detection::field, Detection::spectrum}) {
    const Receiver receiver({.detect = detect}, frame);
    Row cotangent(12, Complex(9.0));
    receiver.vjp(field, std::vector<double>(receiver.num_features(), 1.0), cotangent);
    for (const std::size_t j : {0U, 3U, 10U, 11U}) {
      EXPECT_EQ(cotangent[j], Complex(0.0));
    }
    EXPECT_NE(cotangent[4], Complex(0.0));
    EXPECT_NE(cotangent[9], Complex(0.0));
  }
}

TEST(Receiver, VjpAndJvpAreAdjoint) {
  Random random(33);
  const Frame frame{.samples = 6, .guard_before = 1, .guard_after = 2, .oversampling = 2};
  const Row field = test::random_row(18, random);
  const Row tangent = test::random_row(18, random);
  for (const Detection detect :
       {Detection::intensity, Detection::amplitude, Detection::field, Detection::spectrum}) {
    const Receiver receiver({.detect = detect, .pool = 3}, frame);
    std::vector<double> weights(receiver.num_features());
    std::generate(weights.begin(), weights.end(), [&] { return random.normal(); });
    std::vector<double> pushed(receiver.num_features());
    receiver.jvp(field, tangent, pushed);
    Row pulled(18);
    receiver.vjp(field, weights, pulled);
    const double forwards = std::inner_product(weights.begin(), weights.end(), pushed.begin(), 0.0);
    double backwards = 0.0;
    for (std::size_t j = 0; j < 18; ++j) {
      backwards += std::real(std::conj(pulled[j]) * tangent[j]);
    }
    EXPECT_NEAR(forwards, backwards, 1e-12);
  }
}

TEST(Receiver, TakesFeaturesFromATraceLikeFromTheField) {
  Random random(34);
  const Frame frame{.samples = 4, .guard_before = 1, .guard_after = 1, .oversampling = 2};
  const Row field = test::random_row(12, random);
  for (const Detection detect : {Detection::intensity, Detection::amplitude}) {
    const Readout readout{.detect = detect, .pool = 4};
    std::vector<double> features(2, 9.0);
    Receiver(readout, frame).features_of_trace(test::intensities(field), features);
    const std::vector<double> expected = detected(readout, frame, field);
    EXPECT_NEAR(features[0], expected[0], 1e-14);
    EXPECT_NEAR(features[1], expected[1], 1e-14);
  }
}

TEST(Receiver, NegativeNoiseInATraceCountsAsNoLightUnderTheRoot) {
  std::vector<double> features(2);
  const std::vector<double> trace{4.0, -1.0};
  Receiver({.detect = Detection::amplitude}, {.samples = 2}).features_of_trace(trace, features);
  EXPECT_EQ(features, (std::vector<double>{2.0, 0.0}));
  // Without a root, noise must keep its sign: clipping it would add a bias to every dark sample.
  Receiver({.detect = Detection::intensity}, {.samples = 2}).features_of_trace(trace, features);
  EXPECT_EQ(features, trace);
}

TEST(Receiver, RefusesATraceWhereItNeedsTheField) {
  for (const Detection detect : {Detection::field, Detection::spectrum}) {
    const Receiver receiver({.detect = detect}, {.samples = 2});
    std::vector<double> features(receiver.num_features());
    test::expect_error<InputError>("input.readout", {"photodiode"}, [&] {
      receiver.features_of_trace(std::vector<double>{1.0, 1.0}, features);
    });
  }
}

TEST(Receiver, RefusesAPoolThatDoesNotDivide) {
  const Frame frame{.samples = 5, .oversampling = 2};
  for (const std::size_t pool : {0U, 3U, 4U, 20U}) {
    test::expect_error<InputError>("input.readout", {"pool", "10 detected values"},
                                   [&] { const Receiver receiver({.pool = pool}, frame); });
  }
  EXPECT_EQ(Receiver({.detect = Detection::field, .pool = 4}, frame).num_features(), 5U);
}

}  // namespace
}  // namespace fiberloom::core
