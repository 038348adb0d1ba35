#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::hal {

/// The largest launch power into a spool on this rig: what the amplifier delivers behind the input splice, or the
/// Brillouin threshold of the dithered carrier, whichever is lower; on a bench 1 dB below, because its guard refuses what
/// may be too much.
core::Power launch_power_limit(const HighlyNonlinearFiber& fiber, const RigDocument& rig);

/// Checks a plan that came from a file against the rig and the parts it names: a limit that was edited upwards is no
/// permission.
///
/// Throws:  core::InterlockError "interlock.plan_limit" when a stage allows more power than parts and rig do, and
///          "interlock.launch_power" when it is set above its own limit; core::InputError "plan.settings" for a
///          dispersion outside the stage's range, "catalog.unknown_part".
void check_plan_limits(const Plan& plan, const RigDocument& rig, const Catalog& catalog);

}  // namespace fiberloom::hal
