#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <complex>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/hal/instruments/power_meter.hpp>
#include <optional>
#include <string>

#include "expect_error.hpp"
#include "lab_rig.hpp"
#include "random.hpp"
#include "watched_bench.hpp"

namespace fiberloom::sim {
namespace {

// Every fault of these tests holds in [60 s, 200 s) of the bench's time.
constexpr double from_s = 60.0;
constexpr double until_s = 200.0;
constexpr double before = 10.0;
constexpr double during = 100.0;
constexpr double after = 300.0;

class Faults : public testing::Test {
 protected:
  explicit Faults(const hal::BenchSpread& spread = {})
      : bench(test::lab_rig(), test::lab_path(2), {.spread = spread, .seed = 11}) {
    test::Random random(53);
    request.stages = test::lab_settings(test::lab_path(2), {1.0, -0.7}, {0.2, 0.1});
    request.waveform = core::FieldBatch<double>(2, 32);
    for (std::complex<double>& value : request.waveform.values()) {
      value = 0.7 * random.complex_normal();
    }
  }

  void script(FaultKind kind, const std::string& place = {}, double value = 0.0) {
    bench.faults().add(
        {.kind = kind, .place = place, .from_s = from_s, .until_s = until_s, .value = value});
  }

  // A run whose first shot is at that time; the bench is armed anew where its light has gone.
  hal::RunResult run_at(double time_s) {
    if (!permit || !permit->is_valid()) {
      permit.reset();
      permit.emplace(bench.rig().arm());
    }
    request.first_shot = std::llround(time_s / 1e-4);
    return bench.rig().backend().run(request, *permit);
  }
  void go_to(double time_s) { bench.bench().clock().go_to_shot(std::llround(time_s / 1e-4)); }
  void expect_seed_lost_at(double time_s, const std::string& amplifier) {
    test::expect_error<core::InterlockError>("interlock.seed_lost", {amplifier},
                                             [&] { run_at(time_s); });
    EXPECT_TRUE(bench.is_dark());
    EXPECT_FALSE(permit->is_valid());
  }

  static double largest_difference(const core::RealBatch<double>& a,
                                   const core::RealBatch<double>& b) {
    double largest = 0.0;
    for (std::size_t i = 0; i < a.values().size(); ++i) {
      largest = std::max(largest, std::abs(a.values()[i] - b.values()[i]));
    }
    return largest;
  }
  static bool are_all(const std::vector<hal::FrameQuality>& quality,
                      bool hal::FrameQuality::*flag) {
    return std::ranges::all_of(quality, [flag](const hal::FrameQuality& one) { return one.*flag; });
  }
  static bool are_none(const std::vector<hal::FrameQuality>& quality,
                       bool hal::FrameQuality::*flag) {
    return std::ranges::none_of(quality,
                                [flag](const hal::FrameQuality& one) { return one.*flag; });
  }

  test::WatchedBench bench;
  std::optional<hal::EmissionPermit> permit;
  hal::RunRequest request;
};

TEST_F(Faults, ABrokenFibreTakesTheSeedOfWhatStandsBehind) {
  script(FaultKind::fiber_break, "tdc-2");
  const hal::RunResult whole = run_at(before);
  expect_seed_lost_at(during, "edfa-2");
  EXPECT_LT(largest_difference(run_at(after).trace, whole.trace), 1e-3);
}

TEST_F(Faults, ABrokenFibreIsDarkBehindTheBreakAndNotInFrontOfIt) {
  script(FaultKind::fiber_break, "voa-1");
  run_at(before);
  auto& amplifier = bench.bench().get<hal::OpticalAmplifier>("edfa-1");
  auto& meter = bench.bench().get<hal::PowerMeter>("meter-1");
  const double lit_w = meter.power().in(core::units::w);
  EXPECT_GT(lit_w, 0.0);
  go_to(during);
  EXPECT_GT(amplifier.input_power().in(core::units::w), 0.0);
  EXPECT_EQ(meter.power().in(core::units::w), 0.0);
  go_to(after);
  EXPECT_NEAR(meter.power().in(core::units::w) / lit_w, 1.0, 1e-9);
}

TEST_F(Faults, AnAmplifierWithoutSeedIsNotLeftOn) {
  script(FaultKind::amplifier_without_seed, "edfa-1");
  run_at(before);
  auto& amplifier = bench.bench().get<hal::OpticalAmplifier>("edfa-1");
  go_to(during);
  EXPECT_EQ(amplifier.input_power().in(core::units::w), 0.0);
  expect_seed_lost_at(during, "edfa-1");
  EXPECT_NO_THROW(run_at(after));
}

TEST_F(Faults, ADeadChannelWritesOnlyTheRealPart) {
  script(FaultKind::dead_channel);
  std::ranges::fill(request.waveform.values(), std::complex<double>(0.0, 0.5));
  const auto mean = [](const hal::RunResult& result) {
    double sum = 0.0;
    for (const double value : result.trace.values()) {
      sum += value / static_cast<double>(result.trace.values().size());
    }
    return sum;
  };
  const double whole = mean(run_at(before));
  EXPECT_GT(whole, 0.1);
  EXPECT_LT(mean(run_at(during)), 1e-3 * whole);
  EXPECT_NEAR(mean(run_at(after)), whole, 1e-3 * whole);
}

TEST_F(Faults, ASaturatedDetectorIsFlagged) {
  script(FaultKind::saturated_detector, {}, 30.0);
  EXPECT_TRUE(are_none(run_at(before).quality, &hal::FrameQuality::saturated));
  EXPECT_TRUE(are_all(run_at(during).quality, &hal::FrameQuality::saturated));
  EXPECT_TRUE(are_none(run_at(after).quality, &hal::FrameQuality::saturated));
}

TEST_F(Faults, AStuckAttenuatorSaysThatItMovedAndDoesNot) {
  script(FaultKind::stuck_attenuator, "voa-1");
  permit.emplace(bench.rig().arm());
  hal::Setting& attenuation = bench.setting("voa-1", "attenuation_db");
  auto& meter = bench.bench().get<hal::PowerMeter>("meter-1");
  constexpr double step_db = 3.3;  // a whole number of steps of this attenuator
  const auto lost_by_a_step = [&](double time_s) {
    go_to(time_s);
    const double was_w = meter.power().in(core::units::w);
    const double wanted_db = attenuation.applied().value() + step_db;
    EXPECT_NEAR(attenuation.set(wanted_db).applied, wanted_db, 1e-9);
    bench.wait(1.0);
    return 10.0 * std::log10(was_w / meter.power().in(core::units::w));
  };
  EXPECT_NEAR(lost_by_a_step(before), step_db, 1e-9);
  EXPECT_NEAR(lost_by_a_step(during), 0.0, 1e-9);
  EXPECT_NEAR(lost_by_a_step(after), 2.0 * step_db, 1e-9)
      << "what it did not do before comes with it";
}

TEST_F(Faults, AStuckAttenuatorIsNoticedWhereItIsToBringAPower) {
  for (const char* attenuator : {"voa-2", "voa-rx"}) {
    SCOPED_TRACE(attenuator);
    bench.faults().clear();
    run_at(before);
    script(FaultKind::stuck_attenuator, attenuator);
    for (hal::StageSetting& stage : request.stages) {
      stage.launch_power = 0.35 * stage.launch_power;
    }
    test::expect_error<core::InstrumentError>(
        "instrument.no_response", {attenuator, "asked", "saw"}, [&] { run_at(during); });
    EXPECT_TRUE(bench.is_dark());
    EXPECT_FALSE(permit->is_valid());
    go_to(after);
    EXPECT_NO_THROW(run_at(after));
  }
}

TEST_F(Faults, ALostShotIsFlaggedAndLeavesNothing) {
  script(FaultKind::lost_shot);
  EXPECT_TRUE(are_none(run_at(before).quality, &hal::FrameQuality::lost));
  const hal::RunResult lost = run_at(during);
  EXPECT_TRUE(are_all(lost.quality, &hal::FrameQuality::lost));
  EXPECT_TRUE(std::ranges::all_of(lost.trace.values(), [](double value) { return value == 0.0; }));
  EXPECT_TRUE(are_none(run_at(after).quality, &hal::FrameQuality::lost));
}

TEST_F(Faults, ALateTriggerBeginsTheTraceLater) {
  const double sample_s = 1e-9 / test::lab_path(2).sample_rate_gsa_per_s;
  script(FaultKind::late_trigger, {}, 3.0 * sample_s);
  const core::RealBatch<double> on_time = run_at(before).trace;
  const core::RealBatch<double> late = run_at(during).trace;
  for (std::size_t frame = 0; frame < late.batch(); ++frame) {
    for (std::size_t i = 0; i < late.samples(); ++i) {
      EXPECT_NEAR(late.row(frame)[i], on_time.row(frame)[(i + 3) % late.samples()], 1e-3);
    }
  }
  EXPECT_LT(largest_difference(run_at(after).trace, on_time), 1e-3);
}

TEST_F(Faults, ATraceThatIsNoNumberIsALostFrame) {
  script(FaultKind::not_a_number);
  EXPECT_TRUE(are_none(run_at(before).quality, &hal::FrameQuality::lost));
  const hal::RunResult lost = run_at(during);
  EXPECT_TRUE(are_all(lost.quality, &hal::FrameQuality::lost));
  EXPECT_TRUE(
      std::ranges::all_of(lost.trace.values(), [](double value) { return std::isfinite(value); }));
  EXPECT_TRUE(are_none(run_at(after).quality, &hal::FrameQuality::lost));
}

TEST_F(Faults, ASlowInstrumentTakesItsTimeForEveryWrite) {
  script(FaultKind::slow_instrument, "voa-2", 2.5);
  bench.bench().configure_all();
  const auto taken_s = [&](double time_s) {
    go_to(time_s);
    const double start_s = bench.time_s();
    bench.setting("voa-2", "attenuation_db").set(time_s == during ? 4.0 : 9.0);
    return bench.time_s() - start_s;
  };
  EXPECT_EQ(taken_s(before), 0.0);
  EXPECT_NEAR(taken_s(during), 2.5, 1e-6);
  EXPECT_EQ(taken_s(after), 0.0);
}

TEST_F(Faults, ASlowInstrumentMissesADeadline) {
  script(FaultKind::slow_instrument, "voa-2", 600.0);
  request.deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
  run_at(before);
  request.stages[1].launch_power = 0.35 * request.stages[1].launch_power;  // so that it is written
  test::expect_error<core::InstrumentError>("instrument.timeout", {"deadline"},
                                            [&] { run_at(during); });
  EXPECT_TRUE(bench.is_dark());
  EXPECT_NO_THROW(run_at(after));
}

// Fibre is a thermometer: 35 ps per kilometre and kelvin.
class WarmFaults : public Faults {
 protected:
  WarmFaults() : Faults({.delay_drift_ps_per_km_k = 35.0}) {}
};

TEST_F(WarmFaults, ARunawayRoomShiftsTheTraces) {
  script(FaultKind::thermal_runaway, {}, 0.05);
  const core::RealBatch<double> cool = run_at(before).trace;
  EXPECT_GT(largest_difference(run_at(during).trace, cool), 0.1);
  EXPECT_LT(largest_difference(run_at(after).trace, cool), 1e-3);
}

}  // namespace
}  // namespace fiberloom::sim
