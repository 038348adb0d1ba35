#include "mapping/plan_budget.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/gaussian_light.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/launch_power_refinement.hpp>
#include <fiberloom/hal/model_sensitivity.hpp>
#include <fiberloom/hal/rig_optics.hpp>

namespace fiberloom::app {
namespace {

// Every k-th record, so that no class is left out where records are sorted.
core::LabelledSeries example_records(const core::LabelledSeries& all, std::size_t most) {
  const std::size_t stride = std::max<std::size_t>(1, (all.labels.size() + most - 1) / most);
  core::LabelledSeries some;
  some.series =
      core::RealBatch<double>((all.labels.size() + stride - 1) / stride, all.series.samples());
  for (std::size_t i = 0; i < all.labels.size(); i += stride) {
    std::ranges::copy(all.series.row(i), some.series.row(i / stride).begin());
    some.labels.push_back(all.labels[i]);
  }
  return some;
}

struct ExampleLight {
  core::FieldBatch<double> frames{};
  std::vector<std::int64_t> labels{};  ///< none for light that is no record
  std::string words{};
};

ExampleLight example_light(const BudgetQuestion& question, const core::Model& built,
                           core::WorkerPool& workers) {
  if (question.data == nullptr) {
    return {.frames = core::gaussian_light(built.frame,
                                           {.fields = question.frames, .seed = question.seed}),
            .words = fmt::format("{} frames of complex Gaussian light in half the band, seed {}",
                                 question.frames, question.seed)};
  }
  core::LabelledSeries records = example_records(question.data->train, question.frames);
  const std::size_t count = records.labels.size();
  return {.frames = core::Network(built, workers).encode(core::InputBatch{records.series}),
          .labels = std::move(records.labels),
          .words = fmt::format("{} of {} training records, as the model encodes them", count,
                               question.data->train.labels.size())};
}

hal::RigOptics optics_of(const BudgetQuestion& question) {
  const hal::LightPath& path = question.plan.light_path;
  return question.rig.bench ? hal::optics_of(question.rig, path, question.catalog,
                                             hal::bench_profile(question.profile))
                            : hal::optics_of(question.rig, path);
}

bool has_loss(const core::Model& model, const ExampleLight& light) {
  return model.classifier && model.shots == 1 && !light.labels.empty() &&
         model.readout.detect == core::Detection::intensity;
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
  if (has_loss(built, light)) {
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
  ExampleLight light = example_light(question, built, workers);
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

hal::Plan refined_plan(const BudgetQuestion& question, core::WorkerPool& workers) {
  hal::Plan plan = question.plan;
  if (!why_no_budget(plan).empty()) {
    return plan;
  }
  const core::Model built = hal::buildable_model(question.model, plan.gauges);
  const ExampleLight light = example_light(question, built, workers);
  hal::refine_launch_powers(plan, hal::sensitivities(built, light.frames, optics_of(question)));
  if (!plan.powers.empty()) {
    plan.powers = hal::planned_powers(plan, question.rig, question.catalog);
  }
  return plan;
}

}  // namespace fiberloom::app
