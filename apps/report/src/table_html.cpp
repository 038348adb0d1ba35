#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/render_html.hpp>
#include <fmt/format.h>
#include <stdexcept>

#include "html_parts.hpp"

namespace fiberloom::report {
namespace {

std::string_view align_class(Align align) {
  switch (align) {
    case Align::right:
      return "right";
    case Align::center:
      return "center";
    default:
      return "left";
  }
}

std::string head_row(const Table& table) {
  std::string html = "<thead><tr>";
  for (const Column& column : table.columns) {
    const std::string unit = column.unit.empty() ? ""
                                                 : fmt::format(" <span class=\"unit\">/ {}</span>",
                                                               escape_html(column.unit));
    html += fmt::format("<th scope=\"col\" class=\"{}\">{}{}</th>", align_class(column.align),
                        escape_html(column.name), unit);
  }
  return html + "</tr></thead>\n";
}

std::string body_row(const Table& table, const Row& row) {
  if (row.cells.size() > table.columns.size()) {
    throw std::invalid_argument(
        fmt::format("report: a row of table '{}' has {} cells for {} columns", table.caption,
                    row.cells.size(), table.columns.size()));
  }
  std::string html = row.emphasized ? "<tr class=\"emphasized\">" : "<tr>";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string cell = i < row.cells.size() ? escape_html(row.cells[i]) : std::string();
    html += fmt::format("<td class=\"{}\">{}</td>", align_class(table.columns[i].align), cell);
  }
  return html + "</tr>\n";
}

}  // namespace

std::string heading(const Column& column) {
  return column.unit.empty() ? column.name : column.name + " / " + column.unit;
}

std::string detail::table_html(const Table& table, std::string_view caption_label) {
  std::string html = "<figure class=\"table\">\n";
  const bool has_caption = !table.caption.empty();
  if (has_caption) {
    html +=
        fmt::format("<figcaption>{}{}</figcaption>\n", caption_label, escape_html(table.caption));
  }
  html += fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n<table>\n",
      has_caption ? escape_html(table.caption) : "table");
  if (!table.columns.empty()) html += head_row(table);
  html += "<tbody>\n";
  for (const Row& row : table.rows) html += body_row(table, row);
  html += "</tbody>\n</table>\n</div>\n";
  if (!table.note.empty())
    html += fmt::format("<p class=\"table-note\">{}</p>\n", escape_html(table.note));
  return html + "</figure>\n";
}

std::string render_html(const Table& table) { return detail::table_html(table, {}); }

}  // namespace fiberloom::report
