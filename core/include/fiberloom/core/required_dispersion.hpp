#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/core/units.hpp>

namespace fiberloom::core {

/// The fibre that lengths are told in when there are no parts yet: standard single-mode fibre at 1550 nm.
struct ReferenceFiber {
  DispersionParameter dispersion = 17.0 * units::ps_per_nm_km;
  Wavelength wavelength = 1550.0 * units::nm;
};

/// What glass must do for the dispersion b of a layer at one sample rate.
struct RequiredDispersion {
  GroupDelayDispersion group_delay_dispersion{};  ///< beta2 L = b T0^2
  AccumulatedDispersion accumulated{};            ///< the same as a data sheet tells it, D L
  Length fiber_length{};  ///< of the reference fibre, whichever sign it would have to have
};

/// Units:   b in samples squared; `rate` in model samples a second.
/// Throws:  InputError "input.domain" unless the rate is positive and finite, and the fibre disperses.
/// Source:  conventions: "layer to fibre".
[[nodiscard]] RequiredDispersion required_dispersion(double b, SampleRate rate,
                                                     const ReferenceFiber& fiber = {});

}  // namespace fiberloom::core
