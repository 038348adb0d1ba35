#pragma once

#include <cstddef>
#include <vector>

namespace fiberloom::core {

/// The sample points of one periodic frame.
///
/// Units:   `step` in seconds for physical light, in model samples inside a network (1/oversampling).
/// Throws:  InputError "input.grid" unless size >= 1 and step > 0.
/// Threads: an immutable value. Two grids that compare equal carry fields that may be combined.
/// Source:  conventions: arrays stay in FFT order, bin w stands for the optical offset -w.
class TimeGrid {
 public:
  TimeGrid(std::size_t size, double step);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] double step() const noexcept { return step_; }

  /// Times of the samples, [size], zero at index size/2 (integer division).
  [[nodiscard]] std::vector<double> times() const;

  /// Angular frequencies 2*pi*fftfreq(size, step), [size], in FFT order: 0, positive, negative.
  [[nodiscard]] std::vector<double> angular_frequencies() const;

  bool operator==(const TimeGrid&) const = default;

 private:
  std::size_t size_;
  double step_;
};

}  // namespace fiberloom::core
