#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/architecture.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/error_weights.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <optional>

namespace fiberloom::hal {

/// Whether steps that need no hardware are left to the computer: the first dispersion, the last nonlinear phase.
enum class FreeSteps {
  never,
  when_needed,  ///< only where the network could not be built otherwise: what can be glass, is
  always
};

struct MappingOptions {
  FreeSteps free_steps = FreeSteps::when_needed;
  std::optional<Architecture> architecture{};     ///< this one and no other
  std::optional<double> sample_rate_gsa_per_s{};  ///< this one and no other
  std::optional<double> wavelength_nm{};          ///< this one and no other
  std::optional<ErrorWeights> weights{};          ///< absent: those of expected NMSE
};

/// The best way to build a model on a rig, among architectures, front ends, sample rates, wavelengths, gauges and parts.
///
/// Every combination is mapped as map_model() does it. Feasible ones come first; among these the one with the least
/// error that is to be expected, as the weights count it, where an all-optical cascade may be up to 1 dB worse than the
/// others. The plan's `considered` tells the best of each kind and why the others lost. Same input, same plan, bit for
/// bit. Another wavelength than the rig's own is taken where it builds more or is better by 1 dB; it is tried at the whole
/// fractions of the generator's rate, and at the rate that is best for the rig's own.
/// Throws:  as map_model; core::InputError "input.setting" for a sample rate that the generator does not reach, or a
///          wavelength that laser and amplifiers do not,
///          "input.shape" for weights of another number of layers.
/// Source:  physics, sections 8.3 to 8.5.
[[nodiscard]] Plan search_mapping(const core::Model& model, const RigDocument& rig,
                                  const Catalog& catalog, const MappingOptions& options = {});

}  // namespace fiberloom::hal
