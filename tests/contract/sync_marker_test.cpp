#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <optional>
#include <set>
#include <string>

#include "expect_error.hpp"
#include "lab_rig.hpp"
#include "random.hpp"
#include "rows.hpp"
#include "watched_bench.hpp"

namespace fiberloom::hal {
namespace {

using core::RealBatch;

constexpr double sample_s = 1.0 / 120e9;

enum class Marker { none, played };

// Frames of one length on a bench of the laboratory, with the marker or without.
struct Question {
  std::size_t samples = 64;
  std::size_t oversampling = 1;
  std::size_t frames = 24;
  std::size_t averages = 4;
  BenchSpread spread = typical_bench();
  std::uint64_t seed = 1;
  std::size_t frames_per_batch = 1000;

  [[nodiscard]] LightPath path() const { return test::lab_path(2, oversampling); }
  // Data leave a fifth of the model's band free, as encoders do.
  [[nodiscard]] RunRequest request() const {
    test::Random random(9);
    core::FieldBatch<double> waveform(frames, samples);
    for (std::size_t i = 0; i < frames; ++i) {
      const test::Row row =
          test::band_limited_row(samples, 0.8 / static_cast<double>(oversampling), random);
      std::ranges::copy(row, waveform.row(i).begin());
    }
    return {.stages = test::lab_settings(path(), {1.0, -0.7}, {0.4, 0.3}),
            .waveform = std::move(waveform),
            .averages = averages};
  }
};

// A bench that is lit and asked that question.
class AskedBench {
 public:
  AskedBench(const Question& question, Marker marker)
      : request(question.request()),
        bench(rig_with(marker), question.path(), {.spread = question.spread, .seed = question.seed},
              {.samples_per_batch = (question.frames_per_batch + 1) * question.samples}) {}

  RunResult run() { return bench.rig().backend().run(request, permit); }

  RunRequest request;
  test::WatchedBench bench;
  EmissionPermit permit = bench.rig().arm();

 private:
  static RigDocument rig_with(Marker marker) {
    RigDocument rig = test::lab_rig();
    rig.bench->receiver.sync_marker = marker == Marker::played;
    return rig;
  }
};

RunResult answer(const Question& question, Marker marker, double late_trigger_samples = 0.0) {
  AskedBench asked(question, marker);
  if (late_trigger_samples != 0.0) {
    asked.bench.faults().add(
        {.kind = sim::FaultKind::late_trigger, .value = late_trigger_samples * sample_s});
  }
  return asked.run();
}

// What the ideal bench does not explain, over its energy, after the best gain.
double nmse(const RealBatch<double>& traces, const RealBatch<double>& ideal) {
  double overlap = 0.0;
  double energy = 0.0;
  double ideal_energy = 0.0;
  for (std::size_t i = 0; i < ideal.values().size(); ++i) {
    overlap += traces.values()[i] * ideal.values()[i];
    energy += std::pow(traces.values()[i], 2.0);
    ideal_energy += std::pow(ideal.values()[i], 2.0);
  }
  return energy * ideal_energy / (overlap * overlap) - 1.0;
}

// By how much traces come later than others of the same frames: tried out in steps of 2e-3, by Fourier sums.
double delay_between(const RealBatch<double>& traces, const RealBatch<double>& others) {
  const std::size_t size = traces.samples();
  test::Row cross(size);
  for (std::size_t i = 0; i < traces.batch(); ++i) {
    const test::Row one =
        test::fourier_sum(test::Row(traces.row(i).begin(), traces.row(i).end()), -1.0);
    const test::Row other =
        test::fourier_sum(test::Row(others.row(i).begin(), others.row(i).end()), -1.0);
    for (std::size_t k = 0; k < size; ++k) {
      cross[k] += one[k] * std::conj(other[k]);
    }
  }
  double best = 0.0;
  double highest = 0.0;
  for (int step = -250; step <= 250; ++step) {
    const double delay = 2e-3 * step;
    double correlation = 0.0;
    for (std::size_t k = 1; 2 * k < size; ++k) {
      const double w = 2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size);
      correlation += (cross[k] * std::polar(1.0, w * delay)).real();
    }
    if (correlation > highest) {
      highest = correlation;
      best = delay;
    }
  }
  return best;
}

Question ideally(Question question) {
  question.spread = ideal_bench();
  return question;
}

TEST(SyncMarkerOnABench, LeavesTheBitsOfARigThatIsInTime) {
  const Question question = ideally({});
  const RunResult without = answer(question, Marker::none);
  const RunResult with = answer(question, Marker::played);
  EXPECT_EQ(with.trace, without.trace);
  for (const FrameQuality& quality : with.quality) {
    EXPECT_EQ(quality.late_by_samples, 0.0);
    EXPECT_FALSE(quality.lost);
  }
}

TEST(SyncMarkerOnABench, CountsItsPasses) {
  Question question = ideally({.frames = 5, .averages = 3});
  EXPECT_EQ(answer(question, Marker::none).optical_passes, 15);
  const RunResult together = answer(question, Marker::played);
  EXPECT_EQ(together.optical_passes, 15 + 3);
  // Of a sixth more frames, at 64 samples of 120 GSa/s each.
  EXPECT_EQ(together.times.optical.count(), std::llround(18 * 64 / 120.0));
  question.frames_per_batch = 2;
  EXPECT_EQ(answer(question, Marker::played).optical_passes, 15 + 3 * 3);
}

// Nothing of a bench with noise, skew, ripple and tolerances gets worse, and what its readout is off by gets better.
TEST(SyncMarkerOnABench, DoesNotHarmARigThatIsNearlyInTime) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    const Question question{.samples = 128, .oversampling = 2, .seed = seed};
    const RunResult ideal = answer(ideally(question), Marker::none);
    const RunResult without = answer(question, Marker::none);
    const RunResult with = answer(question, Marker::played);
    // The readout is off by 0.06 samples at most, ripple and channel skew add as much again.
    EXPECT_LT(std::abs(with.quality[0].late_by_samples), 0.15);
    EXPECT_LT(nmse(with.trace, ideal.trace), 1.02 * nmse(without.trace, ideal.trace));
  }
}

class SyncMarkerOffsets : public testing::TestWithParam<std::uint64_t> {};

TEST_P(SyncMarkerOffsets, WholeAndFractionalAreTakenOut) {
  test::Random random(100 + GetParam());
  const double fractional = random.uniform(-40.0, 40.0);
  const double whole = std::round(random.uniform(-40.0, 40.0));
  for (const std::size_t oversampling : {1U, 2U}) {
    const Question question{
        .samples = 128 * oversampling, .oversampling = oversampling, .seed = GetParam()};
    const RunResult ideal = answer(ideally(question), Marker::none);
    const RunResult in_time = answer(question, Marker::played);
    const double error_in_time = nmse(in_time.trace, ideal.trace);
    for (const double late : {fractional, whole}) {
      SCOPED_TRACE(std::to_string(late) + " samples late, oversampling " +
                   std::to_string(oversampling));
      const RunResult moved = answer(question, Marker::none, late);
      const RunResult aligned = answer(question, Marker::played, late);
      ASSERT_FALSE(aligned.quality[0].lost);
      // A record that begins late shows its frames early.
      EXPECT_NEAR(aligned.quality[0].late_by_samples - in_time.quality[0].late_by_samples, -late,
                  0.05);
      EXPECT_NEAR(delay_between(aligned.trace, in_time.trace), 0.0, 0.05);
      EXPECT_LT(nmse(aligned.trace, ideal.trace), 1.1 * error_in_time);
      EXPECT_GT(nmse(moved.trace, ideal.trace), 3.0 * error_in_time);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Benches, SyncMarkerOffsets, testing::Range<std::uint64_t>(1, 7));

// A bench whose trigger nobody has adjusted: where its records begin was drawn with it.
TEST(SyncMarkerOnABench, FindsTheTriggerOfABench) {
  std::set<double> offsets;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    Question question{.samples = 256, .oversampling = 2, .seed = seed};
    const RunResult in_time = answer(question, Marker::played);
    question.spread.trigger_offset_s = 40.0 * sample_s;
    const RunResult aligned = answer(question, Marker::played);
    const double offset = aligned.quality[0].late_by_samples;
    EXPECT_LE(std::abs(offset), 40.2);
    EXPECT_NEAR(delay_between(aligned.trace, in_time.trace), 0.0, 0.05);
    offsets.insert(offset);
  }
  EXPECT_EQ(offsets.size(), 4U);
}

TEST(SyncMarkerOnABench, AlignsEveryCaptureByItself) {
  Question question{.samples = 128, .frames = 12, .frames_per_batch = 4};
  const RunResult in_time = answer(question, Marker::played);
  question.spread.capture_jitter_s = 3.0 * sample_s;
  const RunResult aligned = answer(question, Marker::played);
  std::set<double> delays;
  for (std::size_t i = 0; i < question.frames; ++i) {
    EXPECT_EQ(aligned.quality[i].late_by_samples, aligned.quality[i / 4 * 4].late_by_samples);
    delays.insert(aligned.quality[i].late_by_samples);
  }
  EXPECT_EQ(delays.size(), 3U);
  EXPECT_GT(*delays.rbegin() - *delays.begin(), 0.5) << "the records begin at different times";
  EXPECT_NEAR(delay_between(aligned.trace, in_time.trace), 0.0, 0.05);
  const RunResult ideal = answer(ideally(question), Marker::none);
  EXPECT_LT(nmse(aligned.trace, ideal.trace), 1.1 * nmse(in_time.trace, ideal.trace));
}

TEST(SyncMarkerOnABench, LosesTheFramesWhoseMarkerIsNotFound) {
  const std::vector<sim::Fault> faults{
      {.kind = sim::FaultKind::fiber_break, .place = "scope-1"},  // behind every meter and seed
      {.kind = sim::FaultKind::lost_shot},
      {.kind = sim::FaultKind::not_a_number}};
  for (const sim::Fault& fault : faults) {
    SCOPED_TRACE(sim::name_of(fault.kind));
    AskedBench asked(Question{.frames = 5}, Marker::played);
    EXPECT_FALSE(asked.run().quality[0].lost);
    asked.bench.faults().add(fault);
    const RunResult dark = asked.run();
    for (std::size_t i = 0; i < dark.quality.size(); ++i) {
      EXPECT_TRUE(dark.quality[i].lost);
      for (const double value : dark.trace.row(i)) {
        EXPECT_EQ(value, 0.0);
      }
    }
    asked.bench.faults().clear();
    EXPECT_FALSE(asked.run().quality[0].lost) << "mended, it goes on";
  }
}

TEST(SyncMarkerOnABench, RefusesFramesThatItDoesNotFitIntoBeforeAnythingIsWritten) {
  class Count final : public test::BenchWatcher {
   public:
    void before_write(const Command&) override { ++num_writes; }
    int num_writes = 0;
  };
  Question question{.samples = 20, .oversampling = 2};
  EXPECT_FALSE(answer(question, Marker::played).quality.empty());
  question.samples = 16;
  AskedBench asked(question, Marker::played);
  Count count;
  asked.bench.watch_with(&count);
  test::expect_error<core::InputError>("input.shape", {"sync marker", "16"},
                                       [&] { static_cast<void>(asked.run()); });
  EXPECT_EQ(count.num_writes, 0);
  asked.bench.watch_with(nullptr);
}

}  // namespace
}  // namespace fiberloom::hal
