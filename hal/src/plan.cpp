#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/plan.hpp>

#include "optional_fields.hpp"

namespace fiberloom::hal {

void PlannedStage::fields(core::FieldVisitor& visit) {
  visit.field("layer", layer, {.description = "Number of the layer, from 1.", .minimum = 1.0});
  visit.field("b", b,
              {.description = "Dispersion that the model wants, samples squared.", .exact = true});
  visit.field("b_residual", b_residual, {.description = "Realised minus wanted, samples squared."});
  visit.field(
      "nonlinear_phase_rad", nonlinear_phase_rad,
      {.description = "Nonlinear phase that the model wants at unit power.", .exact = true});
  visit.field("nonlinear_phase_residual_rad", nonlinear_phase_residual_rad,
              {.description = "Realised minus wanted."});
  visit.field("dispersion_ps2", dispersion_ps2,
              {.description = "Setting of the dispersive elements together.", .exact = true});
  visit.field("launch_power_w", launch_power_w,
              {.description = "Mean power in the nonlinear element for unit power of the model.",
               .minimum = 0.0,
               .exact = true});
  visit.field("insertion_loss_db", insertion_loss_db,
              {.description = "Loss of the stage's parts together.", .minimum = 0.0});
  visit.field("brillouin_threshold_w", brillouin_threshold_w,
              {.description = "Cautious threshold of stimulated Brillouin scattering; 0 without a "
                              "nonlinear element.",
               .minimum = 0.0});
  field_unless_zero(visit, "strongest_line_w", strongest_line_w,
                    {.description = "Power of the strongest spectral line of the records in the "
                                    "nonlinear element; absent where they are not known.",
                     .minimum = 0.0});
}

void MappingProblem::fields(core::FieldVisitor& visit) {
  visit.field("where", where, {.description = "Part of the model that cannot be built."});
  visit.field("parameter", parameter, {.description = "Which of its numbers."});
  visit.field("wanted", wanted, {.description = "The number that the model wants."});
  visit.field("limit", limit, {.description = "The nearest number that can be had."});
  visit.field("reason", reason, {.description = "The constraint that binds."});
  visit.field("alternative", alternative, {.description = "The nearest feasible change."});
}

void Plan::fields(core::FieldVisitor& visit) {
  visit.field("model", model,
              {.description = "Model file, relative to the plan.", .minimum_length = 1});
  visit.field("rig", rig, {.description = "Name of the rig document.", .minimum_length = 1});
  visit.field("feasible", feasible, {.description = "Whether everything can be built."});
  visit.field("conjugated", gauges.conjugated,
              {.description = "Whether the complex conjugate of the model is realised."});
  field_unless_zero(visit, "dispersion_in_waveform", gauges.dispersion_in_waveform,
                    {.description = "Whether the first dispersive step is computed in the "
                                    "waveform."});
  field_unless_zero(visit, "last_phase_left_out", gauges.last_phase_left_out,
                    {.description = "Whether the last nonlinear step is left out, because the "
                                    "readout does not see it."});
  visit.field("tuned", tuned,
              {.description = "Whether the settings were found on the bench and stay as they are.",
               .required = false});
  visit.field("calibration", calibration,
              {.description = "Calibration that tuned settings rest on; empty for none.",
               .required = false});
  visit.field(
      "model_sample_ps", model_sample_ps,
      {.description = "Time of one model sample.", .minimum = 0.0, .exclusive_minimum = true});
  visit.field("light_path", light_path, {.description = "How the rig is wired."});
  visit.field("stages", stages, {.description = "Settings and residuals, one per layer."});
  visit.field("problems", problems, {.description = "What cannot be built, and why."});
  visit.field("predicted_nmse", predicted_nmse,
              {.description = "Normalised squared error of the output field from the residuals.",
               .minimum = 0.0});
  visit_objective(visit, objective);
  visit.field("remarks", remarks, {.description = "What a builder should know."});
  visit.field("frames", frames, {.description = "How data go in and come out."});
  field_unless_empty(visit, "powers", powers,
                     {.description = "Expected readings, in the order of the light."});
  field_unless_empty(visit, "considered", considered,
                     {.description = "Designs that were looked at, the chosen one among them."});
  visit.require(!feasible || stages.size() == light_path.stages.size(), "stages",
                "needs one entry per stage of the light path");
  visit.require(feasible == problems.empty(), "problems",
                "a feasible plan has none, another has some");
}

std::vector<StageSetting> planned_settings(const Plan& plan) {
  std::vector<StageSetting> settings;
  for (const PlannedStage& stage : plan.stages) {
    settings.push_back({.dispersion = stage.dispersion_ps2 * core::units::ps2,
                        .launch_power = stage.launch_power_w * core::units::w});
  }
  return settings;
}

}  // namespace fiberloom::hal
