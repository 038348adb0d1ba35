#include <fiberloom/report/schematic.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "describe.hpp"
#include "plot_frame.hpp"
#include "schematic_symbol.hpp"
#include "text_metrics.hpp"

namespace fiberloom::report {
namespace {

using namespace detail;

constexpr double margin = 6.0;
constexpr double lead = 36.0;        // of the first element of a line: room for its reading
constexpr double room_above = 34.0;  // of a line's middle: readings, tuning arrows
constexpr double name_height = 20.0;
constexpr double text_height = 14.0;
constexpr double gap = 18.0;  // below the texts, where the light comes back to the left

/// Where one element stands, and its texts.
struct PlacedElement {
  const SchematicElement* element = nullptr;
  Point at{};
  std::vector<std::string> label{};
  std::vector<std::string> detail{};
};

struct Line {
  std::string name{};  ///< of the row that begins with it
  double top = 0.0;
  double bottom = 0.0;
  std::vector<PlacedElement> elements{};
};

struct Layout {
  double pitch = 0.0;
  std::size_t per_line = 1;

  explicit Layout(double width) {
    constexpr double least_pitch = 106.0;
    const double room = width - 2.0 * margin - lead;
    per_line = static_cast<std::size_t>(std::max(1.0, std::floor(room / least_pitch)));
    pitch = room / static_cast<double>(per_line);
  }

  [[nodiscard]] double middle(std::size_t place) const {
    return margin + lead + (static_cast<double>(place) + 0.5) * pitch;
  }
};

PlacedElement placed(const SchematicElement& element, Point at, double pitch) {
  PlacedElement result{.element = &element, .at = at};
  result.label =
      wrap_text(element.label, {.width = pitch - 10.0, .font_size = 12.0, .num_lines = 2});
  result.detail =
      wrap_text(element.detail, {.width = pitch - 10.0, .font_size = 11.5, .num_lines = 3});
  return result;
}

double bottom_of(const PlacedElement& placed) {
  const auto lines = static_cast<double>(placed.label.size() + placed.detail.size());
  return placed.at.y + depth_of(placed.element->symbol) + 4.0 + lines * text_height;
}

std::vector<Line> lay_out(const Schematic& schematic, const Layout& layout, double top) {
  std::vector<Line> lines;
  for (const SchematicRow& row : schematic.rows) {
    for (std::size_t first = 0; first < row.elements.size(); first += layout.per_line) {
      Line line{.name = first == 0 ? row.name : "", .top = top};
      const double middle = top + (line.name.empty() ? 0.0 : name_height) + room_above;
      line.bottom = middle + symbol_half_height;
      const std::size_t end = std::min(first + layout.per_line, row.elements.size());
      for (std::size_t i = first; i < end; ++i) {
        line.elements.push_back(
            placed(row.elements[i], {layout.middle(i - first), middle}, layout.pitch));
        line.bottom = std::max(line.bottom, bottom_of(line.elements.back()));
      }
      top = line.bottom + gap;
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

void draw_arrow(SvgCanvas& canvas, Point to, bool is_wired) {
  canvas.path(
      path_through({{to.x, to.y}, {to.x - 8.0, to.y - 4.0}, {to.x - 8.0, to.y + 4.0}}) + "Z",
      is_wired ? "arrow wired" : "arrow");
}

// The line that leads to an element, with what is written beside it.
void draw_inflow(SvgCanvas& canvas, Point from, const PlacedElement& to) {
  const Point end{to.at.x - symbol_half_width, to.at.y};
  const bool is_wired = to.element->is_wired;
  canvas.line(from, {end.x - 6.0, end.y}, is_wired ? "wire" : "light");
  draw_arrow(canvas, end, is_wired);
  if (!to.element->inflow.empty()) {
    canvas.text({(from.x + end.x) / 2.0, end.y - 7.0}, to.element->inflow, "reading middle");
  }
}

void draw_texts(SvgCanvas& canvas, const PlacedElement& placed) {
  double y = placed.at.y + depth_of(placed.element->symbol) + 4.0;
  for (const std::string& line : placed.label) {
    y += text_height;
    canvas.text({placed.at.x, y - 2.0}, line, "part-label middle");
  }
  for (const std::string& line : placed.detail) {
    y += text_height;
    canvas.text({placed.at.x, y - 2.0}, line, "part-detail middle");
  }
}

// From the end of a line back to the left, to where the next one begins; clear of the last element's texts.
void draw_return(SvgCanvas& canvas, const Line& from, const Line& to, double pitch) {
  const Point last = from.elements.back().at;
  const double right = last.x + pitch / 2.0 - 1.0;
  const double turn = from.bottom + gap / 2.0;
  const Point end{margin, to.elements.front().at.y};
  const bool is_wired = to.elements.front().element->is_wired;
  canvas.path(path_through({{last.x + symbol_half_width, last.y},
                            {right, last.y},
                            {right, turn},
                            {end.x, turn},
                            end}),
              is_wired ? "wire" : "light");
}

void draw_line(SvgCanvas& canvas, const Line& line, bool is_first) {
  if (!line.name.empty()) {
    canvas.text({margin + 10.0, line.top + 14.0}, line.name, "row-name");
  }
  for (std::size_t i = 0; i < line.elements.size(); ++i) {
    const PlacedElement& placed = line.elements[i];
    canvas.open_group(fmt::format("element {}{}", name_of(placed.element->symbol),
                                  placed.element->warns ? " warns" : ""));
    if (i > 0) {
      const Point& before = line.elements[i - 1].at;
      draw_inflow(canvas, {before.x + symbol_half_width, before.y}, placed);
    } else if (!is_first) {
      draw_inflow(canvas, {margin, placed.at.y}, placed);
    }
    draw_symbol(canvas, placed.at, placed.element->symbol);
    draw_texts(canvas, placed);
    canvas.close();
  }
}

}  // namespace

std::string render_svg(const Schematic& plot, const SvgOptions& options) {
  SvgCanvas canvas(options);
  const double top = draw_header(canvas, plot.title, {});
  const Layout layout(options.width);
  const std::vector<Line> lines = lay_out(plot, layout, top);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) draw_return(canvas, lines[i - 1], lines[i], layout.pitch);
    draw_line(canvas, lines[i], i == 0);
  }
  return canvas.finish(lines.empty() ? top : lines.back().bottom + 6.0, describe(plot));
}

namespace detail {

std::string describe(const Schematic& plot) {
  std::string text = plot.title.empty() ? "Schematic." : fmt::format("Schematic: {}.", plot.title);
  for (const SchematicRow& row : plot.rows) {
    text += row.name.empty() ? "" : fmt::format(" {}:", row.name);
    for (std::size_t i = 0; i < row.elements.size(); ++i) {
      const SchematicElement& element = row.elements[i];
      text += fmt::format("{} {} ({})", i == 0 ? "" : ",", element.label, name_of(element.symbol));
      text += element.inflow.empty() ? "" : fmt::format(" at {}", element.inflow);
    }
    text += ".";
  }
  return text;
}

}  // namespace detail
}  // namespace fiberloom::report
