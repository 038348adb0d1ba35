#include <fmt/format.h>

#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/waveform/mean_power_filler.hpp>
#include <numeric>
#include <utility>
#include <vector>

#include "frame_memory.hpp"

namespace fiberloom::drivers {
namespace {

// Ids of segments and rows of the table from here on are the second bank's.
constexpr std::size_t bank_spacing = std::size_t{1} << 17U;
constexpr std::size_t frame_loops = 2;
constexpr std::size_t longest_message = std::size_t{1} << 20U;

class SegmentTable final : public FrameMemory {
 public:
  explicit SegmentTable(FrameMemoryParts parts) : parts_(std::move(parts)) {}

  void reset() override {
    for (const int channel : parts_.model.channels) {
      parts_.line.write(fmt::format(":TRAC{}:DEL:ALL", channel));
    }
    parts_.line.write(":STAB:RES");
    parts_.line.write(":FUNC:MODE STSC");
    parts_.line.write(":STAB:SCEN:ADV AUTO");
    segments_ = {};
  }

  void upload(const CodedFrames& frames, double mean_transmission) override {
    FrameLayout layout{
        .frames = frames.frames, .samples = frames.samples, .frame_loops = frame_loops};
    const std::size_t length = segment_length(layout);
    const FillerPlan plan{.frame_transmission = frames.transmission,
                          .wanted_transmission = mean_transmission,
                          .frame_loops = frame_loops,
                          .bits = parts_.model.bits};
    layout.filler_loops = least_filler_loops(plan);
    const std::vector<int> filler = filler_codes(plan, layout.filler_loops, length);
    const std::size_t periods = length / frames.samples;
    for (std::size_t channel = 0; channel < 2; ++channel) {
      define(channel, layout.frames + 1, length);
      add_segment(channel, 0, encode_codes(filler, parts_.model));
      for (std::size_t frame = 0; frame < layout.frames; ++frame) {
        const std::string period = encode_codes(frames.frame(channel, frame), parts_.model);
        std::string data;
        data.reserve(period.size() * periods);
        for (std::size_t i = 0; i < periods; ++i) {
          data += period;
        }
        add_segment(channel, frame + 1, data);
      }
      flush();
    }
    write_table(layout);
    segments_.at(free_bank()) = {length, layout.frames + 1};
  }

  void play() override {
    bank_ = free_bank();
    parts_.line.write(fmt::format(":ABOR;:STAB:SCEN:SEL {};:INIT:IMM", bank_ * bank_spacing));
  }

 private:
  struct Segments {
    std::size_t samples = 0;
    std::size_t count = 0;
  };

  [[nodiscard]] std::size_t free_bank() const noexcept { return 1 - bank_; }
  // Segments count from 1 on; the first of a bank is the filler.
  [[nodiscard]] std::size_t id_of(std::size_t index) const noexcept {
    return 1 + free_bank() * bank_spacing + index;
  }

  // Whole periods of a frame that are as long as the memory wants a segment.
  [[nodiscard]] std::size_t segment_length(const FrameLayout& layout) const {
    const M819xModel& model = parts_.model;
    const std::size_t step = std::lcm(layout.samples, model.granularity);
    const std::size_t length = (model.least_samples + step - 1) / step * step;
    if (layout.frames + 1 >= bank_spacing ||
        (layout.frames + 1) * length > model.memory_samples / 2) {
      throw core::InputError(
          "input.shape",
          fmt::format("{}: {} frames of {} samples want {} segments of {} samples, more than half "
                      "of the memory of {} samples; send fewer, or a length that {} divides",
                      parts_.line.instrument(), layout.frames, layout.samples, layout.frames + 1,
                      length, model.memory_samples, model.granularity));
    }
    return length;
  }

  // Segments that are as they were keep their place.
  void define(std::size_t channel, std::size_t count, std::size_t length) {
    const Segments& here = segments_.at(free_bank());
    const std::size_t kept = here.samples == length ? std::min(here.count, count) : 0;
    for (std::size_t index = kept; index < here.count; ++index) {
      add(fmt::format(":TRAC{}:DEL {};", parts_.model.channels.at(channel), id_of(index)), {});
    }
    for (std::size_t index = kept; index < count; ++index) {
      add(fmt::format(":TRAC{}:DEF {},{};", parts_.model.channels.at(channel), id_of(index),
                      length),
          {});
    }
  }
  void add_segment(std::size_t channel, std::size_t index, const std::string& data) {
    add(fmt::format(":TRAC{}:DATA {},0,{}", parts_.model.channels.at(channel), id_of(index),
                    block_header(data.size())),
        data + ";");
  }
  void add(const std::string& command, const std::string& data) {
    if (message_.size() + command.size() + data.size() > longest_message) {
      flush();
    }
    message_ += command;
    message_ += data;
  }
  void flush() {
    if (message_.empty()) {
      return;
    }
    message_.pop_back();  // the last semicolon
    const std::string_view part = message_;
    parts_.turn([&] { parts_.line.send({&part, 1}); });
    message_.clear();
  }

  // A frame and the filler behind it are one sequence, repeated until the digitiser's event.
  void write_table(const FrameLayout& layout) {
    std::vector<SequenceRow> rows;
    for (std::size_t frame = 1; frame <= layout.frames; ++frame) {
      rows.push_back({.control = SequenceRow::start_of_sequence | SequenceRow::marker |
                                 SequenceRow::repeat_until_event,
                      .segment_loops = static_cast<std::uint32_t>(layout.frame_loops),
                      .segment = static_cast<std::uint32_t>(id_of(frame))});
      rows.push_back({.control = SequenceRow::end_of_sequence | SequenceRow::repeat_until_event,
                      .segment_loops = static_cast<std::uint32_t>(layout.filler_loops),
                      .segment = static_cast<std::uint32_t>(id_of(0))});
    }
    rows.back().control |= SequenceRow::end_of_scenario;
    parts_.turn([&] {
      parts_.line.write_block(fmt::format(":STAB:DATA {},", free_bank() * bank_spacing),
                              encode(rows));
      parts_.line.write(fmt::format(":TRAC{}:NAME {},\"{}\"", parts_.model.channels[0], id_of(0),
                                    to_text(layout)));
    });
  }

  FrameMemoryParts parts_;
  std::size_t bank_ = 1;  // the one that is played
  std::array<Segments, 2> segments_{};
  std::string message_{};
};

}  // namespace

std::unique_ptr<FrameMemory> make_segment_table(const FrameMemoryParts& parts) {
  return std::make_unique<SegmentTable>(parts);
}

}  // namespace fiberloom::drivers
