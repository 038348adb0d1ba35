#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/arbitrary_waveform_generator.hpp>
#include <numbers>

#include "complex_arithmetic.hpp"
#include "complex_rows.hpp"
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
    add_jitter(row, {workspace.row(1, size), workspace.row(2, size)}, moment);
  }
  const std::span<Complex> spectrum = workspace.row(1, grid_.size());
  sample_plan_.forward(row, spectrum.first(size));
  spread(spectrum, row);
  grid_plan_.inverse_unscaled(spectrum, drive_v);
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

// The spectrum of the samples repeats over the band of the drive. `mirror` is room for that of their conjugate.
void ArbitraryWaveformGenerator::spread(std::span<Complex> spectrum,
                                        std::span<Complex> mirror) const {
  const std::size_t size = mirror.size();
  for (std::size_t bin = 0; !mirrored_.empty() && bin < size; ++bin) {
    mirror[bin] = std::conj(spectrum[bin == 0 ? 0 : size - bin]);
  }
  for (std::size_t first = grid_.size(); first > 0;) {  // the samples' own bins last
    first -= size;
    const std::span<Complex> image = spectrum.subspan(first, size);
    if (first > 0) {
      std::copy(spectrum.begin(), spectrum.begin() + static_cast<std::ptrdiff_t>(size),
                image.begin());
    }
    const double* direct = pairs(direct_.data() + first);
    if (mirrored_.empty()) {
      change_row(image, [=](std::size_t k, double& real, double& imaginary) SIM_INLINE {
        const Complex value = product({real, imaginary}, {direct[2 * k], direct[2 * k + 1]});
        real = value.real();
        imaginary = value.imag();
      });
      continue;
    }
    const double* mirrored = pairs(mirrored_.data() + first);
    change_row(image, [=, other = pairs(mirror.data())](std::size_t k, double& real,
                                                        double& imaginary) SIM_INLINE {
      const Complex value =
          product({real, imaginary}, {direct[2 * k], direct[2 * k + 1]}) +
          product({other[2 * k], other[2 * k + 1]}, {mirrored[2 * k], mirrored[2 * k + 1]});
      real = value.real();
      imaginary = value.imag();
    });
  }
}

void ArbitraryWaveformGenerator::add_jitter(std::span<Complex> row, const Room& room,
                                            const Moment& moment) const {
  sample_plan_.forward(row, room.spectrum);
  const std::size_t size = row.size();
  const double spacing = 2.0 * std::numbers::pi / (static_cast<double>(size) * sample_grid_.step());
  const double scale = spacing / static_cast<double>(size);
  change_row(room.spectrum, [=](std::size_t j, double& real, double& imaginary) SIM_INLINE {
    // The derivative of the cosine in the middle vanishes on its samples.
    const auto doubled = static_cast<double>(2 * j);
    const auto whole = static_cast<double>(size);
    const double order = doubled < whole   ? 0.5 * doubled
                         : doubled > whole ? 0.5 * doubled - whole
                                           : 0.0;
    const double turned = scale * order * real;
    real = -scale * order * imaginary;
    imaginary = turned;
  });
  sample_plan_.inverse_unscaled(room.spectrum, room.derivative);
  WhiteNoise noise(jitter_noise_, moment.shot);
  with_normals(noise, size,
               [values = pairs(row.data()), slopes = pairs(room.derivative.data()),
                jitter_s = jitter_s_](std::size_t j, double normal) SIM_INLINE {
                 values[2 * j] += slopes[2 * j] * (jitter_s * normal);
                 values[2 * j + 1] += slopes[2 * j + 1] * (jitter_s * normal);
               });
}

}  // namespace fiberloom::sim
