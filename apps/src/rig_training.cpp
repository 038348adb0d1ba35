#include "rig_training.hpp"

#include <cmath>
#include <fiberloom/hal/realisable_range.hpp>
#include <fiberloom/hal/rig_catalog.hpp>

namespace fiberloom::app {
namespace {

double deviation_of(double snr_db) { return std::pow(10.0, -snr_db / 20.0); }

// gamma_m for a nonlinear phase of 1: the loss gauge of the layers up to m.
std::vector<double> gammas_per_phase(const core::Model& model) {
  std::vector<double> result;
  double loss = 0.0;
  for (const double alpha : model.layers.alpha) {
    loss += alpha;
    result.push_back(std::exp(loss));
  }
  return result;
}

core::Constraints constraints_of(const core::Model& model,
                                 const std::vector<hal::LayerRange>& ranges) {
  core::GroupConstraint dispersion;
  core::GroupConstraint kerr;
  const std::vector<double> factors = gammas_per_phase(model);
  for (std::size_t m = 0; m < ranges.size(); ++m) {
    dispersion.minimum.push_back(ranges[m].minimum_b);
    dispersion.maximum.push_back(ranges[m].maximum_b);
    kerr.minimum.push_back(factors[m] * ranges[m].minimum_nonlinear_phase);
    kerr.maximum.push_back(factors[m] * ranges[m].maximum_nonlinear_phase);
  }
  return core::Constraints({{"beta2", dispersion}, {"gamma", kerr}});
}

core::NoiseLevels noise_of(const core::Model& model, const hal::RigTolerances& tolerances) {
  const double in_band = std::sqrt(1.0 / static_cast<double>(model.frame.oversampling));
  const double pooled = std::sqrt(1.0 / static_cast<double>(model.readout.pool));
  const double root_slope = model.readout.detect == core::Detection::amplitude ? 0.5 : 1.0;
  return {.input = deviation_of(tolerances.transmitter_snr_db) * in_band /
                   std::abs(model.encoding.field_scale),
          .feature = deviation_of(tolerances.receiver_snr_db) * pooled * root_slope};
}

}  // namespace

RigConditions rig_conditions(const core::Model& start, const hal::RigDocument& rig) {
  return {.constraints =
              constraints_of(start, hal::realisable_ranges(start, rig, hal::catalog_for(rig))),
          .noise = noise_of(start, rig.tolerances)};
}

}  // namespace fiberloom::app
