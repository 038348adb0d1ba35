#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::hal {

/// Maps a trained model onto the parts of a rig.
///
/// The layers are brought to canonical form (b, Gamma), and conjugated when that leaves fewer negative Gammas. The
/// sample rate of the generator and the model's oversampling fix T0. Layer by layer, the hardest first, b is met by a
/// dispersive module, a tunable compensator, or both, out of the inventory; Gamma by a spool of highly nonlinear fibre
/// and a launch power below what the amplifier and Brillouin scattering allow. What is left over is reported.
/// An infeasible model is an ordinary result: `feasible` is false, and every problem says which constraint binds and
/// what the nearest buildable change is.
/// Throws:  core::InputError "catalog.unknown_part" for an inventory that names an unknown part; as Model::validate.
/// Source:  physics of mapping: canonicalise, pre-checks, per-layer choice; error budget for the predicted NMSE.
Plan map_model(const core::Model& model, const RigDocument& rig, const Catalog& catalog);

}  // namespace fiberloom::hal
