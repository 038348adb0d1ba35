#include <algorithm>
#include <fiberloom/report/text_table.hpp>
#include <fmt/format.h>
#include <stdexcept>
#include <vector>

#include "utf8.hpp"

namespace fiberloom::report {
namespace {

constexpr std::string_view column_gap = "  ";

bool is_combining(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x20D0 && c <= 0x20F0) || (c >= 0xFE00 && c <= 0xFE0F);
}

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF && c != 0x303F) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
         (c >= 0x20000 && c <= 0x3FFFD);
}

/// The text on one line, without anything that a terminal would obey.
std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = detail::decode_at(text, at);
    if (point.value == '\n' || point.value == '\t') {
      result += ' ';
    } else if (!point.valid || detail::is_forbidden(point.value)) {
      result += '?';
    } else {
      result += text.substr(at, point.length);
    }
    at += point.length;
  }
  return result;
}

std::string padded(const std::string& text, std::size_t width, Align align) {
  const std::size_t blanks = width - std::min(width, display_width(text));
  const std::size_t before = align == Align::right    ? blanks
                             : align == Align::center ? blanks / 2
                                                      : 0;
  return std::string(before, ' ') + text + std::string(blanks - before, ' ');
}

/// The cells of a table as printed, header first, and the widths of its columns.
struct Layout {
  std::vector<std::vector<std::string>> lines{};
  std::vector<std::size_t> widths{};
};

Layout lay_out(const Table& table) {
  Layout layout;
  layout.widths.assign(table.columns.size(), 0);
  std::vector<std::string> header;
  for (const Column& column : table.columns) header.push_back(printable(heading(column)));
  layout.lines.push_back(std::move(header));
  for (const Row& row : table.rows) {
    if (row.cells.size() > table.columns.size()) {
      throw std::invalid_argument(
          fmt::format("report: a row of table '{}' has {} cells for {} columns", table.caption,
                      row.cells.size(), table.columns.size()));
    }
    std::vector<std::string> line;
    for (const auto& cell : row.cells) line.push_back(printable(cell));
    line.resize(table.columns.size());
    layout.lines.push_back(std::move(line));
  }
  for (const auto& line : layout.lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      layout.widths[i] = std::max(layout.widths[i], display_width(line[i]));
    }
  }
  return layout;
}

void add_line(std::string& text, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + "\n";
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = detail::decode_at(text, at);
    if (!is_combining(point.value)) width += is_wide(point.value) ? 2U : 1U;
    at += point.length;
  }
  return width;
}

std::string render_text(const Table& table, const TextTableStyle& style) {
  const Layout layout = lay_out(table);
  const bool has_emphasis = std::any_of(table.rows.begin(), table.rows.end(),
                                        [](const Row& row) { return row.emphasized; });
  const std::string_view rule = style.ascii_rules ? "-" : "─";
  const std::string_view pointer = style.ascii_rules ? "> " : "› ";
  const std::string margin = style.indent + (has_emphasis ? "  " : "");
  std::string text;
  if (!table.caption.empty()) add_line(text, style.indent + printable(table.caption));
  for (std::size_t i = 0; i < layout.lines.size(); ++i) {
    const bool is_emphasized = i > 0 && table.rows[i - 1].emphasized;
    std::string line = is_emphasized ? style.indent + std::string(pointer) : margin;
    for (std::size_t j = 0; j < layout.widths.size(); ++j) {
      if (j > 0) line += column_gap;
      line += padded(layout.lines[i][j], layout.widths[j], table.columns[j].align);
    }
    add_line(text, line);
    if (i > 0) continue;
    std::string underline = margin;
    for (std::size_t j = 0; j < layout.widths.size(); ++j) {
      if (j > 0) underline += column_gap;
      for (std::size_t k = 0; k < layout.widths[j]; ++k) underline += rule;
    }
    add_line(text, underline);
  }
  if (!table.note.empty()) add_line(text, style.indent + printable(table.note));
  return text;
}

}  // namespace fiberloom::report
