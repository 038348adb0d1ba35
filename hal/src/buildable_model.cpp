#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/buildable_model.hpp>

namespace fiberloom::hal {
namespace {

void negate(std::span<double> values) {
  for (double& value : values) {
    value = -value;
  }
}

// What a factor on the field does to every feature.
double feature_factor(core::Detection detect, double field_factor) {
  const bool quadratic =
      detect == core::Detection::intensity || detect == core::Detection::spectrum;
  return quadratic ? field_factor * field_factor : field_factor;
}

void conjugate(core::Model& model) {
  if (model.readout.detect == core::Detection::field ||
      model.readout.detect == core::Detection::spectrum) {
    throw core::InputError(
        "input.model",
        "model: its readout sees the field's sign of phase, so the conjugate network "
        "is another one");
  }
  negate(model.layers.beta2);
  negate(model.layers.gamma);
  negate(model.layers.potential.values());
  if (model.encoding.time_lens) {
    model.encoding.time_lens = -*model.encoding.time_lens;
  }
}

}  // namespace

core::Model buildable_model(const core::Model& model, bool conjugated) {
  const core::CanonicalLayers canonical = core::canonical_form(model.layers);
  core::Model result = model;
  result.layers.alpha.assign(model.layers.num_layers(), 0.0);
  result.layers.gamma = canonical.nonlinear_phase;
  if (result.classifier) {
    const double factor = feature_factor(model.readout.detect, canonical.field_factor);
    for (double& weight : result.classifier->weight.values()) {
      weight *= factor;
    }
  }
  if (conjugated) {
    conjugate(result);
  }
  return result;
}

}  // namespace fiberloom::hal
