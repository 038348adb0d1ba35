#pragma once

#include <fiberloom/core/fiber/raman_response.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <optional>
#include <vector>

namespace fiberloom::core {

/// One piece of physical fibre, as the generalised nonlinear Schrödinger equation sees it:
///
///     dA/dz = -(a/2) A + i sum_n beta_n/n! (i d/dt)^n A
///             + i gamma (1 + (i/w0) d/dt) [ A int R(t') |A(t-t')|^2 dt' ]
///
/// The bracket's derivative is there with self_steepening, the memory R with raman (else R = delta).
///
/// Units:   SI, as the names say; A in sqrt(W), carrier exp(-i w0 t): bin w of an FFT is the optical offset -w.
///          `betas[0]` is beta2 in s^2/m, `betas[1]` beta3 in s^3/m, and so on.
/// Source:  Agrawal, Nonlinear Fiber Optics, ch. 2; conventions "physical units".
struct Fiber {
  double length_m = 0.0;
  double attenuation_per_m = 0.0;  ///< of power; negative: gain
  std::vector<double> betas = {};
  double gamma_per_w_m = 0.0;
  double center_wavelength_m = 0.0;  ///< 0: not known, and then no self-steepening
  bool self_steepening = false;
  std::optional<RamanResponse> raman = {};

  [[nodiscard]] bool is_linear() const noexcept { return gamma_per_w_m == 0.0; }

  /// 2 pi c / wavelength, or 0 when that is not known.
  [[nodiscard]] double center_angular_frequency() const noexcept;

  /// Throws:  InputError "input.fiber" for a number that is not finite, a negative length, or self-steepening without a
  ///          wavelength; InputError "input.raman".
  void validate() const;

  bool operator==(const Fiber&) const = default;
};

/// Optical offsets Om from the carrier of the bins of an FFT, in rad/s, [size]: minus the bin's own frequency. The bin
/// at both ends of an even grid's band counts as its lower end, as it does on an axis in ascending order.
[[nodiscard]] std::vector<double> optical_offsets(const TimeGrid& grid);

/// The phase constant that dispersion adds at those offsets: sum beta_n/n! Om^n in rad/m, [size], in FFT order.
[[nodiscard]] std::vector<double> dispersion_phase_per_m(const Fiber& fiber, const TimeGrid& grid);

}  // namespace fiberloom::core
