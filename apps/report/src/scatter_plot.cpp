#include <algorithm>
#include <cmath>
#include <fiberloom/report/number_text.hpp>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "describe.hpp"
#include "plot_frame.hpp"
#include "text_metrics.hpp"

namespace fiberloom::report {
namespace {

using namespace detail;

constexpr double max_side = 430.0;
constexpr std::size_t crowd = 3000;  // above it, points that would hide each other are drawn once

void require_lengths(const ScatterPlot& plot) {
  for (const ScatterGroup& group : plot.groups) {
    require_length(group.y.size(), group.x.size(),
                   fmt::format("group '{}' of scatter plot '{}': y", group.name, plot.title));
  }
}

struct Pair {
  double x = 0.0;
  double y = 0.0;
};

std::vector<Pair> finite_pairs(const ScatterGroup& group) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < group.x.size(); ++i) {
    if (std::isfinite(group.x[i]) && std::isfinite(group.y[i])) {
      pairs.push_back({group.x[i], group.y[i]});
    }
  }
  return pairs;
}

Axis shared_axis(const ScatterPlot& plot) {
  Limits range = empty_range;
  for (const ScatterGroup& group : plot.groups) {
    for (const Pair& pair : finite_pairs(group)) {
      const double both[] = {pair.x, pair.y};
      widen(range, both);
    }
  }
  return make_axis(range, {.num_ticks = 6, .fixed = plot.limits});
}

/// Count, rms difference and Pearson correlation of all pairs.
std::string statistics_text(const ScatterPlot& plot) {
  std::vector<Pair> pairs;
  for (const ScatterGroup& group : plot.groups) {
    const auto more = finite_pairs(group);
    pairs.insert(pairs.end(), more.begin(), more.end());
  }
  if (pairs.empty()) return "no pairs";
  const auto count = static_cast<double>(pairs.size());
  Pair mean;
  double squares = 0.0;
  for (const Pair& pair : pairs) {
    mean.x += pair.x / count;
    mean.y += pair.y / count;
    squares += (pair.y - pair.x) * (pair.y - pair.x);
  }
  double xx = 0.0;
  double yy = 0.0;
  double xy = 0.0;
  for (const Pair& pair : pairs) {
    xx += (pair.x - mean.x) * (pair.x - mean.x);
    yy += (pair.y - mean.y) * (pair.y - mean.y);
    xy += (pair.x - mean.x) * (pair.y - mean.y);
  }
  const double correlation = xy / std::sqrt(xx * yy);
  return fmt::format("n = {} · rms difference {} · r = {}", count_text(pairs.size()),
                     significant_text(std::sqrt(squares / count), 3), fixed_text(correlation, 3));
}

void draw_group(SvgCanvas& canvas, const Box& area, const Axis& axis, const ScatterGroup& group,
                std::size_t index) {
  const auto pairs = finite_pairs(group);
  std::set<std::pair<int, int>> taken;
  const double radius = pairs.size() > 300 ? 2.0 : 3.2;
  const Box shown{area.left - 0.5, area.top - 0.5, area.width + 1.0, area.height + 1.0};
  for (const Pair& pair : pairs) {
    const Point at{to_pixel(axis, pair.x, area.left, area.right()),
                   to_pixel(axis, pair.y, area.bottom(), area.top)};
    if (!shown.contains(at)) continue;
    const std::pair<int, int> cell{static_cast<int>(at.x), static_cast<int>(at.y)};
    if (pairs.size() > crowd && !taken.insert(cell).second) continue;
    const std::string tooltip =
        pairs.size() > crowd ? std::string()
                             : fmt::format("{}: {}, {}", group.name, significant_text(pair.x, 4),
                                           significant_text(pair.y, 4));
    canvas.marker(at, index, radius, tooltip);
  }
}

std::vector<LegendEntry> legend_of(const ScatterPlot& plot) {
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; plot.groups.size() > 1 && i < plot.groups.size(); ++i) {
    legend.push_back({plot.groups[i].name, Swatch::points, i});
  }
  return legend;
}

}  // namespace

std::string render_svg(const ScatterPlot& plot, const SvgOptions& given) {
  require_lengths(plot);
  SvgOptions options = given;
  options.width = std::min(options.width, max_side + 90.0);
  SvgCanvas canvas(options);
  double top = draw_header(canvas, plot.title, legend_of(plot));
  if (plot.statistics) {
    const auto lines = wrap_text(statistics_text(plot), {options.width - 6.0, 12.0, 2});
    for (const auto& line : lines) {
      canvas.text({0.0, top + 9.0}, line, "remark start");
      top += 16.0;
    }
    top += 4.0;
  }
  const Axis axis = shared_axis(plot);
  const double left = y_axis_room(axis, plot.y_label);
  const double side = std::min(options.width - left - right_room(axis), max_side);
  const Box area{left, top + 4.0, side, side};
  draw_x_grid(canvas, area, axis);
  draw_y_axis(canvas, area, axis, plot.y_label);
  canvas.line({area.left, area.bottom()}, {area.right(), area.top}, "diagonal");
  canvas.open_group("cloud");
  for (std::size_t i = 0; i < plot.groups.size(); ++i) {
    draw_group(canvas, area, axis, plot.groups[i], i);
  }
  canvas.close();
  const double bottom = draw_x_axis(canvas, area, axis, plot.x_label);
  return canvas.finish(bottom, describe(plot));
}

}  // namespace fiberloom::report
