#include <fiberloom/hal/recording.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "expect_error.hpp"
#include "fake_rig.hpp"
#include "file_test_support.hpp"

namespace fiberloom::hal {
namespace {

using core::TemporaryFolder;

// Numbers that a decimal text would round, flags of every kind, two calibrations.
RecordedRun odd_run(double scale = 1.0) {
  RecordedRun run;
  run.stages = {
      {.dispersion = scale / 3.0 * 1e-22 * core::units::s2, .launch_power = 0.1 * core::units::w},
      {.dispersion = -7.7e-23 * core::units::s2, .launch_power = core::Power{}}};
  run.waveform = core::FieldBatch<double>(2, 3);
  for (std::size_t i = 0; i < 6; ++i) {
    run.waveform.values()[i] = {scale / (1.0 + static_cast<double>(i)), -0.0};
  }
  run.averages = 4;
  run.first_shot = 1000000007;
  run.result.trace = core::RealBatch<double>(2, 3);
  for (std::size_t i = 0; i < 6; ++i) {
    run.result.trace.values()[i] = scale * 1e-3 / (7.0 + static_cast<double>(i));
  }
  for (const StageSetting& stage : run.stages) {
    run.result.applied.push_back(
        {.dispersion = {.requested = stage.dispersion, .applied = 1.1 * stage.dispersion},
         .launch_power = {.requested = stage.launch_power, .applied = 0.9 * stage.launch_power}});
  }
  run.result.quality = {{.clipped = true}, {.saturated = true, .lost = true}};
  run.result.times = {.configure = std::chrono::nanoseconds(1),
                      .acquire = std::chrono::nanoseconds(20),
                      .total = std::chrono::nanoseconds(300)};
  run.result.optical_passes = 8;
  run.result.calibration_ids = {"first", "second"};
  return run;
}

void expect_same(const RecordedRun& read, const RecordedRun& run) {
  EXPECT_EQ(read.waveform, run.waveform);
  EXPECT_TRUE(std::signbit(read.waveform.row(0)[0].imag()));
  EXPECT_EQ(read.averages, run.averages);
  EXPECT_EQ(read.first_shot, run.first_shot);
  ASSERT_EQ(read.stages.size(), run.stages.size());
  ASSERT_EQ(read.result.applied.size(), run.stages.size());
  for (std::size_t m = 0; m < run.stages.size(); ++m) {
    EXPECT_EQ(read.stages[m].dispersion, run.stages[m].dispersion);
    EXPECT_EQ(read.stages[m].launch_power, run.stages[m].launch_power);
    const AppliedStage& applied = run.result.applied[m];
    EXPECT_EQ(read.result.applied[m].dispersion.requested, applied.dispersion.requested);
    EXPECT_EQ(read.result.applied[m].dispersion.applied, applied.dispersion.applied);
    EXPECT_EQ(read.result.applied[m].launch_power.requested, applied.launch_power.requested);
    EXPECT_EQ(read.result.applied[m].launch_power.applied, applied.launch_power.applied);
  }
  EXPECT_EQ(read.result.trace, run.result.trace);
  EXPECT_EQ(read.result.times.configure, run.result.times.configure);
  EXPECT_EQ(read.result.times.acquire, run.result.times.acquire);
  EXPECT_EQ(read.result.times.total, run.result.times.total);
  EXPECT_EQ(read.result.optical_passes, run.result.optical_passes);
  EXPECT_EQ(read.result.calibration_ids, run.result.calibration_ids);
}

const RecordingLabel label{.rig = "lab", .bench = "left", .started_at = "2026-11-22T09:30:00Z"};

RecordingWriter writer_into(const std::filesystem::path& folder) {
  return {folder, label, test::fake_limits()};
}

TEST(Recording, GivesBackEveryBitOfEveryRun) {
  const TemporaryFolder folder;
  RecordingWriter writer = writer_into(folder.path() / "new" / "folder");
  writer.append(odd_run());
  writer.append(odd_run(2.0));
  const Recording read = read_recording(folder.path() / "new" / "folder");
  ASSERT_EQ(read.runs.size(), 2U);
  expect_same(read.runs[0], odd_run());
  expect_same(read.runs[1], odd_run(2.0));
  EXPECT_TRUE(read.runs[0].result.quality[0].clipped);
  EXPECT_FALSE(read.runs[0].result.quality[0].saturated || read.runs[0].result.quality[0].lost);
  EXPECT_FALSE(read.runs[0].result.quality[1].clipped);
  EXPECT_TRUE(read.runs[0].result.quality[1].saturated && read.runs[0].result.quality[1].lost);
}

TEST(Recording, KeepsTheDelaysThatASyncMarkerTold) {
  const TemporaryFolder folder;
  RecordingWriter writer = writer_into(folder.path());
  RecordedRun run = odd_run();
  run.result.quality[0].late_by_samples = -9.0 / 7.0;
  writer.append(run);
  writer.append(odd_run());
  const Recording read = read_recording(folder.path());
  expect_same(read.runs[0], run);
  EXPECT_EQ(read.runs[0].result.quality[0].late_by_samples, -9.0 / 7.0);
  EXPECT_EQ(read.runs[0].result.quality[1].late_by_samples, 0.0);
  EXPECT_EQ(read.runs[1].result.quality[0].late_by_samples, 0.0);
  EXPECT_THAT(core::slurp(folder.path() / "shots-000001.h5"), testing::HasSubstr("late_by"));
  EXPECT_THAT(core::slurp(folder.path() / "shots-000002.h5"),
              testing::Not(testing::HasSubstr("late_by")));
}

TEST(Recording, TellsWhatItIsOf) {
  const TemporaryFolder folder;
  RecordingWriter writer = writer_into(folder.path());
  writer.append(odd_run());
  const RecordingManifest manifest = read_recording(folder.path()).manifest;
  EXPECT_EQ(manifest.label.rig, "lab");
  EXPECT_EQ(manifest.label.bench, "left");
  EXPECT_EQ(manifest.label.started_at, "2026-11-22T09:30:00Z");
  EXPECT_EQ(manifest.runs, 1);
  EXPECT_EQ(manifest.optical_passes, 8);
  EXPECT_EQ(manifest.limits.path.stages[1].name, "second");
  EXPECT_EQ(manifest.limits.path.stages[1].maximum_launch_power_w, 0.2);
  EXPECT_EQ(manifest.limits.maximum_detector_power_w, 4e-3);
  EXPECT_EQ(manifest.limits.detector_reference_power_w, 1e-3);
}

TEST(Recording, GoesOnWhereAnotherSessionEnded) {
  const TemporaryFolder folder;
  writer_into(folder.path()).append(odd_run());
  RecordingWriter later(folder.path(), {.rig = "lab", .bench = "left", .started_at = "later"},
                        test::fake_limits());
  later.append(odd_run(2.0));
  const Recording read = read_recording(folder.path());
  ASSERT_EQ(read.runs.size(), 2U);
  expect_same(read.runs[0], odd_run());
  expect_same(read.runs[1], odd_run(2.0));
  EXPECT_EQ(read.manifest.label.started_at, "2026-11-22T09:30:00Z");
}

TEST(Recording, IsNotGoneOnWithOnAnotherBench) {
  const TemporaryFolder folder;
  writer_into(folder.path()).append(odd_run());
  test::expect_error<core::InputError>("input.recording", {"recording.json", "lab", "left"}, [&] {
    RecordingWriter(folder.path(), {.rig = "lab", .bench = "right"}, test::fake_limits());
  });
  BackendLimits other = test::fake_limits();
  other.path.stages[0].phase_per_watt_rad = 2.5;
  test::expect_error<core::InputError>("input.recording", {"light path"},
                                       [&] { RecordingWriter(folder.path(), label, other); });
}

TEST(Recording, LosesAtMostTheRunThatWasBeingWritten) {
  const TemporaryFolder folder;
  RecordingWriter writer = writer_into(folder.path());
  writer.append(odd_run());
  // The power went while the second run was written: half a file, which the manifest does not count.
  folder.put("shots-000002.h5", core::slurp(folder.path() / "shots-000001.h5").substr(0, 700));
  EXPECT_EQ(read_recording(folder.path()).runs.size(), 1U);
  writer_into(folder.path()).append(odd_run(2.0));
  const Recording read = read_recording(folder.path());
  ASSERT_EQ(read.runs.size(), 2U);
  expect_same(read.runs[1], odd_run(2.0));
}

TEST(Recording, RefusesToHoldAResultThatDoesNotFitItsRequest) {
  const TemporaryFolder folder;
  RecordingWriter writer = writer_into(folder.path());
  RecordedRun run = odd_run();
  run.result.quality.pop_back();
  test::expect_error<core::InputError>("input.recording", {"2 frames", "1 qualities"},
                                       [&] { writer.append(run); });
  run = odd_run();
  run.result.applied.clear();
  test::expect_error<core::InputError>("input.recording", {"0 applied"},
                                       [&] { writer.append(run); });
  EXPECT_EQ(read_recording(folder.path()).runs.size(), 0U);
}

class DamagedRecording : public testing::Test {
 protected:
  DamagedRecording() {
    writer_into(folder.path()).append(odd_run());
    whole = core::slurp(folder.path() / shots);
  }

  void expect_refused_with(const std::string& bytes, const std::string& what) {
    folder.put(shots, bytes);
    test::expect_error<core::DocumentError>("document.recording", {shots}, [&] {
      static_cast<void>(read_recording(folder.path()));
      ADD_FAILURE() << what << " was read";
    });
  }

  static constexpr const char* shots = "shots-000001.h5";
  TemporaryFolder folder;
  std::string whole;
};

TEST_F(DamagedRecording, IsRefusedWhereverItIsCutShort) {
  for (std::size_t length = 0; length < whole.size(); length += 97) {
    expect_refused_with(whole.substr(0, length), "a file of " + std::to_string(length) + " bytes");
  }
}

TEST_F(DamagedRecording, IsRefusedWhenItIsSomethingElse) {
  expect_refused_with("no HDF5 at all", "a text");
  expect_refused_with(std::string(4096, '\0'), "zeros");
  expect_refused_with(core::slurp(folder.path() / "recording.json"), "the manifest");
}

TEST_F(DamagedRecording, IsRefusedWhenASampleWasChanged) {
  // The first sample of the trace, found by its bits.
  const double sample = odd_run().result.trace.row(0)[0];
  const std::string bits(reinterpret_cast<const char*>(&sample), sizeof sample);
  const std::size_t at = whole.find(bits);
  ASSERT_NE(at, std::string::npos);
  std::string changed = whole;
  changed[at] = static_cast<char>(changed[at] ^ 1);
  expect_refused_with(changed, "a changed sample");
}

TEST_F(DamagedRecording, IsRefusedWhenShotsAreMissing) {
  std::filesystem::remove(folder.path() / shots);
  test::expect_error<core::DocumentError>(
      "file.missing", {shots}, [&] { static_cast<void>(read_recording(folder.path())); });
  test::expect_error<core::DocumentError>("file.missing", {"recording.json"}, [&] {
    static_cast<void>(read_recording(folder.path() / "nowhere"));
  });
}

}  // namespace
}  // namespace fiberloom::hal
