#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fiberloom::report {

/// Counts of true class (rows) against predicted class (columns), shown as a heat table with
/// percent of each row.
struct ConfusionMatrix {
  std::string title{};
  std::vector<std::string> class_names{};
  std::vector<std::vector<std::size_t>> counts{};  ///< [true][predicted]
};

/// The share of counts on the diagonal; NaN when there are none.
[[nodiscard]] double accuracy(const ConfusionMatrix& matrix);

}  // namespace fiberloom::report
