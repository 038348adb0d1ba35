#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/error_budget.hpp>

#include "bench_budget.hpp"

namespace fiberloom::hal {
namespace {

void check(const Plan& plan, const ModelSensitivity& sensitivity) {
  const std::size_t wanted = sensitivity.stages.size();
  if (plan.stages.size() != wanted || plan.light_path.stages.size() != wanted) {
    throw core::InputError(
        "input.shape",
        fmt::format("error budget: the plan has {} stages, the sensitivities are those of {} "
                    "layers; take both of one model",
                    plan.stages.size(), wanted));
  }
}

void add_tolerances(Waterfall& waterfall, const SpreadBudgetQuestion& question, std::size_t m) {
  const PlannedStage& planned = question.plan.stages[m];
  const StageSensitivity& light = question.sensitivity.stages[m];
  const RigTolerances& tolerances = question.rig.tolerances;
  const std::string& where = question.plan.light_path.stages[m].name;
  const double b = tolerances.dispersion_relative_rms * (planned.b + planned.b_residual);
  waterfall.add_random({.name = "dispersion_tolerance",
                        .where = where,
                        .explanation = "dispersion that differs from what is set",
                        .numbers = {{"deviation of b", b, "samples^2"}}},
                       b * b, light.dispersion.power);
  const double phase = tolerances.nonlinear_phase_relative_rms *
                       (planned.nonlinear_phase_rad + planned.nonlinear_phase_residual_rad);
  waterfall.add_random({.name = "nonlinear_tolerance",
                        .where = where,
                        .explanation = "nonlinear phase that differs from what is set",
                        .numbers = {{"deviation", phase, "rad"}}},
                       phase * phase, light.nonlinear_phase.power);
}

void add_ends(Waterfall& waterfall, const SpreadBudgetQuestion& question) {
  const RigTolerances& tolerances = question.rig.tolerances;
  const TransmitterSensitivity& transmitter = question.sensitivity.transmitter;
  const ReceiverSensitivity& receiver = question.sensitivity.receiver;
  waterfall.add_random({.name = "generator_noise",
                        .explanation = "noise of generator and modulator",
                        .numbers = {{"SNR", tolerances.transmitter_snr_db, "dB"}}},
                       std::pow(10.0, -0.1 * tolerances.transmitter_snr_db),
                       transmitter.sample_noise);
  waterfall.add_common({.name = "generator_bandwidth",
                        .explanation = "roll-off of generator and modulator",
                        .numbers = {{"bandwidth", tolerances.transmitter_bandwidth_ghz, "GHz"}}},
                       {{1.0, &transmitter.bandwidth}});
  waterfall.add_common({.name = "generator_clipping",
                        .explanation = "samples beyond the generator's full scale",
                        .numbers = {{"full scale", question.rig.transmitter.full_scale, "|u|"}}},
                       {{1.0, &transmitter.clipping}});
  waterfall.add_common({.name = "receiver_bandwidth",
                        .explanation = "roll-off of photodiode and digitiser",
                        .numbers = {{"bandwidth", tolerances.receiver_bandwidth_ghz, "GHz"}}},
                       {{1.0, &receiver.bandwidth}});
  // Uniform between its two ends.
  waterfall.add_random({.name = "readout_skew",
                        .explanation = "a readout that is off in time",
                        .numbers = {{"skew at most", tolerances.readout_skew_samples, "samples"}}},
                       std::pow(tolerances.readout_skew_samples, 2.0) / 3.0, receiver.delay.power);
  waterfall.add_random(
      {.name = "receiver_noise",
       .explanation = "noise of photodiode and digitiser",
       .numbers = {{"SNR", tolerances.receiver_snr_db, "dB"}}},
      {.trace = std::pow(10.0, -0.1 * tolerances.receiver_snr_db) / receiver.mean_square});
}

}  // namespace

void add_mapping_errors(Waterfall& waterfall, const Plan& plan,
                        const ModelSensitivity& sensitivity) {
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    const PlannedStage& planned = plan.stages[m];
    const StageSensitivity& light = sensitivity.stages[m];
    waterfall.add_common(
        {.name = "mapping",
         .where = plan.light_path.stages[m].name,
         .explanation = "what the plan's settings leave of the model's numbers",
         .numbers = {{"residual b", planned.b_residual, "samples^2"},
                     {"residual nonlinear phase", planned.nonlinear_phase_residual_rad, "rad"}}},
        {{planned.b_residual, &light.dispersion},
         {planned.nonlinear_phase_residual_rad, &light.nonlinear_phase}});
  }
}

ErrorBudget error_budget(const SpreadBudgetQuestion& question) {
  check(question.plan, question.sensitivity);
  Waterfall waterfall(question.sensitivity);
  add_mapping_errors(waterfall, question.plan, question.sensitivity);
  for (std::size_t m = 0; m < question.plan.stages.size(); ++m) {
    add_tolerances(waterfall, question, m);
  }
  add_ends(waterfall, question);
  return waterfall.finish();
}

ErrorBudget error_budget(const BenchBudgetQuestion& question) {
  check(question.plan, question.sensitivity);
  if (!question.rig.bench) {
    throw core::InputError("input.rig",
                           "error budget: rig '" + question.rig.name +
                               "' has no bench; ask for the budget of its tolerances instead");
  }
  Waterfall waterfall(question.sensitivity);
  add_mapping_errors(waterfall, question.plan, question.sensitivity);
  add_transmitter_errors(waterfall, question);
  add_dispersion_errors(waterfall, question);
  add_nonlinear_errors(waterfall, question);
  add_amplifier_errors(waterfall, question);
  add_receiver_errors(waterfall, question);
  return waterfall.finish();
}

}  // namespace fiberloom::hal
