#pragma once

#include <array>
#include <cstddef>
#include <fiberloom/drivers/waveform/coded_frames.hpp>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// What a memory wants of the one segment that it plays.
struct SegmentLimits {
  std::size_t granularity = 1;  ///< its length is a multiple of this
  std::size_t least_samples = 1;
  std::size_t most_samples = 0;
  int bits = 8;
};

/// All frames and what keeps the mean power between them, one behind the other: each frame twice, once to fill the light path
/// and once to be captured, then the filler, as many times as long as a frame. Behind all of them a tail of the wanted mean, which
/// fills up to a length that the memory takes.
struct OneSegment {
  static constexpr std::size_t frame_loops = 2;

  std::size_t frames = 0;
  std::size_t samples = 0;
  std::size_t filler_loops = 0;
  std::array<std::vector<int>, 2> codes{};

  [[nodiscard]] std::size_t size() const noexcept { return codes[0].size(); }
};

/// Throws:  core::InputError "input.shape" when that is more than fits, "input.mean_transmission" as least_filler_loops().
[[nodiscard]] OneSegment in_one_segment(const CodedFrames& frames, double mean_transmission,
                                        const SegmentLimits& limits, std::string_view instrument);

}  // namespace fiberloom::drivers
