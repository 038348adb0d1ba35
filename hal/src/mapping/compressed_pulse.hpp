#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/considered_design.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::hal {

/// What becomes of this model when a stretched pulse is modulated and compressed again: how short its samples are, and
/// the first thing that stands against it.
///
/// The modulator writes the spectrum of the frame onto the stretched pulse, one generator sample for each spectral
/// slot; compressed, a model sample lasts as long as the pulse's band allows.
/// Source:  physics, sections 3.2, 6 (time stretch) and finding 6; Zhou, Scalzo, Jalali, arXiv 2012.08615.
[[nodiscard]] ConsideredDesign consider_compressed_pulse(const core::Model& model,
                                                         const RigDocument& rig,
                                                         const Catalog& catalog);

}  // namespace fiberloom::hal
