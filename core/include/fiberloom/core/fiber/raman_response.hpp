#pragma once

#include <complex>
#include <fiberloom/core/time_grid.hpp>
#include <vector>

namespace fiberloom::core {

/// The published fits of silica's delayed response that fiberloom knows.
enum class RamanModel { blow_wood, lin_agrawal, hollenbeck_cantrell };

/// How much of the Kerr effect comes late, and how: R(t) = (1 - fraction) delta(t) + fraction h(t), int h = 1.
///
/// blow_wood: one damped oscillation, h ~ exp(-t/tau2) sin(t/tau1). lin_agrawal: the same and the boson peak beside it,
/// fixed. hollenbeck_cantrell: thirteen lines of mixed Gaussian and Lorentzian width, fixed. The two fixed ones do not
/// look at tau1_s and tau2_s.
///
/// Units:   seconds; `fraction` in 0..1.
/// Source:  Blow, Wood, IEEE J. Quantum Electron. 25, 2665 (1989); Lin, Agrawal, Opt. Lett. 31, 3086 (2006);
///          Hollenbeck, Cantrell, J. Opt. Soc. Am. B 19, 2886 (2002), table 1.
struct RamanResponse {
  RamanModel model = RamanModel::blow_wood;
  double fraction = 0.18;
  double tau1_s = 12.2e-15;
  double tau2_s = 32e-15;

  /// The response of a model with the fraction that its authors give: 0.18, 0.245, 0.2.
  [[nodiscard]] static RamanResponse of(RamanModel model);

  /// Throws:  InputError "input.raman" unless 0 <= fraction <= 1 and the times are positive.
  void validate() const;

  bool operator==(const RamanResponse&) const = default;
};

/// h(t) in 1/s, zero before t = 0.
[[nodiscard]] double raman_response(const RamanResponse& response, double time_s);

/// int h(t) exp(-i w t) dt, in closed form: 1 at w = 0.
///
/// Source:  the lines of Hollenbeck and Cantrell are differences of Faddeeva functions, by the rational approximation
///          of Weideman, SIAM J. Numer. Anal. 31, 1497 (1994), error below 1e-12.
[[nodiscard]] std::complex<double> raman_spectrum(const RamanResponse& response,
                                                  double angular_frequency);

/// The transform of the whole R(t) at the frequencies 0, 1, ... size/2 of a grid, [size/2 + 1].
[[nodiscard]] std::vector<std::complex<double>> kerr_and_raman_spectrum(
    const RamanResponse& response, const TimeGrid& grid);

}  // namespace fiberloom::core
