#pragma once

#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/part.hpp>

namespace fiberloom::hal {

/// A spool of highly nonlinear fibre as the light meets it.
struct HighlyNonlinearFiber {
  core::Length length{};
  core::Attenuation attenuation{};
  core::Decibel insertion_loss{};  ///< of the whole spool: fibre and both ends
  core::NonlinearCoefficient gamma{};
  core::Area effective_area{};
};

/// Throws:  core::InputError "catalog.wrong_kind" unless the part is a highly nonlinear fibre with
///          all its numbers.
[[nodiscard]] HighlyNonlinearFiber highly_nonlinear_fiber(const Part& part);

[[nodiscard]] core::Length effective_length(const HighlyNonlinearFiber& fiber);

/// Nonlinear phase in rad for each watt in the fibre, behind its input splice: gamma Leff.
[[nodiscard]] double phase_per_watt(const HighlyNonlinearFiber& fiber);

/// Loss of one end: half of what the insertion loss leaves once the fibre's own loss is taken off.
[[nodiscard]] core::Decibel end_loss(const HighlyNonlinearFiber& fiber);

/// What Brillouin scattering in silica fibre is taken to be. The initial values are the cautious
/// end: measured thresholds lie up to 6 dB higher.
struct BrillouinScattering {
  core::ScatteringGain gain = 2e-11 * core::units::m_per_w;
  double polarization_factor = 1.0;  ///< 1 for aligned, 2 for scrambled polarisation
  core::Frequency linewidth = 30.0 * core::units::mhz;
};

/// Continuous power at which stimulated Brillouin scattering sets in:
/// 21 K Aeff / (gB Leff) (1 + source linewidth / Brillouin linewidth).
///
/// Throws:  core::InputError "input.domain" unless area, length, gain, K and Brillouin linewidth
///          are positive and the source linewidth is not negative.
/// Source:  Agrawal, Nonlinear Fiber Optics, ch. 9; the linewidth factor for slow phase dither.
[[nodiscard]] core::Power brillouin_threshold(core::Area effective_area,
                                              core::Length effective_length,
                                              core::Frequency source_linewidth = {},
                                              const BrillouinScattering& scattering = {});
[[nodiscard]] core::Power brillouin_threshold(const HighlyNonlinearFiber& fiber,
                                              core::Frequency source_linewidth = {},
                                              const BrillouinScattering& scattering = {});

}  // namespace fiberloom::hal
