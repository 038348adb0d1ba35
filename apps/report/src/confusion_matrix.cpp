#include <algorithm>
#include <fiberloom/report/confusion_matrix.hpp>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/number_text.hpp>
#include <fiberloom/report/render_html.hpp>
#include <fmt/format.h>
#include <numeric>

#include "plot_frame.hpp"

namespace fiberloom::report {
namespace {

std::size_t total(const std::vector<std::size_t>& row) {
  return std::accumulate(row.begin(), row.end(), std::size_t{0});
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

void require_square(const ConfusionMatrix& matrix) {
  const std::size_t size = matrix.class_names.size();
  detail::require_length(matrix.counts.size(), size, "confusion matrix: rows");
  for (const auto& row : matrix.counts)
    detail::require_length(row.size(), size, "confusion matrix: a row");
}

std::string head(const ConfusionMatrix& matrix) {
  std::string html = fmt::format(
      "<thead>\n<tr><td rowspan=\"2\" class=\"corner\"></td><th scope=\"colgroup\" colspan=\"{}\" "
      "class=\"axis-name\">predicted class</th><td rowspan=\"2\" class=\"corner\"></td></tr>\n<tr>",
      std::max<std::size_t>(1, matrix.class_names.size()));
  for (const auto& name : matrix.class_names) {
    html += fmt::format("<th scope=\"col\">{}</th>", escape_html(name));
  }
  return html + "</tr>\n</thead>\n";
}

std::string cell(std::size_t count, std::size_t row_total, bool is_diagonal) {
  const double part = share(count, row_total);
  return fmt::format(
      "<td class=\"heat{}{}\" style=\"--heat:{:.3f}\"><span class=\"count\">{}</span><span "
      "class=\"percent\">{} %</span></td>",
      part > 0.72 ? " deep" : "", is_diagonal ? " diagonal" : "", part, count_text(count),
      fixed_text(100.0 * part, 1));
}

}  // namespace

double accuracy(const ConfusionMatrix& matrix) {
  std::size_t hits = 0;
  std::size_t all = 0;
  for (std::size_t i = 0; i < matrix.counts.size(); ++i) {
    all += total(matrix.counts[i]);
    if (i < matrix.counts[i].size()) hits += matrix.counts[i][i];
  }
  return static_cast<double>(hits) / static_cast<double>(all);
}

std::string render_html(const ConfusionMatrix& matrix) {
  require_square(matrix);
  std::string html = "<div class=\"confusion\">\n";
  if (!matrix.title.empty())
    html += fmt::format("<p class=\"plot-title\">{}</p>\n", escape_html(matrix.title));
  html += fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n<table "
      "class=\"matrix\">\n",
      escape_html(matrix.title.empty() ? "confusion matrix" : matrix.title));
  html += head(matrix) + "<tbody>\n";
  std::size_t all = 0;
  for (std::size_t i = 0; i < matrix.counts.size(); ++i) {
    const std::size_t row_total = total(matrix.counts[i]);
    all += row_total;
    html += fmt::format("<tr><th scope=\"row\"><span class=\"axis-name\">true</span> {}</th>",
                        escape_html(matrix.class_names[i]));
    for (std::size_t j = 0; j < matrix.counts[i].size(); ++j) {
      html += cell(matrix.counts[i][j], row_total, i == j);
    }
    html += fmt::format("<td class=\"row-total\">{}</td></tr>\n", count_text(row_total));
  }
  html += "</tbody>\n</table>\n</div>\n";
  html +=
      fmt::format("<p class=\"table-note\">Accuracy {} % of {}; percent of each row.</p>\n</div>\n",
                  fixed_text(100.0 * accuracy(matrix), 1), count_text(all));
  return html;
}

}  // namespace fiberloom::report
