#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// A model that a rig can build, and how it differs from the one that was asked for.
struct NearestBuildable {
  core::Model model{};
  std::vector<std::string> changes{};  ///< in words; empty when nothing had to change
};

/// The nearest model that the mapper finds parts for: where a search for a feasible one begins.
///
/// A potential is left out, and a coherent or spectral readout becomes one of intensity, of as many values to a feature
/// as fit. Layers beyond the stages of the bench are joined with their neighbours: dispersion and nonlinear phase add
/// up, and the pair that has least to lose by it (|Gamma| of the first times |b| of the second) goes first; the layers
/// are then without loss. After that each number moves to the nearest one that the mapper meets; numbers that move by
/// less than a millionth are not told. A classifier stays only while the features do.
/// Throws:  core::InputError "input.rig" when no model is near; as map_model for models that it does not take.
/// Source:  conventions, "what is free": neighbouring linear or Kerr steps add up exactly when nothing lies between.
NearestBuildable nearest_buildable(const core::Model& model, const RigDocument& rig,
                                   const Catalog& catalog);

/// Where beta2 and gamma of layers differ by more than a millionth, in words: "layer 2: gamma -0.3 to 0".
///
/// Shape:   as many layers in both.
std::vector<std::string> layer_changes(const core::LayerParameters& from,
                                       const core::LayerParameters& to);

}  // namespace fiberloom::hal
