#include <algorithm>
#include <cmath>
#include <fiberloom/report/number_text.hpp>
#include <fmt/format.h>

#include "describe.hpp"
#include "plot_frame.hpp"
#include "text_metrics.hpp"

namespace fiberloom::report {
namespace {

using namespace detail;

struct BarView {
  Box area{};
  Axis y{};
  double slot = 0.0;
  double bar = 0.0;

  [[nodiscard]] double height(double value) const {
    return std::clamp(to_pixel(y, value, area.bottom(), area.top), area.top, area.bottom());
  }
  [[nodiscard]] double left(const BarPlot& plot, std::size_t category, std::size_t series) const {
    const double group = bar * static_cast<double>(plot.series.size());
    return area.left + (static_cast<double>(category) + 0.5) * slot - group / 2.0 +
           bar * static_cast<double>(series);
  }
};

void require_lengths(const BarPlot& plot) {
  for (const BarSeries& series : plot.series) {
    const std::string what = fmt::format("series '{}' of bar plot '{}': ", series.name, plot.title);
    require_length(series.values.size(), plot.categories.size(), what + "values");
    if (!series.errors.empty()) {
      require_length(series.errors.size(), plot.categories.size(), what + "errors");
    }
  }
}

double error_of(const BarSeries& series, std::size_t category) {
  if (series.errors.empty() || !std::isfinite(series.errors[category])) return 0.0;
  return std::abs(series.errors[category]);
}

Limits range_of(const BarPlot& plot) {
  Limits range{0.0, 0.0};
  for (const BarSeries& series : plot.series) {
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      const double error = error_of(series, i);
      const double ends[] = {series.values[i] - error, series.values[i] + error};
      widen(range, ends);
    }
  }
  for (const ReferenceLine& line : plot.references) widen(range, {&line.value, 1});
  return range;
}

BarView lay_out(const BarPlot& plot, double width, double top) {
  BarView view;
  view.y = make_axis(range_of(plot), {.num_ticks = 6, .fixed = plot.y_limits});
  const double left = y_axis_room(view.y, plot.y_label);
  view.area = {left, top + 14.0, width - left - 4.0, std::clamp(width * 0.36, 200.0, 290.0)};
  view.slot =
      view.area.width / static_cast<double>(std::max<std::size_t>(1, plot.categories.size()));
  const auto per_group = static_cast<double>(std::max<std::size_t>(1, plot.series.size()));
  view.bar = std::min(0.74 * view.slot / per_group, 64.0);
  return view;
}

void draw_error(SvgCanvas& canvas, double x, double low, double high) {
  std::string data = path_through({{x, low}, {x, high}});
  data += path_through({{x - 3.5, low}, {x + 3.5, low}});
  data += path_through({{x - 3.5, high}, {x + 3.5, high}});
  canvas.path(data, "error-halo");
  canvas.path(data, "error-bar");
}

/// One bar with its error; `label` is printed at its free end unless empty.
void draw_one(SvgCanvas& canvas, const BarPlot& plot, const BarView& view, std::size_t category,
              std::size_t series_index) {
  const BarSeries& series = plot.series[series_index];
  const double value = series.values[category];
  if (!std::isfinite(value)) return;
  const double error = error_of(series, category);
  const double zero = view.height(0.0);
  const double end = view.height(value);
  const Box box{view.left(plot, category, series_index) + 1.0, std::min(zero, end), view.bar - 2.0,
                std::abs(end - zero)};
  const std::string number = fixed_text(value, plot.decimals);
  draw_bar(canvas, box, series_index,
           fmt::format("{}, {}: {}", series.name, plot.categories[category],
                       error > 0.0 ? plus_minus_text(value, error, plot.decimals) : number));
  const double x = box.left + box.width / 2.0;
  const double far = view.height(value < 0.0 ? value - error : value + error);
  if (error > 0.0) draw_error(canvas, x, view.height(value - error), view.height(value + error));
  if (plot.print_values && text_width(number, 11.5) <= view.bar + 2.0) {
    canvas.text({x, value < 0.0 ? far + 14.0 : far - 5.0}, number, "number middle");
  }
}

std::vector<LegendEntry> legend_of(const BarPlot& plot) {
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; plot.series.size() > 1 && i < plot.series.size(); ++i) {
    legend.push_back({plot.series[i].name, Swatch::bar, i});
  }
  return legend;
}

}  // namespace

std::string render_svg(const BarPlot& plot, const SvgOptions& options) {
  require_lengths(plot);
  SvgCanvas canvas(options);
  const double top = draw_header(canvas, plot.title, legend_of(plot));
  const BarView view = lay_out(plot, options.width, top);
  draw_y_axis(canvas, view.area, view.y, plot.y_label);
  std::vector<Point> occupied;
  for (std::size_t i = 0; i < plot.categories.size(); ++i) {
    for (std::size_t j = 0; j < plot.series.size(); ++j) {
      draw_one(canvas, plot, view, i, j);
      const double x = view.left(plot, i, j);
      for (const double share : {0.1, 0.5, 0.9}) {
        occupied.push_back({x + share * view.bar, view.height(plot.series[j].values[i]) - 8.0});
      }
    }
  }
  if (view.y.limits.low < 0.0 && view.y.limits.high > 0.0) {
    canvas.line({view.area.left, view.height(0.0)}, {view.area.right(), view.height(0.0)}, "base");
  }
  draw_references(canvas, view.area, view.y, plot.references, occupied);
  const double bottom = draw_categories(canvas, view.area, plot.categories);
  return canvas.finish(bottom, describe(plot));
}

}  // namespace fiberloom::report
