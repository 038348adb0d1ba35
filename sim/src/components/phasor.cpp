#include "components/phasor.hpp"

#include <array>
#include <cstddef>

#include "components/complex_rows.hpp"
#include "components/row_sums.hpp"
#include "components/sine_cosine.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

SIM_INLINE inline double power_of(const double* pair) {
  return pair[0] * pair[0] + pair[1] * pair[1];
}

SIM_INLINE inline void turn(double& real, double& imaginary, double angle, double magnitude) {
  const SineCosine by = sine_cosine(angle);
  const double turned = magnitude * (real * by.cosine - imaginary * by.sine);
  imaginary = magnitude * (real * by.sine + imaginary * by.cosine);
  real = turned;
}

}  // namespace

void multiply_phasors(std::span<Complex> row, std::span<const double> phase, double magnitude) {
  change_row(row, [=, angles = phase.data()](std::size_t k, double& real, double& imaginary)
                      SIM_INLINE { turn(real, imaginary, angles[k], magnitude); });
}

void multiply_phasors(std::span<Complex> row, std::span<const double> x, const CubicPhase& phase,
                      double magnitude) {
  change_row(row,
             [=, points = x.data()](std::size_t k, double& real, double& imaginary) SIM_INLINE {
               const double at = points[k];
               const double angle = at * (phase.first + at * (phase.second + at * phase.third));
               turn(real, imaginary, angle, magnitude);
             });
}

void rotate_by_power(std::span<Complex> row, double phase_per_watt, double magnitude) {
  change_row(row, [=](std::size_t, double& real, double& imaginary) SIM_INLINE {
    const double angle = phase_per_watt * (real * real + imaginary * imaginary);
    turn(real, imaginary, angle, magnitude);
  });
}

PowerSums power_sums(std::span<const Complex> row) {
  const auto [first, second] =
      row_sums<2>(row.size(), [values = pairs(row.data())](std::size_t j) SIM_INLINE {
        const double power = power_of(values + 2 * j);
        return std::array<double, 2>{power, power * power};
      });
  return {.first = first, .second = second};
}

FilteredPowers multiply_scaled(std::span<Complex> row, std::span<const Complex> factor,
                               double scale) {
  const auto [all, left] = row_sums<2>(
      row.size(),
      [=, values = pairs(row.data()), factors = pairs(factor.data())](std::size_t k) SIM_INLINE {
        double* pair = values + 2 * k;
        const double before = power_of(pair);
        const double real = pair[0] * factors[2 * k] - pair[1] * factors[2 * k + 1];
        const double imaginary = pair[0] * factors[2 * k + 1] + pair[1] * factors[2 * k];
        pair[0] = scale * real;
        pair[1] = scale * imaginary;
        return std::array<double, 2>{before, power_of(pair)};
      });
  return {.before = scale * scale * all, .behind = left};
}

void multiply_scaled(std::span<Complex> row, double scale) {
  vectorised([=, values = pairs(row.data()), size = 2 * row.size()]() SIM_INLINE {
    SIM_INDEPENDENT
    for (std::size_t i = 0; i < size; ++i) {
      values[i] *= scale;
    }
  });
}

}  // namespace fiberloom::sim
