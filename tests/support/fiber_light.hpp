#pragma once

#include <cmath>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <numbers>
#include <span>
#include <vector>

#include "rows.hpp"

/// Pulses and their moments. The tests of closed forms work in soliton units: beta2 = -1, gamma = 1, T0 = 1.
namespace fiberloom::test {

/// The centre wavelength that belongs to an angular frequency.
inline double wavelength_of(double angular_frequency) {
  return 2.0 * std::numbers::pi * 299792458.0 / angular_frequency;
}

/// f at every time of a grid.
template <class Function>
Row sampled(const core::TimeGrid& grid, Function f) {
  const std::vector<double> times = grid.times();
  Row row(times.size());
  std::transform(times.begin(), times.end(), row.begin(),
                 [&](double time) { return Complex(f(time)); });
  return row;
}

inline double relative_error(std::span<const Complex> found, std::span<const Complex> expected) {
  double difference = 0.0;
  for (std::size_t j = 0; j < expected.size(); ++j) {
    difference += std::norm(found[j] - expected[j]);
  }
  return std::sqrt(difference / energy(expected));
}

/// Mean and standard deviation of a distribution over points.
struct Moments {
  double mean = 0.0;
  double width = 0.0;
};

inline Moments moments(const std::vector<double>& points, const std::vector<double>& weights) {
  double sum = 0.0;
  double first = 0.0;
  for (std::size_t j = 0; j < points.size(); ++j) {
    sum += weights[j];
    first += weights[j] * points[j];
  }
  const double mean = first / sum;
  double second = 0.0;
  for (std::size_t j = 0; j < points.size(); ++j) {
    second += weights[j] * (points[j] - mean) * (points[j] - mean);
  }
  return {.mean = mean, .width = std::sqrt(second / sum)};
}

inline Moments time_moments(std::span<const Complex> row, const core::TimeGrid& grid) {
  return moments(grid.times(), intensities(row));
}

inline Row spectrum_of(Row row) {
  core::FftPlan<double>(row.size()).forward(row);
  return row;
}

/// Over the optical offset: negative is red.
inline Moments spectral_moments(std::span<const Complex> row, const core::TimeGrid& grid) {
  return moments(core::optical_offsets(grid),
                 intensities(spectrum_of(Row(row.begin(), row.end()))));
}

inline double sech(double x) { return 1.0 / std::cosh(x); }

/// The second-order soliton in soliton units, u(0, t) = 2 sech t.
///
/// Source:  Satsuma, Yajima, Suppl. Prog. Theor. Phys. 55, 284 (1974).
inline Complex second_soliton(double x, double t) {
  const Complex top = std::cosh(3.0 * t) + 3.0 * std::polar(1.0, 4.0 * x) * std::cosh(t);
  const double bottom = std::cosh(4.0 * t) + 4.0 * std::cosh(2.0 * t) + 3.0 * std::cos(4.0 * x);
  return 4.0 * top * std::polar(1.0, x / 2.0) / bottom;
}

}  // namespace fiberloom::test
