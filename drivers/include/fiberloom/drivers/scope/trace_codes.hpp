#pragma once

#include <cstdint>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <span>
#include <vector>

namespace fiberloom::drivers {

/// Volts of a code, and the codes that stand for none.
struct TraceScale {
  double volts_per_code = 1.0;
  double zero_code = 0.0;  ///< that stands for zero_v
  double zero_v = 0.0;
  std::int16_t lowest_code = -32767;  ///< of what lies within the range
  std::int16_t highest_code = 32766;
  std::int16_t clipped_low_code = -32768;  ///< the converter was driven below its range
  std::int16_t clipped_high_code = 32767;
  std::int16_t hole_code = -32768;  ///< a sample that was never taken

  [[nodiscard]] double volts(std::int16_t code) const noexcept {
    return (code - zero_code) * volts_per_code + zero_v;
  }
};

/// Traces of frames of equal lengths, one behind the other. A frame of holes alone is lost, and all zeros; so is one with a
/// hole where holes have a code of their own.
[[nodiscard]] hal::CapturedTraces decode_traces(std::span<const std::int16_t> codes,
                                                std::size_t frames, const TraceScale& scale);

/// The other way round, to the nearest code. A saturated frame has a code of the end in its largest sample, a lost one holes, and
/// so has a sample that is no number.
[[nodiscard]] std::vector<std::int16_t> encode_traces(const hal::CapturedTraces& traces,
                                                      const TraceScale& scale);

}  // namespace fiberloom::drivers
