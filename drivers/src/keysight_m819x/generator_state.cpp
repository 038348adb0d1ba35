#include "generator_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/drivers/scpi/error.hpp>
#include <fiberloom/drivers/waveform/coded_frames.hpp>
#include <fiberloom/drivers/waveform/dac_code.hpp>
#include <fiberloom/drivers/waveform/mean_power_filler.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr std::size_t most_rows = std::size_t{1} << 19U;
// What a channel here has room for, however much the model has.
constexpr std::size_t most_samples = std::size_t{1} << 26U;

double mean_transmission(std::span<const int> in_phase, std::span<const int> quadrature, int bits) {
  double sum = 0.0;
  for (std::size_t i = 0; i < in_phase.size(); ++i) {
    sum += ideal_transmission({dac_level(in_phase[i], bits), dac_level(quadrature[i], bits)});
  }
  return sum / static_cast<double>(in_phase.size());
}

// The layout stands in a name that anybody may have given.
bool fits(const FrameLayout& layout, std::size_t size) {
  if (layout.frames == 0 || layout.samples == 0 || layout.samples > size ||
      layout.frame_loops == 0 || layout.frame_loops > size || layout.filler_loops > size) {
    return false;
  }
  const std::size_t loops = layout.frame_loops + layout.filler_loops;
  return loops <= size / layout.samples && layout.frames <= size / (loops * layout.samples);
}

}  // namespace

std::size_t GeneratorState::channel_index(std::uint32_t channel) const {
  for (std::size_t index = 0; index < 2; ++index) {
    if (model_.channels.at(index) == static_cast<int>(channel)) {
      return index;
    }
  }
  throw ScpiFailure(-222, fmt::format("channel {}", channel));
}

const GeneratorState::Segment& GeneratorState::segment(std::size_t channel,
                                                       std::uint32_t id) const {
  const auto found = segments_.at(channel).find(id);
  if (found == segments_.at(channel).end()) {
    throw ScpiFailure(-224, fmt::format("segment {} is not defined", id));
  }
  return found->second;
}

void GeneratorState::define(std::size_t channel, std::uint32_t id, std::size_t samples) {
  if (samples < model_.least_samples || samples % model_.granularity != 0) {
    throw ScpiFailure(-222, fmt::format("segment length {}", samples));
  }
  if (!model_.has_table && id != 1) {
    throw ScpiFailure(-222, "segment id");
  }
  if (segments_.at(channel).contains(id)) {
    throw ScpiFailure(-224, fmt::format("segment {} is defined already", id));
  }
  if (used_samples_.at(channel) + samples > std::min(model_.memory_samples, most_samples)) {
    throw ScpiFailure(-225);
  }
  segments_.at(channel)[id].codes.assign(samples, 0);
  used_samples_.at(channel) += samples;
}

void GeneratorState::remove(std::size_t channel, std::uint32_t id) {
  used_samples_.at(channel) -= segment(channel, id).codes.size();
  segments_.at(channel).erase(id);
}

void GeneratorState::remove_all(std::size_t channel) {
  segments_.at(channel).clear();
  used_samples_.at(channel) = 0;
}

void GeneratorState::write(std::size_t channel, std::uint32_t id, std::size_t first,
                           std::string_view bytes) {
  const std::size_t size = segment(channel, id).codes.size();
  const auto codes = decode_codes(bytes, model_);
  if (!codes) {
    throw ScpiFailure(-161, "odd number of bytes");
  }
  if (first > size || codes->size() > size - first) {
    throw ScpiFailure(-223);
  }
  std::ranges::copy(*codes,
                    segments_.at(channel)[id].codes.begin() + static_cast<std::ptrdiff_t>(first));
}

void GeneratorState::set_name(std::uint32_t id, std::string name) {
  static_cast<void>(segment(0, id));
  segments_[0][id].name = std::move(name);
}

std::string GeneratorState::name(std::uint32_t id) const { return segment(0, id).name; }

std::string GeneratorState::catalog(std::size_t channel) const {
  std::string text;
  for (const auto& [id, segment] : segments_.at(channel)) {
    text += fmt::format("{}{},{}", text.empty() ? "" : ",", id, segment.codes.size());
  }
  return text.empty() ? "0,0" : text;
}

void GeneratorState::write_rows(std::size_t first, std::span<const SequenceRow> rows) {
  if (!model_.has_table || first > most_rows || rows.size() > most_rows - first) {
    throw ScpiFailure(-222, "sequence table");
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows_[first + i] = rows[i];
  }
}

hal::LoadedWaveform GeneratorState::played(std::size_t first_row) const {
  return model_.has_table ? played_table(first_row) : played_segment();
}

double GeneratorState::transmission(std::uint32_t id) const {
  const std::vector<int>& in_phase = segment(0, id).codes;
  const std::vector<int>& quadrature = segment(1, id).codes;
  if (in_phase.size() != quadrature.size()) {
    throw ScpiFailure(-221, fmt::format("segment {} differs between the channels", id));
  }
  return mean_transmission(in_phase, quadrature, model_.bits);
}

// Rows with a marker are what the digitiser is triggered by; the others fill.
hal::LoadedWaveform GeneratorState::played_table(std::size_t first_row) const {
  std::vector<std::uint32_t> ids;
  std::map<std::uint32_t, double> transmissions;
  double energy = 0.0;
  double samples = 0.0;
  std::optional<FrameLayout> layout;
  for (auto row = rows_.find(first_row); row != rows_.end(); ++row) {
    const std::uint32_t id = row->second.segment;
    if (!transmissions.contains(id)) {
      transmissions[id] = transmission(id);
    }
    const double length =
        static_cast<double>(segment(0, id).codes.size()) * row->second.segment_loops;
    energy += length * transmissions[id];
    samples += length;
    if ((row->second.control & SequenceRow::marker) != 0) {
      ids.push_back(id);
    } else if (!layout) {
      layout = parse_frame_layout(segment(0, id).name);
    }
    if ((row->second.control & SequenceRow::end_of_scenario) != 0) {
      break;
    }
  }
  if (ids.empty()) {
    throw ScpiFailure(-221, "nothing to play");
  }
  CodedFrames frames{.frames = ids.size(), .samples = segment(0, ids.front()).codes.size()};
  frames.samples = layout ? std::min(layout->samples, frames.samples) : frames.samples;
  for (const std::uint32_t id : ids) {
    for (std::size_t channel = 0; channel < 2; ++channel) {
      const std::vector<int>& codes = segment(channel, id).codes;
      if (codes.size() < frames.samples) {
        throw ScpiFailure(-221, "frames of unequal lengths");
      }
      frames.codes.at(channel).insert(frames.codes.at(channel).end(), codes.begin(),
                                      codes.begin() + static_cast<std::ptrdiff_t>(frames.samples));
    }
  }
  return {.samples = levels_of(frames, model_.bits), .mean_transmission = energy / samples};
}

hal::LoadedWaveform GeneratorState::played_segment() const {
  const double mean = transmission(1);
  const std::size_t size = segment(0, 1).codes.size();
  // A segment without a layout is one frame.
  FrameLayout layout = parse_frame_layout(segment(0, 1).name)
                           .value_or(FrameLayout{.frames = 1, .samples = size, .filler_loops = 0});
  if (!fits(layout, size)) {
    layout = {.frames = 1, .samples = size, .filler_loops = 0};
  }
  const std::size_t spacing = (layout.frame_loops + layout.filler_loops) * layout.samples;
  CodedFrames frames{.frames = layout.frames, .samples = layout.samples};
  for (std::size_t channel = 0; channel < 2; ++channel) {
    const std::vector<int>& codes = segment(channel, 1).codes;
    for (std::size_t frame = 0; frame < layout.frames; ++frame) {
      const auto begin = codes.begin() + static_cast<std::ptrdiff_t>(frame * spacing);
      frames.codes.at(channel).insert(frames.codes.at(channel).end(), begin,
                                      begin + static_cast<std::ptrdiff_t>(layout.samples));
    }
  }
  return {.samples = levels_of(frames, model_.bits), .mean_transmission = mean};
}

}  // namespace fiberloom::drivers
