#include "components/phasor.hpp"

#include <array>
#include <cstddef>

#include "components/row_sums.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

// 2 pi in three parts of 33 bits, so that whole turns come off without rounding (Cody and Waite).
constexpr double turn_high = 4.0 * 1.57079632673412561417e+00;
constexpr double turn_middle = 4.0 * 6.07710050630396597660e-11;
constexpr double turn_low = 4.0 * 2.02226624879595063154e-21;
constexpr double turns_per_rad = 0.15915494309189533577;
constexpr double round_to_whole = 6755399441055744.0;  // 1.5 * 2^52: adding it drops the fraction

struct Phasor {
  double real = 0.0;
  double imaginary = 0.0;
};

// sin(x)/x = 1 + y sine_series(y) and 1 - cos(x) = y versine_series(y), y = x^2: Taylor, to 1e-17 for |x| <= pi/4.
SIM_INLINE inline double sine_series(double y) {
  double sum = -1.0 / 1307674368000.0;
  sum = sum * y + 1.0 / 6227020800.0;
  sum = sum * y - 1.0 / 39916800.0;
  sum = sum * y + 1.0 / 362880.0;
  sum = sum * y - 1.0 / 5040.0;
  sum = sum * y + 1.0 / 120.0;
  return sum * y - 1.0 / 6.0;
}

SIM_INLINE inline double versine_series(double y) {
  double sum = -1.0 / 20922789888000.0;
  sum = sum * y + 1.0 / 87178291200.0;
  sum = sum * y - 1.0 / 479001600.0;
  sum = sum * y + 1.0 / 3628800.0;
  sum = sum * y - 1.0 / 40320.0;
  sum = sum * y + 1.0 / 720.0;
  sum = sum * y - 1.0 / 24.0;
  return sum * y + 0.5;
}

// Takes whole turns off, then quarters the angle: both series converge to double precision on [-pi/4, pi/4], and two
// squarings bring the angle back.
SIM_INLINE inline Phasor unit_phasor(double phase) {
  const double turns = (phase * turns_per_rad + round_to_whole) - round_to_whole;
  const double rest = ((phase - turns * turn_high) - turns * turn_middle) - turns * turn_low;
  const double x = 0.25 * rest;
  const double y = x * x;
  const double sine = x * (1.0 + y * sine_series(y));
  // 1 - cos, so that small angles keep their last digits.
  const double versine = y * versine_series(y);
  const double sine_2 = 2.0 * sine * (1.0 - versine);
  const double versine_2 = 2.0 * sine * sine;
  return {.real = 1.0 - 2.0 * sine_2 * sine_2, .imaginary = 2.0 * sine_2 * (1.0 - versine_2)};
}

// Rows of complex numbers as pairs of doubles, which the standard allows and the vectoriser wants to see.
double* pairs(std::span<Complex> row) { return reinterpret_cast<double*>(row.data()); }
const double* pairs(std::span<const Complex> row) {
  return reinterpret_cast<const double*>(row.data());
}

SIM_INLINE inline double power_of(const double* pair) {
  return pair[0] * pair[0] + pair[1] * pair[1];
}

SIM_INLINE inline void multiply_pair(double* pair, Phasor phasor, double magnitude) {
  const double real = pair[0] * phasor.real - pair[1] * phasor.imaginary;
  const double imaginary = pair[0] * phasor.imaginary + pair[1] * phasor.real;
  pair[0] = magnitude * real;
  pair[1] = magnitude * imaginary;
}

SIM_INLINE inline void phasors(double* row, const double* phase, double magnitude,
                               std::size_t size) {
  SIM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    multiply_pair(row + 2 * k, unit_phasor(phase[k]), magnitude);
  }
}

SIM_INLINE inline void cubic_phasors(double* row, const double* x, CubicPhase phase,
                                     double magnitude, std::size_t size) {
  SIM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    const double angle = x[k] * (phase.first + x[k] * (phase.second + x[k] * phase.third));
    multiply_pair(row + 2 * k, unit_phasor(angle), magnitude);
  }
}

SIM_INLINE inline void rotations(double* row, double phase_per_watt, double magnitude,
                                 std::size_t size) {
  SIM_INDEPENDENT
  for (std::size_t j = 0; j < size; ++j) {
    multiply_pair(row + 2 * j, unit_phasor(phase_per_watt * power_of(row + 2 * j)), magnitude);
  }
}

}  // namespace

void multiply_phasors(std::span<Complex> row, std::span<const double> phase, double magnitude) {
  vectorised([=, values = pairs(row), angles = phase.data(), size = row.size()]()
                 SIM_INLINE { phasors(values, angles, magnitude, size); });
}

void multiply_phasors(std::span<Complex> row, std::span<const double> x, const CubicPhase& phase,
                      double magnitude) {
  vectorised([=, values = pairs(row), points = x.data(), size = row.size()]()
                 SIM_INLINE { cubic_phasors(values, points, phase, magnitude, size); });
}

void rotate_by_power(std::span<Complex> row, double phase_per_watt, double magnitude) {
  vectorised([=, values = pairs(row), size = row.size()]()
                 SIM_INLINE { rotations(values, phase_per_watt, magnitude, size); });
}

PowerSums power_sums(std::span<const Complex> row) {
  const auto [first, second] =
      row_sums<2>(row.size(), [values = pairs(row)](std::size_t j) SIM_INLINE {
        const double power = power_of(values + 2 * j);
        return std::array<double, 2>{power, power * power};
      });
  return {.first = first, .second = second};
}

FilteredPowers multiply_scaled(std::span<Complex> row, std::span<const Complex> factor,
                               double scale) {
  const auto [before, behind] = row_sums<2>(
      row.size(), [=, values = pairs(row), factors = pairs(factor)](std::size_t k) SIM_INLINE {
        double* pair = values + 2 * k;
        const double power = power_of(pair);
        multiply_pair(pair, {factors[2 * k], factors[2 * k + 1]}, scale);
        return std::array<double, 2>{power, power_of(pair)};
      });
  return {.before = scale * scale * before, .behind = behind};
}

void multiply_scaled(std::span<Complex> row, double scale) {
  vectorised([=, values = pairs(row), size = 2 * row.size()]() SIM_INLINE {
    SIM_INDEPENDENT
    for (std::size_t i = 0; i < size; ++i) {
      values[i] *= scale;
    }
  });
}

}  // namespace fiberloom::sim
