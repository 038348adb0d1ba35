#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/npy.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/sim/light.hpp>
#include <filesystem>
#include <numbers>
#include <span>
#include <string>
#include <vector>

/// Frames that components of a simulated bench are tried with, and what is read off them.
namespace fiberloom::test {

inline sim::Light steady_light(const core::TimeGrid& grid, double power_w) {
  sim::Light light;
  light.field.assign(grid.size(), std::sqrt(power_w));
  light.sample_interval_s = grid.step();
  return light;
}

/// amplitude * cos(2 pi cycles j / size + phase): that many periods in the frame.
inline std::vector<double> cosine(std::size_t size, double cycles, double amplitude,
                                  double phase = 0.0) {
  std::vector<double> row(size);
  for (std::size_t j = 0; j < size; ++j) {
    const double turns = cycles * static_cast<double>(j) / static_cast<double>(size);
    row[j] = amplitude * std::cos(2.0 * std::numbers::pi * turns + phase);
  }
  return row;
}

/// Component exp(2 pi i bin j / size) of a row, by its definition.
template <class Values>
std::complex<double> component(const Values& row, std::ptrdiff_t bin) {
  std::complex<double> sum = 0.0;
  const auto size = static_cast<std::ptrdiff_t>(row.size());
  for (std::ptrdiff_t j = 0; j < size; ++j) {
    const double turn = static_cast<double>((bin * j) % size) / static_cast<double>(size);
    sum += row[static_cast<std::size_t>(j)] * std::polar(1.0, -2.0 * std::numbers::pi * turn);
  }
  return sum / static_cast<double>(size);
}

/// Mean square difference of two rows.
template <class A, class B>
double mean_square_difference(const A& a, const B& b) {
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    sum += std::norm(std::complex<double>(a[j]) - std::complex<double>(b[j]));
  }
  return sum / static_cast<double>(a.size());
}

inline double mean_of(std::span<const double> row) {
  double sum = 0.0;
  for (const double value : row) {
    sum += value;
  }
  return sum / static_cast<double>(row.size());
}

/// Mean square deviation from the mean.
inline double variance_of(std::span<const double> row) {
  const double mean = mean_of(row);
  double sum = 0.0;
  for (const double value : row) {
    sum += (value - mean) * (value - mean);
  }
  return sum / static_cast<double>(row.size());
}

inline double correlation_of(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean_of(a);
  const double mean_b = mean_of(b);
  double sum = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    sum += (a[j] - mean_a) * (b[j] - mean_b);
  }
  return sum / static_cast<double>(a.size()) / std::sqrt(variance_of(a) * variance_of(b));
}

/// One array of a reference case (tests/reference/cases/README.md): one row a point.
inline core::RealBatch<double> reference_table(const std::string& name, const std::string& file) {
  return core::read_real_batch(std::filesystem::path(FIBERLOOM_SOURCE_DIR) /
                               "tests/reference/cases" / name / file);
}

/// The scale of the cases' metric "max_rel" for one column.
inline double largest_in_column(const core::RealBatch<double>& table, std::size_t column) {
  double largest = 0.0;
  for (std::size_t row = 0; row < table.batch(); ++row) {
    largest = std::max(largest, std::abs(table.row(row)[column]));
  }
  return largest;
}

}  // namespace fiberloom::test
