#pragma once

#include <fiberloom/hal/part.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

/// One number of a part with what is known about it, for people and programs that read a catalogue.
struct PartNumber {
  std::string_view key{};  ///< as documents spell it, unit and all
  double value = 0.0;
  std::string_view description{};
  bool is_unsourced = false;  ///< general knowledge, not from the part's source
  std::optional<double> tolerance_relative{};
  std::optional<double> tolerance_absolute{};
};

/// The numbers that a part has, in the order of its document; tolerances stand beside what they belong to.
[[nodiscard]] std::vector<PartNumber> numbers_of(const Part& part);

}  // namespace fiberloom::hal
