#pragma once

#include <fiberloom/report/axis.hpp>
#include <fiberloom/report/line_plot.hpp>
#include <fiberloom/report/sample_summary.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::report {

/// One rig or seed on its way through the categories; NaN where it was not measured.
struct LadderPath {
  std::string name{};
  std::vector<double> values{};  ///< [categories]
};

/// Paired results: every path has a point per category, joined by a thin line; each category shows
/// its mean with an interval and the numbers.
struct LadderPlot {
  std::string title{};
  std::string y_label{};
  std::vector<std::string> categories{};
  std::vector<LadderPath> paths{};
  std::vector<ReferenceLine> references{};
  std::optional<Limits> y_limits{};
  Spread spread = Spread::standard_deviation;
  int decimals = 1;               ///< of the numbers printed
  std::string path_noun = "rig";  ///< what one line is, for the legend: "one rig"
};

}  // namespace fiberloom::report
