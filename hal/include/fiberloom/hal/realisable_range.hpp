#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <vector>

namespace fiberloom::hal {

/// What the numbers of one layer may be so that its stage can realise them.
///
/// Units:   b in samples squared, nonlinear phase in rad at |u|^2 = 1 (canonical form).
struct LayerRange {
  double minimum_b = 0.0;
  double maximum_b = 0.0;
  double minimum_nonlinear_phase = 0.0;
  double maximum_nonlinear_phase = 0.0;

  bool operator==(const LayerRange&) const = default;
};

/// What the stages of a rig reach with the parts that the mapper gives to this model's layers; a layer without
/// dispersion or nonlinear phase is given parts for some, as far as the inventory goes.
///
/// No part is used twice, so a model within these ranges can be built as a whole.
/// Shape:   [layers].
/// Throws:  core::InputError "input.rig" when the rig has too few stages, no phase modulator for a potential, or no
///          receiver for the readout; as map_model.
std::vector<LayerRange> realisable_ranges(const core::Model& model, const RigDocument& rig,
                                          const Catalog& catalog);

}  // namespace fiberloom::hal
