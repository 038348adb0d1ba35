#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/layer_parameters.hpp>

namespace fiberloom::core {
namespace {

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

void LayerParameters::validate() const {
  if (beta2.size() != alpha.size() || gamma.size() != alpha.size()) {
    throw InputError("input.layers",
                     "layers: alpha, beta2 and gamma must have one entry per layer each");
  }
  if (has_potential() && potential.batch() != alpha.size()) {
    throw InputError("input.layers", "layers: potential must have one row per layer");
  }
  if (!all_finite(alpha) || !all_finite(beta2) || !all_finite(gamma) ||
      !all_finite(potential.values())) {
    throw InputError("input.layers", "layers: a parameter is NaN or infinite");
  }
}

LayerParameters zero_layers(std::size_t num_layers) {
  const std::vector<double> zeros(num_layers, 0.0);
  return {.alpha = zeros, .beta2 = zeros, .gamma = zeros, .potential = {}};
}

CanonicalLayers canonical_form(const LayerParameters& layers) {
  layers.validate();
  CanonicalLayers result{.dispersion = layers.beta2, .nonlinear_phase = {}};
  double accumulated_alpha = 0.0;
  for (std::size_t m = 0; m < layers.num_layers(); ++m) {
    accumulated_alpha += layers.alpha[m];
    result.nonlinear_phase.push_back(layers.gamma[m] * std::exp(-accumulated_alpha));
  }
  result.field_factor = std::exp(-accumulated_alpha / 2.0);
  return result;
}

}  // namespace fiberloom::core
