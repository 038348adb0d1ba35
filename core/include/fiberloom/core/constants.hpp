#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/core/units.hpp>

/// Constants of nature, exact by definition of the SI.
///
/// Source:  CODATA 2018; Resolution 1 of the 26th General Conference on Weights and Measures.
namespace fiberloom::core::constants {

inline constexpr auto speed_of_light = 299792458.0 * units::m_per_s;
inline constexpr auto planck = 6.62607015e-34 * units::j_s;
inline constexpr auto elementary_charge = 1.602176634e-19 * units::a_s;
inline constexpr auto boltzmann = 1.380649e-23 * units::j_per_kelvin;

}  // namespace fiberloom::core::constants
