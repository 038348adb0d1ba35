#include <algorithm>
#include <fmt/format.h>

#include "plot_frame.hpp"
#include "text_metrics.hpp"

namespace fiberloom::report::detail {
namespace {

constexpr double title_size = 14.0;
constexpr double legend_size = 12.0;
constexpr double swatch_width = 26.0;
constexpr double row_height = 19.0;
constexpr double entry_gap = 20.0;

void draw_mean_swatch(SvgCanvas& canvas, Point centre) {
  canvas.line({centre.x, centre.y - 7.0}, {centre.x, centre.y + 7.0}, "mean-bar");
  canvas.path("M" + coordinate(centre.x - 5.0) + "," + coordinate(centre.y) + "h10", "mean-line");
}

void draw_swatch(SvgCanvas& canvas, Point left, const LegendEntry& entry) {
  const Point centre{left.x + swatch_width / 2.0, left.y};
  const Point right{left.x + swatch_width, left.y};
  const std::size_t index = entry.index % num_marks;
  switch (entry.swatch) {
    case Swatch::line:
      canvas.line(left, right, fmt::format("curve s{}", index));
      break;
    case Swatch::dashed:
      canvas.line(left, right, fmt::format("curve dashed s{}", index));
      break;
    case Swatch::area:
      canvas.box({left.x, left.y - 5.0, swatch_width, 10.0}, "before");
      return;
    case Swatch::bar:
      draw_bar(canvas, {left.x + 6.0, left.y - 6.0, 14.0, 12.0}, index, {});
      return;
    case Swatch::thin_path:
      canvas.line(left, right, "path-line");
      canvas.path(path_through({centre}), "path-dot");
      return;
    case Swatch::mean:
      draw_mean_swatch(canvas, centre);
      return;
    case Swatch::points:
      break;
  }
  if (entry.with_mark || entry.swatch == Swatch::points) canvas.marker(centre, index, 3.4);
}

double draw_legend(SvgCanvas& canvas, double top, std::span<const LegendEntry> legend) {
  if (legend.empty()) return top;
  const double width = canvas.options().width;
  double x = 0.0;
  double y = top + row_height / 2.0;
  for (const LegendEntry& entry : legend) {
    const double room = width - 2.0 * swatch_width;
    const auto lines = wrap_text(entry.name, {room, legend_size, 1});
    const std::string name = lines.empty() ? "–" : lines.front();
    const double entry_width = swatch_width + 7.0 + text_width(name, legend_size);
    if (x > 0.0 && x + entry_width > width) {
      x = 0.0;
      y += row_height;
    }
    draw_swatch(canvas, {x, y}, entry);
    canvas.text({x + swatch_width + 7.0, y + 4.2}, name, "legend");
    x += entry_width + entry_gap;
  }
  return y + row_height / 2.0;
}

/// Lines over a box at 45 degrees, rising or falling, or level: cut to the box by hand, since a
/// pattern would need an identifier.
std::string hatching(const Box& box, std::size_t index) {
  const double spacing = index <= 3 ? 6.0 : 9.0;
  const bool is_level = index % 3 == 0;
  const bool is_falling = index % 3 == 2;
  const double end = is_level ? box.height : box.width + box.height;
  const auto place = [&](double x, double y) -> Point {
    return {box.left + (is_falling ? box.width - x : x), box.top + y};
  };
  std::string data;
  for (double offset = spacing; offset < end; offset += spacing) {
    if (is_level) {
      data += path_through({place(0.0, offset), place(box.width, offset)});
      continue;
    }
    const double x = std::min(offset, box.width);
    const double y = std::min(offset, box.height);
    data += path_through({place(x, offset - x), place(offset - y, y)});
  }
  return data;
}

}  // namespace

void draw_bar(SvgCanvas& canvas, const Box& box, std::size_t index, const std::string& tooltip) {
  const std::size_t style = index % num_marks;
  canvas.box(box, fmt::format("bar s{}", style), tooltip);
  if (style != 0 && box.width > 3.0) canvas.path(hatching(box, style), "hatch");
}

double draw_header(SvgCanvas& canvas, const std::string& title,
                   std::span<const LegendEntry> legend) {
  double bottom = 2.0;
  const WrapLimits limits{canvas.options().width - 6.0, title_size * 1.04, 3};
  for (const auto& line : wrap_text(title, limits)) {
    canvas.text({0.0, bottom + 13.0}, line, "title");
    bottom += 19.0;
  }
  return draw_legend(canvas, bottom + (bottom > 2.0 ? 3.0 : 0.0), legend) + 8.0;
}

}  // namespace fiberloom::report::detail
