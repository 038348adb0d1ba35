#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/converter.hpp>

#include "vectorised.hpp"

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
  bool is_outside = false;
  vectorised([&is_outside, limit = half_range_, values = row.data(), size = row.size()]()
                 SIM_INLINE {
                   std::uint64_t outside = 0;
                   for (std::size_t i = 0; i < size; ++i) {
                     outside |= std::abs(values[i]) > limit ? 1U : 0U;
                     values[i] = std::min(limit, std::max(-limit, values[i]));
                   }
                   is_outside = outside != 0;
                 });
  return is_outside;
}

// Levels lie in the middles of 2^bits equal steps; the upper edge of the range belongs to the highest of them.
void Converter::quantise(std::span<double> row) const noexcept {
  vectorised([step = step_, per_step = 1.0 / step_, highest = half_range_ - 0.5 * step_,
              values = row.data(), size = row.size()]() SIM_INLINE {
    SIM_INDEPENDENT
    for (std::size_t i = 0; i < size; ++i) {
      const double level = (std::floor(values[i] * per_step) + 0.5) * step;
      values[i] = level < highest ? level : highest;
    }
  });
}

}  // namespace fiberloom::sim
