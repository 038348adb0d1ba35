#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/rig.hpp>
#include <limits>
#include <memory>
#include <stop_token>

#include "expect_error.hpp"

namespace fiberloom::hal {

/// What every backend must do, whoever implements it.
///
/// `Bench` tells the suite what it needs to know:
///     static std::unique_ptr<Rig> make_rig();     a new rig of the same bench, each time; or shared_ptr
///     static RunRequest request();                a request well within its limits, two frames at least
///     static constexpr bool is_repeatable;        the same request gives the same bits
///     static constexpr bool is_noisy;             its traces carry noise that averaging lowers
///     static constexpr double full_scale;         largest |u| before the generator clips
/// Include this header where a backend is known and instantiate:
///     INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, BackendContract, Benches, BenchName);
template <class Bench>
class BackendContract : public testing::Test {
 protected:
  decltype(Bench::make_rig()) rig = Bench::make_rig();
  Backend& backend = rig->backend();
  EmissionPermit permit = rig->arm();
  RunRequest request = Bench::request();

  RunResult run() { return backend.run(request, permit); }

  template <class Wanted>
  void expect_refused(const RunRequest& wrong, const std::string& code) {
    test::expect_error<Wanted>(code, {}, [&] { backend.run(wrong, permit); });
    EXPECT_TRUE(permit.is_valid()) << "a refusal is no failure of the run";
  }

  static void make_all(core::FieldBatch<double>& waveform, std::complex<double> value) {
    std::fill(waveform.values().begin(), waveform.values().end(), value);
  }

  // Variance of the trace over equal frames, averaged over the samples.
  double trace_variance(std::size_t averages, std::size_t frames) {
    RunRequest repeated = request;
    repeated.averages = averages;
    repeated.waveform = core::FieldBatch<double>(frames, request.waveform.samples());
    for (std::size_t i = 0; i < frames; ++i) {
      const auto row = request.waveform.row(0);
      std::copy(row.begin(), row.end(), repeated.waveform.row(i).begin());
    }
    const core::RealBatch<double> trace = backend.run(repeated, permit).trace;
    double variance = 0.0;
    for (std::size_t j = 0; j < trace.samples(); ++j) {
      double mean = 0.0;
      for (std::size_t i = 0; i < frames; ++i) {
        mean += trace.row(i)[j] / static_cast<double>(frames);
      }
      for (std::size_t i = 0; i < frames; ++i) {
        variance += std::pow(trace.row(i)[j] - mean, 2);
      }
    }
    return variance / static_cast<double>((frames - 1) * trace.samples());
  }
};

TYPED_TEST_SUITE_P(BackendContract);

TYPED_TEST_P(BackendContract, ReturnsATraceAndAQualityForEachFrame) {
  const RunResult result = this->run();
  EXPECT_EQ(result.trace.batch(), this->request.waveform.batch());
  EXPECT_EQ(result.trace.samples(), this->request.waveform.samples());
  EXPECT_EQ(result.quality.size(), this->request.waveform.batch());
  EXPECT_TRUE(std::all_of(result.trace.values().begin(), result.trace.values().end(),
                          [](double value) { return std::isfinite(value); }));
  for (const FrameQuality& quality : result.quality) {
    EXPECT_FALSE(quality.clipped || quality.saturated || quality.lost);
  }
}

TYPED_TEST_P(BackendContract, CountsEveryOpticalPass) {
  const auto frames = static_cast<std::int64_t>(this->request.waveform.batch());
  EXPECT_EQ(this->run().optical_passes, frames);
  this->request.averages = 3;
  EXPECT_EQ(this->run().optical_passes, 3 * frames);
}

TYPED_TEST_P(BackendContract, TellsAskedAndAppliedForEachStage) {
  const RunResult result = this->run();
  ASSERT_EQ(result.applied.size(), this->request.stages.size());
  for (std::size_t m = 0; m < result.applied.size(); ++m) {
    const AppliedStage& applied = result.applied[m];
    const StagePath& stage = this->backend.limits().path.stages[m];
    EXPECT_EQ(applied.dispersion.requested, this->request.stages[m].dispersion);
    EXPECT_EQ(applied.launch_power.requested, this->request.stages[m].launch_power);
    const double taken = applied.dispersion.applied.in(core::units::ps2);
    EXPECT_GE(taken, stage.minimum_dispersion_ps2 * (1.0 + 1e-9) - 1e-9);
    EXPECT_LE(taken, stage.maximum_dispersion_ps2 + 1e-9);
    EXPECT_GE(applied.launch_power.applied.in(core::units::w), 0.0);
    EXPECT_LE(applied.launch_power.applied.in(core::units::w),
              stage.maximum_launch_power_w * (1.0 + 1e-9));
  }
}

TYPED_TEST_P(BackendContract, TellsWhereTheTimeWent) {
  const PhaseTimes times = this->run().times;
  EXPECT_GT(times.total.count(), 0);
  EXPECT_GE(times.configure.count(), 0);
  EXPECT_GE(times.acquire.count(), 0);
  EXPECT_LE(times.configure + times.acquire, times.total);
}

TYPED_TEST_P(BackendContract, GivesTheSameResultForTheSameRequest) {
  if constexpr (!TypeParam::is_repeatable) {
    GTEST_SKIP() << "this bench does not claim to repeat itself";
  } else {
    this->request.averages = 2;
    const RunResult first = this->run();
    EXPECT_EQ(this->run().trace, first.trace);
    const auto other = TypeParam::make_rig();
    const EmissionPermit other_permit = other->arm();
    EXPECT_EQ(other->backend().run(this->request, other_permit).trace, first.trace);
  }
}

TYPED_TEST_P(BackendContract, AFrameDoesNotDependOnTheOthers) {
  if constexpr (!TypeParam::is_repeatable) {
    GTEST_SKIP() << "this bench does not claim to repeat itself";
  } else {
    this->request.averages = 2;
    this->request.first_shot = 100;
    const RunResult together = this->run();
    const core::FieldBatch<double> all = this->request.waveform;
    for (std::size_t i = 0; i < all.batch(); ++i) {
      this->request.waveform = core::FieldBatch<double>(1, all.samples());
      std::copy(all.row(i).begin(), all.row(i).end(), this->request.waveform.row(0).begin());
      this->request.first_shot =
          100 + static_cast<std::int64_t>(2 * i);  // its own two shots of the run
      const RunResult alone = this->run();
      EXPECT_TRUE(std::equal(alone.trace.values().begin(), alone.trace.values().end(),
                             together.trace.row(i).begin()))
          << "frame " << i;
    }
  }
}

TYPED_TEST_P(BackendContract, AveragingLowersTheVarianceByTheNumberOfAverages) {
  if constexpr (!TypeParam::is_noisy) {
    GTEST_SKIP() << "this bench has no noise";
  } else {
    const double single = this->trace_variance(1, 40);
    const double averaged = this->trace_variance(16, 40);
    ASSERT_GT(averaged, 0.0);
    // 39 degrees of freedom times the samples: the ratio scatters by some 10 %.
    EXPECT_GT(single / averaged, 16.0 / 1.5);
    EXPECT_LT(single / averaged, 16.0 * 1.5);
  }
}

TYPED_TEST_P(BackendContract, RefusesSettingsOutsideTheLimitsAndGoesOn) {
  const RunResult before = this->run();
  const BackendLimits& limits = this->backend.limits();
  for (std::size_t m = 0; m < limits.path.stages.size(); ++m) {
    const StagePath& stage = limits.path.stages[m];
    const double margin = 1.0 + stage.maximum_dispersion_ps2 - stage.minimum_dispersion_ps2;
    RunRequest wrong = this->request;
    wrong.stages[m].dispersion = (stage.maximum_dispersion_ps2 + margin) * core::units::ps2;
    this->template expect_refused<core::InputError>(wrong, "input.setting");
    wrong.stages[m].dispersion = (stage.minimum_dispersion_ps2 - margin) * core::units::ps2;
    this->template expect_refused<core::InputError>(wrong, "input.setting");
    wrong = this->request;
    wrong.stages[m].launch_power = -1e-3 * core::units::w;
    this->template expect_refused<core::InputError>(wrong, "input.setting");
    wrong.stages[m].launch_power = (1.01 * stage.maximum_launch_power_w + 1e-3) * core::units::w;
    this->template expect_refused<core::InterlockError>(wrong, "interlock.launch_power");
  }
  const RunResult after = this->run();
  if constexpr (TypeParam::is_repeatable) {
    EXPECT_EQ(after.trace, before.trace) << "a refused request left a trace on the bench";
  }
}

TYPED_TEST_P(BackendContract, RefusesRequestsOfTheWrongShape) {
  RunRequest wrong = this->request;
  wrong.stages.emplace_back();
  this->template expect_refused<core::InputError>(wrong, "input.shape");
  wrong = this->request;
  wrong.waveform = core::FieldBatch<double>(0, this->request.waveform.samples());
  this->template expect_refused<core::InputError>(wrong, "input.shape");
  wrong = this->request;
  wrong.averages = 0;
  this->template expect_refused<core::InputError>(wrong, "input.setting");
}

TYPED_TEST_P(BackendContract, RefusesAWaveformThatIsNoNumber) {
  RunRequest wrong = this->request;
  wrong.waveform.row(1)[0] = {0.0, std::numeric_limits<double>::quiet_NaN()};
  this->template expect_refused<core::InputError>(wrong, "input.not_finite");
}

TYPED_TEST_P(BackendContract, RefusesAFrameThatWouldBurnThePhotodiode) {
  const BackendLimits& limits = this->backend.limits();
  const double safe_power = limits.maximum_detector_power_w / limits.detector_reference_power_w;
  RunRequest wrong = this->request;
  std::fill(wrong.waveform.row(1).begin(), wrong.waveform.row(1).end(),
            std::sqrt(1.01 * safe_power));
  this->template expect_refused<core::InterlockError>(wrong, "interlock.detector_power");
}

TYPED_TEST_P(BackendContract, RefusesToRunWithoutAGoodPermit) {
  const auto other = TypeParam::make_rig();
  const EmissionPermit foreign = other->arm();
  test::expect_error<core::InterlockError>("interlock.not_armed", {"arm"},
                                           [&] { this->backend.run(this->request, foreign); });
  this->permit.revoke();
  test::expect_error<core::InterlockError>("interlock.not_armed", {"arm"}, [&] { this->run(); });
  EXPECT_FALSE(this->rig->is_armed());
}

TYPED_TEST_P(BackendContract, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  this->request.stop = stop.get_token();
  test::expect_error<core::InterruptedError>("run.interrupted", {"stopped"}, [&] { this->run(); });
}

TYPED_TEST_P(BackendContract, GivesUpAtTheDeadlineAndGoesDark) {
  this->request.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  test::expect_error<core::InstrumentError>("instrument.timeout", {"deadline"},
                                            [&] { this->run(); });
  EXPECT_FALSE(this->permit.is_valid());
  EXPECT_FALSE(this->rig->is_armed());
  this->request.deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
  const EmissionPermit again = this->rig->arm();
  EXPECT_NO_THROW(this->backend.run(this->request, again));
}

TYPED_TEST_P(BackendContract, FlagsTheFrameThatClipsAndNoOther) {
  this->make_all(this->request.waveform, 0.5);
  this->request.waveform.row(1)[2] = {0.0, 1.01 * TypeParam::full_scale};
  const RunResult result = this->run();
  for (std::size_t i = 0; i < result.quality.size(); ++i) {
    EXPECT_EQ(result.quality[i].clipped, i == 1) << "frame " << i;
  }
}

REGISTER_TYPED_TEST_SUITE_P(BackendContract, ReturnsATraceAndAQualityForEachFrame,
                            CountsEveryOpticalPass, TellsAskedAndAppliedForEachStage,
                            TellsWhereTheTimeWent, GivesTheSameResultForTheSameRequest,
                            AFrameDoesNotDependOnTheOthers,
                            AveragingLowersTheVarianceByTheNumberOfAverages,
                            RefusesSettingsOutsideTheLimitsAndGoesOn,
                            RefusesRequestsOfTheWrongShape, RefusesAWaveformThatIsNoNumber,
                            RefusesAFrameThatWouldBurnThePhotodiode, RefusesToRunWithoutAGoodPermit,
                            StopsWhenAsked, GivesUpAtTheDeadlineAndGoesDark,
                            FlagsTheFrameThatClipsAndNoOther);

/// Names the instantiations after `Bench::name`.
struct BenchName {
  template <class Bench>
  static std::string GetName(int) {
    return Bench::name;
  }
};

}  // namespace fiberloom::hal
