#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::hal {

/// Throws:  core::InputError "input.encoding", "input.model" for a model of a kind that no rig can take yet; as
///          Model::validate.
void check_mappable(const core::Model& model);

/// Maps a trained model onto the parts of a rig: one stage for each layer, at the generator's own rate.
///
/// The layers are brought to canonical form (b, Gamma), and conjugated when that leaves fewer negative Gammas. The
/// sample rate and the model's oversampling fix T0. Each b is met by up to three fixed elements and a tunable
/// compensator out of the inventory, together at the least error; each Gamma by a spool of highly nonlinear fibre and a
/// launch power below what the amplifier and Brillouin scattering allow. What is left over is reported.
/// An infeasible model is an ordinary result: `feasible` is false, and every problem says which constraint binds and
/// what the nearest buildable change is. search_mapping() looks further.
/// Throws:  core::InputError "catalog.unknown_part" for an inventory that names an unknown part; as check_mappable.
/// Source:  physics of mapping: canonicalise, pre-checks, per-layer choice; error budget for the predicted NMSE.
Plan map_model(const core::Model& model, const RigDocument& rig, const Catalog& catalog);

}  // namespace fiberloom::hal
