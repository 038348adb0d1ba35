#pragma once

#include <fiberloom/report/bar_plot.hpp>
#include <fiberloom/report/field_plot.hpp>
#include <fiberloom/report/ladder_plot.hpp>
#include <fiberloom/report/line_plot.hpp>
#include <fiberloom/report/scatter_plot.hpp>
#include <fiberloom/report/schematic.hpp>
#include <string>

namespace fiberloom::report::detail {

/// What a plot shows, in words and numbers, for readers who cannot see it.
[[nodiscard]] std::string describe(const LinePlot& plot);
[[nodiscard]] std::string describe(const LadderPlot& plot);
[[nodiscard]] std::string describe(const FieldPlot& plot);
[[nodiscard]] std::string describe(const ScatterPlot& plot);
[[nodiscard]] std::string describe(const BarPlot& plot);
[[nodiscard]] std::string describe(const Schematic& plot);

}  // namespace fiberloom::report::detail
