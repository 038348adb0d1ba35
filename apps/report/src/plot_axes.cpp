#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

#include "plot_frame.hpp"
#include "text_metrics.hpp"

namespace fiberloom::report::detail {
namespace {

constexpr double tick_size = 12.0;
constexpr double label_size = 12.5;
constexpr double label_line = 15.0;

double widest_label(const Axis& axis) {
  double width = 0.0;
  for (const Tick& tick : axis.ticks) width = std::max(width, text_width(tick.label, tick_size));
  return width;
}

}  // namespace

double y_axis_room(const Axis& axis, const std::string& label) {
  const double label_room = label.empty() && axis.exponent == 0 ? 0.0 : label_line + 6.0;
  return std::ceil(widest_label(axis) + 10.0 + label_room);
}

double right_room(const Axis& axis) {
  if (axis.ticks.empty()) return 12.0;
  return std::max(12.0, std::ceil(text_width(axis.ticks.back().label, tick_size) / 2.0 + 3.0));
}

int ticks_for_width(double width, const Limits& limits) {
  const double typical = widest_label(make_axis(limits, {.num_ticks = 6, .cover = false}));
  return std::clamp(static_cast<int>(width / (typical + 34.0)), 2, 9);
}

void draw_y_axis(SvgCanvas& canvas, const Box& area, const Axis& axis, const std::string& label) {
  for (const Tick& tick : axis.ticks) {
    const double y = to_pixel(axis, tick.value, area.bottom(), area.top);
    canvas.line({area.left, y}, {area.right(), y}, "grid");
    canvas.text({area.left - 8.0, y + 4.2}, tick.label, "tick end");
  }
  const auto lines = wrap_text(label + factor_text(axis), {area.height + 16.0, label_size, 1});
  if (lines.empty()) return;
  const double x = area.left - widest_label(axis) - 8.0 - label_line + 6.0;
  canvas.upright_text({x, area.top + area.height / 2.0}, lines.front(), "label middle");
}

void draw_x_grid(SvgCanvas& canvas, const Box& area, const Axis& axis) {
  for (const Tick& tick : axis.ticks) {
    const double x = to_pixel(axis, tick.value, area.left, area.right());
    canvas.line({x, area.top}, {x, area.bottom()}, "grid");
  }
}

double draw_x_axis(SvgCanvas& canvas, const Box& area, const Axis& axis, const std::string& label) {
  canvas.line({area.left, area.bottom()}, {area.right(), area.bottom()}, "base");
  for (const Tick& tick : axis.ticks) {
    const double x = to_pixel(axis, tick.value, area.left, area.right());
    canvas.line({x, area.bottom()}, {x, area.bottom() + 4.0}, "base");
    canvas.text({x, area.bottom() + 18.0}, tick.label, "tick middle");
  }
  double bottom = area.bottom() + 22.0;
  const WrapLimits limits{canvas.options().width - area.left - 4.0, label_size, 2};
  for (const auto& line : wrap_text(label + factor_text(axis), limits)) {
    bottom += label_line;
    canvas.text({area.left + area.width / 2.0, bottom}, line, "label middle");
  }
  return bottom + 6.0;
}

double draw_categories(SvgCanvas& canvas, const Box& area, std::span<const std::string> names) {
  canvas.line({area.left, area.bottom()}, {area.right(), area.bottom()}, "base");
  const double slot = area.width / static_cast<double>(std::max<std::size_t>(1, names.size()));
  std::size_t num_lines = 1;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double x = area.left + (static_cast<double>(i) + 0.5) * slot;
    const auto lines = wrap_text(names[i], {slot - 4.0, tick_size, 3});
    for (std::size_t row = 0; row < lines.size(); ++row) {
      const double y = area.bottom() + 17.0 + label_line * static_cast<double>(row);
      canvas.text({x, y}, lines[row], "category middle");
    }
    num_lines = std::max(num_lines, lines.size());
  }
  return area.bottom() + 8.0 + label_line * static_cast<double>(num_lines);
}

void widen(Limits& range, std::span<const double> values, bool positive_only) {
  for (const double value : values) {
    if (!std::isfinite(value) || (positive_only && !(value > 0.0))) continue;
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
}

void require_length(std::size_t got, std::size_t wanted, const std::string& what) {
  if (got == wanted) return;
  throw std::invalid_argument(
      fmt::format("report: {} has {} values where {} are needed; give every "
                  "array of a plot the same length",
                  what, got, wanted));
}

}  // namespace fiberloom::report::detail
