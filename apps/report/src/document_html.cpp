#include <algorithm>
#include <cctype>
#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/render_html.hpp>
#include <fiberloom/report/render_svg.hpp>
#include <fmt/format.h>
#include <type_traits>

#include "html_parts.hpp"
#include "markup.hpp"

namespace fiberloom::report {
namespace {

using detail::render_markup;

constexpr std::size_t sections_without_contents = 4;

/// Numbers figures and tables in the order of the page.
class PageWriter {
 public:
  std::string operator()(const Paragraph& block) {
    return fmt::format("<p>{}</p>\n", render_markup(block.text));
  }

  std::string operator()(const Subheading& block) {
    return fmt::format("<h3>{}</h3>\n", escape_html(block.text));
  }

  std::string operator()(const ItemList& block) {
    const std::string_view tag = block.numbered ? "ol" : "ul";
    std::string html = fmt::format("<{}>\n", tag);
    for (const auto& item : block.items) html += fmt::format("<li>{}</li>\n", render_markup(item));
    return html + fmt::format("</{}>\n", tag);
  }

  std::string operator()(const CodeBlock& block) {
    return fmt::format("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape_html(block.text));
  }

  std::string operator()(const Callout& block) {
    const bool is_warning = block.kind == CalloutKind::warning;
    const bool is_good = block.kind == CalloutKind::good;
    const std::string_view kind = is_warning ? "warning" : is_good ? "good" : "note";
    const std::string_view sign = is_warning ? "⚠" : is_good ? "✓" : "ℹ";
    const std::string_view word = is_warning ? "Warning" : is_good ? "In order" : "Note";
    return fmt::format(
        "<aside class=\"callout {}\"><p class=\"callout-title\"><span "
        "aria-hidden=\"true\">{}</span> "
        "{}</p>\n<p>{}</p></aside>\n",
        kind, sign, block.title.empty() ? std::string(word) : escape_html(block.title),
        render_markup(block.text));
  }

  std::string operator()(const Table& block) {
    if (block.caption.empty()) return detail::table_html(block, {});
    return detail::table_html(block, fmt::format("<b>Table {}.</b> ", ++num_tables_));
  }

  std::string operator()(const Figure& block) { return detail::figure_html(block, ++num_figures_); }

  std::string operator()(const FigureRow& block) {
    std::string html = "<div class=\"figure-row\">\n";
    for (const Figure& figure : block.figures) html += (*this)(figure);
    return html + "</div>\n";
  }

 private:
  std::size_t num_figures_ = 0;
  std::size_t num_tables_ = 0;
};

std::string card(const KeyFigure& figure) {
  static constexpr std::string_view classes[] = {"neutral", "good", "warning", "bad"};
  static constexpr std::string_view badges[] = {"", "✓ pass", "! marginal", "✕ fail"};
  const auto index = static_cast<std::size_t>(figure.status);
  std::string html =
      fmt::format("<div class=\"card {}\"><dt>{}</dt><dd><span class=\"value\">{}</span>",
                  classes[index], escape_html(figure.label), escape_html(figure.value));
  if (!figure.unit.empty())
    html += fmt::format(" <span class=\"unit\">{}</span>", escape_html(figure.unit));
  if (!badges[index].empty())
    html += fmt::format(" <span class=\"badge\">{}</span>", badges[index]);
  if (!figure.note.empty())
    html += fmt::format("<span class=\"card-note\">{}</span>", escape_html(figure.note));
  return html + "</dd></div>\n";
}

std::string header(const Document& document) {
  std::string html = fmt::format("<header>\n<h1>{}</h1>\n", escape_html(document.title));
  if (!document.subtitle.empty()) {
    html += fmt::format("<p class=\"subtitle\">{}</p>\n", escape_html(document.subtitle));
  }
  for (const auto& line : document.summary) {
    html += fmt::format("<p class=\"summary\">{}</p>\n", render_markup(line));
  }
  if (!document.key_figures.empty()) {
    html += "<dl class=\"cards\">\n";
    for (const KeyFigure& figure : document.key_figures) html += card(figure);
    html += "</dl>\n";
  }
  return html + "</header>\n";
}

std::string contents(const Document& document) {
  std::string html = "<nav class=\"contents\" aria-label=\"Contents\">\n<p>Contents</p>\n<ol>\n";
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    html += fmt::format("<li><a href=\"#section-{}\">{}</a></li>\n", i + 1,
                        escape_html(document.sections[i].heading));
  }
  return html + "</ol>\n</nav>\n";
}

std::string body(const Document& document) {
  PageWriter writer;
  std::string html;
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    const Section& section = document.sections[i];
    html += fmt::format("<section id=\"section-{0}\" aria-labelledby=\"heading-{0}\">\n", i + 1);
    html += fmt::format("<h2 id=\"heading-{}\">{}</h2>\n", i + 1, escape_html(section.heading));
    for (const Block& block : section.blocks) html += std::visit(writer, block);
    html += "</section>\n";
  }
  return html;
}

std::string footer(const Document& document) {
  if (document.provenance.empty()) return {};
  std::string html = "<footer>\n<h2>Provenance</h2>\n<dl class=\"provenance\">\n";
  for (const Provenance& line : document.provenance) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_html(line.key),
                        escape_html(line.value));
  }
  return html + "</dl>\n</footer>\n";
}

}  // namespace

std::string render_html(const Document& document) {
  const bool has_contents = document.sections.size() > sections_without_contents;
  std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += "<meta name=\"color-scheme\" content=\"light dark\">\n";
  html += fmt::format("<title>{}</title>\n",
                      document.title.empty() ? "Report" : escape_html(document.title));
  html += "<style>\n" + style_sheet() + "</style>\n</head>\n";
  html += has_contents ? "<body class=\"with-contents\">\n" : "<body>\n";
  html += "<div class=\"page\">\n" + header(document);
  if (has_contents) html += contents(document);
  html += "<main>\n" + body(document) + "</main>\n" + footer(document);
  return html + "</div>\n</body>\n</html>\n";
}

}  // namespace fiberloom::report
