#include <algorithm>
#include <cmath>
#include <fiberloom/report/number_text.hpp>
#include <fmt/format.h>
#include <numeric>

#include "describe.hpp"
#include "ladder_column.hpp"
#include "plot_frame.hpp"
#include "text_metrics.hpp"

namespace fiberloom::report {
namespace detail {

std::vector<double> column_of(const LadderPlot& plot, std::size_t category) {
  std::vector<double> values;
  for (const LadderPath& path : plot.paths) values.push_back(path.values[category]);
  return values;
}

std::vector<double> spread_dots(const std::vector<double>& heights, double radius, double room) {
  std::vector<std::size_t> order(heights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&heights](std::size_t i) { return !std::isfinite(heights[i]); });
  std::stable_sort(order.begin(), order.end(),
                   [&heights](std::size_t a, std::size_t b) { return heights[a] < heights[b]; });
  std::vector<double> offsets(heights.size(), 0.0);
  const auto is_free = [&](std::size_t rank, double offset) {
    for (std::size_t other = rank; other-- > 0;) {
      const double rise = heights[order[rank]] - heights[order[other]];
      if (rise > 2.0 * radius) return true;
      const double run = offset - offsets[order[other]];
      if (rise * rise + run * run < 4.0 * radius * radius) return false;
    }
    return true;
  };
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    for (double reach = 0.0; reach <= room; reach += radius) {
      if (is_free(rank, -reach) || is_free(rank, reach)) {
        offsets[order[rank]] = is_free(rank, -reach) ? -reach : reach;
        break;
      }
    }
  }
  return offsets;
}

}  // namespace detail

namespace {

using namespace detail;

constexpr double number_size = 12.0;

struct LadderView {
  Box area{};
  Axis y{};
  double slot = 0.0;
  std::vector<std::vector<Point>> dots{};  ///< [categories][paths]

  [[nodiscard]] double centre(std::size_t category) const {
    return area.left + (static_cast<double>(category) + 0.5) * slot;
  }
  [[nodiscard]] double height(double value) const {
    return to_pixel(y, value, area.bottom(), area.top);
  }
};

void require_lengths(const LadderPlot& plot) {
  for (const LadderPath& path : plot.paths) {
    require_length(path.values.size(), plot.categories.size(),
                   fmt::format("path '{}' of ladder plot '{}'", path.name, plot.title));
  }
}

Limits range_of(const LadderPlot& plot) {
  Limits range = empty_range;
  for (const LadderPath& path : plot.paths) widen(range, path.values);
  for (const ReferenceLine& line : plot.references) widen(range, {&line.value, 1});
  for (std::size_t i = 0; i < plot.categories.size(); ++i) {
    const auto summary = summarize(column_of(plot, i), plot.spread);
    if (summary.count == 0) continue;
    const double ends[] = {summary.mean - summary.spread, summary.mean + summary.spread};
    widen(range, ends);
  }
  return range;
}

LadderView lay_out(const LadderPlot& plot, double width, double top) {
  LadderView view;
  view.y = make_axis(range_of(plot), {.num_ticks = 6, .fixed = plot.y_limits});
  const double left = y_axis_room(view.y, plot.y_label);
  view.area = {left, top + 4.0, width - left - 4.0, std::clamp(width * 0.44, 230.0, 340.0)};
  const std::size_t num_categories = std::max<std::size_t>(1, plot.categories.size());
  view.slot = view.area.width / static_cast<double>(num_categories);
  for (std::size_t i = 0; i < plot.categories.size(); ++i) {
    std::vector<double> heights = column_of(plot, i);
    for (double& height : heights) height = view.height(height);
    const auto offsets = spread_dots(heights, 2.6, 0.16 * view.slot);
    std::vector<Point> dots;
    for (std::size_t j = 0; j < heights.size(); ++j) {
      dots.push_back({view.centre(i) - 0.08 * view.slot + offsets[j], heights[j]});
    }
    view.dots.push_back(std::move(dots));
  }
  return view;
}

void draw_paths(SvgCanvas& canvas, const LadderPlot& plot, const LadderView& view) {
  canvas.open_clip({view.area.left, view.area.top - 3.0, view.area.width, view.area.height + 6.0});
  std::string data;
  for (std::size_t j = 0; j < plot.paths.size(); ++j) {
    std::vector<Point> points;
    for (const auto& column : view.dots) points.push_back(column[j]);
    data += path_through(points);
  }
  canvas.path(data, "path-line");
  for (std::size_t i = 0; i < view.dots.size(); ++i) {
    for (std::size_t j = 0; j < plot.paths.size(); ++j) {
      const Point dot = view.dots[i][j];
      if (!std::isfinite(dot.y)) continue;
      canvas.marker(dot, 0, 2.6,
                    fmt::format("{}, {}: {}", plot.paths[j].name, plot.categories[i],
                                fixed_text(plot.paths[j].values[i], plot.decimals)));
    }
  }
  canvas.close();
}

void draw_mean(SvgCanvas& canvas, const LadderView& view, std::size_t category,
               const SampleSummary& summary) {
  const double x = view.centre(category) + std::min(0.27 * view.slot, 34.0);
  const double y = std::clamp(view.height(summary.mean), view.area.top, view.area.bottom());
  const auto end = [&](double value) {
    return std::clamp(view.height(value), view.area.top, view.area.bottom());
  };
  const double low = end(summary.mean - summary.spread);
  const double high = end(summary.mean + summary.spread);
  std::string bar = path_through({{x, low}, {x, high}});
  bar += path_through({{x - 4.0, low}, {x + 4.0, low}});
  bar += path_through({{x - 4.0, high}, {x + 4.0, high}});
  canvas.path(bar, "mean-halo");
  canvas.path(bar, "mean-bar");
  canvas.path(path_through({{x - 9.0, y}, {x + 9.0, y}}), "mean-line");
}

/// The numbers under each category: on one line where the slot is wide enough, else on two.
double draw_numbers(SvgCanvas& canvas, const LadderPlot& plot, const LadderView& view, double top) {
  double bottom = top;
  for (std::size_t i = 0; i < plot.categories.size(); ++i) {
    const auto summary = summarize(column_of(plot, i), plot.spread);
    const double x = view.centre(i);
    if (summary.count == 0) {
      canvas.text({x, top + 13.0}, "–", "number middle");
      continue;
    }
    const std::string mean = fixed_text(summary.mean, plot.decimals);
    const std::string spread = "± " + fixed_text(summary.spread, plot.decimals);
    const std::string both = plus_minus_text(summary.mean, summary.spread, plot.decimals);
    if (text_width(both, number_size * 1.05) <= view.slot - 4.0) {
      canvas.text({x, top + 13.0}, both, "number middle");
      bottom = std::max(bottom, top + 18.0);
    } else {
      canvas.text({x, top + 13.0}, mean, "number middle");
      canvas.text({x, top + 28.0}, spread, "number middle");
      bottom = std::max(bottom, top + 33.0);
    }
  }
  return bottom + 2.0;
}

std::vector<LegendEntry> legend_of(const LadderPlot& plot) {
  return {{fmt::format("one {} (n = {})", plot.path_noun, plot.paths.size()), Swatch::thin_path},
          {fmt::format("mean ± {}", spread_name(plot.spread)), Swatch::mean}};
}

}  // namespace

std::string render_svg(const LadderPlot& plot, const SvgOptions& options) {
  require_lengths(plot);
  SvgCanvas canvas(options);
  const double top = draw_header(canvas, plot.title, legend_of(plot));
  const LadderView view = lay_out(plot, options.width, top);
  draw_y_axis(canvas, view.area, view.y, plot.y_label);
  canvas.open_group("ladder");
  draw_paths(canvas, plot, view);
  std::vector<Point> occupied;
  for (std::size_t i = 0; i < plot.categories.size(); ++i) {
    const auto summary = summarize(column_of(plot, i), plot.spread);
    if (summary.count > 0) draw_mean(canvas, view, i, summary);
    occupied.insert(occupied.end(), view.dots[i].begin(), view.dots[i].end());
  }
  canvas.close();
  draw_references(canvas, view.area, view.y, plot.references, occupied);
  const double names_bottom = draw_categories(canvas, view.area, plot.categories);
  const double bottom = draw_numbers(canvas, plot, view, names_bottom);
  return canvas.finish(bottom, describe(plot));
}

}  // namespace fiberloom::report
