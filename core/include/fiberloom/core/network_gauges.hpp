#pragma once

#include <cstddef>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/model.hpp>
#include <vector>

namespace fiberloom::core {

/// One step of a cascade once neighbours of a kind are one: dispersion, or Kerr effect with potential.
struct GaugedStep {
  enum class Kind { linear, kerr };
  /// Where it is carried out: by a part, in the digital waveform in front of all light, or nowhere, since the detector
  /// does not see it.
  enum class Place { glass, waveform, unseen };

  Kind kind = Kind::linear;
  Place place = Place::glass;
  std::vector<std::size_t> layers{};  ///< whose steps it is, counted from 0
  double value = 0.0;                 ///< sum of b in samples squared, or of Gamma in rad
  std::vector<double> potential{};    ///< of a Kerr step, [samples] in rad; empty without one
};

/// What is free in a network, and what of it must be built.
struct NetworkGauges {
  CanonicalLayers canonical{};
  std::vector<GaugedStep> steps{};  ///< those that do something, in the order of the light
  std::size_t trained_steps = 0;    ///< that do something, before neighbours were merged
  double fraction_in_glass = 0.0;   ///< share of the trained steps that parts must do
  bool conjugated = false;  ///< with every b, Gamma and potential negated fewer Gammas are negative
  std::vector<GaugedStep> negative{};  ///< Kerr steps in glass whose Gamma is negative even so
  std::vector<GaugedStep>
      modulated{};  ///< Kerr steps in glass whose potential no waveform can take over
};

/// Takes out of a network what is free: loss gauge, steps that add up, the first linear step (known light), the last
/// Kerr step in front of a detector of power, joint conjugation.
///
/// A low-pass in every layer parts Kerr steps from each other and the last one from the detector; dispersions on both
/// sides of it still add up.
/// Throws:  as canonical_form; InputError "input.sequence" for layers with an order of their own.
/// Source:  conventions: "what is free, and what is not".
[[nodiscard]] NetworkGauges network_gauges(const Model& model);

/// Lossless layers that do these steps, those that are unseen left out.
///
/// The cascade of all steps equals that of the model but for canonical.field_factor, if it has no low-pass.
[[nodiscard]] LayerParameters layers_of_steps(const std::vector<GaugedStep>& steps);

}  // namespace fiberloom::core
