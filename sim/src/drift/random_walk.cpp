#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/drift/random_walk.hpp>

#include "drift/hashed_normal.hpp"

namespace fiberloom::sim {
namespace {

constexpr double horizon_s = 1073741824.0;  // 2^30
constexpr std::uint64_t num_halvings = 40;

}  // namespace

RandomWalk::RandomWalk(const RandomWalkParameters& parameters, const NoiseOrigin& origin)
    : deviation_per_sqrt_s_(parameters.deviation_per_sqrt_s), origin_(origin) {
  if (!(deviation_per_sqrt_s_ >= 0.0) || !std::isfinite(deviation_per_sqrt_s_)) {
    throw core::InputError("input.drift",
                           "random walk: the deviation must be finite and not negative; 0 switches "
                           "it off");
  }
}

double RandomWalk::at(double time_s) const {
  if (deviation_per_sqrt_s_ == 0.0) {
    return 0.0;
  }
  double share = std::abs(time_s) / horizon_s;
  if (!(share < 1.0)) {
    throw core::InputError("input.time", "random walk: the time is not finite, or beyond 2^30 s");
  }
  const NoiseOrigin side = time_s < 0.0 ? beside(origin_, 0) : origin_;
  double left = 0.0;
  double right = std::sqrt(horizon_s) * hashed_normal(side, {0, 1});
  double half_s = horizon_s / 2.0;
  std::int64_t index = 0;
  for (std::uint64_t level = 1; level <= num_halvings; ++level) {
    index *= 2;
    const double middle =
        0.5 * (left + right) + std::sqrt(half_s / 2.0) * hashed_normal(side, {level, index + 1});
    half_s /= 2.0;
    share *= 2.0;
    if (share < 1.0) {
      right = middle;
    } else {
      left = middle;
      share -= 1.0;
      ++index;
    }
  }
  return deviation_per_sqrt_s_ * (left + share * (right - left));
}

}  // namespace fiberloom::sim
