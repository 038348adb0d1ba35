#pragma once

#include <cstddef>
#include <fiberloom/core/field_batch.hpp>
#include <vector>

namespace fiberloom::core {

/// The trained numbers of a cascade of layers, integrated over each layer.
///
/// Shape:   alpha, beta2, gamma [layers]; potential [layers, samples], or empty for none.
/// Units:   dimensionless: power attenuation; samples squared; radian at |E|^2 = 1; radian.
/// Source:  MacPhee, Zhou, Jalali, arXiv 2407.14504; the potential is the Gross-Pitaevskii extension.
struct LayerParameters {
  std::vector<double> alpha;
  std::vector<double> beta2;
  std::vector<double> gamma;
  RealBatch<double> potential;

  [[nodiscard]] std::size_t num_layers() const noexcept { return alpha.size(); }
  [[nodiscard]] bool has_potential() const noexcept { return !potential.empty(); }

  /// Throws InputError "input.layers" when the lengths disagree or a value is not finite.
  void validate() const;

  bool operator==(const LayerParameters&) const = default;
};

/// `num_layers` layers that do nothing: all parameters zero, no potential.
LayerParameters zero_layers(std::size_t num_layers);

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
/// Throws:  as LayerParameters::validate.
/// Source:  conventions: "canonical form".
CanonicalLayers canonical_form(const LayerParameters& layers);

}  // namespace fiberloom::core
