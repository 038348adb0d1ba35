#include <algorithm>
#include <array>

#include "plot_frame.hpp"
#include "text_metrics.hpp"

namespace fiberloom::report::detail {
namespace {

constexpr double font_size = 11.5;
constexpr double height = 15.0;

struct Place {
  Box box{};
  bool is_right = true;
};

/// Above or below the line, at its right or left end.
std::array<Place, 4> places(const Box& area, double y, double width) {
  const double right = area.right() - width - 5.0;
  const double left = area.left + 5.0;
  const double above = y - height - 1.0;
  return {{{{right, above, width, height}, true},
           {{left, above, width, height}, false},
           {{right, y + 2.0, width, height}, true},
           {{left, y + 2.0, width, height}, false}}};
}

std::size_t crowding(const Box& box, const Box& area, std::span<const Point> points,
                     std::span<const Box> taken) {
  std::size_t count = 0;
  for (const Point& point : points) count += box.contains(point) ? 1U : 0U;
  for (const Box& other : taken) count += box.overlaps(other) ? 10000U : 0U;
  const bool is_outside = box.top < area.top - 2.0 || box.bottom() > area.bottom();
  return count + (is_outside ? 5000U : 0U);
}

}  // namespace

void draw_references(SvgCanvas& canvas, const Box& area, const Axis& axis,
                     std::span<const ReferenceLine> references, std::span<const Point> points) {
  std::vector<Box> taken;
  for (const ReferenceLine& reference : references) {
    const double y = to_pixel(axis, reference.value, area.bottom(), area.top);
    if (!(y >= area.top - 0.5 && y <= area.bottom() + 0.5)) continue;
    canvas.line({area.left, y}, {area.right(), y}, "reference");
    const auto lines = wrap_text(reference.label, {area.width - 10.0, font_size, 1});
    if (lines.empty()) continue;
    const auto candidates = places(area, y, text_width(lines.front(), font_size));
    const auto cost = [&](const Place& place) { return crowding(place.box, area, points, taken); };
    const Place& best =
        *std::min_element(candidates.begin(), candidates.end(),
                          [&cost](const Place& a, const Place& b) { return cost(a) < cost(b); });
    taken.push_back(best.box);
    const double x = best.is_right ? best.box.right() : best.box.left;
    canvas.text({x, best.box.top + 11.5}, lines.front(),
                best.is_right ? "remark end" : "remark start");
  }
}

}  // namespace fiberloom::report::detail
