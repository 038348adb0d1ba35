#pragma once

#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::hal {

/// What is left of a rig's tolerances once it has been calibrated and set anew: dispersion, nonlinear phase, skew, gain
/// and launch powers are known to what a joint identification of a few frames leaves open; noise, band limits, ripple
/// and drift stay.
///
/// Of stages that have nothing to tune this promises too much: what is known of them cannot be set right.
/// Source:  physics, section 10.12: sigma(b) 5e-4, sigma(Gamma) 9e-4 rad, delay 5e-4 samples, at b and Gamma of order 1.
[[nodiscard]] RigTolerances recalibrated(const RigTolerances& tolerances);
[[nodiscard]] BenchSpread recalibrated(const BenchSpread& spread);

}  // namespace fiberloom::hal
