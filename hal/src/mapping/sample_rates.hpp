#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <vector>

namespace fiberloom::hal {

/// The generator's rate and whole fractions of it, falling.
[[nodiscard]] std::vector<double> whole_fractions(const RigDocument& rig);

/// Rates at which the points of a waveform may follow each other: the generator's rate and whole fractions of it (each
/// point held or interpolated), and, where the generator's clock can be tuned, the rates at which one layer's
/// dispersion is exactly that of one or two fixed elements.
///
/// Units:   GSa/s; the rig's own rate first, then falling.
/// Source:  physics, section 8.3: T0 is a continuous knob that matches one layer exactly.
[[nodiscard]] std::vector<double> candidate_sample_rates(const core::Model& buildable,
                                                         const RigDocument& rig,
                                                         const Catalog& catalog);

}  // namespace fiberloom::hal
