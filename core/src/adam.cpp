#include <cmath>
#include <fiberloom/core/adam.hpp>
#include <fiberloom/core/error.hpp>
#include <numbers>
#include <utility>

namespace fiberloom::core {
namespace {
constexpr double first_decay = 0.9;
constexpr double second_decay = 0.999;
constexpr double epsilon = 1e-8;
}  // namespace

Adam::Adam(std::vector<AdamGroup> groups) : groups_(std::move(groups)) {
  std::size_t total = 0;
  for (const AdamGroup& group : groups_) {
    total += group.size;
  }
  state_.group_steps.assign(groups_.size(), 0);
  state_.first_moment.assign(total, 0.0);
  state_.second_moment.assign(total, 0.0);
}

void Adam::restore(State state) {
  if (state.group_steps.size() != state_.group_steps.size() ||
      state.first_moment.size() != state_.first_moment.size() ||
      state.second_moment.size() != state_.second_moment.size()) {
    throw InputError("input.shape",
                     "Adam: the saved state belongs to another number of parameters");
  }
  state_ = std::move(state);
}

void Adam::step(std::span<double> parameters, std::span<const double> gradient, double rate_factor,
                std::span<const double> group_factors) {
  ++state_.step;
  std::size_t begin = 0;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const AdamGroup& group = groups_[g];
    const double factor = group_factors.empty() ? 1.0 : group_factors[g];
    if (factor == 0.0) {
      begin += group.size;
      continue;
    }
    const double count = static_cast<double>(++state_.group_steps[g]);
    const double first_bias = 1.0 - std::pow(first_decay, count);
    const double second_bias = 1.0 - std::pow(second_decay, count);
    for (std::size_t j = begin; j < begin + group.size; ++j) {
      const double slope = gradient[j] + group.weight_decay * parameters[j];
      double& first = state_.first_moment[j];
      double& second = state_.second_moment[j];
      first = first_decay * first + (1.0 - first_decay) * slope;
      second = second_decay * second + (1.0 - second_decay) * slope * slope;
      parameters[j] -= group.rate * factor * rate_factor * (first / first_bias) /
                       (std::sqrt(second / second_bias) + epsilon);
    }
    begin += group.size;
  }
}

double cosine_schedule(std::int64_t step, std::int64_t total) {
  const double share = static_cast<double>(step) / static_cast<double>(total);
  return 0.5 * (1.0 + std::cos(std::numbers::pi * share));
}

}  // namespace fiberloom::core
