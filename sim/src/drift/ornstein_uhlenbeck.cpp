#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/drift/ornstein_uhlenbeck.hpp>

#include "drift/hashed_normal.hpp"

namespace fiberloom::sim {
namespace {

constexpr double lattice_spacing = 40.0;  // correlation times
constexpr std::size_t num_halvings = 20;
constexpr double farthest_interval = 1099511627776.0;  // 2^40

// The midpoint of an interval, given both ends: share * (left + right) + deviation * normal, for a process of unit
// variance and an interval of 2h: 1/(2 cosh h) and sqrt(tanh h).
struct Midpoint {
  double share = 0.0;
  double deviation = 0.0;
};

std::array<Midpoint, num_halvings> midpoints() {
  std::array<Midpoint, num_halvings> result{};
  double half = lattice_spacing / 2.0;
  for (Midpoint& midpoint : result) {
    midpoint = {.share = 0.5 / std::cosh(half), .deviation = std::sqrt(std::tanh(half))};
    half /= 2.0;
  }
  return result;
}

}  // namespace

OrnsteinUhlenbeck::OrnsteinUhlenbeck(const OrnsteinUhlenbeckParameters& parameters,
                                     const NoiseOrigin& origin)
    : parameters_(parameters), origin_(origin) {
  if (!(parameters.deviation >= 0.0) || !std::isfinite(parameters.deviation) ||
      !(parameters.correlation_time_s > 0.0) || !std::isfinite(parameters.correlation_time_s)) {
    throw core::InputError("input.drift",
                           "Ornstein-Uhlenbeck drift: the deviation must be finite and not "
                           "negative, the correlation time positive; 0 deviation switches it off");
  }
}

double OrnsteinUhlenbeck::at(double time_s) const {
  if (parameters_.deviation == 0.0) {
    return 0.0;
  }
  static const std::array<Midpoint, num_halvings> table = midpoints();
  const double place = time_s / (lattice_spacing * parameters_.correlation_time_s);
  if (!(std::abs(place) < farthest_interval)) {
    throw core::InputError("input.time",
                           "drift: the time is not finite, or too far for its correlation time");
  }
  const double interval = std::floor(place);
  double share = place - interval;
  auto index = static_cast<std::int64_t>(interval);
  double left = hashed_normal(origin_, {0, index});
  double right = hashed_normal(origin_, {0, index + 1});
  for (std::size_t level = 0; level < num_halvings; ++level) {
    index *= 2;
    const double middle = table[level].share * (left + right) +
                          table[level].deviation * hashed_normal(origin_, {level + 1, index + 1});
    share *= 2.0;
    if (share < 1.0) {
      right = middle;
    } else {
      left = middle;
      share -= 1.0;
      ++index;
    }
  }
  return parameters_.deviation * (left + share * (right - left));
}

}  // namespace fiberloom::sim
