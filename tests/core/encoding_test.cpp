#include <fiberloom/core/encoding.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <numbers>
#include <vector>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::core {
namespace {

using test::Complex;
using test::Row;

template <class Value>
Row encoded(const Encoding& encoding, const Frame& frame, const std::vector<Value>& record) {
  const Encoder encoder(encoding, frame);
  Encoder::Scratch scratch = encoder.make_scratch();
  Row field(frame.grid_size(), Complex(9.0, 9.0));  // must be overwritten, guard and all
  encoder.encode(std::span<const Value>(record), field, scratch);
  return field;
}

void expect_field(const Row& found, const std::vector<Complex>& expected,
                  double tolerance = 1e-15) {
  EXPECT_LE(test::largest_difference(found, expected), tolerance);
}

TEST(Encoder, LaunchesTheRecordAsItIsByDefault) {
  expect_field(encoded<double>({}, {.samples = 3}, {1.0, -2.0, 0.5}), {1.0, -2.0, 0.5}, 0.0);
  const std::vector<Complex> record{{1.0, 2.0}, {0.0, -1.0}};
  expect_field(encoded<Complex>({}, {.samples = 2}, record), record, 0.0);
}

TEST(Encoder, ZscoreTakesMeanAndPopulationDeviationOfTheRecord) {
  // Mean 3, deviation 2.
  expect_field(encoded<double>({.scale = InputScale::zscore}, {.samples = 4}, {1.0, 5.0, 1.0, 5.0}),
               {-1.0, 1.0, -1.0, 1.0});
}

TEST(Encoder, MaxDividesByTheLargestMagnitude) {
  expect_field(encoded<double>({.scale = InputScale::max}, {.samples = 3}, {1.0, -4.0, 2.0}),
               {0.25, -1.0, 0.5});
}

TEST(Encoder, ScalesComplexRecordsByTheirMagnitudes) {
  const std::vector<Complex> record{{3.0, 4.0}, {0.0, -2.5}};
  expect_field(encoded<Complex>({.scale = InputScale::max}, {.samples = 2}, record),
               {{0.6, 0.8}, {0.0, -0.5}});
  // Mean 1 + i, the rest +-(2, 0): deviation 2.
  const std::vector<Complex> shifted{{3.0, 1.0}, {-1.0, 1.0}};
  expect_field(encoded<Complex>({.scale = InputScale::zscore}, {.samples = 2}, shifted),
               {{1.0, 0.0}, {-1.0, 0.0}});
}

TEST(Encoder, TheWaveformsDispersionIsThatOfALayer) {
  // One layer of dispersion b in front of nothing, by its definition: a phase b w^2/2 in the transform over 2 pi k/N.
  const std::vector<double> record{1.0, -2.0, 0.5, 0.25, 3.0, -1.0, 0.0, 0.75};
  const double b = 1.7;
  std::vector<Complex> expected(record.size());
  const auto count = static_cast<int>(record.size());
  for (int n = 0; n < count; ++n) {
    for (int k = -count / 2; k < count / 2; ++k) {
      const double w = 2.0 * std::numbers::pi * k / count;
      Complex bin{};
      for (int j = 0; j < count; ++j) {
        bin += record[static_cast<std::size_t>(j)] * std::polar(1.0, -w * j);
      }
      expected[static_cast<std::size_t>(n)] +=
          bin * std::polar(1.0 / count, 0.5 * b * w * w + w * n);
    }
  }
  expect_field(encoded<double>({.waveform_dispersion = b}, {.samples = 8}, record), expected,
               1e-13);
}

TEST(Encoder, AConstantRecordStaysFinite) {
  expect_field(encoded<double>({.scale = InputScale::zscore}, {.samples = 2}, {7.0, 7.0}),
               {0.0, 0.0});
  expect_field(encoded<double>({.scale = InputScale::max}, {.samples = 2}, {0.0, 0.0}), {0.0, 0.0});
}

TEST(Encoder, ClipsAfterScalingAndBeforeTheOffset) {
  const Encoding encoding{
      .scale = InputScale::zscore, .clip = 0.5, .offset = 2.0, .field_scale = 3.0};
  // Scaled to -1, 1; clipped to -0.5, 0.5; then 3 (2 + x).
  expect_field(encoded<double>(encoding, {.samples = 2}, {4.0, 8.0}), {4.5, 7.5});
  const std::vector<Complex> record{{2.0, -0.25}};
  expect_field(encoded<Complex>({.clip = 0.5}, {.samples = 1}, record), {{0.5, -0.25}});
}

TEST(Encoder, GuardIsDarkEvenWithAnOffset) {
  const Frame frame{.samples = 2, .guard_before = 1, .guard_after = 2};
  expect_field(encoded<double>({.offset = 1.0}, frame, {0.5, -0.5}), {0.0, 1.5, 0.5, 0.0, 0.0});
}

TEST(Encoder, StatisticsLeaveTheGuardOut) {
  const Frame frame{.samples = 2, .guard_before = 3, .guard_after = 3};
  const Row field = encoded<double>({.scale = InputScale::zscore}, frame, {4.0, 8.0});
  EXPECT_EQ(field[3], Complex(-1.0));
  EXPECT_EQ(field[4], Complex(1.0));
}

TEST(Encoder, InterpolationPassesThroughTheModelSamples) {
  test::Random random(21);
  for (const std::size_t samples : {6U, 7U}) {
    for (const std::size_t oversampling : {2U, 3U}) {
      const Row record = test::random_row(samples, random);
      const Frame frame{.samples = samples, .oversampling = oversampling};
      const Row field =
          encoded<Complex>({}, frame, std::vector<Complex>(record.begin(), record.end()));
      for (std::size_t j = 0; j < samples; ++j) {
        EXPECT_LT(std::abs(field[j * oversampling] - record[j]), 1e-14);
      }
    }
  }
}

TEST(Encoder, InterpolatesACosineExactly) {
  const auto wave = [](double t) { return std::cos(2.0 * std::numbers::pi * 2.0 * t / 9.0 + 0.3); };
  std::vector<double> record(9);
  for (std::size_t j = 0; j < 9; ++j) {
    record[j] = wave(static_cast<double>(j));
  }
  const Row field = encoded<double>({}, {.samples = 9, .oversampling = 3}, record);
  for (std::size_t j = 0; j < 27; ++j) {
    EXPECT_LT(std::abs(field[j] - wave(static_cast<double>(j) / 3.0)), 1e-14) << j;
  }
}

TEST(Encoder, SharesTheNyquistBinOutSoThatRealRecordsStayReal) {
  // (-1)^j on an even record is cos(pi t), not exp(i pi t).
  const Row field = encoded<double>({}, {.samples = 4, .oversampling = 2}, {1.0, -1.0, 1.0, -1.0});
  expect_field(field, {1.0, 0.0, -1.0, 0.0, 1.0, 0.0, -1.0, 0.0});
}

TEST(Encoder, TimeLensPutsAPositiveQuadraticPhaseAroundTheMiddle) {
  // exp(i t^2 / (2 b)), b = 2, t = -2..1.
  const Row field = encoded<double>({.time_lens = 2.0}, {.samples = 4}, {1.0, 1.0, 1.0, 1.0});
  expect_field(field, {std::polar(1.0, 1.0), std::polar(1.0, 0.25), 1.0, std::polar(1.0, 0.25)});
  // Two points per sample: t = -2, -1.5, ...; the record is constant and so is its interpolation.
  const Row fine =
      encoded<double>({.time_lens = -2.0}, {.samples = 4, .oversampling = 2}, {1.0, 1.0, 1.0, 1.0});
  EXPECT_LT(std::abs(fine[1] - std::polar(1.0, -0.5625)), 1e-14);
  EXPECT_LT(std::abs(fine[4] - 1.0), 1e-14);
}

TEST(Encoder, RefusesClipsAndLensesThatMeanNothing) {
  const auto refuse = [](const Encoding& encoding) {
    test::expect_error<InputError>("input.encoding", {"clip", "time lens"},
                                   [&] { const Encoder encoder(encoding, {.samples = 4}); });
  };
  refuse({.clip = 0.0});
  refuse({.clip = -1.0});
  refuse({.clip = std::numeric_limits<double>::quiet_NaN()});
  refuse({.time_lens = 0.0});
}

TEST(Encoder, ModulatesThePhase) {
  expect_field(encoded<double>({.offset = 0.5, .field_scale = 2.0, .modulation = Modulation::phase},
                               {.samples = 2}, {0.25, -1.0}),
               {std::polar(2.0, 0.75), std::polar(2.0, -0.5)});
}

TEST(Encoder, TakesTheHalvesOfARecordAsQuadratures) {
  expect_field(encoded<double>({.offset = 1.0, .modulation = Modulation::iq}, {.samples = 2},
                               {0.25, -1.0, 3.0, 4.0}),
               {{1.25, 3.0}, {0.0, 4.0}});
}

TEST(Encoder, RepeatsTheRecord) {
  expect_field(encoded<double>({.copies = 3}, {.samples = 6}, {1.0, 2.0}),
               {1.0, 2.0, 1.0, 2.0, 1.0, 2.0}, 0.0);
}

TEST(Encoder, MasksEverySampleOfEveryCopyAlone) {
  const std::size_t samples = 2000;
  for (const auto kind : {InputMask::Kind::binary, InputMask::Kind::uniform}) {
    const Encoding encoding{.copies = samples, .mask = InputMask{.kind = kind, .seed = 3}};
    const Row field = encoded<double>(encoding, {.samples = samples}, {1.0});
    double mean = 0.0;
    double square = 0.0;
    for (const Complex& value : field) {
      mean += value.real() / static_cast<double>(samples);
      square += std::norm(value) / static_cast<double>(samples);
      EXPECT_LE(std::abs(value), 1.0);
      EXPECT_EQ(value.imag(), 0.0);
    }
    // Five standard errors of 2000 draws.
    const double expected_square = kind == InputMask::Kind::binary ? 1.0 : 1.0 / 3.0;
    EXPECT_NEAR(mean, 0.0, 5.0 * std::sqrt(expected_square / 2000.0));
    EXPECT_NEAR(square, expected_square, 5.0 * 0.3 / std::sqrt(2000.0));
    EXPECT_EQ(field, encoded<double>(encoding, {.samples = samples}, {1.0}));
    Encoding other = encoding;
    other.mask->seed = 4;
    EXPECT_NE(field, encoded<double>(other, {.samples = samples}, {1.0}));
  }
}

TEST(Encoder, RefusesCopiesThatDoNotFitAndComplexRecordsOfRealModulations) {
  test::expect_error<InputError>("input.encoding", {"3 copies", "8 samples"},
                                 [] { const Encoder encoder({.copies = 3}, {.samples = 8}); });
  test::expect_error<InputError>("input.encoding", {"complex"}, [] {
    (void)encoded<Complex>({.modulation = Modulation::phase}, {.samples = 1}, {{1.0, 0.0}});
  });
}

}  // namespace
}  // namespace fiberloom::core
