#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fiberloom/core/error.hpp>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "expect_error.hpp"
#include "lab_rig.hpp"
#include "random.hpp"
#include "watched_bench.hpp"

namespace fiberloom::hal {
namespace {

// Does something just before the n-th write of the hardware.
class AtWrite final : public test::BenchWatcher {
 public:
  AtWrite(int write, std::function<void()> deed) : write_(write), deed_(std::move(deed)) {}
  void before_write(const Command&) override {
    if (num_writes_++ == write_) {
      deed_();
    }
  }
  [[nodiscard]] bool is_done() const noexcept { return num_writes_ > write_; }

 private:
  int write_;
  int num_writes_ = 0;
  std::function<void()> deed_;
};

[[noreturn]] void fail_to_answer() {
  throw core::InstrumentError("instrument.test", "the wire was pulled");
}

// A value next to the present one, towards the middle of the range, that has to be sent.
double beside(const Setting& setting) {
  const SettingSpec& spec = setting.spec();
  const double here = setting.applied().value();
  const double step = std::max(spec.resolution, 1e-3 * (spec.maximum - spec.minimum));
  return here + step <= spec.maximum ? here + step : here - step;
}

// The laboratory's bench with two stages, lit.
class LightOff : public testing::Test {
 protected:
  LightOff() {
    arm();
    test::Random random(31);
    request.stages = test::lab_settings(test::lab_path(2), {1.0, -0.7}, {0.4, 0.3});
    request.waveform = core::FieldBatch<double>(2, 32);
    for (std::complex<double>& value : request.waveform.values()) {
      value = 0.7 * random.complex_normal();
    }
  }
  void arm() {
    permit.reset();
    permit.emplace(bench.rig().arm());
    ASSERT_TRUE(bench.is_lit("laser-1") && bench.is_lit("edfa-1") && bench.is_lit("edfa-2"));
  }
  void run() { bench.rig().backend().run(request, *permit); }
  void expect_light_off() {
    EXPECT_TRUE(bench.is_dark());
    EXPECT_FALSE(permit->is_valid());
    EXPECT_FALSE(bench.rig().is_armed());
  }

  test::WatchedBench bench{test::lab_rig(), test::lab_path(2), {.seed = 17}};
  std::optional<EmissionPermit> permit;
  RunRequest request;
};

TEST_F(LightOff, WhenThePermitEnds) {
  run();
  EXPECT_FALSE(bench.is_dark());
  permit.reset();
  EXPECT_TRUE(bench.is_dark());
}

TEST_F(LightOff, WhenThePermitIsRevoked) {
  permit->revoke();
  expect_light_off();
}

TEST_F(LightOff, WhenTheRigGoesWhileAPermitLives) {
  bench.destroy_rig();
  EXPECT_TRUE(bench.is_dark());
  EXPECT_FALSE(permit->is_valid());
}

TEST_F(LightOff, WhenTheFibreBreaksInFrontOfAnyElement) {
  for (const char* place : {"tdc-1", "shaper-1", "edfa-1", "voa-1", "meter-1",
                            "stage 1/ofs-hnlf-507", "tdc-2", "edfa-2"}) {
    SCOPED_TRACE(place);
    bench.faults().add({.kind = sim::FaultKind::fiber_break, .place = place});
    test::expect_error<core::InterlockError>("interlock.seed_lost", {"edfa-"}, [&] { run(); });
    expect_light_off();
    bench.faults().clear();
    arm();
    EXPECT_NO_THROW(run()) << "mended, it goes on";
  }
}

TEST_F(LightOff, WhenAnAmplifierLosesItsSeed) {
  for (const char* amplifier : {"edfa-1", "edfa-2"}) {
    SCOPED_TRACE(amplifier);
    bench.faults().add({.kind = sim::FaultKind::amplifier_without_seed, .place = amplifier});
    test::expect_error<core::InterlockError>("interlock.seed_lost", {amplifier}, [&] { run(); });
    expect_light_off();
    bench.faults().clear();
    arm();
  }
}

TEST_F(LightOff, WhenAnInstrumentIsSlowerThanTheDeadline) {
  bench.faults().add({.kind = sim::FaultKind::slow_instrument, .place = "voa-1", .value = 3600.0});
  request.deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
  test::expect_error<core::InstrumentError>("instrument.timeout", {"deadline"}, [&] { run(); });
  expect_light_off();
}

TEST_F(LightOff, AfterAnAttenuatorThatSaysItMovedAndDidNot) {
  arm();
  bench.faults().add({.kind = sim::FaultKind::stuck_attenuator, .place = "voa-1"});
  test::expect_error<core::InstrumentError>(
      "instrument.no_response", {"voa-1", "asked for", "meter-1 saw +0.00 dB"}, [&] { run(); });
  expect_light_off();
}

// What goes wrong in a frame is told by its flags: the run succeeds, and the light goes with its permit.
TEST_F(LightOff, AfterARunThatOnlyLostFrames) {
  const std::vector<sim::Fault> faults{
      {.kind = sim::FaultKind::dead_channel},
      {.kind = sim::FaultKind::saturated_detector, .value = 20.0},
      {.kind = sim::FaultKind::lost_shot},
      {.kind = sim::FaultKind::late_trigger, .value = 1e-12},
      {.kind = sim::FaultKind::not_a_number},
      {.kind = sim::FaultKind::thermal_runaway, .value = 0.1},
      {.kind = sim::FaultKind::slow_instrument, .place = "edfa-1", .value = 0.5}};
  for (const sim::Fault& fault : faults) {
    SCOPED_TRACE(sim::name_of(fault.kind));
    bench.faults().add(fault);
    EXPECT_NO_THROW(run());
    permit.reset();
    EXPECT_TRUE(bench.is_dark());
    bench.faults().clear();
    arm();
  }
}

TEST_F(LightOff, WhenAnyWriteOfARunFails) {
  int write = 0;
  for (bool is_done = true; is_done; ++write) {
    SCOPED_TRACE(write);
    AtWrite pulled(write, fail_to_answer);
    bench.watch_with(&pulled);
    try {
      run();
      EXPECT_FALSE(pulled.is_done()) << "the failure was swallowed";
    } catch (const core::InstrumentError& error) {
      EXPECT_EQ(error.code(), "instrument.test");
      expect_light_off();
    }
    bench.watch_with(nullptr);
    is_done = pulled.is_done();
    arm();
  }
  EXPECT_GT(write, 8) << "a run of two stages writes more often";
}

TEST_F(LightOff, WhenARunIsStoppedAtAnyWrite) {
  int write = 0;
  for (bool is_done = true; is_done; ++write) {
    SCOPED_TRACE(write);
    std::stop_source stop;
    request.stop = stop.get_token();
    AtWrite stopped(write, [&] { stop.request_stop(); });
    bench.watch_with(&stopped);
    try {
      run();
      EXPECT_FALSE(stopped.is_done()) << "the stop was not heard";
    } catch (const core::InterruptedError& error) {
      EXPECT_EQ(error.code(), "run.interrupted");
      expect_light_off();
    }
    bench.watch_with(nullptr);
    is_done = stopped.is_done();
    arm();
  }
  EXPECT_GT(write, 8);
}

TEST_F(LightOff, WhenAWriteOfAnyInstrumentFails) {
  for (const auto& instrument : bench.bench().instruments()) {
    for (Setting* setting : instrument->settings()) {
      if (instrument->role() == "optical_switch") {
        continue;  // it cannot be written with light on it
      }
      SCOPED_TRACE(instrument->name() + " " + setting->spec().key);
      AtWrite pulled(0, fail_to_answer);
      bench.watch_with(&pulled);
      test::expect_error<core::InstrumentError>("instrument.test", {"wire"},
                                                [&] { setting->set(beside(*setting)); });
      bench.watch_with(nullptr);
      EXPECT_TRUE(bench.is_dark());
      EXPECT_EQ(instrument->life_cycle(), LifeCycle::safe);
      arm();
    }
  }
}

TEST_F(LightOff, WhenAnyWriteOfArmingFails) {
  int write = 0;
  for (bool is_done = true; is_done; ++write) {
    SCOPED_TRACE(write);
    test::WatchedBench fresh(test::lab_rig(), test::lab_path(2), {.seed = 17});
    AtWrite pulled(write, fail_to_answer);
    fresh.watch_with(&pulled);
    try {
      const EmissionPermit armed = fresh.rig().arm();
      EXPECT_FALSE(pulled.is_done()) << "the failure was swallowed";
    } catch (const core::InstrumentError& error) {
      EXPECT_EQ(error.code(), "instrument.test");
    }
    fresh.watch_with(nullptr);
    is_done = pulled.is_done();
    EXPECT_TRUE(fresh.is_dark());
    EXPECT_FALSE(fresh.rig().is_armed());
  }
  EXPECT_GT(write, 6) << "arming writes more often than that";
}

// The light of one instrument is the seed of the next: nothing goes on without it.
TEST_F(LightOff, BehindAnInstrumentThatIsMadeSafeAlone) {
  for (const char* name : {"laser-1", "awg-1", "edfa-1", "voa-1"}) {
    SCOPED_TRACE(name);
    bench.bench().instrument(name).make_safe();
    EXPECT_FALSE(bench.is_lit("edfa-2"));
    bench.wait(1.0);
    EXPECT_FALSE(bench.is_lit("edfa-2"));
    arm();
  }
}

}  // namespace
}  // namespace fiberloom::hal
