#include <fiberloom/sim/simulated_backend.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <numbers>

#include "bench_truth.hpp"
#include "expect_error.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::sim {
namespace {

using test::Complex;
using test::Random;
using test::Row;

core::RealBatch<double> trace_of(const hal::RigDocument& rig, const hal::LightPath& path,
                                 const hal::RunRequest& request, std::uint64_t seed = 1,
                                 std::size_t num_threads = 1) {
  const std::unique_ptr<hal::Rig> bench = make_simulated_rig(rig, path, seed, num_threads);
  const hal::EmissionPermit permit = bench->arm();
  return bench->backend().run(request, permit).trace;
}

hal::RunRequest request_of(core::FieldBatch<double> waveform, const std::vector<double>& b,
                           const std::vector<double>& nonlinear_phase, double oversampling = 1.0) {
  hal::RunRequest request;
  request.stages = test::settings_for(b, nonlinear_phase, oversampling);
  request.waveform = std::move(waveform);
  return request;
}

/// Light of unit power through a stage that does nothing.
hal::RunRequest constant_light(std::size_t frames, std::size_t samples, Complex value = 1.0) {
  return request_of(test::repeated(Row(samples, value), frames), {0.0}, {0.0});
}

std::vector<double> row_of(const core::RealBatch<double>& batch, std::size_t row) {
  return {batch.row(row).begin(), batch.row(row).end()};
}

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};
Moments moments_of(std::span<const double> values) {
  Moments result;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) {
    result.mean += value / count;
  }
  for (const double value : values) {
    result.variance += std::pow(value - result.mean, 2) / count;
  }
  return result;
}

TEST(SimulatedBackend, WithoutFaultsShowsTheIntensityOfTheModelsField) {
  Random random(211);
  const core::FieldBatch<double> waveform = test::random_frames(3, 50, random);
  const std::vector<double> b{1.2, -0.7, 2.0};
  const std::vector<double> nonlinear_phase{0.5, 0.0, 1.1};
  const auto trace =
      trace_of(test::flawless_rig(), test::wide_path(3), request_of(waveform, b, nonlinear_phase));
  for (std::size_t i = 0; i < 3; ++i) {
    const Row input(waveform.row(i).begin(), waveform.row(i).end());
    const Row output = test::propagated(input, test::lossless(b, nonlinear_phase));
    EXPECT_LT(test::largest_difference(row_of(trace, i), test::intensities(output)), 1e-10);
  }
}

TEST(SimulatedBackend, FiltersOpticallyInUnitsOfTheModelSample) {
  Random random(212);
  const Row input = test::random_row(60, random);
  hal::LightPath path = test::wide_path(2, 2);
  path.optical_filter_ghz = 0.4 * 46.0;  // 0.4 cycles per model sample at two points a sample
  path.optical_filter_order = 3;
  const std::vector<double> b{0.5, -0.4};
  const std::vector<double> nonlinear_phase{0.5, 0.8};
  const auto trace = trace_of(test::flawless_rig(), path,
                              request_of(test::repeated(input, 1), b, nonlinear_phase, 2.0));
  const Row output = test::propagated(input, test::lossless(b, nonlinear_phase),
                                      core::LowPass{.cutoff = 0.4, .order = 3}, 2.0);
  EXPECT_LT(test::largest_difference(row_of(trace, 0), test::intensities(output)), 1e-10);
}

TEST(SimulatedBackend, RealisesItsDrawnTruthAndNotItsSettings) {
  Random random(213);
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.dispersion_relative_rms = 0.05;
  rig.tolerances.nonlinear_phase_relative_rms = 0.1;
  rig.tolerances.receiver_gain_relative_rms = 0.1;
  const BenchTruth truth = draw_bench(rig.tolerances, 2, 5);
  const Row input = test::random_row(40, random);
  const auto trace = trace_of(rig, test::wide_path(2),
                              request_of(test::repeated(input, 1), {1.0, -2.0}, {0.6, 0.7}), 5);
  const Row output = test::propagated(
      input, test::lossless(
                 {truth.dispersion_factor[0], -2.0 * truth.dispersion_factor[1]},
                 {0.6 * truth.nonlinear_phase_factor[0], 0.7 * truth.nonlinear_phase_factor[1]}));
  std::vector<double> expected = test::intensities(output);
  for (double& value : expected) {
    value *= truth.receiver_gain;
  }
  EXPECT_LT(test::largest_difference(row_of(trace, 0), expected), 1e-10);
}

TEST(SimulatedBackend, SkewMovesTheTraceByTheDrawnAmount) {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.readout_skew_samples = 0.5;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const double skew = draw_bench(rig.tolerances, 1, seed).readout_skew_samples;
    ASSERT_GT(std::abs(skew), 1e-3);
    const auto field = [](double t) {
      return 1.0 + 0.5 * std::cos(2.0 * std::numbers::pi * 3.0 * t / 40.0);
    };
    Row input(40);
    for (std::size_t j = 0; j < 40; ++j) {
      input[j] = field(static_cast<double>(j));
    }
    const auto trace =
        trace_of(rig, test::wide_path(1), request_of(test::repeated(input, 1), {0.0}, {0.0}), seed);
    for (std::size_t j = 0; j < 40; ++j) {
      // A positive skew is a late trace: what is seen at t was there at t - skew.
      EXPECT_NEAR(trace.row(0)[j], std::pow(field(static_cast<double>(j) - skew), 2), 1e-12);
    }
  }
}

TEST(SimulatedBackend, TransmitterNoiseHasTheStatedRatioToUnitPower) {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.transmitter_snr_db = 30.0;
  // |1 + n|^2 = 1 + 2 Re n: its variance is twice the noise power of 1e-3. 16384 samples tell it to 1.1 %.
  const auto trace = trace_of(rig, test::wide_path(1), constant_light(64, 256));
  const Moments found = moments_of(trace.values());
  EXPECT_NEAR(found.mean, 1.0, 4.0 * std::sqrt(2e-3 / 16384.0) + 1.1e-3);
  EXPECT_NEAR(found.variance, 2e-3, 0.05 * 2e-3);
  // The noise belongs to the generator, not to the light: twice the field, the same noise.
  const auto bright = trace_of(rig, test::wide_path(1), constant_light(64, 256, 2.0));
  EXPECT_NEAR(moments_of(bright.values()).variance, 8e-3, 0.05 * 8e-3);
}

TEST(SimulatedBackend, ReceiverNoiseHasTheStatedRatioToUnitIntensity) {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.receiver_snr_db = 30.0;
  for (const double amplitude : {1.0, 0.5}) {
    const auto trace = trace_of(rig, test::wide_path(1), constant_light(64, 256, amplitude));
    const Moments found = moments_of(trace.values());
    EXPECT_NEAR(found.mean, amplitude * amplitude, 4.0 * std::sqrt(1e-3 / 16384.0));
    EXPECT_NEAR(found.variance, 1e-3, 0.05 * 1e-3);
  }
}

// A tone at the 3-dB bandwidth, bin 10 of 64 at 92 GSa/s, loses half of its power on its way to the light path.
TEST(SimulatedBackend, TransmitterRollsOffAtItsBandwidth) {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.transmitter_bandwidth_ghz = 92.0 * 10.0 / 64.0;
  for (const int bin : {10, -10}) {
    Row tone(64);
    for (std::size_t j = 0; j < 64; ++j) {
      tone[j] = std::polar(1.0, 2.0 * std::numbers::pi * bin * static_cast<double>(j) / 64.0);
    }
    const auto trace =
        trace_of(rig, test::wide_path(1), request_of(test::repeated(tone, 1), {0.0}, {0.0}));
    for (const double value : trace.values()) {
      EXPECT_NEAR(value, 0.5, 1e-12);
    }
  }
}

// |u|^2 = 1 + cos at the 3-dB bandwidth: the swing falls to 0.7071, the mean stays.
TEST(SimulatedBackend, ReceiverRollsOffAtItsBandwidth) {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.receiver_bandwidth_ghz =
      46.0 * 10.0 / 64.0;  // two points per model sample do not matter in GHz
  Row light(128);
  for (std::size_t j = 0; j < 128; ++j) {
    light[j] =
        std::sqrt(1.0 + std::cos(2.0 * std::numbers::pi * 10.0 * static_cast<double>(j) / 128.0));
  }
  const auto trace =
      trace_of(rig, test::wide_path(1, 2), request_of(test::repeated(light, 1), {0.0}, {0.0}, 2.0));
  const Moments found = moments_of(trace.values());
  EXPECT_NEAR(found.mean, 1.0, 1e-12);
  EXPECT_NEAR(found.variance, 0.25, 1e-12);  // (1/2) swing^2, swing^2 = 1/2
}

TEST(SimulatedBackend, NoiseDependsOnTheNumberOfTheShotAlone) {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.transmitter_snr_db = 20.0;
  rig.tolerances.receiver_snr_db = 20.0;
  const hal::LightPath path = test::wide_path(1);
  const std::unique_ptr<hal::Rig> bench = make_simulated_rig(rig, path, 3);
  const hal::EmissionPermit permit = bench->arm();
  hal::RunRequest request = constant_light(4, 16);
  request.first_shot = 10;
  const auto four_frames = bench->backend().run(request, permit).trace;
  EXPECT_NE(row_of(four_frames, 0), row_of(four_frames, 1));
  // The same four shots as the averages of one frame.
  hal::RunRequest averaged = constant_light(1, 16);
  averaged.averages = 4;
  averaged.first_shot = 10;
  const auto one_frame = bench->backend().run(averaged, permit).trace;
  for (std::size_t j = 0; j < 16; ++j) {
    double mean = 0.0;
    for (std::size_t i = 0; i < 4; ++i) {
      mean += four_frames.row(i)[j] / 4.0;
    }
    EXPECT_NEAR(one_frame.row(0)[j], mean, 1e-14);
  }
  request.first_shot = 12;
  EXPECT_EQ(row_of(bench->backend().run(request, permit).trace, 0), row_of(four_frames, 2));
}

TEST(SimulatedBackend, SeedsReproduceAndDiffer) {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.receiver_snr_db = 30.0;
  const hal::LightPath path = test::wide_path(1);
  const auto first = trace_of(rig, path, constant_light(2, 16), 8);
  EXPECT_EQ(trace_of(rig, path, constant_light(2, 16), 8), first);
  EXPECT_NE(trace_of(rig, path, constant_light(2, 16), 9), first);
}

TEST(SimulatedBackend, ThreadsDoNotChangeTheResult) {
  Random random(214);
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.transmitter_snr_db = 25.0;
  rig.tolerances.receiver_snr_db = 25.0;
  hal::RunRequest request = request_of(test::random_frames(11, 40, random), {1.0}, {0.5});
  request.averages = 3;
  const auto expected = trace_of(rig, test::wide_path(1), request, 4, 1);
  for (const std::size_t num_threads : {2U, 3U}) {
    EXPECT_EQ(trace_of(rig, test::wide_path(1), request, 4, num_threads), expected);
  }
}

TEST(SimulatedBackend, TakesFramesOfAnotherLengthInBetween) {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.receiver_bandwidth_ghz = 20.0;
  const std::unique_ptr<hal::Rig> bench = make_simulated_rig(rig, test::wide_path(1), 3);
  const hal::EmissionPermit permit = bench->arm();
  const auto first = bench->backend().run(constant_light(1, 16), permit).trace;
  EXPECT_EQ(bench->backend().run(constant_light(1, 31), permit).trace.samples(), 31U);
  EXPECT_EQ(bench->backend().run(constant_light(1, 16), permit).trace, first);
}

TEST(SimulatedBackend, WithTheLightOffSeesTheReceiversNoiseOnly) {
  hal::RigDocument rig = test::flawless_rig();
  rig.tolerances.transmitter_snr_db = 10.0;
  rig.tolerances.receiver_snr_db = 30.0;
  // A laser that somebody else controls: arming this rig does not switch it.
  const auto light = std::make_shared<LightState>(false);
  hal::Rig bench("dark", std::make_unique<SimulatedBackend>(rig, test::wide_path(1), 1, light),
                 std::vector<std::unique_ptr<hal::EmissionSource>>{});
  const hal::EmissionPermit permit = bench.arm();
  const Moments dark =
      moments_of(bench.backend().run(constant_light(64, 256), permit).trace.values());
  EXPECT_NEAR(dark.mean, 0.0, 4.0 * std::sqrt(1e-3 / 16384.0));
  EXPECT_NEAR(dark.variance, 1e-3, 0.05 * 1e-3);
  *light = true;
  const Moments lit =
      moments_of(bench.backend().run(constant_light(64, 256), permit).trace.values());
  EXPECT_GT(lit.mean, 0.9);
}

TEST(SimulatedBackend, ClipsTheMagnitudeAtFullScaleAndKeepsThePhase) {
  hal::RigDocument rig = test::flawless_rig();
  rig.transmitter.full_scale = 1.5;
  Row input(8, 1.0);
  input[3] = std::polar(2.0, 0.8);
  Row clipped = input;
  clipped[3] = std::polar(1.5, 0.8);
  const auto trace =
      trace_of(rig, test::wide_path(1), request_of(test::repeated(input, 1), {0.7}, {0.4}));
  const Row expected = test::propagated(clipped, test::lossless({0.7}, {0.4}));
  EXPECT_LT(test::largest_difference(row_of(trace, 0), test::intensities(expected)), 1e-10);
}

TEST(SimulatedBackend, TunableDispersionTakesItsNearestStep) {
  hal::LightPath path = test::wide_path(1);
  path.stages[0].minimum_dispersion_ps2 = -25.0;
  path.stages[0].maximum_dispersion_ps2 = 25.0;
  path.stages[0].dispersion_step_ps2 = 10.0;
  const std::unique_ptr<hal::Rig> bench = make_simulated_rig(test::flawless_rig(), path, 1);
  const hal::EmissionPermit permit = bench->arm();
  for (const auto& [asked, taken] :
       {std::pair{-24.0, -25.0}, {-11.0, -15.0}, {0.1, 5.0}, {21.0, 25.0}}) {
    hal::RunRequest request = constant_light(1, 8);
    request.stages[0].dispersion = asked * core::units::ps2;
    const hal::AppliedStage applied = bench->backend().run(request, permit).applied.at(0);
    EXPECT_NEAR(applied.dispersion.requested.in(core::units::ps2), asked, 1e-12);
    EXPECT_NEAR(applied.dispersion.applied.in(core::units::ps2), taken, 1e-12);
  }
}

TEST(SimulatedBackend, RefusesALightPathLongerThanTheBench) {
  test::expect_error<core::InputError>("input.setting", {"more stages"}, [] {
    make_simulated_rig(test::flawless_rig(), test::wide_path(4), 1);
  });
}

}  // namespace
}  // namespace fiberloom::sim
