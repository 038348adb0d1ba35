#pragma once

#include <complex>
#include <span>

namespace fiberloom::sim {

/// row[k] *= magnitude exp(i phase[k]).
///
/// Units:   rad, as sine_cosine wants them.
void multiply_phasors(std::span<std::complex<double>> row, std::span<const double> phase,
                      double magnitude);

/// The phase first x + second x^2 + third x^3.
struct CubicPhase {
  double first = 0.0;
  double second = 0.0;
  double third = 0.0;
};

/// row[k] *= magnitude exp(i phase(x[k])).
void multiply_phasors(std::span<std::complex<double>> row, std::span<const double> x,
                      const CubicPhase& phase, double magnitude);

/// row[j] *= magnitude exp(i phase_per_watt |row[j]|^2): the Kerr effect, and a loss behind it.
void rotate_by_power(std::span<std::complex<double>> row, double phase_per_watt,
                     double magnitude = 1.0);

/// Sums over a row of |row[j]|^2 and of |row[j]|^4, in an order of their own that no machine changes.
struct PowerSums {
  double first = 0.0;
  double second = 0.0;
};
[[nodiscard]] PowerSums power_sums(std::span<const std::complex<double>> row);

/// Sums over a row of |row[k]|^2, with the scale but before and behind the factors.
struct FilteredPowers {
  double before = 0.0;
  double behind = 0.0;
};

/// row[k] *= scale factor[k].
FilteredPowers multiply_scaled(std::span<std::complex<double>> row,
                               std::span<const std::complex<double>> factor, double scale);

/// row[k] *= scale.
void multiply_scaled(std::span<std::complex<double>> row, double scale);

}  // namespace fiberloom::sim
