#pragma once

#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <vector>

namespace fiberloom::hal {

/// Mean powers at the amplifier of one stage; both 0 where the bench has none.
struct AmplifierPowers {
  double input_w = 0.0;
  double output_w = 0.0;
};

/// The plan's powers along the bench, as its document tells the losses: each amplifier set as low as brings the launch
/// power about and leaves a decibel to the attenuator, or as low as it goes where the stage wants no launch power.
///
/// Shape:   [stages of the plan].
[[nodiscard]] std::vector<AmplifierPowers> amplifier_powers(const Plan& plan,
                                                            const RigDocument& rig,
                                                            const Catalog& catalog);

}  // namespace fiberloom::hal
