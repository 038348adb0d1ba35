// Launch powers that make up for dispersion, judged by the light itself: no derivative is used here.
#include <fiberloom/hal/launch_power_refinement.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "expect_error.hpp"
#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

constexpr std::size_t samples = 128;

core::FieldBatch<double> frames_of(std::uint64_t seed) {
  test::Random random(seed);
  core::FieldBatch<double> batch(8, samples);
  for (std::size_t i = 0; i < batch.batch(); ++i) {
    const test::Row row = test::band_limited_row(samples, 0.5, random);
    std::copy(row.begin(), row.end(), batch.row(i).begin());
  }
  return batch;
}

test::Row through(const core::FieldBatch<double>& frames, std::size_t frame,
                  const std::vector<double>& b, const std::vector<double>& phases) {
  return test::propagated({frames.row(frame).begin(), frames.row(frame).end()},
                          test::lossless(b, phases));
}

/// Error of the light as a plan makes it against that of the model, after the best complex gain of each frame.
double light_error(const core::FieldBatch<double>& frames, const Plan& plan) {
  std::vector<double> b;
  std::vector<double> phases;
  std::vector<double> b_made;
  std::vector<double> phases_made;
  for (const PlannedStage& stage : plan.stages) {
    b.push_back(stage.b);
    phases.push_back(stage.nonlinear_phase_rad);
    b_made.push_back(stage.b + stage.b_residual);
    phases_made.push_back(stage.nonlinear_phase_rad + stage.nonlinear_phase_residual_rad);
  }
  double error = 0.0;
  double energy = 0.0;
  for (std::size_t i = 0; i < frames.batch(); ++i) {
    const test::Row wanted = through(frames, i, b, phases);
    const test::Row made = through(frames, i, b_made, phases_made);
    test::Complex along{};
    double made_energy = 0.0;
    for (std::size_t n = 0; n < samples; ++n) {
      along += std::conj(made[n]) * wanted[n];
      made_energy += std::norm(made[n]);
    }
    for (std::size_t n = 0; n < samples; ++n) {
      error += std::norm(wanted[n] - along / made_energy * made[n]);
      energy += std::norm(wanted[n]);
    }
  }
  return error / energy;
}

core::Model model_of(std::uint64_t seed) {
  test::Random random(seed);
  std::vector<double> b;
  std::vector<double> phases;
  for (int m = 0; m < 3; ++m) {
    b.push_back(random.uniform(0.5, 3.0));
    phases.push_back(random.uniform(0.2, 0.6));
  }
  core::Model model = test::model_to_map(b, phases);
  model.frame = {.samples = samples};
  return model;
}

TEST(LaunchPowerRefinement, LessensTheErrorOfTheLight) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const core::Model model = model_of(seed);
    Plan plan = test::mapped(model, test::bench_with(test::full_cupboard()));
    ASSERT_TRUE(plan.feasible);
    const core::FieldBatch<double> frames = frames_of(seed + 100);
    const double before = light_error(frames, plan);
    refine_launch_powers(plan, sensitivities(buildable_model(model, plan.gauges), frames, {}));
    const double after = light_error(frames, plan);
    EXPECT_LT(after, before);
    EXPECT_NEAR(plan.predicted_nmse / after, 1.0, 0.1);  // first order, and residuals are small
    for (std::size_t m = 0; m < plan.stages.size(); ++m) {
      const StagePath& path = plan.light_path.stages[m];
      EXPECT_LE(plan.stages[m].launch_power_w, path.maximum_launch_power_w);
      EXPECT_NEAR(plan.stages[m].launch_power_w * path.phase_per_watt_rad,
                  plan.stages[m].nonlinear_phase_rad + plan.stages[m].nonlinear_phase_residual_rad,
                  1e-12);
    }
  }
}

TEST(LaunchPowerRefinement, APlanWithoutResidualsStaysAsItIs) {
  const core::Model model = model_of(9);
  Plan plan = test::mapped(model, test::bench_with(test::full_cupboard()));
  std::vector<double> powers;
  for (PlannedStage& stage : plan.stages) {
    stage.b_residual = 0.0;
    powers.push_back(stage.launch_power_w);
  }
  refine_launch_powers(plan, sensitivities(buildable_model(model, plan.gauges), frames_of(9), {}));
  for (std::size_t m = 0; m < powers.size(); ++m) {
    EXPECT_NEAR(plan.stages[m].launch_power_w, powers[m], 1e-12);
  }
  EXPECT_NEAR(plan.predicted_nmse, 0.0, 1e-20);
}

TEST(LaunchPowerRefinement, WantsTheSensitivityOfThatPlan) {
  const core::Model model = model_of(10);
  Plan plan = test::mapped(model, test::bench_with(test::full_cupboard()));
  test::expect_error<core::InputError>("input.shape", {"3 stages", "0"},
                                       [&] { refine_launch_powers(plan, ModelSensitivity{}); });
}

}  // namespace
}  // namespace fiberloom::hal
