#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/sim/light.hpp>
#include <numbers>
#include <optional>

#include "lab_rig.hpp"
#include "random.hpp"
#include "simulated_bench.hpp"
#include "watched_bench.hpp"

// What is set on an instrument of a bench is seen in its light.

namespace fiberloom::sim {
namespace {

constexpr double v_pi_v = 3.5;  // of the lab's modulator

hal::RigDocument lab_with_delay_and_controller() {
  hal::RigDocument rig = test::lab_rig();
  rig.bench->instruments.push_back(
      {.name = "delay-1", .role = "delay_line", .driver = "simulated"});
  rig.bench->instruments.push_back(
      {.name = "paddles", .role = "polarization_controller", .driver = "simulated"});
  rig.bench->stages[0].delay_line = "delay-1";
  rig.bench->transmitter.polarization_controller = "paddles";
  std::erase_if(rig.bench->wiring, [](const hal::Connection& connection) {
    return connection.from == "shaper-1" || connection.from == "dither-1";
  });
  return rig;
}

class WiredSettings : public testing::Test {
 protected:
  void open(const hal::RigDocument& rig, const hal::LightPath& path,
            const hal::BenchSpread& spread = {}) {
    bench.emplace(rig, path, SimulatedBenchOptions{.spread = spread, .seed = 5});
    permit.emplace(bench->rig().arm());
  }
  void set(const char* instrument, const char* key, double value) {
    bench->setting(instrument, key).set(value);
    bench->wait(10.0);
  }
  hal::RunResult run(const hal::RunRequest& request) {
    return bench->rig().backend().run(request, *permit);
  }
  static hal::RunRequest request_of(const hal::LightPath& path, std::size_t samples = 64) {
    test::Random random(77);
    hal::RunRequest request{
        .stages = test::lab_settings(path, {18.367}, {0.1}),  // 1275.45 ps^2: -1000 ps/nm
        .waveform = core::FieldBatch<double>(1, samples)};
    const test::Row row = test::band_limited_row(samples, 0.5, random);
    std::copy(row.begin(), row.end(), request.waveform.row(0).begin());
    return request;
  }
  static double mean(const core::RealBatch<double>& trace) {
    double sum = 0.0;
    for (const double value : trace.values()) {
      sum += value / static_cast<double>(trace.values().size());
    }
    return sum;
  }
  // By how many samples one trace is later than the other, if it is the same otherwise.
  static std::optional<std::size_t> delay(const core::RealBatch<double>& late,
                                          const core::RealBatch<double>& early) {
    const std::size_t size = early.samples();
    for (std::size_t shift = 0; shift < size; ++shift) {
      double wrong = 0.0;
      for (std::size_t i = 0; i < size; ++i) {
        wrong = std::max(wrong, std::abs(late.row(0)[(i + shift) % size] - early.row(0)[i]));
      }
      if (wrong < 0.01 * *std::ranges::max_element(early.values())) {
        return shift;
      }
    }
    return std::nullopt;
  }

  std::optional<test::WatchedBench> bench;
  std::optional<hal::EmissionPermit> permit;
};

// Of |u|^2 = 1 each child has the mean square m = 1/(2 full_scale^2) of its sine; a bias on one of them adds its carrier.
double mean_with_bias(double volts) {
  const double swing = 0.5 / 36.0;
  const double sine_square = std::pow(std::sin(0.5 * std::numbers::pi * volts / v_pi_v), 2);
  return 0.25 * (swing + swing * (1.0 - sine_square) + (1.0 - swing) * sine_square);
}

TEST_F(WiredSettings, ABiasOffTheNullAddsACarrierToTheMeanPower) {
  open(test::lab_rig(), test::lab_path(1));
  run(request_of(test::lab_path(1)));
  auto& amplifier = bench->bench().get<hal::OpticalAmplifier>("edfa-1");
  const double at_null_w = amplifier.input_power().in(core::units::w);
  for (const double volts : {0.4, -0.9, 1.5}) {
    set("bias-1", "in_phase_bias_v", volts);
    EXPECT_NEAR(amplifier.input_power().in(core::units::w) / at_null_w,
                mean_with_bias(volts) / mean_with_bias(0.0), 1e-9)
        << volts;
  }
}

TEST_F(WiredSettings, ABiasOffTheNullAddsACarrierToTheLight) {
  open(test::lab_rig(), test::lab_path(1));
  hal::RunRequest request = request_of(test::lab_path(1));
  std::ranges::fill(request.waveform.values(), std::complex<double>());
  EXPECT_LT(mean(run(request).trace), 1e-12) << "nothing is written: the null is dark";
  const auto carrier = [&](double volts) {
    set("bias-1", "in_phase_bias_v", volts);
    return mean(run(request).trace);
  };
  // A frame of the bare carrier, over what the amplifier makes of the mean.
  const auto expected = [](double volts) {
    return 0.25 * std::pow(std::sin(0.5 * std::numbers::pi * volts / v_pi_v), 2) /
           mean_with_bias(volts);
  };
  EXPECT_NEAR(carrier(0.9) / carrier(0.3), expected(0.9) / expected(0.3), 1e-6);
}

TEST_F(WiredSettings, ThePhaseElectrodeTurnsOneChildAgainstTheOther) {
  open(test::lab_rig(), test::lab_path(1));
  hal::RunRequest request = request_of(test::lab_path(1));
  std::ranges::fill(request.waveform.values(), std::complex<double>(0.5, 0.5));
  const double in_quadrature = mean(run(request).trace);
  EXPECT_GT(in_quadrature, 0.1);
  set("bias-1", "phase_bias_v", 0.5 * v_pi_v);
  EXPECT_LT(mean(run(request).trace), 1e-9 * in_quadrature) << "the two undo each other";
  set("bias-1", "phase_bias_v", -0.5 * v_pi_v);
  EXPECT_NEAR(mean(run(request).trace) / in_quadrature, 2.0, 1e-6) << "the two add";
}

TEST_F(WiredSettings, AnotherWavelengthComesLaterThroughADispersiveElement) {
  open(test::lab_rig(), test::lab_path(1));
  const hal::RunRequest request = request_of(test::lab_path(1));
  const core::RealBatch<double> before = run(request).trace;
  set("laser-1", "wavelength_nm", 1549.95);
  // -0.05 nm times -1000 ps/nm: 50 ps, six samples of 8.33 ps.
  EXPECT_EQ(delay(run(request).trace, before), 6U);
  set("laser-1", "wavelength_nm", 1550.0);
  EXPECT_EQ(delay(run(request).trace, before), 0U);
}

TEST_F(WiredSettings, AnotherWavelengthMeetsTheEdgeOfAFilter) {
  hal::LightPath path = test::lab_path(1);
  path.optical_filter_ghz = 10.0;
  open(test::lab_rig(), path);
  run(request_of(path));
  const double middle_w = bench->physics().arriving_w("tdc-1");
  const double behind_w = bench->physics().arriving_w("edfa-1");
  // 10 GHz are 0.0801 nm at 1550 nm: half of the power.
  const double half_nm = 10e9 * 1550.0 * 1550.0 / 299792458.0 * 1e-9;
  set("laser-1", "wavelength_nm", 1550.0 + half_nm);
  EXPECT_NEAR(bench->physics().arriving_w("tdc-1") / middle_w, 0.5, 1e-3);
  EXPECT_NEAR(bench->physics().arriving_w("edfa-1") / behind_w, 0.5, 1e-3);
}

TEST_F(WiredSettings, ADelayLineComesLater) {
  open(lab_with_delay_and_controller(), test::lab_path(1));
  const hal::RunRequest request = request_of(test::lab_path(1));
  const core::RealBatch<double> before = run(request).trace;
  set("delay-1", "delay_ps", 25.0);
  EXPECT_EQ(delay(run(request).trace, before), 3U) << "of 8.33 ps";
}

TEST_F(WiredSettings, APolarisationControllerTurnsLightAwayFromTheModulator) {
  open(lab_with_delay_and_controller(), test::lab_path(1));
  const hal::RunRequest request = request_of(test::lab_path(1));
  const double trace = mean(run(request).trace);
  const double aligned_w = bench->physics().arriving_w("edfa-1");
  set("paddles", "second_retardance_deg", 60.0);
  EXPECT_NEAR(bench->physics().arriving_w("edfa-1") / aligned_w, 0.75, 1e-9) << "cos^2 30";
  EXPECT_NEAR(mean(run(request).trace) / trace, 1.0, 1e-6) << "the amplifier makes up for it";
  set("paddles", "first_retardance_deg", 90.0);
  EXPECT_NEAR(bench->physics().arriving_w("edfa-1") / aligned_w, 0.75, 1e-9)
      << "along the light's own axis nothing turns";
}

TEST_F(WiredSettings, TheBrillouinThresholdFollowsTheDither) {
  open(test::lab_rig(), test::lab_path(1), {.has_brillouin_scattering = 1.0});
  hal::RunRequest request = request_of(test::lab_path(1));
  request.stages = test::lab_settings(test::lab_path(1), {0.0}, {1.0});
  std::ranges::fill(request.waveform.values(), std::complex<double>(1.0, 0.0));
  set("dither-1", "frequency_mhz", 60.0);
  set("dither-1", "drive_v", 7.0);
  const double weaker = mean(run(request).trace);
  set("dither-1", "drive_v", 8.0);
  // What is transmitted stands at the threshold, and that goes by the strongest line of the dither: of 4.25 V half-wave
  // voltage the index is 5.174 and 5.914, and there J4 is the largest: its squares are 0.15833 and 0.13517.
  EXPECT_NEAR(mean(run(request).trace) / weaker, 0.15833 / 0.13517, 2e-3);
}

}  // namespace
}  // namespace fiberloom::sim
