#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/converter.hpp>

namespace fiberloom::sim {
namespace {

void check(const ConverterParameters& parameters) {
  if (parameters.bits < 0 || parameters.bits > 24) {
    throw core::InputError("input.converter", "converter: bits must be 0 (no steps) to 24");
  }
  if (!(parameters.full_scale >= 0.0) || !(parameters.effective_bits >= 0.0)) {
    throw core::InputError("input.converter",
                           "converter: full scale and effective bits must not be negative");
  }
  if ((parameters.bits > 0 || parameters.effective_bits > 0.0) && parameters.full_scale == 0.0) {
    throw core::InputError("input.converter", "converter: bits need a full scale; give its width");
  }
}

double noise_variance(const ConverterParameters& parameters) {
  if (parameters.effective_bits == 0.0) {
    return 0.0;
  }
  const double quantisation = parameters.bits > 0 ? std::pow(4.0, -parameters.bits) : 0.0;
  const double excess = std::max(0.0, std::pow(4.0, -parameters.effective_bits) - quantisation);
  return parameters.full_scale * parameters.full_scale / 12.0 * excess;
}

}  // namespace

Converter::Converter(const ConverterParameters& parameters) {
  check(parameters);
  half_range_ = 0.5 * parameters.full_scale;
  step_ = parameters.bits > 0 ? std::ldexp(parameters.full_scale, -parameters.bits) : 0.0;
  noise_deviation_ = std::sqrt(noise_variance(parameters));
}

bool Converter::convert(std::span<double> row, WhiteNoise& noise) const noexcept {
  const bool clipped = half_range_ > 0.0 && clip(row);
  if (step_ > 0.0) {
    quantise(row);
  }
  if (noise_deviation_ > 0.0) {
    noise.add_to(row, noise_deviation_);
  }
  return clipped;
}

bool Converter::clip(std::span<double> row) const noexcept {
  double largest = 0.0;
  for (const double value : row) {
    largest = std::max(largest, std::abs(value));
  }
  if (largest <= half_range_) {
    return false;
  }
  for (double& value : row) {
    value = std::clamp(value, -half_range_, half_range_);
  }
  return true;
}

// Levels lie in the middles of 2^bits equal steps; the upper edge of the range belongs to the highest of them.
void Converter::quantise(std::span<double> row) const noexcept {
  const double per_step = 1.0 / step_;
  const double highest = half_range_ - 0.5 * step_;
  for (double& value : row) {
    const double level = (std::floor(value * per_step) + 0.5) * step_;
    value = level < highest ? level : highest;
  }
}

}  // namespace fiberloom::sim
