#include <fiberloom/hal/backend.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <limits>

#include "expect_error.hpp"
#include "fake_rig.hpp"

namespace fiberloom::hal {
namespace {

using test::FakeRig;
namespace units = core::units;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

class BackendChecks : public testing::Test {
 protected:
  FakeRig fake;
  EmissionPermit permit = fake.rig->arm();
  RunRequest request = test::fake_request();

  [[nodiscard]] auto num_runs() const {
    return std::count(fake.log->begin(), fake.log->end(), "run");
  }

  template <class Wanted>
  void expect_refused(const std::string& code, const std::vector<std::string>& words) {
    test::expect_error<Wanted>(code, words, [&] { fake.backend->run(request, permit); });
    EXPECT_EQ(num_runs(), 0) << "the request reached the implementation";
    EXPECT_TRUE(permit.is_valid()) << "a refusal is no failure of the run";
  }
};

TEST_F(BackendChecks, LetARightRequestThrough) {
  const RunResult result = fake.backend->run(request, permit);
  EXPECT_EQ(num_runs(), 1);
  EXPECT_EQ(result.optical_passes, 3);
  EXPECT_TRUE(permit.is_valid());
}

TEST_F(BackendChecks, WantASettingForEachStage) {
  request.stages.pop_back();
  expect_refused<core::InputError>("input.shape", {"1 stages", "has 2"});
}

TEST_F(BackendChecks, KeepDispersionWithinTheStagesRange) {
  for (const double value : {-51.0, 101.0, nan, infinity}) {
    SCOPED_TRACE(value);
    request.stages[1].dispersion = value * units::ps2;
    expect_refused<core::InputError>("input.setting", {"second", "dispersion", "-50", "100 ps^2"});
  }
}

TEST_F(BackendChecks, TakeTheEndsOfTheRangeAndTheirRounding) {
  request.stages[0].dispersion = -50.0 * units::ps2;
  request.stages[1].dispersion =
      100.00000001 * units::ps2;  // 1e-10 beyond: a conversion's rounding
  request.stages[1].launch_power = 0.2 * units::w;
  fake.backend->run(request, permit);
  EXPECT_EQ(num_runs(), 1);
}

TEST_F(BackendChecks, RefusePowerBelowZero) {
  for (const double value : {-1e-6, nan}) {
    request.stages[0].launch_power = value * units::w;
    expect_refused<core::InputError>("input.setting", {"first", "launch power", "negative"});
  }
}

TEST_F(BackendChecks, HoldTheLaunchPowerInterlock) {
  for (const double value : {0.2001, infinity}) {
    request.stages[1].launch_power = value * units::w;
    expect_refused<core::InterlockError>("interlock.launch_power", {"second", "0.2 W", "lower it"});
  }
}

TEST_F(BackendChecks, HoldTheDetectorPowerInterlockFrameByFrame) {
  // Unit power is 1 mW at the photodiode; frame 2 alone has a mean of 5 mW, the batch one of 2.3 mW.
  for (std::complex<double>& value : request.waveform.row(2)) {
    value = std::sqrt(5.0);
  }
  expect_refused<core::InterlockError>("interlock.detector_power",
                                       {"frame 2", "0.005 W", "limit 0.004 W", "scale"});
}

TEST_F(BackendChecks, MeanPowerCountsNotThePeak) {
  request.waveform.row(0)[3] = 5.0;  // 25 and seven ones: a mean of 4
  fake.backend->run(request, permit);
  EXPECT_EQ(num_runs(), 1);
  request.waveform.row(0)[3] = 5.01;
  test::expect_error<core::InterlockError>("interlock.detector_power", {"frame 0"},
                                           [&] { fake.backend->run(request, permit); });
}

TEST_F(BackendChecks, RefuseAWaveformThatIsNoNumber) {
  for (const std::complex<double> value :
       {std::complex<double>(nan, 0.0), {0.0, nan}, {infinity, 0.0}, {0.0, -infinity}}) {
    request.waveform.row(1)[7] = value;
    expect_refused<core::InputError>("input.not_finite", {"frame 1", "NaN"});
  }
}

TEST_F(BackendChecks, RefuseAWaveformWithoutFrames) {
  request.waveform = core::FieldBatch<double>(0, 8);
  expect_refused<core::InputError>("input.shape", {"no frames"});
  request.waveform = core::FieldBatch<double>(3, 0);
  expect_refused<core::InputError>("input.shape", {"no frames"});
}

TEST_F(BackendChecks, RefuseNoAverages) {
  request.averages = 0;
  expect_refused<core::InputError>("input.setting", {"averages"});
}

TEST_F(BackendChecks, StopBeforeTheFirstShot) {
  std::stop_source stop;
  stop.request_stop();
  request.stop = stop.get_token();
  expect_refused<core::InterruptedError>("run.interrupted", {"before the first shot"});
}

TEST_F(BackendChecks, RefuseASpentPermit) {
  permit.revoke();
  test::expect_error<core::InterlockError>("interlock.not_armed", {"spent", "arm"},
                                           [&] { fake.backend->run(request, permit); });
  EXPECT_EQ(num_runs(), 0);
}

TEST_F(BackendChecks, RefuseAMovedFromPermit) {
  const EmissionPermit taken = std::move(permit);
  test::expect_error<core::InterlockError>("interlock.not_armed", {"arm"},
                                           [&] { fake.backend->run(request, permit); });
  EXPECT_EQ(num_runs(), 0);
}

TEST_F(BackendChecks, RefuseThePermitOfAnotherRig) {
  const FakeRig other;
  const EmissionPermit foreign = other.rig->arm();
  test::expect_error<core::InterlockError>("interlock.not_armed", {"another rig"},
                                           [&] { fake.backend->run(request, foreign); });
  EXPECT_EQ(num_runs(), 0);
  EXPECT_TRUE(permit.is_valid());
}

TEST_F(BackendChecks, RefuseAnyPermitWithoutARig) {
  test::FakeBackend loose(test::fake_limits(), test::new_log());
  test::expect_error<core::InterlockError>("interlock.not_armed", {},
                                           [&] { loose.run(request, permit); });
}

TEST_F(BackendChecks, AFailedRunSwitchesTheLightOff) {
  fake.backend->fails = true;
  fake.log->clear();
  test::expect_error<core::InstrumentError>("instrument.fake", {"digitiser"},
                                            [&] { fake.backend->run(request, permit); });
  EXPECT_FALSE(permit.is_valid());
  EXPECT_FALSE(fake.rig->is_armed());
  EXPECT_EQ(fake.take_log(), (std::vector<std::string>{"run", "laser off"}));
}

}  // namespace
}  // namespace fiberloom::hal
