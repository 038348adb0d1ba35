#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace fiberloom::core {

static_assert(std::endian::native == std::endian::little,
              "array files are read and written by copying bytes");

/// The `index`-th little-endian T of `bytes`, which may lie at any address.
template <class T>
[[nodiscard]] T little_endian_at(std::string_view bytes, std::size_t index = 0) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

/// The bytes of an array as they stand in memory.
template <class T>
[[nodiscard]] std::string_view bytes_of(std::span<const T> values) {
  return {static_cast<const char*>(static_cast<const void*>(values.data())), values.size_bytes()};
}

/// Number of elements of a shape times `element_bytes`, or nothing when it does not fit a size_t.
[[nodiscard]] inline std::optional<std::size_t> bytes_of_shape(std::span<const std::size_t> shape,
                                                               std::size_t element_bytes) {
  std::size_t total = element_bytes;
  bool is_empty = false;
  bool overflows = false;
  for (const std::size_t extent : shape) {
    if (extent == 0) {
      is_empty = true;
    } else if (total > std::numeric_limits<std::size_t>::max() / extent) {
      overflows = true;
    } else {
      total *= extent;
    }
  }
  if (is_empty) return 0;
  return overflows ? std::nullopt : std::optional(total);
}

}  // namespace fiberloom::core
