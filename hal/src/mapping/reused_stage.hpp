#pragma once

#include "mapping/cascade_mapping.hpp"

namespace fiberloom::hal {

/// Maps the layers onto one nonlinear stage that is passed again and again: the light is detected coherently after each
/// pass, dispersed and, for a negative phase, conjugated in the computer, and sent again.
///
/// Every pass but the first adds the noise of a receiver and a transmitter.
/// Source:  physics, section 8.5, architecture B.
[[nodiscard]] CascadeMapping map_reused_stage(const CascadeQuestion& question);

}  // namespace fiberloom::hal
