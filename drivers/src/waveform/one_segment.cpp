#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/waveform/mean_power_filler.hpp>
#include <fiberloom/drivers/waveform/one_segment.hpp>

namespace fiberloom::drivers {
namespace {

// Samples behind all frames, so that the memory gets a length that it takes.
std::size_t tail_samples(const OneSegment& segment, const SegmentLimits& limits,
                         std::string_view instrument) {
  const std::size_t played =
      segment.frames * (OneSegment::frame_loops + segment.filler_loops) * segment.samples;
  const std::size_t wanted = std::max(played, limits.least_samples);
  const std::size_t length =
      (wanted + limits.granularity - 1) / limits.granularity * limits.granularity;
  if (length > limits.most_samples) {
    throw core::InputError(
        "input.shape",
        fmt::format("{}: {} frames of {} samples and what keeps the mean power between them want "
                    "{} samples, more than its memory of {}; send fewer frames",
                    instrument, segment.frames, segment.samples, length, limits.most_samples));
  }
  return length - played;
}

}  // namespace

OneSegment in_one_segment(const CodedFrames& frames, double mean_transmission,
                          const SegmentLimits& limits, std::string_view instrument) {
  const FillerPlan plan{.frame_transmission = frames.transmission,
                        .wanted_transmission = mean_transmission,
                        .frame_loops = OneSegment::frame_loops,
                        .bits = limits.bits};
  OneSegment segment{.frames = frames.frames, .samples = frames.samples};
  segment.filler_loops = least_filler_loops(plan);
  FillerPlan even = plan;
  even.frame_loops = 0;  // the tail has the wanted mean by itself
  const std::vector<int> tail = filler_codes(even, 1, tail_samples(segment, limits, instrument));
  const std::vector<int> filler =
      filler_codes(plan, segment.filler_loops, segment.filler_loops * segment.samples);
  for (std::size_t channel = 0; channel < 2; ++channel) {
    std::vector<int>& codes = segment.codes.at(channel);
    for (std::size_t frame = 0; frame < segment.frames; ++frame) {
      const auto period = frames.frame(channel, frame);
      for (std::size_t i = 0; i < OneSegment::frame_loops; ++i) {
        codes.insert(codes.end(), period.begin(), period.end());
      }
      codes.insert(codes.end(), filler.begin(), filler.end());
    }
    codes.insert(codes.end(), tail.begin(), tail.end());
  }
  return segment;
}

}  // namespace fiberloom::drivers
