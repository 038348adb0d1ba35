#pragma once

#include <cstdint>
#include <fiberloom/drivers/keysight_m819x/m819x_model.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// How frames and filler stand in a generator's memory. It is kept there as the name of a segment, for people and programs
/// that find the memory later: "3 frames of 64 samples, 2 and 5 times".
struct FrameLayout {
  std::size_t frames = 0;
  std::size_t samples = 0;       ///< of one period of a frame
  std::size_t frame_loops = 1;   ///< times that a frame is played before the filler
  std::size_t filler_loops = 1;  ///< times that the filler is played, which is as long as a frame

  bool operator==(const FrameLayout&) const = default;
};

[[nodiscard]] std::string to_text(const FrameLayout& layout);
/// Nothing for a name that is no layout.
[[nodiscard]] std::optional<FrameLayout> parse_frame_layout(std::string_view name);

/// One row of the sequence table: six words of 32 bits.
///
/// Source:  M8190A and M8195A guides, sequence table.
struct SequenceRow {
  static constexpr std::uint32_t end_of_sequence = 1U << 30U;
  static constexpr std::uint32_t end_of_scenario = 1U << 29U;
  static constexpr std::uint32_t start_of_sequence = 1U << 28U;
  static constexpr std::uint32_t marker = 1U << 24U;
  static constexpr std::uint32_t repeat_until_event = 1U << 20U;  ///< the sequence, conditional

  std::uint32_t control = 0;
  std::uint32_t sequence_loops = 1;
  std::uint32_t segment_loops = 1;
  std::uint32_t segment = 1;
  std::uint32_t first_sample = 0;
  std::uint32_t last_sample = 0xffffffffU;  ///< the end of the segment

  bool operator==(const SequenceRow&) const = default;
};

/// Big-endian, as FORM:BORD NORM wants them.
[[nodiscard]] std::string encode(std::span<const SequenceRow> rows);
/// Nothing for bytes that are no whole number of rows.
[[nodiscard]] std::optional<std::vector<SequenceRow>> decode_rows(std::string_view bytes);

[[nodiscard]] std::string encode_codes(std::span<const int> codes, const M819xModel& model);
[[nodiscard]] std::optional<std::vector<int>> decode_codes(std::string_view bytes,
                                                           const M819xModel& model);

}  // namespace fiberloom::drivers
