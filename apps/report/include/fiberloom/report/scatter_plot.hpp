#pragma once

#include <fiberloom/report/axis.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::report {

/// One kind of point; x and y of equal length, pairs with a non-finite member left out.
struct ScatterGroup {
  std::string name{};
  std::vector<double> x{};
  std::vector<double> y{};
};

/// Two versions of the same quantity against each other, with the diagonal of equality and equal
/// axes.
struct ScatterPlot {
  std::string title{};
  std::string x_label = "ideal";
  std::string y_label = "rig";
  std::vector<ScatterGroup> groups{};
  std::optional<Limits> limits{};  ///< of both axes
  bool statistics = true;          ///< prints count, rms difference and correlation of all pairs
};

}  // namespace fiberloom::report
