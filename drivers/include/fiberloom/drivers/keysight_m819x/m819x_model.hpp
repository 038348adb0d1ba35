#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace fiberloom::drivers {

/// What the generators of one family differ in.
///
/// Source:  guides of M8190A, M8194A, M8195A, M8196A; sizes of the memories of M8194A and M8196A, their granularity and the
///          rates are unverified.
struct M819xModel {
  std::string_view name{};
  int bits = 8;
  std::size_t granularity = 1;  ///< samples that a segment's length is a multiple of
  std::size_t least_samples = 1;
  std::size_t memory_samples = 0;  ///< of each channel
  bool has_table = false;          ///< a sequence table over many segments; else one segment
  std::array<int, 2> channels{1, 4};
  double least_rate_gsa_per_s = 0.0;
  double highest_rate_gsa_per_s = 0.0;
  double least_swing_v = 0.0;  ///< between the ends of full scale
  double highest_swing_v = 0.0;

  /// Samples of more than eight bits are words with the code in their upper bits.
  [[nodiscard]] std::size_t bytes_per_sample() const noexcept { return bits > 8 ? 2 : 1; }
};

inline constexpr std::array<std::string_view, 4> m819x_model_names{"m8190a", "m8194a", "m8195a",
                                                                   "m8196a"};

/// Throws:  core::InputError "input.address_option" for a name that is none of them.
[[nodiscard]] const M819xModel& m819x_model(std::string_view name);

}  // namespace fiberloom::drivers
