#pragma once

#include <fiberloom/report/axis.hpp>
#include <fiberloom/report/line_plot.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::report {

/// One kind of bar over all categories; NaN draws no bar.
///
/// Shape: values [categories]; errors empty or [categories], half-widths of the error bars.
struct BarSeries {
  std::string name{};
  std::vector<double> values{};
  std::vector<double> errors{};
};

/// Grouped vertical bars from zero.
struct BarPlot {
  std::string title{};
  std::string y_label{};
  std::vector<std::string> categories{};
  std::vector<BarSeries> series{};
  std::vector<ReferenceLine> references{};
  std::optional<Limits> y_limits{};
  int decimals = 1;          ///< of the printed values
  bool print_values = true;  ///< above the bars, where there is room
};

}  // namespace fiberloom::report
