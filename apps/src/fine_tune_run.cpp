#include "fine_tune_run.hpp"

#include <fmt/format.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/training_checkpoint.hpp>
#include <fiberloom/core/units.hpp>

namespace fiberloom::app {
namespace {

FineTuneProgress progress_of(const PhysicsAwareRun& run, ArmedRun& armed) {
  return {.plan = core::to_document_text(run.open.plan, core::TextForm::compact),
          .rig = core::to_document_text(run.open.rig, core::TextForm::compact),
          .bench = run.rig.bench_name(),
          .calibration = armed.calibration() ? armed.calibration()->id : "",
          .epochs = run.options.epochs,
          .ledger = armed.ledger()};
}

bool same_run(const FineTuneProgress& a, const FineTuneProgress& b) {
  return a.plan == b.plan && a.rig == b.rig && a.bench == b.bench &&
         a.calibration == b.calibration && a.epochs == b.epochs;
}

core::TrainingState resumed(const PhysicsAwareRun& run, ArmedRun& armed,
                            const std::string& fingerprint) {
  const core::TrainingCheckpoint checkpoint = core::load_checkpoint(run.checkpoint);
  const auto progress =
      core::parse_document<FineTuneProgress>(checkpoint.identity.recipe, run.checkpoint.string());
  if (!same_run(progress, progress_of(run, armed)) ||
      checkpoint.identity.seed != run.options.seed ||
      checkpoint.identity.data_fingerprint != fingerprint) {
    throw core::InputError(
        "input.checkpoint",
        fmt::format(
            "{}: belongs to another run (plan, rig, bench, calibration, data, epochs or seed "
            "differ); repeat the options of that run, or begin anew in another folder",
            run.checkpoint.string()));
  }
  armed.ledger() = progress.ledger;
  return checkpoint.state;
}

}  // namespace

void FineTuneProgress::fields(core::FieldVisitor& visit) {
  visit.field("plan", plan, {.description = "Text of the plan."});
  visit.field("rig", rig, {.description = "Text of the rig document."});
  visit.field("bench", bench, {.description = "Which bench."});
  visit.field("calibration", calibration, {.description = "Id of the calibration in use."});
  visit.field("epochs", epochs, {.description = "Epochs of the whole run.", .minimum = 1.0});
  visit.field("ledger", ledger, {.description = "Optical passes so far."});
}

calibration::TunedRig train_on_rig(const PhysicsAwareRun& run, ArmedRun& armed,
                                   const core::LabelledSeries& train, const EpochProgress& observer,
                                   std::stop_token stop) {
  const std::string fingerprint = core::data_fingerprint(train);
  std::optional<core::TrainingState> start;
  if (run.resumes) {
    start = resumed(run, armed, fingerprint);
  }
  const auto save = [&](const core::TrainingState& state) {
    const std::string progress =
        core::to_document_text(progress_of(run, armed), core::TextForm::compact);
    core::save_checkpoint(run.checkpoint, {.identity = {.recipe = progress,
                                                        .data_fingerprint = fingerprint,
                                                        .seed = run.options.seed},
                                           .state = state});
    observer(static_cast<std::size_t>(state.epochs_done));
  };
  calibration::RigTask task = armed.task();
  task.settings = armed.deployment().settings;
  return calibration::train_physics_aware(task, train, run.options, start, save, std::move(stop));
}

void save_tuned(const std::filesystem::path& folder, const OpenPlan& open,
                const calibration::TunedRig& tuned, const std::string& calibration_id) {
  core::Model model = open.model;
  model.layers = calibration::realised_layers(tuned.settings, tuned.twin);
  model.classifier = tuned.classifier;
  hal::Plan plan = open.plan;
  plan.model = "model.safetensors";
  plan.tuned = true;
  plan.gauges = {};  // the saved model is the one that was built
  plan.calibration = calibration_id;
  const std::vector<hal::StageSetting> settings =
      calibration::stage_settings(tuned.settings, plan.light_path);
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    hal::PlannedStage& stage = plan.stages[m];
    stage.b = model.layers.beta2[m];
    stage.nonlinear_phase_rad = model.layers.gamma[m];
    stage.b_residual = 0.0;
    stage.nonlinear_phase_residual_rad = 0.0;
    stage.dispersion_ps2 = settings[m].dispersion.in(core::units::ps2);
    stage.launch_power_w = settings[m].launch_power.in(core::units::w);
  }
  plan.predicted_nmse = 0.0;
  core::save_model(folder / "model.safetensors", model);
  core::save_document(folder / "plan.json", plan);
}

}  // namespace fiberloom::app
