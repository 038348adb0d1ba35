#pragma once

#include <complex>
#include <fiberloom/sim/light.hpp>

namespace fiberloom::sim {

/// Throws:  InputError "input.modulator" unless the axis is a unit vector.
void check_axis(const JonesVector& axis);

/// Lets light into a waveguide that carries one polarisation. Returns the factor by which its field is to be multiplied;
/// behind, the light is polarised along the axis. Noise across the signal is stopped: that part of it which a
/// misaligned axis would let pass is left out.
std::complex<double> enter_axis(Light& light, const JonesVector& axis);

}  // namespace fiberloom::sim
