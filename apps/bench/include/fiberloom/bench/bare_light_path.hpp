#pragma once

#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::app {

/// The way of the light through a rig that nothing was installed in yet: all its stages, patch cords where a plan would put
/// spools and gratings.
///
/// Throws:  core::InputError "input.no_bench" for a rig without a bench.
[[nodiscard]] hal::LightPath bare_light_path(const hal::RigDocument& rig);

}  // namespace fiberloom::app
