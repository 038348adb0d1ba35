#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/drift/flicker_noise.hpp>
#include <numbers>

#include "drift/hashed_normal.hpp"

namespace fiberloom::sim {
namespace {

constexpr double corner_ratio = 4.0;

}  // namespace

FlickerNoise::FlickerNoise(const FlickerNoiseParameters& parameters, const NoiseOrigin& origin) {
  if (!(parameters.density_at_1_hz >= 0.0) || !(parameters.lowest_hz > 0.0) ||
      !(parameters.highest_hz > parameters.lowest_hz) || !std::isfinite(parameters.highest_hz)) {
    throw core::InputError("input.drift",
                           "flicker noise: the density must not be negative, and the corner "
                           "frequencies positive and in ascending order");
  }
  if (parameters.density_at_1_hz == 0.0) {
    return;
  }
  // Processes of variance v, evenly spaced in the logarithm of their corners, add up to v/(ln ratio f).
  const double deviation = std::sqrt(parameters.density_at_1_hz * std::log(corner_ratio));
  const double wanted =
      std::log(parameters.highest_hz / parameters.lowest_hz) / std::log(corner_ratio);
  const auto count = static_cast<std::uint64_t>(std::ceil(wanted - 1e-9)) + 1;
  double corner_hz = parameters.lowest_hz;
  for (std::uint64_t number = 0; number < count; ++number) {
    parts_.emplace_back(OrnsteinUhlenbeckParameters{.deviation = deviation,
                                                    .correlation_time_s =
                                                        1.0 / (2.0 * std::numbers::pi * corner_hz)},
                        beside(origin, number));
    corner_hz *= corner_ratio;
  }
}

double FlickerNoise::at(double time_s) const {
  double sum = 0.0;
  for (const OrnsteinUhlenbeck& part : parts_) {
    sum += part.at(time_s);
  }
  return sum;
}

}  // namespace fiberloom::sim
