#include "components/phase_polynomial.hpp"

#include <cstddef>

#include "components/phasor.hpp"

namespace fiberloom::sim {

std::vector<double> phases_of(const PhasePolynomial& polynomial, const OpticalBand& band,
                              double share) {
  const double first = share * polynomial.delay_s;
  const double second = share * polynomial.dispersion_s2 / 2.0;
  const double third = share * polynomial.third_order_s3 / 6.0;
  std::vector<double> phases(band.grid().size());
  for (std::size_t k = 0; k < phases.size(); ++k) {
    const double offset = band.offsets_rad_per_s()[k];
    phases[k] = offset * (first + offset * (second + offset * third));
  }
  return phases;
}

void multiply_phase(std::span<std::complex<double>> row, const OpticalBand& band,
                    const PhasePolynomial& polynomial, double magnitude) {
  if (!polynomial.is_zero()) {
    multiply_phasors(row, band.offsets_rad_per_s(),
                     {.first = polynomial.delay_s,
                      .second = polynomial.dispersion_s2 / 2.0,
                      .third = polynomial.third_order_s3 / 6.0},
                     magnitude);
  } else if (magnitude != 1.0) {
    for (std::complex<double>& value : row) {
      value *= magnitude;
    }
  }
}

}  // namespace fiberloom::sim
