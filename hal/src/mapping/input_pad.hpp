#pragma once

#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>

namespace fiberloom::hal {

/// Puts a fixed attenuator in front of every stage whose transmission fibres would not stay linear under the power that
/// comes out of the stage before: their nonlinear phase is brought down to 0.02 rad.
///
/// Source:  physics, section 9: residual Kerr phase in a spool, 0.01 rad: -42 dB, 0.03 rad: -32 dB.
void place_input_pads(Plan& plan, const Catalog& catalog);

}  // namespace fiberloom::hal
