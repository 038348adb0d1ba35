#pragma once

#include <cstddef>
#include <fiberloom/core/field_batch.hpp>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::core {

/// The trained numbers of a cascade of layers, integrated over each layer.
///
/// alpha, beta2 and gamma are the network; what further operators need stands under their names.
///
/// Shape:   alpha, beta2, gamma [layers]; potential [layers, samples], or empty for none; others [layers, width].
/// Units:   dimensionless: power attenuation; samples squared; radian at |E|^2 = 1; radian; as operators say.
/// Source:  MacPhee, Zhou, Jalali, arXiv 2407.14504; the potential is the Gross-Pitaevskii extension.
struct LayerParameters {
  std::vector<double> alpha;
  std::vector<double> beta2;
  std::vector<double> gamma;
  RealBatch<double> potential;
  std::map<std::string, RealBatch<double>, std::less<>> others{};  ///< by name of the operator

  [[nodiscard]] std::size_t num_layers() const noexcept { return alpha.size(); }
  [[nodiscard]] bool has_potential() const noexcept { return !potential.empty(); }

  /// All numbers of the operator of that name, layer after layer; empty when the layers have none.
  [[nodiscard]] std::span<double> values(std::string_view name);
  [[nodiscard]] std::span<const double> values(std::string_view name) const;

  /// Names of the operators that have numbers here, in the order of the catalog; alpha, beta2 and gamma always do.
  [[nodiscard]] std::vector<std::string> names() const;

  /// Throws InputError "input.layers" when the lengths disagree, a value is not finite, or an operator is unknown.
  void validate() const;

  bool operator==(const LayerParameters&) const = default;
};

/// `num_layers` layers that do nothing: all parameters zero, no potential.
LayerParameters zero_layers(std::size_t num_layers);

/// Layers of the same shape, every number zero: where a gradient is summed up.
LayerParameters zeros_like(const LayerParameters& layers);

/// Every number zero, the shape as it was. Allocates nothing.
void set_zero(LayerParameters& layers);

/// Adds numbers of the same shape. Allocates nothing.
void add_to(LayerParameters& sum, const LayerParameters& layers);

/// What a cascade does once the loss gauge is taken out.
///
/// Shape:   dispersion (b) and nonlinear_phase (Gamma) [layers].
/// Units:   samples squared; radian at |E|^2 = 1 at the input of the cascade.
struct CanonicalLayers {
  std::vector<double> dispersion;
  std::vector<double> nonlinear_phase;
  double field_factor = 1.0;  ///< the cascade equals field_factor times the lossless one
};

/// Takes the loss gauge out: b_m = beta2_m, Gamma_m = gamma_m exp(-sum_{k<=m} alpha_k).
///
/// Throws:  as LayerParameters::validate; InputError "input.layers" for layers with other operators, which have no such
///          gauge.
/// Source:  conventions: "canonical form".
CanonicalLayers canonical_form(const LayerParameters& layers);

}  // namespace fiberloom::core
