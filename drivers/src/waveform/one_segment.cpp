#include <fmt/format.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/waveform/mean_power_filler.hpp>
#include <fiberloom/drivers/waveform/one_segment.hpp>
#include <numeric>

namespace fiberloom::drivers {
namespace {

// So many that all of it is as long as the memory wants it.
std::size_t filler_loops(const OneSegment& segment, std::size_t least, const SegmentLimits& limits,
                         std::string_view instrument) {
  const std::size_t all_once = segment.frames * segment.samples;
  const std::size_t step = std::lcm(all_once, limits.granularity) / all_once;
  std::size_t loops = (OneSegment::frame_loops + least + step - 1) / step * step;
  while (loops * all_once < limits.least_samples) {
    loops += step;
  }
  if (loops * all_once > limits.most_samples) {
    throw core::InputError(
        "input.shape",
        fmt::format("{}: {} frames of {} samples and what keeps the mean power between them want "
                    "{} samples, more than its memory of {}; send fewer frames",
                    instrument, segment.frames, segment.samples, loops * all_once,
                    limits.most_samples));
  }
  return loops - OneSegment::frame_loops;
}

}  // namespace

OneSegment in_one_segment(const CodedFrames& frames, double mean_transmission,
                          const SegmentLimits& limits, std::string_view instrument) {
  const FillerPlan plan{.frame_transmission = frames.transmission,
                        .wanted_transmission = mean_transmission,
                        .frame_loops = OneSegment::frame_loops,
                        .bits = limits.bits};
  OneSegment segment{.frames = frames.frames, .samples = frames.samples};
  segment.filler_loops = filler_loops(segment, least_filler_loops(plan), limits, instrument);
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
  }
  return segment;
}

}  // namespace fiberloom::drivers
