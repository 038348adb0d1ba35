#pragma once

#include <complex>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/roll_off.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <optional>
#include <span>
#include <vector>

namespace fiberloom::core {

/// The electrical parts in front of the light and behind it, where a model was trained with them.
///
/// Units:   of the model: roll-offs by model samples, full scale as |E|.
struct ElectricalEnds {
  RollOff transmitter{};
  RollOff receiver{};
  std::optional<double> full_scale{};  ///< largest |E| that the generator makes; none: no limit

  bool operator==(const ElectricalEnds&) const = default;
};

/// What the ends do to the rows of one grid, and the derivatives of that.
///
/// Shape:   a row is [grid.size()] on a 64-byte boundary.
/// Throws:  InputError "input.ends" for a full scale that is not positive; as roll_off_transfer.
/// Threads: immutable.
class EndFilters {
 public:
  using Complex = std::complex<double>;

  EndFilters(const ElectricalEnds& ends, const TimeGrid& grid);

  [[nodiscard]] bool changes_light() const noexcept { return full_scale_ || !transmitter_.empty(); }
  [[nodiscard]] bool changes_trace() const noexcept { return !receiver_.empty(); }

  /// Waveform to launched field: clipped to the full scale, then rolled off.
  void transmit(std::span<Complex> row) const;
  /// Pulls a cotangent of the launched field back to the waveform.
  void transmit_vjp(std::span<const Complex> waveform, std::span<Complex> cotangent) const;

  /// Rolls intensities off; the real parts count.
  void receive(std::span<Complex> intensity) const;
  /// Pulls a real cotangent of the rolled-off intensities back; the real parts count.
  void receive_vjp(std::span<Complex> cotangent) const;

 private:
  FftPlan<double> plan_;
  std::optional<double> full_scale_;
  std::vector<Complex> transmitter_;  // empty where nothing is rolled off
  std::vector<Complex> receiver_;
};

}  // namespace fiberloom::core
