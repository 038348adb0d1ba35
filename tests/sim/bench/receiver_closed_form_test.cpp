#include <gtest/gtest.h>

#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/units.hpp>

#include "bench/drawn_ends.hpp"
#include "bench_errors.hpp"

namespace fiberloom::sim {
namespace {

using test::LabQuestion;
namespace units = core::units;

constexpr double sample_rate_hz = 120e9;
// The light of |u|^2 = 1 at the photodiode of the rig is 1 mW; 0.7 A/W. Intensities of Gaussian light have a mean square
// of twice their squared mean.
constexpr double mean_current_a = 0.7e-3;
constexpr double mean_square_current = 2.0 * mean_current_a * mean_current_a;

TEST(ReceiverClosedForm, ShotNoiseIsThatOfTheMeanCurrent) {
  hal::BenchSpread spread;
  spread.shot_noise_factor = 1.0;
  const double charge = core::constants::elementary_charge.in(units::a_s);
  test::expect_closed_form(
      test::errors_of(spread, {}).trace_nmse,
      2.0 * charge * mean_current_a * 0.5 * sample_rate_hz / mean_square_current, "shot noise");
}

TEST(ReceiverClosedForm, ThermalNoiseIsThatOfTheLoad) {
  hal::BenchSpread spread;
  spread.has_thermal_noise = 1.0;
  const double boltzmann = core::constants::boltzmann.in(units::j_per_kelvin);
  test::expect_closed_form(
      test::errors_of(spread, {}).trace_nmse,
      4.0 * boltzmann * 296.15 / 50.0 * 0.5 * sample_rate_hz / mean_square_current, "50 ohm");
  hal::BenchSpread amplified;
  amplified.receiver_noise_a_per_sqrt_hz = 20e-12;
  test::expect_closed_form(test::errors_of(amplified, {}).trace_nmse,
                           4e-22 * 0.5 * sample_rate_hz / mean_square_current, "20 pA");
}

TEST(ReceiverClosedForm, ConverterNoiseIsThatOfItsRange) {
  // The range is 40 times the mean of a trace, whose mean square is twice the squared mean.
  const auto closed_form = [](double bits) { return 1600.0 / 12.0 * std::pow(4.0, -bits) / 2.0; };
  hal::BenchSpread steps;
  steps.digitizer_bits = 10;
  test::expect_closed_form(test::errors_of(steps, {}).trace_nmse, closed_form(10.0), "10 bits");
  hal::BenchSpread noise;
  noise.digitizer_effective_bits = 8.0;
  test::expect_closed_form(test::errors_of(noise, {}).trace_nmse, closed_form(8.0), "8 bits");
}

DrawnEnds drawn_ends_of(const hal::BenchSpread& spread, std::uint64_t seed) {
  const hal::RigDocument rig = test::wide_lab_rig();
  const hal::LightPath path = test::lab_path(1);
  return draw_ends({rig, path, hal::builtin_catalog(), spread, seed});
}

TEST(ReceiverClosedForm, SkewIsTheSlopeOfTheTrace) {
  hal::BenchSpread spread;
  spread.readout_skew_s = 0.5e-12;
  const double skew = drawn_ends_of(spread, 21).digitizer.sample_time_offset_s * sample_rate_hz;
  ASSERT_NE(skew, 0.0);
  // Half band: the trace's own band is twice that of the light, and still on the grid.
  test::expect_closed_form(test::errors_of(spread, {.band = 0.5}).trace_nmse,
                           skew * skew * test::mean_square_frequency(0.5), "skew");
}

TEST(ReceiverClosedForm, ClockErrorGrowsAlongTheFrame) {
  hal::BenchSpread spread;
  spread.clock_error_ppm = 5.0;
  const double last = drawn_ends_of(spread, 21).digitizer.clock_error_ppm * 1e-6 * 1024.0;
  test::expect_closed_form(
      test::errors_of(spread, {.samples = 1024, .frames = 4, .band = 0.5}).trace_nmse,
      last * last / 3.0 * test::mean_square_frequency(0.5), "clock error");
}

TEST(ReceiverClosedForm, TriggerJitterIsASkewOfEachFrame) {
  hal::BenchSpread spread;
  spread.trigger_jitter_s = 50e-15;
  const double deviation = 50e-15 * sample_rate_hz;
  test::expect_closed_form(
      test::errors_of(spread, {.samples = 64, .frames = 300, .band = 0.5}).trace_nmse,
      deviation * deviation * test::mean_square_frequency(0.5), "trigger jitter");
}

}  // namespace
}  // namespace fiberloom::sim
