#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <type_traits>

namespace fiberloom::core {
namespace {

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

void add_values(std::span<double> sum, std::span<const double> values) {
  std::transform(sum.begin(), sum.end(), values.begin(), sum.begin(), std::plus<>());
}

void validate_other(const std::string& name, const RealBatch<double>& values,
                    std::size_t num_layers) {
  const LayerOperator* known = find_operator(name);
  if (known == nullptr) {
    throw InputError("input.layers", "layers: there is no operator '" + name + "'");
  }
  const std::size_t width = known->width(values.samples());
  if (values.batch() != num_layers || values.samples() != width) {
    throw InputError("input.layers",
                     "layers: " + name + " must be [layers, " + std::to_string(width) + "]");
  }
  if (!all_finite(values.values())) {
    throw InputError("input.layers", "layers: " + name + " has a value that is NaN or infinite");
  }
}

// The same search for layers that may be written and layers that may not.
template <class Layers>
auto values_of(Layers& layers, std::string_view name) {
  using Value = std::conditional_t<std::is_const_v<Layers>, const double, double>;
  if (name == "alpha") {
    return std::span<Value>(layers.alpha);
  }
  if (name == "beta2") {
    return std::span<Value>(layers.beta2);
  }
  if (name == "gamma") {
    return std::span<Value>(layers.gamma);
  }
  if (name == "potential") {
    return std::span<Value>(layers.potential.values());
  }
  const auto found = layers.others.find(name);
  return found == layers.others.end() ? std::span<Value>()
                                      : std::span<Value>(found->second.values());
}

}  // namespace

std::span<double> LayerParameters::values(std::string_view name) { return values_of(*this, name); }
std::span<const double> LayerParameters::values(std::string_view name) const {
  return values_of(*this, name);
}

std::vector<std::string> LayerParameters::names() const {
  std::vector<std::string> result;
  for (const LayerOperator* each : all_operators()) {
    const std::string_view name = each->name();
    const bool always = name == "alpha" || name == "beta2" || name == "gamma";
    if (always || !values(name).empty()) {
      result.emplace_back(name);
    }
  }
  return result;
}

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
  for (const auto& [name, values] : others) {
    validate_other(name, values, num_layers());
  }
}

LayerParameters zero_layers(std::size_t num_layers) {
  const std::vector<double> zeros(num_layers, 0.0);
  return {.alpha = zeros, .beta2 = zeros, .gamma = zeros, .potential = {}, .others = {}};
}

LayerParameters zeros_like(const LayerParameters& layers) {
  LayerParameters zeros = zero_layers(layers.num_layers());
  zeros.potential = RealBatch<double>(layers.potential.batch(), layers.potential.samples());
  for (const auto& [name, values] : layers.others) {
    zeros.others.emplace(name, RealBatch<double>(values.batch(), values.samples()));
  }
  return zeros;
}

void set_zero(LayerParameters& layers) {
  std::ranges::fill(layers.alpha, 0.0);
  std::ranges::fill(layers.beta2, 0.0);
  std::ranges::fill(layers.gamma, 0.0);
  std::ranges::fill(layers.potential.values(), 0.0);
  for (auto& [name, values] : layers.others) {
    std::ranges::fill(values.values(), 0.0);
  }
}

void add_to(LayerParameters& sum, const LayerParameters& layers) {
  add_values(sum.alpha, layers.alpha);
  add_values(sum.beta2, layers.beta2);
  add_values(sum.gamma, layers.gamma);
  add_values(sum.potential.values(), layers.potential.values());
  for (auto& [name, values] : sum.others) {
    add_values(values.values(), layers.values(name));
  }
}

CanonicalLayers canonical_form(const LayerParameters& layers) {
  layers.validate();
  if (!layers.others.empty()) {
    throw InputError("input.layers", "layers: '" + layers.others.begin()->first +
                                         "' has no place in the canonical form of fibre, which "
                                         "knows alpha, beta2 and gamma");
  }
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
