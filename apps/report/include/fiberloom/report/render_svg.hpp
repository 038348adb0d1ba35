#pragma once

#include <fiberloom/report/bar_plot.hpp>
#include <fiberloom/report/field_plot.hpp>
#include <fiberloom/report/ladder_plot.hpp>
#include <fiberloom/report/line_plot.hpp>
#include <fiberloom/report/scatter_plot.hpp>
#include <fiberloom/report/schematic.hpp>
#include <string>

namespace fiberloom::report {

/// Size and identity of an inline picture.
struct SvgOptions {
  double width = 760.0;       ///< of the view box, in pixels at scale 1; text keeps its size
  std::string id = "plot";    ///< prefix of the identifiers inside; unique within a page
  std::string description{};  ///< for readers who cannot see it; made from the data when empty
};

/// One <svg> element for use inside an HTML page that has style_sheet().
///
/// Throws: std::invalid_argument if arrays of the plot do not have the lengths they should.
[[nodiscard]] std::string render_svg(const LinePlot& plot, const SvgOptions& options = {});
[[nodiscard]] std::string render_svg(const LadderPlot& plot, const SvgOptions& options = {});
[[nodiscard]] std::string render_svg(const FieldPlot& plot, const SvgOptions& options = {});
[[nodiscard]] std::string render_svg(const ScatterPlot& plot, const SvgOptions& options = {});
[[nodiscard]] std::string render_svg(const BarPlot& plot, const SvgOptions& options = {});
[[nodiscard]] std::string render_svg(const Schematic& plot, const SvgOptions& options = {});

}  // namespace fiberloom::report
