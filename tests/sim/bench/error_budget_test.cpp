#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fiberloom/sim/bench/impairment.hpp>
#include <string_view>

#include "budget_models.hpp"

namespace fiberloom::sim {
namespace {

using test::BudgetQuestion;
using test::decibels;

// How far a prediction is from what was measured, both as errors of light and of traces.
struct Deviation {
  double field_db = 0.0;
  double trace_db = 0.0;
};

Deviation deviation(const hal::ErrorPower& predicted, const BenchError& measured) {
  return {.field_db = decibels(predicted.field / measured.field_nmse),
          .trace_db = decibels(predicted.trace / measured.trace_nmse)};
}

// What random models of the lab rig meet on four benches each, with other light than their budgets were made with. The error
// is that of the light in front of the photodiode, and of the trace, against the model: what the mapper leaves over is part
// of it.
class PredictedErrors {
 public:
  PredictedErrors(const hal::BenchSpread& spread, std::size_t num_models) {
    std::printf("model  layers  light dB: predicted measured  trace dB: predicted measured\n");
    for (std::size_t index = 0; index < num_models; ++index) {
      const BudgetQuestion question(test::random_lab_model(index));
      if (question.plan().feasible) {  // else a b is smaller than the steps of its compensator
        compare(question, spread, index);
      }
    }
  }

  [[nodiscard]] const std::vector<Deviation>& deviations() const noexcept { return deviations_; }
  [[nodiscard]] Deviation mean() const {
    Deviation mean;
    for (const Deviation& off : deviations_) {
      mean.field_db += off.field_db / static_cast<double>(deviations_.size());
      mean.trace_db += off.trace_db / static_cast<double>(deviations_.size());
    }
    return mean;
  }

 private:
  void compare(const BudgetQuestion& question, const hal::BenchSpread& spread, std::size_t index) {
    const hal::ErrorBudget budget = question.budget(spread);
    const BenchError measured =
        question.measured(question.other_light(), test::benches_of(spread, 4));
    deviations_.push_back(deviation(budget.nmse, measured));
    std::printf("%5zu %7zu %18.1f %8.1f %19.1f %8.1f\n", index, question.plan().stages.size(),
                decibels(budget.nmse.field), decibels(measured.field_nmse),
                decibels(budget.nmse.trace), decibels(measured.trace_nmse));
  }

  std::vector<Deviation> deviations_;
};

TEST(ErrorBudget, PredictsWhatRandomModelsMeetOnTypicalBenches) {
  const PredictedErrors errors(hal::typical_bench(), 24);
  ASSERT_GE(errors.deviations().size(), 20U);
  for (const Deviation& off : errors.deviations()) {
    EXPECT_NEAR(off.field_db, 0.0, 2.0);
    EXPECT_NEAR(off.trace_db, 0.0, 2.0);
  }
  // All models see the same two sets of frames: what one has of high peaks the other has not is seen here.
  EXPECT_NEAR(errors.mean().field_db, 0.0, 0.5);
  EXPECT_NEAR(errors.mean().trace_db, 0.0, 0.5);
}

TEST(ErrorBudget, PredictsWhatTheyMeetOnRoughBenches) {
  const PredictedErrors errors(hal::rough_bench(), 8);
  for (const Deviation& off : errors.deviations()) {
    EXPECT_NEAR(off.field_db, 0.0, 2.0);
    EXPECT_NEAR(off.trace_db, 0.0, 2.0);
  }
}

// Two layers whose numbers are those that the parts realise, so that nothing is left over.
core::Model realised_model() {
  core::Model model;
  model.frame = {.samples = 128, .oversampling = 2};
  model.readout = {.detect = core::Detection::intensity, .pool = 4};
  model.layers = test::lossless({4.5, -3.0}, {0.6, 0.4});
  const hal::Plan plan = hal::map_model(model, test::lab_rig(), hal::builtin_catalog());
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    model.layers.beta2[m] += plan.stages[m].b_residual;
  }
  return model;
}

hal::ErrorPower sum_of(const hal::ErrorBudget& budget, std::string_view name) {
  hal::ErrorPower sum;
  for (const hal::ErrorContribution& contribution : budget.contributions) {
    if (contribution.name == name) {
      sum.field += contribution.power.field;
      sum.trace += contribution.power.trace;
    }
  }
  return sum;
}

// What is drawn once for each bench needs many of them before its mean square is that of its spread.
bool is_drawn(std::string_view name) {
  constexpr std::array drawn{
      std::string_view("channel_skew"),      std::string_view("modulator_imbalance"),
      std::string_view("bias_drift"),        std::string_view("connector_loss"),
      std::string_view("power_meters"),      std::string_view("dispersion_tolerance"),
      std::string_view("readout_skew"),      std::string_view("nonlinear_tolerance"),
      std::string_view("digitizer_clock"),   std::string_view("amplifier_drift"),
      std::string_view("group_delay_ripple")};
  return std::ranges::find(drawn, name) != drawn.end();
}

// One impairment of the typical bench at a time. Below -100 dB there is nothing but rounding and the steps of settings.
TEST(ErrorBudget, TellsWhatEachImpairmentCostsAlone) {
  const BudgetQuestion question(realised_model(), test::wide_lab_rig());
  constexpr double nothing = 1e-10;
  std::size_t compared = 0;
  std::size_t close = 0;
  const auto compare = [&](double off_db, std::string_view name, const char* of) {
    EXPECT_NEAR(off_db, 0.0, 3.0) << name << ", " << of;
    ++compared;
    close += std::abs(off_db) < 1.0 ? 1U : 0U;
  };
  for (const Impairment& impairment : impairments()) {
    const hal::BenchSpread spread = only(impairment, hal::typical_bench());
    if (spread == hal::ideal_bench()) {
      continue;
    }
    const hal::ErrorPower predicted = sum_of(question.budget(spread), impairment.name);
    const BenchError measured = question.measured(
        question.examples(), test::benches_of(spread, is_drawn(impairment.name) ? 48 : 2));
    const Deviation off = deviation(predicted, measured);
    if (measured.field_nmse > nothing || predicted.field > nothing) {
      compare(off.field_db, impairment.name, "light");
    }
    if (measured.trace_nmse > nothing || predicted.trace > nothing) {
      compare(off.trace_db, impairment.name, "trace");
    }
  }
  EXPECT_GE(compared, 40U);
  EXPECT_GE(close, compared - 4);
}

}  // namespace
}  // namespace fiberloom::sim
