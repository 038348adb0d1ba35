#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "random.hpp"

namespace fiberloom::test {

using Complex = std::complex<double>;
using Row = core::AlignedVector<Complex>;

/// Fourier sum by its definition: sum_j x_j exp(sign i 2 pi j k / N), no factor. Slow, and owes nothing to FFTW.
inline Row fourier_sum(std::span<const Complex> x, double sign) {
  const std::size_t n = x.size();
  Row result(n);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t j = 0; j < n; ++j) {
      const double turn = static_cast<double>(j * k % n) / static_cast<double>(n);
      result[k] += x[j] * std::polar(1.0, sign * 2.0 * std::numbers::pi * turn);
    }
  }
  return result;
}

inline Row random_row(std::size_t size, Random& random) {
  Row row(size);
  std::generate(row.begin(), row.end(), [&] { return random.complex_normal(); });
  return row;
}

/// A random field whose bins beyond `band` (share of the half band) are empty, with unit mean power.
inline Row band_limited_row(std::size_t size, double band, Random& random) {
  Row spectrum(size);
  const auto highest = static_cast<std::size_t>(band * static_cast<double>(size) / 2.0);
  for (std::size_t k = 0; k < highest; ++k) {
    spectrum[k] = random.complex_normal();
    spectrum[(size - k) % size] = random.complex_normal();
  }
  Row row = fourier_sum(spectrum, 1.0);
  double power = 0.0;
  for (const Complex& value : row) {
    power += std::norm(value) / static_cast<double>(size);
  }
  for (Complex& value : row) {
    value /= std::sqrt(power);
  }
  return row;
}

inline double energy(std::span<const Complex> row) {
  double sum = 0.0;
  for (const Complex& value : row) {
    sum += std::norm(value);
  }
  return sum;
}

inline std::vector<double> intensities(std::span<const Complex> row) {
  std::vector<double> result(row.size());
  std::transform(row.begin(), row.end(), result.begin(),
                 [](Complex value) { return std::norm(value); });
  return result;
}

/// Largest magnitude of a - b; infinite for different lengths.
template <class A, class B>
double largest_difference(const A& a, const B& b) {
  if (a.size() != b.size()) {
    return std::numeric_limits<double>::infinity();
  }
  double largest = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    const double difference = std::abs(a[j] - b[j]);
    largest = difference <= largest ? largest : difference;  // a NaN stays visible
  }
  return largest;
}

/// Energy of what is left of `found` once the best complex multiple of `expected` is taken off, relative to `found`.
inline double nmse_after_best_gain(std::span<const Complex> found,
                                   std::span<const Complex> expected) {
  Complex overlap{};
  for (std::size_t j = 0; j < found.size(); ++j) {
    overlap += found[j] * std::conj(expected[j]);
  }
  const Complex gain = overlap / energy(expected);
  double rest = 0.0;
  for (std::size_t j = 0; j < found.size(); ++j) {
    rest += std::norm(found[j] - gain * expected[j]);
  }
  return rest / energy(found);
}

inline Row times_factor(Row row, Complex factor) {
  for (Complex& value : row) {
    value *= factor;
  }
  return row;
}

inline Row conjugated(Row row) {
  for (Complex& value : row) {
    value = std::conj(value);
  }
  return row;
}

/// row[j] -> row[j - delay], cyclic.
template <class Values>
Values delayed(Values row, std::size_t delay) {
  std::rotate(row.begin(), row.end() - static_cast<std::ptrdiff_t>(delay % row.size()), row.end());
  return row;
}

/// row[j] -> row[-j], cyclic.
inline Row reversed(Row row) {
  std::reverse(row.begin() + 1, row.end());
  return row;
}

/// The field after a cascade, on a grid of `points_per_sample` points per model sample.
inline Row propagated(Row row, const core::LayerParameters& layers,
                      std::optional<core::LowPass> low_pass = {}, double points_per_sample = 1.0) {
  const core::TimeGrid grid(row.size(), 1.0 / points_per_sample);
  const core::Propagator<double> propagator(grid, layers, low_pass);
  auto tape = propagator.make_tape();
  propagator.forward(row, tape);
  return row;
}

inline core::LayerParameters lossless(std::vector<double> b, std::vector<double> nonlinear_phase) {
  const std::vector<double> no_loss(b.size(), 0.0);
  return {.alpha = no_loss,
          .beta2 = std::move(b),
          .gamma = std::move(nonlinear_phase),
          .potential = {}};
}

inline core::LayerParameters random_layers(std::size_t num_layers, Random& random) {
  core::LayerParameters layers = core::zero_layers(num_layers);
  for (std::size_t m = 0; m < num_layers; ++m) {
    layers.alpha[m] = random.uniform(-0.3, 0.5);
    layers.beta2[m] = random.uniform(-3.0, 3.0);
    layers.gamma[m] = random.uniform(-1.0, 1.0);
  }
  return layers;
}

}  // namespace fiberloom::test
