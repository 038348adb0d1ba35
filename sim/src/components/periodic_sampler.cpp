#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/periodic_sampler.hpp>
#include <numbers>
#include <utility>

#include "complex_arithmetic.hpp"
#include "complex_rows.hpp"
#include "sine_cosine.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

constexpr std::size_t lanes = 8;
constexpr std::size_t kernel_points = 2 * lanes;  // two whole vectors: 14 reach, and the rest is 0
constexpr double half_kernel = 7.0;
constexpr std::size_t oversampling = 2;
// pi sqrt(width^2 / oversampling^2 (oversampling - 1/2)^2 - 0.8)
const double kernel_shape =
    std::numbers::pi * std::sqrt(half_kernel * half_kernel * 1.5 * 1.5 - 0.8);

// Kaiser-Bessel kernel at x in -1..1, and its Fourier integral over the fine grid at w radian per point.
double kernel_at(double x) {
  return std::abs(x) < 1.0 ? std::cyl_bessel_i(0.0, kernel_shape * std::sqrt(1.0 - x * x)) : 0.0;
}

double kernel_transform(double w) {
  const double argument =
      std::sqrt(kernel_shape * kernel_shape - half_kernel * half_kernel * w * w);
  return 2.0 * half_kernel * std::sinh(argument) / argument;
}

// Whether the times are those of a grid that divides the period, but for a common offset.
bool are_even(std::span<const double> times, double period) {
  const double step = period / static_cast<double>(times.size());
  for (std::size_t j = 0; j < times.size(); ++j) {
    if (std::abs(times[j] - times[0] - static_cast<double>(j) * step) > 1e-12 * period) {
      return false;
    }
  }
  return true;
}

std::size_t inverse_size(const core::TimeGrid& grid, std::span<const double> times) {
  if (times.empty()) {
    throw core::InputError("input.shape", "periodic sampler: give at least one sample time");
  }
  const double period = static_cast<double>(grid.size()) * grid.step();
  return are_even(times, period) ? times.size() : oversampling * grid.size();
}

}  // namespace

PeriodicSampler::PeriodicSampler(const core::TimeGrid& grid, std::span<const double> sample_times_s,
                                 std::vector<Complex> one_sided_transfer)
    : spacing_rad_per_s_(2.0 * std::numbers::pi / (static_cast<double>(grid.size()) * grid.step())),
      transfer_(std::move(one_sided_transfer)),
      forward_(grid.size()),
      inverse_(inverse_size(grid, sample_times_s)) {
  if (transfer_.size() != forward_.num_frequencies()) {
    throw core::InputError("input.shape",
                           "periodic sampler: the transfer needs one value for each of the bins 0 "
                           "to size/2");
  }
  const bool is_even = inverse_.size() == sample_times_s.size() &&
                       are_even(sample_times_s, static_cast<double>(grid.size()) * grid.step());
  const double scale = static_cast<double>(inverse_.size()) / static_cast<double>(forward_.size());
  for (std::size_t k = 0; k < transfer_.size(); ++k) {
    transfer_[k] *= scale;
    if (is_even) {
      transfer_[k] *=
          std::polar(1.0, static_cast<double>(k) * spacing_rad_per_s_ * sample_times_s[0]);
    }
  }
  if (2 * transfer_.size() == forward_.size() + 2) {
    transfer_.back() *= 0.5;  // that bin stands for both signs, and fold() adds both
  }
  if (!is_even) {
    prepare_kernel(grid, sample_times_s);
  }
}

void PeriodicSampler::prepare_kernel(const core::TimeGrid& grid,
                                     std::span<const double> sample_times_s) {
  const auto fine_size = static_cast<double>(inverse_.size());
  for (std::size_t k = 0; k < transfer_.size(); ++k) {
    transfer_[k] /= kernel_transform(2.0 * std::numbers::pi * static_cast<double>(k) / fine_size);
  }
  const double points_per_s = static_cast<double>(oversampling) / grid.step();
  for (const double time : sample_times_s) {
    const double position = time * points_per_s;
    const double first = std::ceil(position - half_kernel);
    const double wrapped = first - fine_size * std::floor(first / fine_size);
    first_point_.push_back(static_cast<std::size_t>(wrapped) % inverse_.size());
    for (std::size_t i = 0; i < kernel_points; ++i) {
      const double distance = first + static_cast<double>(i) - position;
      weights_.push_back(kernel_at(distance / half_kernel));
    }
  }
}

void PeriodicSampler::sample(std::span<const double> row, double shift_s, std::span<double> samples,
                             Workspace& workspace) const {
  // The first row holds the fine grid's real values at the end, and the first of them again behind the last.
  const std::span<Complex> spectrum =
      workspace.row(0, std::max(forward_.scratch_size(), inverse_.size() / 2 + kernel_points));
  const std::span<Complex> folded = workspace.row(1, inverse_.scratch_size());
  forward_.forward(row, spectrum);
  turn(spectrum, shift_s);
  fold(spectrum, folded);
  if (weights_.empty()) {
    inverse_.inverse(folded, samples);
    return;
  }
  const std::span<double> fine(pairs(spectrum.data()), inverse_.size() + kernel_points);
  inverse_.inverse(folded, fine.first(inverse_.size()));
  for (std::size_t i = 0; i < kernel_points;
       ++i) {  // one by one: a short frame repeats more than once
    fine[inverse_.size() + i] = fine[i];
  }
  interpolate(fine, samples);
}

void PeriodicSampler::turn(std::span<Complex> spectrum, double shift_s) const {
  change_row(spectrum.first(transfer_.size()),
             [factors = pairs(transfer_.data()), angle = spacing_rad_per_s_ * shift_s](
                 std::size_t k, double& real, double& imaginary) SIM_INLINE {
               const SineCosine by = sine_cosine(angle * static_cast<double>(k));
               const Complex turned = product(product({real, imaginary}, {by.cosine, by.sine}),
                                              {factors[2 * k], factors[2 * k + 1]});
               real = turned.real();
               imaginary = turned.imag();
             });
}

// Frequency k of the row, of either sign, comes out as k modulo the number of samples.
void PeriodicSampler::fold(std::span<const Complex> spectrum, std::span<Complex> folded) const {
  const std::size_t size = inverse_.size();
  const std::size_t unfolded = std::min(transfer_.size(), (size + 1) / 2);
  std::ranges::copy(spectrum.first(unfolded), folded.begin());
  std::fill(folded.begin() + static_cast<std::ptrdiff_t>(unfolded),
            folded.begin() + static_cast<std::ptrdiff_t>(inverse_.num_frequencies()), 0.0);
  for (std::size_t k = unfolded; k < transfer_.size(); ++k) {
    const std::size_t bin = k % size;
    if (bin == 0 || 2 * bin == size) {
      folded[bin] += 2.0 * spectrum[k].real();
    } else if (2 * bin <= size) {
      folded[bin] += spectrum[k];
    } else {
      folded[size - bin] += std::conj(spectrum[k]);
    }
  }
}

void PeriodicSampler::interpolate(std::span<const double> fine, std::span<double> samples) const {
  vectorised([=, all_weights = weights_.data(), first_point = first_point_.data()]() SIM_INLINE {
    for (std::size_t j = 0; j < samples.size(); ++j) {
      const double* const weights = all_weights + j * kernel_points;
      const double* const points = fine.data() + first_point[j];
      std::array<double, lanes> sums;
      for (std::size_t i = 0; i < lanes; ++i) {
        sums[i] = weights[i] * points[i] + weights[lanes + i] * points[lanes + i];
      }
      for (std::size_t half = lanes / 2; half > 0; half /= 2) {
        for (std::size_t i = 0; i < half; ++i) {
          sums[i] += sums[half + i];
        }
      }
      samples[j] = sums[0];
    }
  });
}

}  // namespace fiberloom::sim
