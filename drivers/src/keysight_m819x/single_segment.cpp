#include <fmt/format.h>

#include <fiberloom/drivers/waveform/one_segment.hpp>
#include <utility>

#include "frame_memory.hpp"

namespace fiberloom::drivers {
namespace {

class SingleSegment final : public FrameMemory {
 public:
  explicit SingleSegment(FrameMemoryParts parts) : parts_(std::move(parts)) {}

  void reset() override {
    for (const int channel : parts_.model.channels) {
      parts_.line.write(fmt::format(":TRAC{}:DEL:ALL", channel));
    }
    defined_samples_ = 0;
  }

  // There is one segment, and it is played: what comes next waits here.
  void upload(const CodedFrames& frames, double mean_transmission) override {
    const M819xModel& model = parts_.model;
    waiting_ = in_one_segment(frames, mean_transmission,
                              {.granularity = model.granularity,
                               .least_samples = model.least_samples,
                               .most_samples = model.memory_samples,
                               .bits = model.bits},
                              parts_.line.instrument());
  }

  void play() override {
    parts_.line.write(":ABOR");
    const std::size_t samples = waiting_.size();
    for (std::size_t channel = 0; channel < 2; ++channel) {
      const int number = parts_.model.channels.at(channel);
      if (samples != defined_samples_) {
        if (defined_samples_ > 0) {
          parts_.line.write(fmt::format(":TRAC{}:DEL 1", number));
        }
        parts_.line.write(fmt::format(":TRAC{}:DEF 1,{}", number, samples));
      }
      parts_.line.write_block(fmt::format(":TRAC{}:DATA 1,0,", number),
                              encode_codes(waiting_.codes.at(channel), parts_.model));
    }
    defined_samples_ = samples;
    const FrameLayout layout{.frames = waiting_.frames,
                             .samples = waiting_.samples,
                             .frame_loops = OneSegment::frame_loops,
                             .filler_loops = waiting_.filler_loops};
    parts_.line.write(
        fmt::format(":TRAC{}:NAME 1,\"{}\"", parts_.model.channels[0], to_text(layout)));
    parts_.line.write(":INIT:IMM");
  }

 private:
  FrameMemoryParts parts_;
  OneSegment waiting_{};
  std::size_t defined_samples_ = 0;
};

}  // namespace

std::unique_ptr<FrameMemory> make_single_segment(const FrameMemoryParts& parts) {
  return std::make_unique<SingleSegment>(parts);
}

}  // namespace fiberloom::drivers
