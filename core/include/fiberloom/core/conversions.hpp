#pragma once

#include <fiberloom/core/quantity.hpp>

namespace fiberloom::core {

// Throughout: a wavelength, area, frequency or model sample that is not positive and finite, and a
// length that is negative or not finite, is an InputError "input.domain". D > 0 is anomalous
// dispersion, beta2 < 0.

/// Dispersion as a fibre data sheet tells it, D, and as the propagation equation wants it, beta2.
///
/// Source:  beta2 = -D lambda^2 / (2 pi c); Agrawal, Nonlinear Fiber Optics, ch. 1.
[[nodiscard]] GroupVelocityDispersion group_velocity_dispersion(DispersionParameter dispersion,
                                                                Wavelength wavelength);
[[nodiscard]] DispersionParameter dispersion_parameter(GroupVelocityDispersion beta2,
                                                       Wavelength wavelength);

/// The same for a whole element: ps/nm and ps^2.
[[nodiscard]] GroupDelayDispersion group_delay_dispersion(AccumulatedDispersion dispersion,
                                                          Wavelength wavelength);
[[nodiscard]] AccumulatedDispersion accumulated_dispersion(GroupDelayDispersion dispersion,
                                                           Wavelength wavelength);

/// Dispersion slope S, with the dispersion it belongs to, and beta3.
///
/// Source:  beta3 = (lambda^2 / (2 pi c))^2 (S + 2 D / lambda), the derivative of beta2.
[[nodiscard]] ThirdOrderDispersion third_order_dispersion(DispersionSlope slope,
                                                          DispersionParameter dispersion,
                                                          Wavelength wavelength);
[[nodiscard]] DispersionSlope dispersion_slope(ThirdOrderDispersion beta3,
                                               DispersionParameter dispersion,
                                               Wavelength wavelength);

/// Frequency of light in vacuum, and back.
[[nodiscard]] Frequency optical_frequency(Wavelength wavelength);
[[nodiscard]] Wavelength wavelength_of(Frequency frequency);

/// gamma = 2 pi n2 / (lambda Aeff); the polarisation factor (1 or 8/9) is not in it.
[[nodiscard]] NonlinearCoefficient nonlinear_coefficient(NonlinearIndex index,
                                                         Wavelength wavelength, Area area);

/// (1 - exp(-alpha L)) / alpha: the lossless length with the same nonlinear phase; `length` itself
/// as alpha vanishes, more than it when alpha < 0 (gain).
[[nodiscard]] Length effective_length(Attenuation attenuation, Length length);

/// T0^2 / |beta2|: infinite without dispersion.
[[nodiscard]] Length dispersion_length(Time pulse_width, GroupVelocityDispersion beta2);

/// 1 / (|gamma| P): infinite without power or nonlinearity. Negative power is an InputError.
[[nodiscard]] Length nonlinear_length(NonlinearCoefficient gamma, Power power);

/// The b of a layer, in samples squared, and the dispersion that realises it: b = beta2 L / T0^2.
///
/// Source:  conventions: "layer to fibre"; T0 is the time of one model sample.
[[nodiscard]] double layer_dispersion(GroupDelayDispersion dispersion, Time model_sample);
[[nodiscard]] GroupDelayDispersion dispersion_for_layer(double b, Time model_sample);

/// beta3 L / T0^3, in samples cubed.
[[nodiscard]] double layer_third_order_dispersion(ThirdOrderDispersion beta3, Length length,
                                                  Time model_sample);

/// The nonlinear phase of a layer in rad, Gamma = gamma Leff P, P standing for |u|^2 = 1, and the
/// launch power that gives it.
///
/// Throws:  launch_power_for_phase: InputError "input.domain" when there is no nonlinearity or the
///          phase has the other sign: no power gives it.
[[nodiscard]] double nonlinear_phase(NonlinearCoefficient gamma, Length effective_length,
                                     Power launch_power) noexcept;
[[nodiscard]] Power launch_power_for_phase(double phase, NonlinearCoefficient gamma,
                                           Length effective_length);

/// The alpha of a layer, dimensionless power attenuation: alpha L - ln G.
///
/// Throws:  InputError "input.domain" unless `power_gain`, the gain G inside it, is positive.
[[nodiscard]] double layer_attenuation(Attenuation attenuation, Length length, double power_gain);

}  // namespace fiberloom::core
