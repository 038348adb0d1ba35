#include <algorithm>
#include <cmath>
#include <fiberloom/report/number_text.hpp>
#include <fmt/format.h>

#include "decimate.hpp"
#include "describe.hpp"
#include "plot_frame.hpp"

namespace fiberloom::report {
namespace {

using namespace detail;

struct LineView {
  Box area{};
  Axis x{};
  Axis y{};

  [[nodiscard]] Point at(double x_value, double y_value) const {
    return {to_pixel(x, x_value, area.left, area.right()),
            to_pixel(y, y_value, area.bottom(), area.top)};
  }
};

std::size_t max_points(const LineView& view) {
  return static_cast<std::size_t>(std::max(50.0, view.area.width * 2.0));
}

bool wears_marks(const LinePlot& plot, const Series& series) {
  if (series.style == SeriesStyle::points) return true;
  return plot.series.size() > 1 || series.y.size() <= 24;
}

std::vector<LegendEntry> legend_of(const LinePlot& plot) {
  std::vector<LegendEntry> legend;
  if (!plot.legend || plot.series.size() < 2) return legend;
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    const Series& series = plot.series[i];
    const Swatch swatch = series.style == SeriesStyle::points   ? Swatch::points
                          : series.style == SeriesStyle::dashed ? Swatch::dashed
                                                                : Swatch::line;
    legend.push_back({series.name, swatch, i, wears_marks(plot, series)});
  }
  return legend;
}

void require_lengths(const LinePlot& plot) {
  for (const Series& series : plot.series) {
    const std::string what =
        fmt::format("series '{}' of line plot '{}': ", series.name, plot.title);
    require_length(series.y.size(), series.x.size(), what + "y");
    if (series.lower.empty() && series.upper.empty()) continue;
    require_length(series.lower.size(), series.x.size(), what + "lower");
    require_length(series.upper.size(), series.x.size(), what + "upper");
  }
}

Limits y_range(const LinePlot& plot) {
  Limits range = empty_range;
  for (const Series& series : plot.series) {
    widen(range, series.y, plot.log_y);
    widen(range, series.lower, plot.log_y);
    widen(range, series.upper, plot.log_y);
  }
  for (const ReferenceLine& line : plot.references) widen(range, {&line.value, 1}, plot.log_y);
  return range;
}

LineView lay_out(const LinePlot& plot, double width, double top) {
  LineView view;
  Limits x_range = empty_range;
  for (const Series& series : plot.series) widen(x_range, series.x);
  view.y =
      make_axis(y_range(plot), {.num_ticks = 6, .logarithmic = plot.log_y, .fixed = plot.y_limits});
  const double left = y_axis_room(view.y, plot.y_label);
  const Limits shown = plot.x_limits.value_or(x_range);
  view.x = make_axis(shown, {.num_ticks = ticks_for_width(width - left, shown), .cover = false});
  const double height = std::clamp(width * 0.42, 210.0, 330.0);
  view.area = {left, top + 4.0, width - left - right_room(view.x), height};
  return view;
}

/// The band as one closed outline per stretch without gaps.
void draw_band(SvgCanvas& canvas, const LineView& view, const Series& series, std::size_t index) {
  std::string data;
  std::vector<Point> upper;
  std::vector<Point> lower;
  const auto flush = [&] {
    if (upper.size() > 1) {
      upper.insert(upper.end(), lower.rbegin(), lower.rend());
      data += path_through(upper) + "Z";
    }
    upper.clear();
    lower.clear();
  };
  const std::size_t stride = series.x.size() / max_points(view) + 1;
  for (std::size_t i = 0; i < series.lower.size(); i += stride) {
    double low = series.lower[i];
    double high = series.upper[i];
    for (std::size_t j = i; j < std::min(i + stride, series.lower.size()); ++j) {
      low = std::min(low, series.lower[j]);
      high = std::max(high, series.upper[j]);
    }
    if (view.y.logarithmic && low <= 0.0) low = view.y.limits.low;
    const Point top = view.at(series.x[i], high);
    const Point bottom = view.at(series.x[i], low);
    if (!std::isfinite(top.x + top.y + bottom.y)) {
      flush();
      continue;
    }
    upper.push_back(top);
    lower.push_back(bottom);
  }
  flush();
  canvas.path(data, fmt::format("band s{}", index % num_marks));
}

std::vector<Point> staircase(const std::vector<Point>& points) {
  std::vector<Point> result;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i != 0) result.push_back({points[i].x, points[i - 1].y});
    result.push_back(points[i]);
  }
  return result;
}

/// Points along the curve close enough together to stand for it where labels look for room.
std::vector<Point> dense(const std::vector<Point>& points) {
  std::vector<Point> result;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Point step{points[i + 1].x - points[i].x, points[i + 1].y - points[i].y};
    const double length = std::hypot(step.x, step.y);
    for (double at = 0.0; at < length && length < 1e4; at += 6.0) {
      result.push_back({points[i].x + step.x * at / length, points[i].y + step.y * at / length});
    }
  }
  return result;
}

std::vector<Point> curve_points(const LineView& view, const Series& series) {
  std::vector<Point> points;
  for (const std::size_t i : kept_indices(series.y, max_points(view))) {
    points.push_back(view.at(series.x[i], series.y[i]));
  }
  return points;
}

/// Marks on all points of short or line-less series, else about ten per line, staggered between the
/// series.
void draw_marks(SvgCanvas& canvas, const LineView& view, const Series& series, std::size_t index) {
  const bool is_cloud = series.style == SeriesStyle::points;
  const double gap = is_cloud || series.y.size() <= 16 ? 0.0 : view.area.width / 10.0;
  double next = view.area.left + gap * (0.35 + 0.23 * static_cast<double>(index % 4));
  if (gap == 0.0) next = -1e9;
  Box shown{view.area.left - 0.5, view.area.top - 0.5, view.area.width + 1.0,
            view.area.height + 1.0};
  for (const std::size_t i : kept_indices(series.y, 2 * max_points(view))) {
    const Point point = view.at(series.x[i], series.y[i]);
    if (!std::isfinite(point.y) || point.x < next || !shown.contains(point)) continue;
    canvas.marker(point, index, is_cloud && series.y.size() > 400 ? 2.2 : 3.4,
                  fmt::format("{}: {}, {}", series.name, significant_text(series.x[i], 5),
                              significant_text(series.y[i], 5)));
    if (gap > 0.0) next = point.x + gap;
  }
}

void draw_curve(SvgCanvas& canvas, const LineView& view, const Series& series, std::size_t index) {
  if (series.style == SeriesStyle::points) return;
  std::vector<Point> points = curve_points(view, series);
  if (series.style == SeriesStyle::step) points = staircase(points);
  canvas.path(path_through(points),
              fmt::format("curve s{}{}", index % num_marks,
                          series.style == SeriesStyle::dashed ? " dashed" : ""));
}

}  // namespace

std::string render_svg(const LinePlot& plot, const SvgOptions& options) {
  require_lengths(plot);
  SvgCanvas canvas(options);
  const double top = draw_header(canvas, plot.title, legend_of(plot));
  const LineView view = lay_out(plot, options.width, top);
  draw_y_axis(canvas, view.area, view.y, plot.y_label);
  canvas.open_clip(
      {view.area.left, view.area.top - 2.0, view.area.width + 1.0, view.area.height + 4.0});
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    if (!plot.series[i].lower.empty()) draw_band(canvas, view, plot.series[i], i);
  }
  for (std::size_t i = 0; i < plot.series.size(); ++i) draw_curve(canvas, view, plot.series[i], i);
  canvas.close();
  std::vector<Point> occupied;
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    const Series& series = plot.series[i];
    if (wears_marks(plot, series)) draw_marks(canvas, view, series, i);
    const auto points = dense(curve_points(view, series));
    occupied.insert(occupied.end(), points.begin(), points.end());
  }
  draw_references(canvas, view.area, view.y, plot.references, occupied);
  const double bottom = draw_x_axis(canvas, view.area, view.x, plot.x_label);
  return canvas.finish(bottom, describe(plot));
}

}  // namespace fiberloom::report
