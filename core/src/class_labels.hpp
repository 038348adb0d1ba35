#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::core {

/// The classes of a data set, in the order of their numbers 0..K-1.
///
/// Labels that are numbers are the same when their values are: "1" and "1.0000000e+00".
class ClassLabels {
 public:
  /// Numeric order when all labels are numbers; else the order of `declared`, else alphabetical.
  ClassLabels(std::span<const std::string> labels, std::span<const std::string> declared);

  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  [[nodiscard]] std::optional<std::int64_t> find(std::string_view label) const;

 private:
  std::vector<std::string> names_;
};

}  // namespace fiberloom::core
