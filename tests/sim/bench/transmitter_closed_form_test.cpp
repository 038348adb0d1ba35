#include <gtest/gtest.h>

#include "bench_errors.hpp"

namespace fiberloom::sim {
namespace {

using test::LabQuestion;

constexpr double sample_s = 1.0 / 120e9;

// Mean square that one channel fills of the generator's range: the drive is 2/pi asin(x/full scale), nearly straight for
// such light, and each channel has half of the unit power.
double drive_power() {
  const double full_scale = test::lab_rig().transmitter.full_scale;
  return 0.5 / (full_scale * full_scale) * 4.0 / (std::numbers::pi * std::numbers::pi);
}

// Levels of a range of 2 (-1 to 1) and any bits: step^2/12 on each channel. In dB 6.02 bits + 1.76, less the back-off.
double converter_nmse(double bits) { return std::pow(4.0, -bits) * 4.0 / 12.0 / drive_power(); }

TEST(TransmitterClosedForm, QuantisationIsThatOfItsBitsLessTheBackOff) {
  hal::BenchSpread spread;
  spread.generator_bits = 8;
  test::expect_closed_form(test::errors_of(spread, {}).field_nmse, converter_nmse(8.0), "8 bits");
  spread.generator_bits = 10;
  test::expect_closed_form(test::errors_of(spread, {}).field_nmse, converter_nmse(10.0), "10 bits");
}

TEST(TransmitterClosedForm, NoiseIsThatOfTheEffectiveBitsLessTheBackOff) {
  hal::BenchSpread spread;
  spread.generator_effective_bits = 7.0;
  test::expect_closed_form(test::errors_of(spread, {}).field_nmse, converter_nmse(7.0), "7 bits");
  // 6.02 ENOB + 1.76 - (back-off), said in dB: a sine that fills the range has a power of 1/2.
  const double back_off_db = test::decibels(0.5 / drive_power());
  EXPECT_NEAR(test::decibels(converter_nmse(7.0)), -(6.02 * 7.0 + 1.76 - back_off_db), 0.02);
}

TEST(TransmitterClosedForm, JitterIsTheSlopeOfTheLightTimesItsDeviation) {
  hal::BenchSpread spread;
  spread.generator_jitter_s = 50e-15;
  const double deviation = 50e-15 / sample_s;
  for (const double band : {1.0, 0.5}) {
    test::expect_closed_form(test::errors_of(spread, {.band = band}).field_nmse,
                             test::mean_square_frequency(band) * deviation * deviation, "jitter");
  }
}

TEST(TransmitterClosedForm, IntensityNoiseIsHalfOfItInTheField) {
  hal::BenchSpread spread;
  spread.laser_rin_db_per_hz = -150.0;
  // The field takes half of a relative change of power, and the grid half of the sample rate.
  test::expect_closed_form(test::errors_of(spread, {}).field_nmse, 1e-15 * 0.5 * 120e9 / 4.0,
                           "intensity noise");
}

TEST(TransmitterClosedForm, PhaseNoiseIsAWienerProcessThatClosesOverTheFrame) {
  hal::BenchSpread spread;
  spread.laser_linewidth_hz = 100e3;
  // 2 pi dnu T is the variance at the end of an open frame; about the mean of a closed one a twelfth is left.
  const LabQuestion question{.b = {0.0}, .samples = 1024, .frames = 60};
  const double frame_s = 1024.0 * sample_s;
  test::expect_closed_form(test::errors_of(spread, question).field_nmse,
                           2.0 * std::numbers::pi * 100e3 * frame_s / 12.0, "phase noise");
}

}  // namespace
}  // namespace fiberloom::sim
