#include <fmt/format.h>

#include <array>
#include <fiberloom/drivers/keysight_m819x/m819x_memory.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <sstream>

namespace fiberloom::drivers {
namespace {

constexpr std::size_t words_per_row = 6;

std::int16_t word_of(int code, int bits) {
  return static_cast<std::int16_t>(code * (1 << (16 - bits)));
}

}  // namespace

std::string to_text(const FrameLayout& layout) {
  return fmt::format("{} frames of {} samples, {} and {} times", layout.frames, layout.samples,
                     layout.frame_loops, layout.filler_loops);
}

std::optional<FrameLayout> parse_frame_layout(std::string_view name) {
  std::istringstream words{std::string(name)};
  FrameLayout layout;
  std::array<std::string, 5> between;
  words >> layout.frames >> between[0] >> between[1] >> layout.samples >> between[2] >>
      layout.frame_loops >> between[3] >> layout.filler_loops >> between[4];
  if (!words || to_text(layout) != name) {
    return std::nullopt;
  }
  return layout;
}

std::string encode(std::span<const SequenceRow> rows) {
  std::vector<std::uint32_t> words;
  words.reserve(rows.size() * words_per_row);
  for (const SequenceRow& row : rows) {
    words.insert(words.end(), {row.control, row.sequence_loops, row.segment_loops, row.segment,
                               row.first_sample, row.last_sample});
  }
  std::string bytes;
  append_numbers(bytes, std::span<const std::uint32_t>(words), ByteOrder::big);
  return bytes;
}

std::optional<std::vector<SequenceRow>> decode_rows(std::string_view bytes) {
  const auto words = numbers_of<std::uint32_t>(bytes, ByteOrder::big);
  if (!words || words->size() % words_per_row != 0) {
    return std::nullopt;
  }
  std::vector<SequenceRow> rows;
  for (std::size_t i = 0; i < words->size(); i += words_per_row) {
    rows.push_back({.control = (*words)[i],
                    .sequence_loops = (*words)[i + 1],
                    .segment_loops = (*words)[i + 2],
                    .segment = (*words)[i + 3],
                    .first_sample = (*words)[i + 4],
                    .last_sample = (*words)[i + 5]});
  }
  return rows;
}

std::string encode_codes(std::span<const int> codes, const M819xModel& model) {
  std::string bytes;
  if (model.bytes_per_sample() == 1) {
    for (const int code : codes) {
      bytes += static_cast<char>(code);
    }
    return bytes;
  }
  std::vector<std::int16_t> words;
  for (const int code : codes) {
    words.push_back(word_of(code, model.bits));
  }
  append_numbers(bytes, std::span<const std::int16_t>(words), ByteOrder::big);
  return bytes;
}

std::optional<std::vector<int>> decode_codes(std::string_view bytes, const M819xModel& model) {
  std::vector<int> codes;
  if (model.bytes_per_sample() == 1) {
    for (const char byte : bytes) {
      codes.push_back(static_cast<signed char>(byte));
    }
    return codes;
  }
  const auto words = numbers_of<std::int16_t>(bytes, ByteOrder::big);
  if (!words) {
    return std::nullopt;
  }
  for (const std::int16_t word : *words) {
    codes.push_back(word >> (16 - model.bits));
  }
  return codes;
}

}  // namespace fiberloom::drivers
