#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/guard_interval.hpp>

namespace fiberloom::core {
namespace {

constexpr double margin = 1.25;
// Beyond it the numbers are of no use, and would not fit into an integer.
constexpr double longest_memory = 1e15;

}  // namespace

GuardInterval guard_interval(double sum_of_magnitudes, double highest_frequency,
                             std::size_t samples) {
  const double memory = sum_of_magnitudes * highest_frequency;
  if (!(sum_of_magnitudes >= 0.0) || !(highest_frequency >= 0.0) || !(memory <= longest_memory) ||
      samples == 0) {
    throw InputError(
        "input.domain",
        "guard interval: dispersion and frequency must be finite and not negative, and "
        "the frame must have samples");
  }
  const auto frame = static_cast<double>(samples);
  const double guard = std::ceil(margin * memory);
  return {.memory = memory,
          .guard = static_cast<std::size_t>(guard),
          .overhead = 2.0 * guard / (frame + 2.0 * guard),
          .repetitions = static_cast<std::size_t>(std::ceil(1.0 + 2.0 * memory / frame)) + 1};
}

}  // namespace fiberloom::core
