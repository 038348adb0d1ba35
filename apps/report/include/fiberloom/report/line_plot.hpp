#pragma once

#include <fiberloom/report/axis.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::report {

/// How a series is drawn. Colour and mark follow from its place in the plot.
enum class SeriesStyle { line, points, step, dashed };

/// One curve. NaN and infinite values are gaps.
///
/// Shape: x and y of equal length; lower and upper (the band) both empty or both as long as y.
struct Series {
  std::string name{};
  std::vector<double> x{};
  std::vector<double> y{};
  std::vector<double> lower{};
  std::vector<double> upper{};
  SeriesStyle style = SeriesStyle::line;
};

/// A horizontal line across a plot, such as a target or the ideal accuracy.
struct ReferenceLine {
  double value = 0.0;
  std::string label{};
};

/// Curves over one pair of axes. Very long series are thinned so that no extreme is lost.
///
/// Units: as in the labels, "loss" or "time / ps".
struct LinePlot {
  std::string title{};
  std::string x_label{};
  std::string y_label{};
  std::vector<Series> series{};
  std::vector<ReferenceLine> references{};
  std::optional<Limits> x_limits{};
  std::optional<Limits> y_limits{};
  bool log_y = false;
  bool legend = true;  ///< shown when there is more than one series
};

}  // namespace fiberloom::report
