#pragma once

#include <array>
#include <cstdint>
#include <fiberloom/drivers/keysight_m819x/m819x_memory.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <map>
#include <string>
#include <vector>

namespace fiberloom::drivers {

/// The memory of a generator of this family, as its own side sees it.
///
/// Throws:  ScpiFailure with the instrument's error.
class GeneratorState {
 public:
  explicit GeneratorState(const M819xModel& model) : model_(model) {}

  [[nodiscard]] const M819xModel& model() const noexcept { return model_; }
  /// 0 for in-phase, 1 for quadrature; -222 for a channel that is off in this mode.
  [[nodiscard]] std::size_t channel_index(std::uint32_t channel) const;

  void define(std::size_t channel, std::uint32_t id, std::size_t samples);
  void remove(std::size_t channel, std::uint32_t id);
  void remove_all(std::size_t channel);
  void write(std::size_t channel, std::uint32_t id, std::size_t first, std::string_view bytes);
  void set_name(std::uint32_t id, std::string name);
  [[nodiscard]] std::string name(std::uint32_t id) const;
  /// "id,length,id,length"; "0,0" for an empty memory.
  [[nodiscard]] std::string catalog(std::size_t channel) const;

  void write_rows(std::size_t first, std::span<const SequenceRow> rows);
  void reset_rows() { rows_.clear(); }

  /// What is heard when the table is played from a row on, or the one segment: frames without the filler between them, and
  /// the mean of both as an ideal modulator passes it.
  [[nodiscard]] hal::LoadedWaveform played(std::size_t first_row) const;

 private:
  struct Segment {
    std::vector<int> codes{};
    std::string name{};
  };
  using Segments = std::map<std::uint32_t, Segment>;

  [[nodiscard]] const Segment& segment(std::size_t channel, std::uint32_t id) const;
  [[nodiscard]] hal::LoadedWaveform played_table(std::size_t first_row) const;
  [[nodiscard]] hal::LoadedWaveform played_segment() const;
  [[nodiscard]] double transmission(std::uint32_t id) const;

  M819xModel model_;
  std::array<Segments, 2> segments_{};
  std::array<std::size_t, 2> used_samples_{};
  std::map<std::size_t, SequenceRow> rows_{};
};

}  // namespace fiberloom::drivers
