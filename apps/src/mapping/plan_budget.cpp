#include "mapping/plan_budget.hpp"

#include <fmt/format.h>

#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/brillouin_lines.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/launch_power_refinement.hpp>
#include <fiberloom/hal/model_sensitivity.hpp>
#include <fiberloom/hal/rig_optics.hpp>

#include "mapping/example_light.hpp"

namespace fiberloom::app {
namespace {

ExampleLight light_of(const BudgetQuestion& question, const core::Model& built,
                      core::WorkerPool& workers) {
  return question.data == nullptr
             ? gaussian_example(built, question.frames, question.seed)
             : example_records(built, *question.data, question.frames, workers);
}

hal::RigOptics optics_of(const BudgetQuestion& question) {
  const hal::LightPath& path = question.plan.light_path;
  return question.rig.bench ? hal::optics_of(question.rig, path, question.catalog,
                                             hal::bench_profile(question.profile))
                            : hal::optics_of(question.rig, path);
}

void read_slopes(PlanBudget& budget, const hal::ModelSensitivity& sensitivity) {
  for (const hal::StageSensitivity& stage : sensitivity.stages) {
    budget.stages.push_back(
        {.b = stage.dispersion.power.trace, .nonlinear_phase = stage.nonlinear_phase.power.trace});
  }
  budget.readout_delay = sensitivity.receiver.delay.power.trace;
}

// The same steps for either way to know a rig.
template <class Question>
PlanBudget budget_of(const Question& asked, const core::Model& built, ExampleLight light) {
  PlanBudget budget{.errors = hal::error_budget(asked), .light = std::move(light.words)};
  read_slopes(budget, asked.sensitivity);
  if (!light.labels.empty() && hal::has_loss_curvature(built)) {
    budget.loss = hal::expected_loss(hal::loss_curvature(built, light.frames, light.labels),
                                     hal::physical_spread(asked));
  }
  return budget;
}

}  // namespace

std::string why_no_budget(const hal::Plan& plan) {
  if (!plan.feasible) {
    return "There is none for a plan that cannot be built.";
  }
  if (plan.light_path.architecture != hal::Architecture::all_optical_cascade) {
    return fmt::format("There is none for a {}: only all-optical cascades have one.",
                       hal::words_for(plan.light_path.architecture));
  }
  return "";
}

PlanBudget plan_budget(const BudgetQuestion& question, core::WorkerPool& workers) {
  const core::Model built = hal::buildable_model(question.model, question.plan.gauges);
  ExampleLight light = light_of(question, built, workers);
  const hal::ModelSensitivity sensitivity =
      hal::sensitivities(built, light.frames, optics_of(question));
  if (!question.rig.bench) {
    PlanBudget budget = budget_of(
        hal::SpreadBudgetQuestion{
            .plan = question.plan, .rig = question.rig, .sensitivity = sensitivity},
        built, std::move(light));
    budget.spread = "the tolerances of the rig document";
    return budget;
  }
  const hal::BenchSpread spread = hal::bench_profile(question.profile);
  PlanBudget budget = budget_of(hal::BenchBudgetQuestion{.plan = question.plan,
                                                         .rig = question.rig,
                                                         .catalog = question.catalog,
                                                         .spread = spread,
                                                         .sensitivity = sensitivity},
                                built, std::move(light));
  budget.spread = fmt::format("the bench down to its instruments, profile {}", question.profile);
  return budget;
}

void note_brillouin_lines(hal::Plan& plan, const BudgetQuestion& question,
                          core::WorkerPool& workers) {
  if (question.data == nullptr) {
    return;
  }
  const core::Model built = hal::buildable_model(question.model, plan.gauges);
  const ExampleLight light = light_of(question, built, workers);
  hal::count_brillouin_lines(plan, built, light.frames, question.rig, workers);
}

hal::Plan refined_plan(const BudgetQuestion& question, core::WorkerPool& workers) {
  hal::Plan plan = question.plan;
  if (!why_no_budget(plan).empty()) {
    return plan;
  }
  const core::Model built = hal::buildable_model(question.model, plan.gauges);
  const ExampleLight light = light_of(question, built, workers);
  hal::refine_launch_powers(plan, hal::sensitivities(built, light.frames, optics_of(question)));
  if (!plan.powers.empty()) {
    plan.powers = hal::planned_powers(plan, question.rig, question.catalog);
  }
  return plan;
}

}  // namespace fiberloom::app
