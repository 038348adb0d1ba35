#pragma once

#include <fiberloom/report/axis.hpp>
#include <fiberloom/report/line_plot.hpp>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "svg_canvas.hpp"

namespace fiberloom::report::detail {

/// What stands before a name in a legend.
enum class Swatch { line, dashed, points, bar, area, thin_path, mean };

struct LegendEntry {
  std::string name{};
  Swatch swatch = Swatch::line;
  std::size_t index = 0;   ///< of colour, shape, dash or hatch
  bool with_mark = false;  ///< a line that carries marks
};

/// Title and legend; returns the y below them.
double draw_header(SvgCanvas& canvas, const std::string& title,
                   std::span<const LegendEntry> legend);

/// A bar with the colour and hatch number `index`.
void draw_bar(SvgCanvas& canvas, const Box& box, std::size_t index, const std::string& tooltip);

/// The room that a y axis with its label needs to the left of the plot.
[[nodiscard]] double y_axis_room(const Axis& axis, const std::string& label);

/// The room to the right that the last label of an x axis needs.
[[nodiscard]] double right_room(const Axis& axis);

/// How many ticks an x axis of this width can carry without labels touching.
[[nodiscard]] int ticks_for_width(double width, const Limits& limits);

/// Grid lines, tick labels and the rotated label of a y axis.
void draw_y_axis(SvgCanvas& canvas, const Box& area, const Axis& axis, const std::string& label);

/// Vertical grid lines without labels.
void draw_x_grid(SvgCanvas& canvas, const Box& area, const Axis& axis);

/// Base line, ticks, tick labels and label of an x axis; returns the y below them.
double draw_x_axis(SvgCanvas& canvas, const Box& area, const Axis& axis, const std::string& label);

/// The base line and wrapped names of categories of equal width; returns the y below them.
double draw_categories(SvgCanvas& canvas, const Box& area, std::span<const std::string> names);

/// Horizontal lines with labels, put where the fewest of the points are.
void draw_references(SvgCanvas& canvas, const Box& area, const Axis& axis,
                     std::span<const ReferenceLine> references, std::span<const Point> points);

/// The finite range of values, positive ones only for a logarithmic axis; widens `range` in place.
void widen(Limits& range, std::span<const double> values, bool positive_only = false);

/// A range that holds nothing yet.
inline constexpr Limits empty_range{std::numeric_limits<double>::infinity(),
                                    -std::numeric_limits<double>::infinity()};

/// Throws std::invalid_argument saying which array of what is too long or too short, unless the
/// lengths agree.
void require_length(std::size_t got, std::size_t wanted, const std::string& what);

}  // namespace fiberloom::report::detail
