#include "svg_canvas.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/report/escape.hpp>
#include <fmt/format.h>
#include <iterator>

namespace fiberloom::report::detail {
namespace {

/// Outlines of the marks for radius 1: circle, square, triangle, diamond, inverted triangle, cross,
/// plus.
std::string outline(Point at, std::size_t index, double radius) {
  static constexpr double reach = 1.15;
  const auto corner = [&](double x, double y) {
    return coordinate(at.x + x * radius) + "," + coordinate(at.y + y * radius);
  };
  switch (index % num_marks) {
    case 1:
      return "M" + corner(-0.9, -0.9) + "L" + corner(0.9, -0.9) + "L" + corner(0.9, 0.9) + "L" +
             corner(-0.9, 0.9) + "Z";
    case 2:
      return "M" + corner(0, -reach) + "L" + corner(1.1, 0.85) + "L" + corner(-1.1, 0.85) + "Z";
    case 3:
      return "M" + corner(0, -1.3) + "L" + corner(1.3, 0) + "L" + corner(0, 1.3) + "L" +
             corner(-1.3, 0) + "Z";
    case 4:
      return "M" + corner(0, reach) + "L" + corner(1.1, -0.85) + "L" + corner(-1.1, -0.85) + "Z";
    case 5:
      return "M" + corner(-1, -1) + "L" + corner(1, 1) + "M" + corner(-1, 1) + "L" + corner(1, -1);
    case 6:
      return "M" + corner(0, -reach) + "L" + corner(0, reach) + "M" + corner(-reach, 0) + "L" +
             corner(reach, 0);
    default:
      return {};
  }
}

std::string with_tooltip(std::string_view tag, std::string_view attributes,
                         std::string_view tooltip) {
  if (tooltip.empty()) return fmt::format("<{} {}/>\n", tag, attributes);
  return fmt::format("<{0} {1}><title>{2}</title></{0}>\n", tag, attributes, escape_html(tooltip));
}

}  // namespace

bool Box::contains(Point point) const {
  return point.x >= left && point.x <= right() && point.y >= top && point.y <= bottom();
}

bool Box::overlaps(const Box& other) const {
  return left < other.right() && other.left < right() && top < other.bottom() &&
         other.top < bottom();
}

std::string coordinate(double value) {
  if (!std::isfinite(value)) return "0";
  std::string text = fmt::format("{:.2f}", std::clamp(value, -1e5, 1e5));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string path_through(const std::vector<Point>& points) {
  std::string data;
  bool is_drawing = false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& point = points[i];
    const bool is_finite = std::isfinite(point.x) && std::isfinite(point.y);
    if (is_finite) {
      data += is_drawing ? 'L' : 'M';
      data += coordinate(point.x) + "," + coordinate(point.y);
      const bool is_alone =
          !is_drawing && (i + 1 == points.size() || !std::isfinite(points[i + 1].y));
      if (is_alone) data += "h0";  // the round cap makes a dot of it
    }
    is_drawing = is_finite;
  }
  return data;
}

void SvgCanvas::line(Point from, Point to, std::string_view style) {
  fmt::format_to(std::back_inserter(body_),
                 "<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", style,
                 coordinate(from.x), coordinate(from.y), coordinate(to.x), coordinate(to.y));
}

void SvgCanvas::box(const Box& box, std::string_view style, std::string_view tooltip) {
  body_ += with_tooltip(
      "rect",
      fmt::format("class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", style,
                  coordinate(box.left), coordinate(box.top), coordinate(std::max(0.0, box.width)),
                  coordinate(std::max(0.0, box.height))),
      tooltip);
}

void SvgCanvas::path(std::string_view data, std::string_view style) {
  if (!data.empty()) body_ += fmt::format("<path class=\"{}\" d=\"{}\"/>\n", style, data);
}

void SvgCanvas::text(Point at, std::string_view text, std::string_view style) {
  body_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", style, coordinate(at.x),
                       coordinate(at.y), escape_html(text));
}

void SvgCanvas::upright_text(Point at, std::string_view text, std::string_view style) {
  body_ +=
      fmt::format("<text class=\"{0}\" transform=\"translate({1} {2}) rotate(-90)\">{3}</text>\n",
                  style, coordinate(at.x), coordinate(at.y), escape_html(text));
}

void SvgCanvas::marker(Point at, std::size_t index, double radius, std::string_view tooltip) {
  const std::size_t shape = index % num_marks;
  const std::string style = fmt::format("mark s{}{}", shape, shape >= 5 ? " open" : "");
  if (shape == 0) {
    body_ += with_tooltip("circle",
                          fmt::format("class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"", style,
                                      coordinate(at.x), coordinate(at.y), coordinate(radius)),
                          tooltip);
    return;
  }
  body_ += with_tooltip(
      "path", fmt::format("class=\"{}\" d=\"{}\"", style, outline(at, shape, radius)), tooltip);
}

void SvgCanvas::open_clip(const Box& box) {
  const std::string id = fmt::format("{}-clip{}", escape_html(options_.id), num_clips_++);
  body_ += fmt::format("<clipPath id=\"{}\">", id);
  SvgCanvas::box(box, "clip");
  body_ += fmt::format("</clipPath>\n<g clip-path=\"url(#{})\">\n", id);
}

void SvgCanvas::open_group(std::string_view style) {
  body_ += fmt::format("<g class=\"{}\">\n", style);
}

void SvgCanvas::close() { body_ += "</g>\n"; }

std::string SvgCanvas::finish(double height, std::string_view fallback_description) const {
  const std::string_view description =
      options_.description.empty() ? fallback_description : options_.description;
  return fmt::format(
      "<svg class=\"plot\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\" width=\"{}\" "
      "height=\"{}\">\n{}</svg>\n",
      escape_html(description), coordinate(options_.width), coordinate(height),
      coordinate(options_.width), coordinate(height), body_);
}

}  // namespace fiberloom::report::detail
