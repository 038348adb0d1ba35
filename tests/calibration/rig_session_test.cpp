#include <fiberloom/calibration/rig_session.hpp>

#include <gtest/gtest.h>

#include "expect_error.hpp"
#include "fake_glass.hpp"

namespace fiberloom::calibration {
namespace {

const LayerSettings at_rest{.dispersion = {0.0}, .nonlinear_phase = {0.0}};

// Constant frames of amplitude 1 + i/1000: their traces tell which frame is which.
core::FieldBatch<double> numbered_frames(std::size_t count) {
  core::FieldBatch<double> frames(count, 8);
  for (std::size_t i = 0; i < count; ++i) {
    for (test::Complex& value : frames.row(i)) {
      value = 1.0 + static_cast<double>(i) / 1000.0;
    }
  }
  return frames;
}

test::GlassTruth as_documented() { return {.twin = nominal_twin(1)}; }

TEST(RigSession, EntersEveryPassUnderItsMethodAndPhase) {
  test::FakeBench bench(as_documented(), test::plain_path(1));
  bench.session->set_method("pat");
  bench.session->acquire(numbered_frames(3), at_rest, "training", 4);
  bench.session->acquire(numbered_frames(2), at_rest, "evaluation");
  bench.session->acquire(numbered_frames(5), at_rest, "training", 2);
  bench.session->set_method("readout");
  bench.session->acquire(numbered_frames(1), at_rest, "training");
  const std::vector<hal::LedgerEntry> expected{
      {"pat", "training", 22}, {"pat", "evaluation", 2}, {"readout", "training", 1}};
  EXPECT_EQ(bench.ledger.entries, expected);
}

TEST(RigSession, NumbersShotsOnThroughRunsAndLongBatches) {
  test::FakeBench bench(as_documented(), test::plain_path(1));
  bench.session->acquire(numbered_frames(1100), at_rest, "training", 2);
  bench.session->acquire(numbered_frames(3), at_rest, "training");
  bench.session->acquire(numbered_frames(1), at_rest, "training");
  std::int64_t next = 0;
  std::size_t frames = 0;
  for (const test::Order& order : bench.glass->orders) {
    EXPECT_EQ(order.first_shot, next);
    EXPECT_LE(order.frames, 512U);
    next += static_cast<std::int64_t>(order.frames * order.averages);
    frames += order.frames;
  }
  EXPECT_EQ(frames, 1104U);
  EXPECT_EQ(next, 2204);
  EXPECT_EQ(bench.ledger.total(), 2204);
  EXPECT_EQ(bench.glass->orders.size(), 5U);
}

TEST(RigSession, GoesOnBehindALedgerThatWasRestored) {
  test::FakeBench bench(as_documented(), test::plain_path(1));
  bench.ledger.add("pat", "training", 41);
  bench.session->acquire(numbered_frames(1), at_rest, "training");
  EXPECT_EQ(bench.glass->orders.front().first_shot, 41);
}

TEST(RigSession, KeepsFramesOfLongBatchesInTheirOrder) {
  test::FakeBench bench(as_documented(), test::plain_path(1));
  const Acquired acquired = bench.session->acquire(numbered_frames(1030), at_rest, "training");
  ASSERT_EQ(acquired.trace.batch(), 1030U);
  for (std::size_t i = 0; i < 1030; ++i) {
    const double amplitude = 1.0 + static_cast<double>(i) / 1000.0;
    EXPECT_NEAR(acquired.trace.row(i)[3], amplitude * amplitude, 1e-12) << i;
  }
}

TEST(RigSession, TellsTheSettingsThatWereTaken) {
  hal::LightPath path = test::plain_path(1);
  path.stages[0].dispersion_step_ps2 = 4.0;  // -50, -46, …, -2, 2
  test::FakeBench bench(as_documented(), path);
  const Acquired acquired = bench.session->acquire(
      numbered_frames(1), {.dispersion = {3.1}, .nonlinear_phase = {0.25}}, "training");
  EXPECT_NEAR(acquired.applied.dispersion[0], 2.0, 1e-12);
  EXPECT_NEAR(acquired.applied.nonlinear_phase[0], 0.25, 1e-12);
}

TEST(RigSession, ALostFrameIsAnInstrumentErrorWhosePassesStillCount) {
  test::GlassTruth truth = as_documented();
  truth.loses_frame = true;
  test::FakeBench bench(truth, test::plain_path(1));
  test::expect_error<core::InstrumentError>("instrument.frame_lost", {"trigger"}, [&] {
    bench.session->acquire(numbered_frames(3), at_rest, "training");
  });
  EXPECT_EQ(bench.ledger.total(), 3);
}

TEST(RigSession, SendsNothingOnceItIsStopped) {
  std::stop_source source;
  test::FakeBench bench(as_documented(), test::plain_path(1), source.get_token());
  source.request_stop();
  test::expect_error<core::InterruptedError>("run.interrupted", {"stopped"}, [&] {
    bench.session->acquire(numbered_frames(3), at_rest, "training");
  });
  EXPECT_TRUE(bench.glass->orders.empty());
  EXPECT_EQ(bench.ledger.total(), 0);
}

}  // namespace
}  // namespace fiberloom::calibration
