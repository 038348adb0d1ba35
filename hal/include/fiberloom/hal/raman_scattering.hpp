#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>

namespace fiberloom::hal {

/// Of silica at its peak, averaged over orientations; 1e-13 m/W for aligned light.
inline constexpr double raman_gain_m_per_w = 6.5e-14;

/// Continuous power at which stimulated Raman scattering sets in: 16 Aeff/(gR Leff).
///
/// Source:  Agrawal, Nonlinear Fiber Optics, ch. 8; physics, section 5.
[[nodiscard]] core::Power raman_threshold(const HighlyNonlinearFiber& fiber);

}  // namespace fiberloom::hal
