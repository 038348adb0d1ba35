#pragma once

#include <fiberloom/core/constraints.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/noisy_embedding.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::app {

/// What training for a rig must reckon with.
struct RigConditions {
  core::Constraints constraints;  ///< by group; a group that is not named cannot be set on the rig
  core::NoiseLevels noise;
  core::ElectricalEnds ends{};
};

/// The ranges of a rig's stages, the noise of its transmitter and receiver, and their band limits and full scale, in the
/// units of a model before training.
///
/// The transmitter's noise is taken as noise of the record with the same power inside the model's band, the receiver's
/// as noise of the features (at |E|^2 = 1 where they are amplitudes). Converters of a rig with a bench add what they
/// leave of their effective bits on a typical bench: uniform steps over the full scale, as noise of the same power.
/// Throws:  as hal::realisable_ranges.
RigConditions rig_conditions(const core::Model& start, const hal::RigDocument& rig);

}  // namespace fiberloom::app
