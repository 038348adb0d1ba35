#include "mapping/reused_stage.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/units.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

double noise_power(double snr_db) { return std::pow(10.0, -snr_db / 10.0); }

// What is sent again is as noisy as what was sent first.
double noise_of_pass(const RigTolerances& tolerances) {
  return noise_power(tolerances.transmitter_snr_db) + noise_power(tolerances.receiver_snr_db);
}

// Kerr elements behind let it grow.
double nmse_of_passes(const std::vector<double>& phases, double each) {
  double sum = 0.0;
  double growth = 1.0;
  for (std::size_t m = phases.size(); m-- > 1;) {
    growth *= 1.0 + 4.0 * phases[m] * phases[m];  // 1 + 2 kappa Gamma^2, kappa of a Gaussian field
    sum += each * growth;
  }
  return sum;
}

// Curvature knows how it grows.
double cost_of_passes(const ErrorWeights& weights, double each) {
  double sum = 0.0;
  for (std::size_t m = 1; m < weights.layers.size(); ++m) {
    sum += each * weights.layers[m].light_noise;
  }
  return sum;
}

void disperse_in_computer(Plan& plan, const std::vector<double>& b) {
  double largest = 0.0;
  for (const double each : b) {
    largest = std::max(largest, std::abs(each));
  }
  const double reach_ps2 = 2.0 * dispersion_of(largest, plan.light_path).in(units::ps2);
  for (std::size_t m = 0; m < b.size(); ++m) {
    StagePath& stage = plan.light_path.stages[m];
    stage.minimum_dispersion_ps2 = -reach_ps2;
    stage.maximum_dispersion_ps2 = reach_ps2;
    plan.stages[m].b = b[m];
    plan.stages[m].dispersion_ps2 = dispersion_of(b[m], plan.light_path).in(units::ps2);
  }
}

}  // namespace

CascadeMapping map_reused_stage(const CascadeQuestion& question) {
  const core::Model built = buildable_model(question.model, question.gauges);
  core::Model kerr_alone = built;
  std::ranges::fill(kerr_alone.layers.beta2, 0.0);
  RigDocument rig = question.rig;
  rig.maximum_stages =
      std::max(rig.maximum_stages, static_cast<std::int64_t>(built.layers.num_layers()));
  CascadeMapping mapping = map_cascade({.model = kerr_alone,
                                        .rig = rig,
                                        .catalog = question.catalog,
                                        .weights = question.weights,
                                        .sample_rate_gsa_per_s = question.sample_rate_gsa_per_s,
                                        .wavelength_nm = question.wavelength_nm,
                                        .choose_kerr = choose_one_spool});
  Plan& plan = mapping.plan;
  plan.gauges = question.gauges;
  plan.light_path.architecture = Architecture::reused_stage;
  disperse_in_computer(plan, built.layers.beta2);
  const double each = noise_of_pass(rig.tolerances);
  const double nmse = nmse_of_passes(built.layers.gamma, each);
  mapping.nmse += nmse;
  mapping.cost += question.weights.objective == MappingObjective::expected_loss
                      ? cost_of_passes(question.weights, each)
                      : nmse;
  plan.remarks = {
      "One stage is passed once a layer; dispersion and signs are made in the computer between "
      "passes."};
  if (!rig.receiver.coherent) {
    plan.problems.push_back(
        {.where = "receiver",
         .parameter = "detect",
         .reason = "what is sent again must be known as a field, and this receiver sees intensity",
         .alternative = "a coherent receiver"});
  }
  plan.feasible = plan.problems.empty();
  return mapping;
}

}  // namespace fiberloom::hal
