#include <algorithm>
#include <cmath>
#include <fiberloom/report/render_svg.hpp>
#include <fmt/format.h>
#include <numbers>

#include "decimate.hpp"
#include "describe.hpp"
#include "plot_frame.hpp"
#include "text_metrics.hpp"

namespace fiberloom::report {
namespace {

using namespace detail;

constexpr double panel_height = 104.0;
constexpr double phase_height = 64.0;
constexpr double title_height = 22.0;

bool has_phase(const FieldPanel& panel) {
  return !panel.ideal.phase_rad.empty() || !panel.rig.phase_rad.empty();
}

Axis intensity_axis(const FieldPanel& panel) {
  Limits range{0.0, 0.0};
  for (const auto* trace : {&panel.before, &panel.ideal, &panel.rig})
    widen(range, trace->intensity);
  return make_axis(range, {.num_ticks = 4});
}

Axis phase_axis() {
  Axis axis;
  axis.limits = {-std::numbers::pi, std::numbers::pi};
  axis.ticks = {{-std::numbers::pi, "−π"}, {0.0, "0"}, {std::numbers::pi, "π"}};
  return axis;
}

void require_lengths(const FieldPlot& plot) {
  for (const FieldPanel& panel : plot.panels) {
    const std::string what =
        fmt::format("panel '{}' of field plot '{}': ", panel.title, plot.title);
    for (const auto* trace : {&panel.before, &panel.ideal, &panel.rig}) {
      for (const auto* values : {&trace->intensity, &trace->phase_rad}) {
        if (!values->empty()) require_length(values->size(), plot.x.size(), what + "a trace");
      }
    }
  }
}

std::vector<LegendEntry> legend_of(const FieldPlot& plot) {
  const auto has = [&plot](FieldTrace FieldPanel::*trace) {
    return std::any_of(plot.panels.begin(), plot.panels.end(), [trace](const FieldPanel& panel) {
      return !(panel.*trace).intensity.empty();
    });
  };
  std::vector<LegendEntry> legend;
  if (has(&FieldPanel::before)) legend.push_back({plot.before_name, Swatch::area});
  if (has(&FieldPanel::ideal)) legend.push_back({plot.ideal_name, Swatch::line, 0});
  if (has(&FieldPanel::rig)) legend.push_back({plot.rig_name, Swatch::dashed, 1});
  return legend;
}

/// One strip of a panel: an area of the picture with its two axes.
struct Strip {
  Box area{};
  const Axis* x = nullptr;
  const Axis* y = nullptr;

  [[nodiscard]] std::vector<Point> points(std::span<const double> times,
                                          std::span<const double> values) const {
    std::vector<Point> result;
    const auto room = static_cast<std::size_t>(std::max(50.0, area.width * 2.0));
    for (const std::size_t i : kept_indices(values, room)) {
      result.push_back({to_pixel(*x, times[i], area.left, area.right()),
                        to_pixel(*y, values[i], area.bottom(), area.top)});
    }
    return result;
  }
};

/// The area under the field before the layer.
void draw_before(SvgCanvas& canvas, const Strip& strip, std::span<const double> times,
                 std::span<const double> values) {
  std::string data;
  std::vector<Point> stretch;
  auto points = strip.points(times, values);
  points.push_back({std::nan(""), std::nan("")});
  for (const Point& point : points) {
    if (std::isfinite(point.x) && std::isfinite(point.y)) {
      stretch.push_back(point);
      continue;
    }
    if (stretch.size() > 1) {
      stretch.insert(stretch.begin(), {stretch.front().x, strip.area.bottom()});
      stretch.push_back({stretch.back().x, strip.area.bottom()});
      data += path_through(stretch) + "Z";
    }
    stretch.clear();
  }
  canvas.path(data, "before");
}

/// A wrapped phase, cut where it jumps from one end of the strip to the other.
std::string phase_path(const std::vector<Point>& points, double height) {
  std::vector<Point> cut;
  for (const Point& point : points) {
    if (!cut.empty() && std::abs(point.y - cut.back().y) > 0.5 * height) {
      cut.push_back({std::nan(""), std::nan("")});
    }
    cut.push_back(point);
  }
  return path_through(cut);
}

double draw_intensity(SvgCanvas& canvas, const FieldPlot& plot, const FieldPanel& panel,
                      const Strip& strip) {
  draw_x_grid(canvas, strip.area, *strip.x);
  draw_y_axis(canvas, strip.area, *strip.y, plot.intensity_label);
  canvas.open_clip(
      {strip.area.left, strip.area.top - 2.0, strip.area.width, strip.area.height + 4.0});
  draw_before(canvas, strip, plot.x, panel.before.intensity);
  canvas.path(path_through(strip.points(plot.x, panel.ideal.intensity)), "curve s0");
  canvas.path(path_through(strip.points(plot.x, panel.rig.intensity)), "curve dashed s1");
  canvas.close();
  canvas.line({strip.area.left, strip.area.bottom()}, {strip.area.right(), strip.area.bottom()},
              "base");
  return strip.area.bottom();
}

double draw_phase(SvgCanvas& canvas, const FieldPlot& plot, const FieldPanel& panel,
                  const Strip& strip) {
  draw_x_grid(canvas, strip.area, *strip.x);
  draw_y_axis(canvas, strip.area, *strip.y, plot.phase_label);
  const auto draw = [&](std::span<const double> values, std::string_view style) {
    canvas.path(phase_path(strip.points(plot.x, values), strip.area.height), style);
  };
  draw(panel.ideal.phase_rad, "curve thin s0");
  draw(panel.rig.phase_rad, "curve thin dashed s1");
  canvas.line({strip.area.left, strip.area.bottom()}, {strip.area.right(), strip.area.bottom()},
              "base");
  return strip.area.bottom();
}

double draw_panel_title(SvgCanvas& canvas, const FieldPanel& panel, double left, double top) {
  const WrapLimits limits{canvas.options().width - left - 4.0, 12.5, 1};
  const auto lines = wrap_text(panel.title, limits);
  if (lines.empty()) return top + 10.0;
  canvas.text({left, top + 13.0}, lines.front(), "panel-title");
  return top + title_height;
}

}  // namespace

FieldTrace field_trace(std::span<const std::complex<double>> field, bool with_phase) {
  FieldTrace trace;
  double peak = 0.0;
  for (const auto& sample : field) {
    trace.intensity.push_back(std::norm(sample));
    if (std::isfinite(trace.intensity.back())) peak = std::max(peak, trace.intensity.back());
  }
  for (std::size_t i = 0; with_phase && i < field.size(); ++i) {
    const bool is_lit = trace.intensity[i] > 1e-3 * peak;
    trace.phase_rad.push_back(is_lit ? std::arg(field[i]) : std::nan(""));
  }
  return trace;
}

std::string render_svg(const FieldPlot& plot, const SvgOptions& options) {
  require_lengths(plot);
  SvgCanvas canvas(options);
  Limits times = empty_range;
  widen(times, plot.x);
  double left = y_axis_room(phase_axis(), plot.phase_label);
  for (const FieldPanel& panel : plot.panels) {
    left = std::max(left, y_axis_room(intensity_axis(panel), plot.intensity_label));
  }
  const Axis x =
      make_axis(times, {.num_ticks = ticks_for_width(options.width - left, times), .cover = false});
  const double width = options.width - left - right_room(x);
  double y = draw_header(canvas, plot.title, legend_of(plot)) - 4.0;
  Box last{left, y, width, 0.0};
  for (const FieldPanel& panel : plot.panels) {
    const double top = draw_panel_title(canvas, panel, left, y);
    const Axis intensity = intensity_axis(panel);
    last = {left, top, width, panel_height};
    y = draw_intensity(canvas, plot, panel, {last, &x, &intensity});
    if (has_phase(panel)) {
      const Axis phase = phase_axis();
      last = {left, y + 14.0, width, phase_height};
      y = draw_phase(canvas, plot, panel, {last, &x, &phase});
    }
    y += 10.0;
  }
  const double bottom = draw_x_axis(canvas, last, x, plot.x_label);
  return canvas.finish(bottom, describe(plot));
}

}  // namespace fiberloom::report
