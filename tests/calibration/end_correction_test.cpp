#include <fiberloom/calibration/end_correction.hpp>

#include <gtest/gtest.h>

#include "fake_glass.hpp"

namespace fiberloom::calibration {
namespace {

constexpr std::size_t points = 64;
const core::TimeGrid grid(points, 0.5);

TwinParameters with_ends(double transmitter, double receiver, double delay, double gain) {
  TwinParameters twin = nominal_twin(1);
  twin.transmitter_inverse_bandwidth = transmitter;
  twin.receiver_inverse_bandwidth = receiver;
  twin.delay_samples = delay;
  twin.gain = gain;
  return twin;
}

// A waveform inside 0.2 cycles per sample: with points at half a sample that is a fifth of the half band of 1.
core::FieldBatch<double> waveforms(std::uint64_t seed) {
  test::Random random(seed);
  core::FieldBatch<double> batch(2, points);
  for (std::size_t i = 0; i < 2; ++i) {
    const test::Row row = test::band_limited_row(points, 0.2, random);
    std::copy(row.begin(), row.end(), batch.row(i).begin());
  }
  return batch;
}

core::RealBatch<double> traces(std::uint64_t seed) {
  const core::FieldBatch<double> fields = waveforms(seed);
  core::RealBatch<double> batch(2, points);
  for (std::size_t j = 0; j < 2 * points; ++j) {
    batch.values()[j] = fields.values()[j].real();
  }
  return batch;
}

TEST(EndCorrection, PredistortionSurvivesTheTransmittersRollOff) {
  // At 0.2 the roll-off of 1/2.8 leaves |H|^2 = 1/(1 + 0.56^4) = 0.91. With 1/SNR = 1e-3 what comes through is
  // 1.001 |H|^2/(|H|^2 + 1e-3), at worst 1e-4 from one.
  const TwinParameters twin = with_ends(2.8, 0.0, 0.0, 1.0);
  const core::FieldBatch<double> wanted = waveforms(501);
  core::FieldBatch<double> waveform = wanted;
  EndCorrection(twin, grid).predistort(waveform);
  EXPECT_GT(test::largest_difference(waveform.values(), wanted.values()), 1e-2);
  for (std::size_t i = 0; i < 2; ++i) {
    test::Row row(waveform.row(i).begin(), waveform.row(i).end());
    test::filter(row, core::roll_off_transfer({2.8}, grid));
    EXPECT_LT(test::largest_difference(row, wanted.row(i)), 3e-4) << i;
  }
}

TEST(EndCorrection, BringsEndsToThoseThatTheModelWasTrainedWith) {
  const core::ElectricalEnds trained{.transmitter = {2.8}, .receiver = {2.2}, .full_scale = {}};
  const core::FieldBatch<double> wanted = waveforms(506);
  // An end that is as the model expects: nothing but the regularisation is left, 1e-4 as above.
  core::FieldBatch<double> waveform = wanted;
  EndCorrection(with_ends(2.8, 2.2, 0.0, 1.0), grid, trained).predistort(waveform);
  test::Row row(waveform.row(0).begin(), waveform.row(0).end());
  test::Row plain(wanted.row(0).begin(), wanted.row(0).end());
  test::filter(row, core::roll_off_transfer({2.8}, grid));
  test::Row twice = plain;
  test::filter(plain, core::roll_off_transfer({2.8}, grid));
  EXPECT_LT(test::largest_difference(row, plain), 3e-4);
  EXPECT_GT(test::largest_difference(row, twice), 1e-2);
  // An end that is faster or slower is brought to it.
  core::RealBatch<double> trace = traces(507);
  test::Row expected(trace.row(0).begin(), trace.row(0).end());
  test::Row measured = expected;
  test::filter(measured, core::roll_off_transfer({2.6}, grid));
  std::transform(measured.begin(), measured.end(), trace.row(0).begin(),
                 [](const auto& value) { return value.real(); });
  EndCorrection(with_ends(0.0, 2.6, 0.0, 1.0), grid, trained).correct(trace);
  test::filter(expected, core::roll_off_transfer({2.2}, grid));
  for (std::size_t j = 0; j < points; ++j) {
    EXPECT_NEAR(trace.row(0)[j], expected[j].real(), 1e-3) << j;
  }
}

TEST(EndCorrection, LeavesEndsThatNobodyMeasuredToTheModel) {
  const core::ElectricalEnds trained{.transmitter = {2.8}, .receiver = {2.2}, .full_scale = {}};
  core::FieldBatch<double> waveform = waveforms(508);
  core::RealBatch<double> trace = traces(509);
  const EndCorrection ends(nominal_twin(1), grid, trained);
  ends.predistort(waveform);
  ends.correct(trace);
  EXPECT_EQ(waveform, waveforms(508));
  EXPECT_EQ(trace, traces(509));
}

TEST(EndCorrection, TraceLosesDelayGainAndRollOff) {
  const TwinParameters twin = with_ends(0.0, 2.8, 0.17, 1.3);
  const core::RealBatch<double> wanted = traces(502);
  core::RealBatch<double> trace = wanted;
  std::vector<test::Complex> receive = core::roll_off_transfer({2.8}, grid);
  const std::vector<double> w = grid.angular_frequencies();
  for (std::size_t j = 0; j < points; ++j) {
    receive[j] *= 1.3 * std::exp(test::Complex(0.0, -w[j] * 0.17));
  }
  for (std::size_t i = 0; i < 2; ++i) {
    test::Row row(trace.row(i).begin(), trace.row(i).end());
    test::filter(row, receive);
    for (std::size_t j = 0; j < points; ++j) {
      trace.row(i)[j] = row[j].real();
    }
  }
  EXPECT_GT(test::largest_difference(trace.values(), wanted.values()), 0.1);
  EndCorrection(twin, grid).correct(trace);
  EXPECT_LT(test::largest_difference(trace.values(), wanted.values()), 3e-4);
}

TEST(EndCorrection, ADelayOfOneGridPointIsAShift) {
  core::RealBatch<double> trace = traces(503);
  std::vector<double> expected(trace.row(0).begin(), trace.row(0).end());
  std::rotate(expected.begin(), expected.begin() + 1,
              expected.end());  // it came late: back to the left
  EndCorrection(with_ends(0.0, 0.0, 0.5, 1.0), grid).correct(trace);
  EXPECT_LT(test::largest_difference(trace.row(0), expected), 1e-12);
}

TEST(EndCorrection, GainAloneDividesTheTrace) {
  core::RealBatch<double> trace = traces(504);
  const core::RealBatch<double> before = trace;
  EndCorrection(with_ends(0.0, 0.0, 0.0, 0.8), grid).correct(trace);
  for (std::size_t j = 0; j < 2 * points; ++j) {
    EXPECT_NEAR(trace.values()[j], before.values()[j] / 0.8, 1e-12);
  }
}

TEST(EndCorrection, LeavesAPerfectEndAloneToTheLastBit) {
  core::FieldBatch<double> waveform = waveforms(505);
  core::RealBatch<double> trace = traces(505);
  const EndCorrection ends(nominal_twin(1), grid);
  ends.predistort(waveform);
  ends.correct(trace);
  EXPECT_EQ(waveform, waveforms(505));
  EXPECT_EQ(trace, traces(505));
}

TEST(EndCorrection, AnsweringForOneEndLeavesTheOtherAlone) {
  core::FieldBatch<double> waveform = waveforms(506);
  core::RealBatch<double> trace = traces(506);
  EndCorrection(with_ends(0.0, 2.0, 0.1, 1.1), grid).predistort(waveform);
  EndCorrection(with_ends(2.0, 0.0, 0.0, 1.0), grid).correct(trace);
  EXPECT_EQ(waveform, waveforms(506));
  EXPECT_EQ(trace, traces(506));
}

TEST(EndCorrection, AmplifiesNothingThatTheEndHasLost) {
  // An end of 1/50 cycles per sample has lost everything at 0.5: |H| = 1/sqrt(1 + 25^4) = 0.0016. The largest gain of
  // (1 + e)|H|/(|H|^2 + e) is (1 + e)/(2 sqrt(e)) = 15.8, the plain inverse would be 625.
  core::FieldBatch<double> waveform(1, points);
  for (std::size_t j = 0; j < points;
       ++j) {  // points are half a sample apart: 0.5 cycles a sample, 1/4 a point
    waveform.row(0)[j] = std::polar(1.0, std::numbers::pi / 2.0 * static_cast<double>(j));
  }
  EndCorrection(with_ends(50.0, 0.0, 0.0, 1.0), grid).predistort(waveform);
  for (const test::Complex& value : waveform.values()) {
    EXPECT_NEAR(std::abs(value), 1.001 * 0.0016 / (0.0016 * 0.0016 + 1e-3), 0.01);
  }
}

}  // namespace
}  // namespace fiberloom::calibration
