#pragma once

#include <fiberloom/sim/components/iq_modulator.hpp>

namespace fiberloom::sim {

/// Share of its light that an I/Q modulator passes on average, insertion loss included.
///
/// `swing` is the mean square of each child's sine over the drive, which is symmetric about 0 and the same on both; what
/// the bias adds to it is a carrier: sin^2(d + b) has the mean swing cos^2 b + (1 - swing) sin^2 b.
[[nodiscard]] double mean_transmission(const IqModulatorParameters& modulator, double swing,
                                       const IqBias& bias);

}  // namespace fiberloom::sim
