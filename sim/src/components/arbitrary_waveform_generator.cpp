#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/arbitrary_waveform_generator.hpp>
#include <numbers>

#include "complex_arithmetic.hpp"
#include "normal_chunks.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

const ArbitraryWaveformGeneratorParameters& checked(
    const ArbitraryWaveformGeneratorParameters& parameters) {
  if (!(parameters.sample_rate_hz > 0.0) || parameters.grid_points_per_sample == 0) {
    throw core::InputError(
        "input.generator",
        "waveform generator: the sample rate and the grid points per sample must be positive");
  }
  if (!(parameters.hold_share >= 0.0 && parameters.hold_share <= 1.0) ||
      !(parameters.aperture_jitter_s >= 0.0)) {
    throw core::InputError(
        "input.generator",
        "waveform generator: the hold share must be within 0..1 and the jitter not negative");
  }
  return parameters;
}

double sinc(double x) {
  return x == 0.0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

}  // namespace

ArbitraryWaveformGenerator::ArbitraryWaveformGenerator(
    const ArbitraryWaveformGeneratorParameters& parameters, std::size_t num_samples,
    const ComponentSeed& seed, const ElectricalLowPass& load)
    : sample_grid_(num_samples, 1.0 / checked(parameters).sample_rate_hz),
      grid_(num_samples * parameters.grid_points_per_sample,
            sample_grid_.step() / static_cast<double>(parameters.grid_points_per_sample)),
      sample_plan_(num_samples),
      grid_plan_(grid_.size()),
      converter_({.full_scale = 2.0,
                  .bits = parameters.bits,
                  .effective_bits = parameters.effective_bits}),
      converter_noise_(seed.origin("converter")),
      jitter_noise_(seed.origin("jitter")),
      jitter_s_(parameters.aperture_jitter_s) {
  make_transfer(parameters, load);
}

void ArbitraryWaveformGenerator::make_transfer(
    const ArbitraryWaveformGeneratorParameters& parameters, const ElectricalLowPass& load) {
  const double scale = parameters.peak_voltage_v / static_cast<double>(sample_grid_.size());
  const std::vector<double> angular = grid_.angular_frequencies();
  direct_.resize(grid_.size());
  mirrored_.resize(parameters.quadrature_skew_s == 0.0 ? 0 : grid_.size());
  for (std::size_t j = 0; j < grid_.size(); ++j) {
    const double frequency = angular[j] / (2.0 * std::numbers::pi);
    const double per_sample = frequency * sample_grid_.step();
    const double held =
        parameters.hold_share > 0.0 ? sinc(per_sample * parameters.hold_share) : interpolating(j);
    const Complex common =
        scale * held * transfer_at(parameters.low_pass, frequency) * transfer_at(load, frequency);
    Complex first = common;
    Complex second = common * std::polar(1.0, -angular[j] * parameters.quadrature_skew_s);
    if (2 * j == grid_.size()) {  // one bin for both signs: a cosine
      first = first.real();
      second = second.real();
    }
    direct_[j] = 0.5 * (first + second);
    if (!mirrored_.empty()) {
      mirrored_[j] = 0.5 * (first - second);
    }
  }
}

bool ArbitraryWaveformGenerator::generate(std::span<const Complex> samples,
                                          std::span<Complex> drive_v, const Moment& moment,
                                          Workspace& workspace) const {
  const std::size_t size = sample_grid_.size();
  const std::span<Complex> row = workspace.row(0, size);
  std::copy(samples.begin(), samples.end(), row.begin());
  WhiteNoise noise(converter_noise_, moment.shot);
  // A complex number is its two parts one after the other ([complex.numbers]).
  const bool clipped = converter_.convert({reinterpret_cast<double*>(row.data()), 2 * size}, noise);
  if (jitter_s_ > 0.0) {
    add_jitter(row, workspace.row(1, size), moment);
  }
  sample_plan_.forward(row);
  for (std::size_t j = 0, bin = 0; j < drive_v.size(); ++j) {
    drive_v[j] = product(direct_[j], row[bin]);
    bin = bin + 1 == size ? 0 : bin + 1;
  }
  for (std::size_t j = 0, bin = 0; j < mirrored_.size(); ++j) {
    drive_v[j] += product(mirrored_[j], std::conj(row[bin]));
    bin = bin == 0 ? size - 1 : bin - 1;
  }
  grid_plan_.inverse_unscaled(drive_v);
  return clipped;
}

// Without holding, the band of the samples and nothing else; the bin at its edge stands for both signs.
double ArbitraryWaveformGenerator::interpolating(std::size_t bin) const {
  const std::size_t away = std::min(bin, grid_.size() - bin);
  if (grid_.size() == sample_grid_.size() || 2 * away < sample_grid_.size()) {
    return 1.0;
  }
  return 2 * away == sample_grid_.size() ? 0.5 : 0.0;
}

void ArbitraryWaveformGenerator::add_jitter(std::span<Complex> row, std::span<Complex> derivative,
                                            const Moment& moment) const {
  sample_plan_.forward(row, derivative);
  const std::size_t size = row.size();
  const double spacing = 2.0 * std::numbers::pi / (static_cast<double>(size) * sample_grid_.step());
  const double scale = spacing / static_cast<double>(size);
  for (std::size_t j = 0; j < size; ++j) {
    const bool is_single = 2 * j == size;  // the derivative of that cosine vanishes on its samples
    const double order =
        2 * j < size ? static_cast<double>(j) : static_cast<double>(j) - static_cast<double>(size);
    const double factor = is_single ? 0.0 : scale * order;
    derivative[j] = Complex(-factor * derivative[j].imag(), factor * derivative[j].real());
  }
  sample_plan_.inverse_unscaled(derivative);
  WhiteNoise noise(jitter_noise_, moment.shot);
  with_normals(noise, size, [&](std::size_t j, double normal) {
    row[j] += derivative[j] * (jitter_s_ * normal);
  });
}

}  // namespace fiberloom::sim
