#include <fmt/format.h>

#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/waveform/mean_power_filler.hpp>
#include <numeric>
#include <utility>
#include <vector>

#include "frame_memory.hpp"

namespace fiberloom::drivers {
namespace {

constexpr std::size_t frame_loops = 2;  // one to fill the light path, one to be captured

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
    FillerPlan plan{.frame_transmission = frames.transmission,
                    .wanted_transmission = mean_transmission,
                    .frame_loops = frame_loops,
                    .bits = parts_.model.bits};
    FrameLayout layout{
        .frames = frames.frames, .samples = frames.samples, .frame_loops = frame_loops};
    layout.filler_loops = filler_loops(layout, least_filler_loops(plan));
    const std::vector<int> filler =
        filler_codes(plan, layout.filler_loops, layout.filler_loops * layout.samples);
    for (std::size_t channel = 0; channel < 2; ++channel) {
      std::vector<int> codes;
      for (std::size_t frame = 0; frame < layout.frames; ++frame) {
        const auto period = frames.frame(channel, frame);
        for (std::size_t i = 0; i < frame_loops; ++i) {
          codes.insert(codes.end(), period.begin(), period.end());
        }
        codes.insert(codes.end(), filler.begin(), filler.end());
      }
      waiting_.at(channel) = encode_codes(codes, parts_.model);
    }
    layout_ = layout;
  }

  void play() override {
    parts_.line.write(":ABOR");
    const std::size_t samples =
        layout_.frames * (layout_.frame_loops + layout_.filler_loops) * layout_.samples;
    for (std::size_t channel = 0; channel < 2; ++channel) {
      const int number = parts_.model.channels.at(channel);
      if (samples != defined_samples_) {
        if (defined_samples_ > 0) {
          parts_.line.write(fmt::format(":TRAC{}:DEL 1", number));
        }
        parts_.line.write(fmt::format(":TRAC{}:DEF 1,{}", number, samples));
      }
      parts_.line.write_block(fmt::format(":TRAC{}:DATA 1,0,", number), waiting_.at(channel));
    }
    defined_samples_ = samples;
    parts_.line.write(
        fmt::format(":TRAC{}:NAME 1,\"{}\"", parts_.model.channels[0], to_text(layout_)));
    parts_.line.write(":INIT:IMM");
  }

 private:
  // So many that all of it is as long as the memory wants a segment.
  [[nodiscard]] std::size_t filler_loops(const FrameLayout& layout, std::size_t least) const {
    const M819xModel& model = parts_.model;
    const std::size_t all_once = layout.frames * layout.samples;
    const std::size_t step = std::lcm(all_once, model.granularity) / all_once;
    std::size_t loops = (frame_loops + least + step - 1) / step * step;
    while (loops * all_once < model.least_samples) {
      loops += step;
    }
    if (loops * all_once > model.memory_samples) {
      throw core::InputError(
          "input.shape",
          fmt::format("{}: {} frames of {} samples and what keeps the mean power between them want "
                      "{} samples, more than its memory of {}; send fewer frames",
                      parts_.line.instrument(), layout.frames, layout.samples, loops * all_once,
                      model.memory_samples));
    }
    return loops - frame_loops;
  }

  FrameMemoryParts parts_;
  FrameLayout layout_{};
  std::array<std::string, 2> waiting_{};
  std::size_t defined_samples_ = 0;
};

}  // namespace

std::unique_ptr<FrameMemory> make_single_segment(const FrameMemoryParts& parts) {
  return std::make_unique<SingleSegment>(parts);
}

}  // namespace fiberloom::drivers
