#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <numbers>

namespace fiberloom::core {

TimeGrid::TimeGrid(std::size_t size, double step) : size_(size), step_(step) {
  if (size == 0 || !(step > 0.0) || !std::isfinite(step)) {
    throw InputError("input.grid",
                     "time grid: needs at least one sample and a positive, finite sample spacing");
  }
}

std::vector<double> TimeGrid::times() const {
  std::vector<double> result(size_);
  const std::size_t middle = size_ / 2;
  const auto centre = static_cast<double>(middle);
  for (std::size_t j = 0; j < size_; ++j) {
    result[j] = (static_cast<double>(j) - centre) * step_;
  }
  return result;
}

std::vector<double> TimeGrid::angular_frequencies() const {
  std::vector<double> result(size_);
  const double window = static_cast<double>(size_) * step_;
  const std::size_t num_non_negative = (size_ + 1) / 2;
  for (std::size_t j = 0; j < size_; ++j) {
    const double bin =
        static_cast<double>(j) - (j < num_non_negative ? 0.0 : static_cast<double>(size_));
    result[j] = 2.0 * std::numbers::pi * bin / window;
  }
  return result;
}

}  // namespace fiberloom::core
