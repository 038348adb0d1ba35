#include <fiberloom/hal/error_budget.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <string_view>

#include "bench_rig.hpp"
#include "expect_error.hpp"
#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

// Two layers on the bench of the test's rig; its second stage has no compensator and no meter.
class BudgetOfABench : public ::testing::Test {
 protected:
  BudgetOfABench() {
    rig_ = test::two_stage_rig();
    model_ = test::model_to_map({1.0, 0.0}, {0.1, 0.05});
    plan_ = test::mapped(model_, rig_);
    test::Random random(77);
    frames_ = core::FieldBatch<double>(3, model_.frame.grid_size());
    for (std::size_t i = 0; i < frames_.batch(); ++i) {
      const test::Row row = test::band_limited_row(frames_.samples(), 0.25, random);
      std::copy(row.begin(), row.end(), frames_.row(i).begin());
    }
  }

  [[nodiscard]] ErrorBudget budget(const BenchSpread& spread) const {
    const ModelSensitivity sensitivity = sensitivities(
        model_, frames_, optics_of(rig_, plan_.light_path, builtin_catalog(), spread));
    return error_budget({.plan = plan_,
                         .rig = rig_,
                         .catalog = builtin_catalog(),
                         .spread = spread,
                         .sensitivity = sensitivity});
  }

  RigDocument rig_{};
  core::Model model_{};
  Plan plan_{};
  core::FieldBatch<double> frames_{};
};

ErrorPower power_of(const ErrorBudget& budget, std::string_view name, std::string_view where = "") {
  ErrorPower sum;
  for (const ErrorContribution& contribution : budget.contributions) {
    if (contribution.name == name && (where.empty() || contribution.where == where)) {
      sum.field += contribution.power.field;
      sum.trace += contribution.power.trace;
    }
  }
  return sum;
}

TEST_F(BudgetOfABench, ContributionsAddUpToTheSum) {
  for (const BenchSpread& spread : {ideal_bench(), typical_bench(), rough_bench()}) {
    const ErrorBudget budget = this->budget(spread);
    ErrorPower sum;
    for (const ErrorContribution& contribution : budget.contributions) {
      sum.field += contribution.power.field;
      sum.trace += contribution.power.trace;
      EXPECT_FALSE(contribution.explanation.empty()) << contribution.name;
    }
    EXPECT_NEAR(sum.field, budget.sum.field, 1e-12 + 1e-9 * budget.sum.field);
    EXPECT_NEAR(sum.trace, budget.sum.trace, 1e-12 + 1e-9 * budget.sum.trace);
  }
}

TEST_F(BudgetOfABench, OfTheIdealBenchIsWhatTheMapperLeavesOver) {
  const ErrorBudget budget = this->budget(ideal_bench());
  EXPECT_GT(budget.sum.field, 0.0);
  EXPECT_NEAR(budget.sum.field, power_of(budget, "mapping").field, 1e-15);
  EXPECT_NEAR(budget.nmse.field, budget.sum.field, 1e-3 * budget.sum.field);
}

TEST_F(BudgetOfABench, GrowsFromTypicalToRough) {
  const ErrorBudget typical = budget(typical_bench());
  const ErrorBudget rough = budget(rough_bench());
  EXPECT_GT(rough.nmse.field, typical.nmse.field);
  EXPECT_GT(rough.nmse.trace, typical.nmse.trace);
  EXPECT_LT(rough.nmse.trace, 1.0);
}

TEST_F(BudgetOfABench, GoesWithTheSquareOfWhatIsOff) {
  BenchSpread once;
  once.nonlinear_tolerance_share = 0.25;
  once.meter_calibration_relative = 0.01;
  once.generator_effective_bits = 7.0;
  BenchSpread twice = once;
  twice.nonlinear_tolerance_share = 0.5;
  twice.meter_calibration_relative = 0.02;
  twice.generator_effective_bits = 6.0;
  const ErrorBudget small = budget(once);
  const ErrorBudget large = budget(twice);
  for (const char* name : {"nonlinear_tolerance", "power_meters", "generator_noise"}) {
    const double before = power_of(small, name).field;
    ASSERT_GT(before, 0.0) << name;
    EXPECT_NEAR(power_of(large, name).field, 4.0 * before, 1e-9 * before) << name;
  }
}

// Where no meter looks at the launch power, every loss from the amplifier on is open.
TEST_F(BudgetOfABench, KnowsWhichStageHasNoMeter) {
  BenchSpread spread;
  spread.meter_calibration_relative = 0.02;
  spread.connector_loss_share = 1.0;
  const ErrorBudget budget = this->budget(spread);
  EXPECT_GT(power_of(budget, "power_meters", "stage 1").field, 0.0);
  EXPECT_EQ(power_of(budget, "power_meters", "stage 2").field, 0.0);
  const auto deviation = [&](std::string_view where) {
    const auto found = std::ranges::find_if(budget.contributions, [&](const auto& entry) {
      return entry.name == "connector_loss" && entry.where == where;
    });
    return found->numbers.back().value / found->numbers.front().value;
  };
  // One connection of 0.1 dB at most behind the meter (two deviations), two of 0.2 dB from the amplifier on.
  const double nepers = std::log(10.0) / 10.0;
  EXPECT_NEAR(deviation("stage 1"), nepers * 0.05, 1e-9);
  EXPECT_NEAR(deviation("stage 2"), nepers * std::sqrt(2.0) * 0.1, 1e-9);
}

TEST_F(BudgetOfABench, WantsTheSensitivitiesOfItsModelAndABench) {
  const ModelSensitivity other =
      sensitivities(test::model_to_map({1.0}, {0.1}), frames_, RigOptics{});
  test::expect_error<core::InputError>("input.shape", {"2 stages", "1 layers"}, [&] {
    static_cast<void>(error_budget({.plan = plan_, .rig = rig_, .sensitivity = other}));
  });
  const ModelSensitivity sensitivity = sensitivities(model_, frames_, RigOptics{});
  rig_.bench.reset();
  test::expect_error<core::InputError>("input.rig", {"two stages", "no bench"}, [&] {
    static_cast<void>(error_budget({.plan = plan_,
                                    .rig = rig_,
                                    .catalog = builtin_catalog(),
                                    .spread = ideal_bench(),
                                    .sensitivity = sensitivity}));
  });
}

TEST_F(BudgetOfABench, OfItsSpreadAloneRestsOnItsTolerances) {
  rig_.tolerances = {.dispersion_relative_rms = 0.05,
                     .nonlinear_phase_relative_rms = 0.1,
                     .transmitter_snr_db = 30.0,
                     .receiver_snr_db = 30.0};
  const ModelSensitivity sensitivity =
      sensitivities(model_, frames_, optics_of(rig_, plan_.light_path));
  const ErrorBudget budget = error_budget({.plan = plan_, .rig = rig_, .sensitivity = sensitivity});
  const double b = 0.05 * (plan_.stages[0].b + plan_.stages[0].b_residual);
  EXPECT_NEAR(power_of(budget, "dispersion_tolerance", "stage 1").field,
              b * b * sensitivity.stages[0].dispersion.power.field, 1e-15);
  EXPECT_NEAR(power_of(budget, "generator_noise").field,
              1e-3 * sensitivity.transmitter.sample_noise.field, 1e-15);
  EXPECT_EQ(power_of(budget, "receiver_noise").field, 0.0);
  EXPECT_NEAR(power_of(budget, "receiver_noise").trace, 1e-3 / sensitivity.receiver.mean_square,
              1e-15);
}

}  // namespace
}  // namespace fiberloom::hal
