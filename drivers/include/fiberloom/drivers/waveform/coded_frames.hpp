#pragma once

#include <array>
#include <cstddef>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <span>
#include <vector>

namespace fiberloom::drivers {

/// Frames as converters take them, first the in-phase channel, then the quadrature channel.
///
/// Shape:   codes of each channel [frames, samples].
struct CodedFrames {
  std::size_t frames = 0;
  std::size_t samples = 0;
  std::array<std::vector<int>, 2> codes{};
  double transmission = 0.0;  ///< of an ideal modulator, mean over all frames as they are coded

  [[nodiscard]] std::span<const int> frame(std::size_t channel, std::size_t index) const {
    return std::span(codes.at(channel)).subspan(index * samples, samples);
  }
};

[[nodiscard]] CodedFrames code_frames(const core::FieldBatch<double>& frames, int bits);

/// What the converters make of them. `transmission` is not looked at.
[[nodiscard]] core::FieldBatch<double> levels_of(const CodedFrames& frames, int bits);

}  // namespace fiberloom::drivers
