#pragma once

#include <cstddef>
#include <fiberloom/core/time_grid.hpp>

namespace fiberloom::core {

/// How a record lies on the propagation grid: zeros before and after it, and grid points per model sample.
///
/// The frame is periodic: without guard it is a waveform that the generator repeats.
struct Frame {
  std::size_t samples = 0;
  std::size_t guard_before = 0;  ///< model samples
  std::size_t guard_after = 0;   ///< model samples
  std::size_t oversampling = 1;  ///< grid points per model sample

  [[nodiscard]] std::size_t padded_samples() const noexcept {
    return guard_before + samples + guard_after;
  }
  [[nodiscard]] std::size_t grid_size() const noexcept { return padded_samples() * oversampling; }
  /// First grid point of the record, and the number of grid points that belong to it.
  [[nodiscard]] std::size_t record_begin() const noexcept { return guard_before * oversampling; }
  [[nodiscard]] std::size_t record_size() const noexcept { return samples * oversampling; }
  /// Throws InputError "input.grid" for a frame without samples or with oversampling 0.
  [[nodiscard]] TimeGrid grid() const;

  bool operator==(const Frame&) const = default;
};

}  // namespace fiberloom::core
