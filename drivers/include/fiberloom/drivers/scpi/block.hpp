#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fiberloom::drivers {

/// The front of a definite block: "#15" before five bytes.
///
/// Source:  IEEE 488.2, 7.7.6.
[[nodiscard]] std::string block_header(std::size_t num_bytes);

/// One block inside a message, and what is around it.
struct BlockView {
  std::string_view before{};  ///< text in front, as in "C1:WF DAT1,"
  std::string_view data{};
  std::string_view after{};  ///< mostly the terminator
};

/// The first block of a message that has come whole; nothing when there is none or its count is not kept.
///
/// An indefinite block, "#0", takes everything to the end but one line feed. Of the hexadecimal digits that some instruments
/// send for ten bytes of count and more, A and C to F are taken; "#B" opens a binary number.
[[nodiscard]] std::optional<BlockView> find_block(std::string_view message);

enum class ByteOrder { little, big };

/// Appends numbers as an instrument wants their bytes.
template <class Number>
void append_numbers(std::string& bytes, std::span<const Number> numbers, ByteOrder order) {
  if (numbers.empty()) {
    return;  // there is nothing to point at
  }
  const std::size_t start = bytes.size();
  bytes.resize(start + numbers.size_bytes());
  std::memcpy(bytes.data() + start, numbers.data(), numbers.size_bytes());
  if ((order == ByteOrder::little) == (std::endian::native == std::endian::little)) {
    return;
  }
  for (std::size_t at = start; at < bytes.size(); at += sizeof(Number)) {
    for (std::size_t low = 0; low < sizeof(Number) / 2; ++low) {
      std::swap(bytes[at + low], bytes[at + sizeof(Number) - 1 - low]);
    }
  }
}

/// The numbers in a block; nothing when its size is no whole number of them.
template <class Number>
[[nodiscard]] std::optional<std::vector<Number>> numbers_of(std::string_view bytes,
                                                            ByteOrder order) {
  if (bytes.size() % sizeof(Number) != 0) {
    return std::nullopt;
  }
  std::vector<Number> numbers(bytes.size() / sizeof(Number));
  const bool is_native =
      (order == ByteOrder::little) == (std::endian::native == std::endian::little);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    char raw[sizeof(Number)];
    for (std::size_t at = 0; at < sizeof(Number); ++at) {
      raw[is_native ? at : sizeof(Number) - 1 - at] = bytes[i * sizeof(Number) + at];
    }
    std::memcpy(&numbers[i], raw, sizeof(Number));
  }
  return numbers;
}

}  // namespace fiberloom::drivers
