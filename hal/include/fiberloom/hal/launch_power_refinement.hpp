#pragma once

#include <fiberloom/hal/model_sensitivity.hpp>
#include <fiberloom/hal/plan.hpp>

namespace fiberloom::hal {

/// Moves a plan's launch powers so that they make up, as far as they can, for the dispersion that its parts leave over.
///
/// The shifts of the nonlinear phases are those that leave the least error of the light at the photodiode, after the best
/// complex gain of each frame, to first order of the twin; no power exceeds its stage's limit. Settings of the plan and
/// its residuals are changed, and `predicted_nmse` becomes the error that is left.
/// Throws:  core::InputError "input.shape" when plan and sensitivity have different numbers of stages.
/// Source:  physics, section 8.3: gradient refinement after the discrete choice; here one Gauss-Newton step, which is
///          exact for small residuals.
void refine_launch_powers(Plan& plan, const ModelSensitivity& sensitivity);

}  // namespace fiberloom::hal
