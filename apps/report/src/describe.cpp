#include "describe.hpp"

#include <fiberloom/report/number_text.hpp>
#include <fmt/format.h>

#include "ladder_column.hpp"
#include "plot_frame.hpp"

namespace fiberloom::report::detail {
namespace {

constexpr std::size_t max_series = 12;  // more would be tiresome to listen to

std::string beginning(std::string_view kind, const std::string& title) {
  return title.empty() ? fmt::format("{}.", kind) : fmt::format("{}: {}.", kind, title);
}

std::string range_text(std::span<const double> values) {
  Limits range = empty_range;
  widen(range, values);
  if (range.low > range.high) return "no values";
  return fmt::format("{} to {}", significant_text(range.low, 3), significant_text(range.high, 3));
}

}  // namespace

std::string describe(const LinePlot& plot) {
  std::string text = beginning("Line plot", plot.title);
  text += fmt::format(" {} against {}.", plot.y_label.empty() ? "Values" : plot.y_label,
                      plot.x_label.empty() ? "position" : plot.x_label);
  for (std::size_t i = 0; i < plot.series.size() && i < max_series; ++i) {
    text += fmt::format(" {}: {}.", plot.series[i].name, range_text(plot.series[i].y));
  }
  for (const ReferenceLine& line : plot.references) {
    text += fmt::format(" Reference {}: {}.", line.label, significant_text(line.value, 4));
  }
  return text;
}

std::string describe(const LadderPlot& plot) {
  std::string text = beginning("Paired results", plot.title);
  for (std::size_t i = 0; i < plot.categories.size(); ++i) {
    const auto summary = summarize(column_of(plot, i), plot.spread);
    text += fmt::format(" {}: ", plot.categories[i]);
    if (summary.count == 0) {
      text += "no values.";
      continue;
    }
    text += fmt::format("{} ({}, n = {}).",
                        plus_minus_text(summary.mean, summary.spread, plot.decimals),
                        spread_name(plot.spread), summary.count);
  }
  return text;
}

std::string describe(const FieldPlot& plot) {
  std::string text = beginning("Fields over time", plot.title);
  for (std::size_t i = 0; i < plot.panels.size() && i < max_series; ++i) {
    const FieldPanel& panel = plot.panels[i];
    text += fmt::format(" {}:", panel.title);
    if (!panel.ideal.intensity.empty()) {
      text += fmt::format(" {} {};", plot.ideal_name, range_text(panel.ideal.intensity));
    }
    if (!panel.rig.intensity.empty()) {
      text += fmt::format(" {} {};", plot.rig_name, range_text(panel.rig.intensity));
    }
    text.back() = text.back() == ';' ? '.' : text.back();
  }
  return text;
}

std::string describe(const ScatterPlot& plot) {
  std::string text = beginning("Scatter plot", plot.title);
  text += fmt::format(" {} against {}, with the diagonal of equality.", plot.y_label, plot.x_label);
  for (std::size_t i = 0; i < plot.groups.size() && i < max_series; ++i) {
    text += fmt::format(" {}: {} points.", plot.groups[i].name, plot.groups[i].x.size());
  }
  return text;
}

std::string describe(const BarPlot& plot) {
  std::string text = beginning("Bar chart", plot.title);
  for (std::size_t i = 0; i < plot.categories.size(); ++i) {
    text += fmt::format(" {}:", plot.categories[i]);
    for (std::size_t j = 0; j < plot.series.size() && j < max_series; ++j) {
      const auto& series = plot.series[j];
      text += fmt::format(" {} {}{}", series.name, fixed_text(series.values[i], plot.decimals),
                          j + 1 < plot.series.size() ? "," : ".");
    }
  }
  return text;
}

}  // namespace fiberloom::report::detail
