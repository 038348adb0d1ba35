#pragma once

#include <complex>
#include <fiberloom/sim/components/optical_band.hpp>
#include <span>
#include <vector>

namespace fiberloom::sim {

/// What dispersion does: the phase delay Om + dispersion/2 Om^2 + third_order/6 Om^3 at the optical offset Om.
struct PhasePolynomial {
  double delay_s = 0.0;
  double dispersion_s2 = 0.0;
  double third_order_s3 = 0.0;

  /// Of a part of the element.
  [[nodiscard]] PhasePolynomial times(double share) const noexcept {
    return {share * delay_s, share * dispersion_s2, share * third_order_s3};
  }
  [[nodiscard]] bool is_zero() const noexcept {
    return delay_s == 0.0 && dispersion_s2 == 0.0 && third_order_s3 == 0.0;
  }
};

/// The phase at every bin, times `share`, in FFT order.
[[nodiscard]] std::vector<double> phases_of(const PhasePolynomial& polynomial,
                                            const OpticalBand& band, double share = 1.0);

/// row[k] *= magnitude exp(i phase_k).
void multiply_phase(std::span<std::complex<double>> row, const OpticalBand& band,
                    const PhasePolynomial& polynomial, double magnitude);

}  // namespace fiberloom::sim
