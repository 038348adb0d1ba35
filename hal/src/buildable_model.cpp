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
  model.encoding.waveform_dispersion = -model.encoding.waveform_dispersion;
}

void disperse_in_waveform(core::Model& model) {
  model.encoding.waveform_dispersion += model.layers.beta2.front();
  model.layers.beta2.front() = 0.0;
}

void leave_out_last_phase(core::Model& model) {
  if (!last_phase_is_invisible(model)) {
    throw core::InputError(
        "input.model",
        "model: its readout, or a filter in front of it, sees the last nonlinear step, so that "
        "step cannot be left out");
  }
  model.layers.gamma.back() = 0.0;
}

}  // namespace

bool last_phase_is_invisible(const core::Model& model) {
  return !model.low_pass && (model.readout.detect == core::Detection::intensity ||
                             model.readout.detect == core::Detection::amplitude);
}

core::Model buildable_model(const core::Model& model, const Gauges& gauges) {
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
  if (gauges.conjugated) {
    conjugate(result);
  }
  if (gauges.dispersion_in_waveform && !result.layers.beta2.empty()) {
    disperse_in_waveform(result);
  }
  if (gauges.last_phase_left_out && !result.layers.gamma.empty()) {
    leave_out_last_phase(result);
  }
  return result;
}

}  // namespace fiberloom::hal
