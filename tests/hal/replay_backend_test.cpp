#include <fiberloom/hal/replay_backend.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fiberloom/hal/recording_backend.hpp>
#include <fiberloom/hal/rig.hpp>
#include <memory>
#include <string>
#include <vector>

#include "expect_error.hpp"
#include "fake_rig.hpp"
#include "file_test_support.hpp"

namespace fiberloom::hal {
namespace {

// Answers with numbers that tell which frame of which run they belong to.
class CountingBackend final : public Backend {
 public:
  explicit CountingBackend(int& runs) : Backend(test::fake_limits()), runs_(runs) {}

 private:
  RunResult run_checked(const RunRequest& request) override {
    ++runs_;
    RunResult result;
    result.trace = core::RealBatch<double>(request.waveform.batch(), request.waveform.samples());
    for (std::size_t i = 0; i < request.waveform.batch(); ++i) {
      result.trace.row(i)[0] = 100.0 * runs_ + static_cast<double>(i);
      result.quality.push_back({.clipped = i == 1});
    }
    for (const StageSetting& stage : request.stages) {
      result.applied.push_back(
          {.dispersion = {.requested = stage.dispersion, .applied = 1.5 * stage.dispersion},
           .launch_power = {.requested = stage.launch_power, .applied = stage.launch_power}});
    }
    result.times = {.configure = std::chrono::nanoseconds(runs_),
                    .acquire = std::chrono::nanoseconds(10 * runs_),
                    .total = std::chrono::nanoseconds(100 * runs_)};
    result.optical_passes = static_cast<std::int64_t>(request.waveform.batch() * request.averages);
    result.calibration_ids = {"common", "run " + std::to_string(runs_)};
    return result;
  }

  int& runs_;
};

// Frames that are told apart by their first sample.
RunRequest request_of(const std::vector<double>& marks, std::int64_t first_shot = 0) {
  RunRequest request = test::fake_request();
  request.first_shot = first_shot;
  request.averages = 2;
  request.waveform = core::FieldBatch<double>(marks.size(), 8);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    request.waveform.row(i)[0] = marks[i];
  }
  return request;
}

class ReplayBackendTest : public testing::Test {
 protected:
  // Run 1: frames 0.1 0.2 0.3 with shots 0 2 4. Run 2: frame 0.4 with shot 6.
  ReplayBackendTest() {
    const std::unique_ptr<Rig> rig = recording_rig();
    const EmissionPermit permit = rig->arm();
    rig->backend().run(request_of({0.1, 0.2, 0.3}), permit);
    rig->backend().run(request_of({0.4}, 6), permit);
  }

  std::unique_ptr<Rig> recording_rig() {
    auto writer = std::make_unique<RecordingWriter>(folder.path(), RecordingLabel{.rig = "fake"},
                                                    test::fake_limits());
    return std::make_unique<Rig>(
        "fake",
        std::make_unique<RecordingBackend>(std::make_unique<CountingBackend>(recorded_runs),
                                           std::move(writer)),
        std::vector<std::unique_ptr<EmissionSource>>{});
  }

  RunResult replay(const RunRequest& request) {
    Rig rig("replay", std::make_unique<ReplayBackend>(read_recording(folder.path())), {});
    const EmissionPermit permit = rig.arm();
    return rig.backend().run(request, permit);
  }

  void expect_refused(const RunRequest& request, const std::vector<std::string>& words) {
    test::expect_error<core::InputError>("replay.not_recorded", words,
                                         [&] { static_cast<void>(replay(request)); });
  }

  core::TemporaryFolder folder;
  int recorded_runs = 0;
};

TEST_F(ReplayBackendTest, AnswersARunAsItWasRecorded) {
  const RunResult result = replay(request_of({0.1, 0.2, 0.3}));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(result.trace.row(i)[0], 100.0 + static_cast<double>(i));
    EXPECT_EQ(result.quality[i].clipped, i == 1);
  }
  ASSERT_EQ(result.applied.size(), 2U);
  EXPECT_EQ(result.applied[1].dispersion.requested, 20.0 * core::units::ps2);
  EXPECT_EQ(result.applied[1].dispersion.applied, 1.5 * (20.0 * core::units::ps2));
  EXPECT_EQ(result.times.total, std::chrono::nanoseconds(100));
  EXPECT_EQ(result.optical_passes, 6);
  EXPECT_THAT(result.calibration_ids, testing::ElementsAre("common", "run 1"));
}

TEST_F(ReplayBackendTest, KnowsFramesInOtherGroups) {
  const RunResult alone = replay(request_of({0.2}, 2));
  EXPECT_EQ(alone.trace.row(0)[0], 101.0);
  EXPECT_TRUE(alone.quality[0].clipped);
  EXPECT_EQ(alone.optical_passes, 2);
  const RunResult across = replay(request_of({0.2, 0.3, 0.4}, 2));
  EXPECT_EQ(across.trace.row(1)[0], 102.0);
  EXPECT_EQ(across.trace.row(2)[0], 200.0);
  EXPECT_EQ(across.times.configure, std::chrono::nanoseconds(1 + 2));
  EXPECT_EQ(across.times.acquire, std::chrono::nanoseconds(10 + 20));
  EXPECT_THAT(across.calibration_ids, testing::ElementsAre("common", "run 1", "run 2"));
}

TEST_F(ReplayBackendTest, AnswersWhatWasRecordedTwiceAsItWasTheFirstTime) {
  {
    const std::unique_ptr<Rig> rig = recording_rig();
    const EmissionPermit permit = rig->arm();
    rig->backend().run(request_of({0.4}, 6), permit);
  }
  ASSERT_EQ(read_recording(folder.path()).runs.size(), 3U);
  EXPECT_EQ(replay(request_of({0.4}, 6)).trace.row(0)[0], 200.0);
}

TEST_F(ReplayBackendTest, SaysWhatWasNeverRecorded) {
  RunRequest request = request_of({0.1});
  request.stages[1].launch_power = 0.11 * core::units::w;
  expect_refused(request, {"frame 0", "settings"});
  request = request_of({0.1, 0.25});
  expect_refused(request, {"frame 1", "waveform"});
  request = request_of({0.1});
  request.averages = 3;
  expect_refused(request, {"frame 0", "averages than 3: 2"});
  expect_refused(request_of({0.2}, 3), {"frame 0", "first shot than 3: 2"});
}

TEST_F(ReplayBackendTest, TellsZeroFromMinusZero) {
  RunRequest request = request_of({0.1});
  request.waveform.row(0)[5] = {-0.0, 0.0};
  expect_refused(request, {"waveform"});
}

TEST_F(ReplayBackendTest, HasTheLimitsOfWhatWasRecorded) {
  const ReplayBackend backend(read_recording(folder.path()));
  EXPECT_EQ(backend.limits().maximum_detector_power_w, 4e-3);
  EXPECT_EQ(backend.limits().path.stages[0].minimum_dispersion_ps2, -50.0);
  RunRequest request = request_of({0.1});
  request.stages[0].launch_power = 0.3 * core::units::w;
  test::expect_error<core::InterlockError>("interlock.launch_power", {"first"},
                                           [&] { static_cast<void>(replay(request)); });
}

TEST_F(ReplayBackendTest, RefusesARecordingThatIsNotWhole) {
  Recording recording = read_recording(folder.path());
  recording.runs[1].result.quality.clear();
  test::expect_error<core::InputError>("input.recording", {"0 qualities"},
                                       [&] { const ReplayBackend backend(recording); });
}

TEST_F(ReplayBackendTest, RecordsNothingOfARunThatFails) {
  auto log = test::new_log();
  auto inner = std::make_unique<test::FakeBackend>(test::fake_limits(), log);
  inner->fails = true;
  auto writer = std::make_unique<RecordingWriter>(folder.path(), RecordingLabel{.rig = "fake"},
                                                  test::fake_limits());
  Rig rig("fake", std::make_unique<RecordingBackend>(std::move(inner), std::move(writer)), {});
  const EmissionPermit permit = rig.arm();
  test::expect_error<core::InstrumentError>("instrument.fake", {},
                                            [&] { rig.backend().run(request_of({0.1}), permit); });
  EXPECT_FALSE(permit.is_valid());
  EXPECT_EQ(read_recording(folder.path()).runs.size(), 2U);
}

}  // namespace
}  // namespace fiberloom::hal
