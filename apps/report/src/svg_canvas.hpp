#pragma once

#include <cstddef>
#include <fiberloom/report/render_svg.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fiberloom::report::detail {

struct Point {
  double x = 0.0;
  double y = 0.0;
};

struct Box {
  double left = 0.0;
  double top = 0.0;
  double width = 0.0;
  double height = 0.0;

  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
  [[nodiscard]] bool contains(Point point) const;
  [[nodiscard]] bool overlaps(const Box& other) const;
};

/// How many colours, shapes, dashes and hatches there are before they repeat.
inline constexpr std::size_t num_marks = 7;

/// A pixel coordinate with at most two decimals; zero where it is not finite.
[[nodiscard]] std::string coordinate(double value);

/// Path data through the points, cut wherever a point is not finite.
[[nodiscard]] std::string path_through(const std::vector<Point>& points);

/// Collects the elements of one picture. Classes name the looks, which stand in the style sheet.
class SvgCanvas {
 public:
  explicit SvgCanvas(SvgOptions options) : options_(std::move(options)) {}

  [[nodiscard]] const SvgOptions& options() const { return options_; }

  void line(Point from, Point to, std::string_view style);
  void box(const Box& box, std::string_view style, std::string_view tooltip = {});
  void path(std::string_view data, std::string_view style);

  /// Text whose style may hold "start", "middle" or "end".
  void text(Point at, std::string_view text, std::string_view style);
  void upright_text(Point at, std::string_view text, std::string_view style);

  /// The shape and colour number `index`, centred on a point.
  void marker(Point at, std::size_t index, double radius, std::string_view tooltip = {});

  /// A group that shows nothing outside the box.
  void open_clip(const Box& box);
  void open_group(std::string_view style);
  void close();

  /// The whole element.
  [[nodiscard]] std::string finish(double height, std::string_view fallback_description) const;

 private:
  SvgOptions options_;
  std::size_t num_clips_ = 0;
  std::string body_;
};

}  // namespace fiberloom::report::detail
