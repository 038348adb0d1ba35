#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <fiberloom/report/render_html.hpp>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace fiberloom::report {
namespace {

const std::string hostile = "<b onclick=\"x\">'&amp;</b></title></style></svg><script>&";

/// Empty when every tag is closed in order and every attribute is quoted, else what is wrong first.
std::string tag_mistake(const std::string& html) {
  static const std::set<std::string> never_closed = {"meta", "br", "hr", "img", "!DOCTYPE"};
  static const std::regex tag(
      "<(/?)([A-Za-z!][A-Za-z0-9]*)((?:\\s+[A-Za-z][A-Za-z0-9-]*(?:=\"[^\"<]*\")?)*)\\s*(/?)>");
  std::vector<std::string> open;
  std::size_t end = 0;
  for (std::sregex_iterator it(html.begin(), html.end(), tag), last; it != last; ++it) {
    const auto& match = *it;
    const auto begin = static_cast<std::size_t>(match.position());
    const std::string between = html.substr(end, begin - end);
    if (between.find('<') != std::string::npos) return "stray '<' in: " + between.substr(0, 200);
    end = begin + static_cast<std::size_t>(match.length());
    const std::string name = match[2];
    if (match[1] == "/") {
      if (open.empty() || open.back() != name) return "unexpected </" + name + ">";
      open.pop_back();
    } else if (match[4] != "/" && never_closed.count(name) == 0) {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : "never closed: " + open.back();
}

/// Ids twice on a page, or an inner link that leads nowhere.
std::string link_mistake(const std::string& html) {
  static const std::regex id("\\sid=\"([^\"]+)\"");
  static const std::regex link("(?:href=\"#|url\\(#)([^\")]+)");
  std::set<std::string> ids;
  for (std::sregex_iterator it(html.begin(), html.end(), id), last; it != last; ++it) {
    if (!ids.insert((*it)[1]).second) return "twice: " + (*it)[1].str();
  }
  for (std::sregex_iterator it(html.begin(), html.end(), link), last; it != last; ++it) {
    if (ids.count((*it)[1]) == 0) return "nowhere: " + (*it)[1].str();
  }
  return {};
}

std::vector<Figure> all_figures(const std::string& text) {
  const double gap = std::nan("");
  LinePlot line{text, text, text, {{text, {0, 1, 2}, {1, gap, 3}, {0, gap, 2}, {2, 3, HUGE_VAL}}}};
  line.series.push_back({text, {0, 1}, {-1, 1}, {}, {}, SeriesStyle::points});
  line.references = {{1.5, text}, {gap, text}};
  line.log_y = true;
  LadderPlot ladder{text, text, {text, text}, {{text, {1, gap}}, {text, {2, 3}}}, {{2, text}}};
  const FieldTrace trace{{1, gap, 2}, {0, gap, 3}};
  FieldPlot field{text, text, text, text, {0, 1, 2}, {{text, trace, trace, trace}},
                  text, text, text};
  ScatterPlot scatter{text, text, text, {{text, {1, gap, 2}, {2, 3, gap}}, {text, {}, {}}}};
  BarPlot bar{text, text, {text, text}, {{text, {1, gap}, {gap, 1}}, {text, {-2, 1}}}, {{1, text}}};
  const ConfusionMatrix matrix{text, {text, text}, {{3, 1}, {0, 0}}};
  return {{line, text, ""}, {ladder, text, ""},  {field, text, text},
          {bar, text, ""},  {scatter, text, ""}, {matrix, text, ""}};
}

Document full_document(const std::string& text) {
  Document document{text, text, {text, text}, {}, {}, {{text, text}}};
  for (const Status status : {Status::neutral, Status::good, Status::warning, Status::bad}) {
    document.key_figures.push_back({text, text, text, text, status});
  }
  Section figures{text, {}};
  for (const Figure& figure : all_figures(text)) figures.blocks.emplace_back(figure);
  const Table table{
      text, {{text, text, Align::right}, {text}}, {{{text, text}, true}, {{text}}}, text};
  const Section prose{text,
                      {Paragraph{text}, Subheading{text}, ItemList{{text, text}, true},
                       CodeBlock{text}, Callout{CalloutKind::warning, text, text},
                       Callout{CalloutKind::note, "", text}, table, FigureRow{all_figures(text)}}};
  document.sections = {prose, figures, {text, {}}, {text, {}}, {text, {}}};
  return document;
}

TEST(ReportHtml, IsWellFormedWithPlainAndHostileText) {
  for (const std::string& text : {std::string("plain text"), hostile, std::string()}) {
    const std::string html = render_html(full_document(text));
    EXPECT_EQ(tag_mistake(html), "");
    EXPECT_EQ(link_mistake(html), "");
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<b onclick"), std::string::npos);
  }
}

TEST(ReportHtml, TheCheckerItselfFindsMistakes) {
  EXPECT_NE(tag_mistake("<p><b>x</p></b>"), "");
  EXPECT_NE(tag_mistake("<p>a < b</p>"), "");
  EXPECT_NE(tag_mistake("<p title=\"a\"b\">x</p>"), "");
  EXPECT_NE(tag_mistake("<p>"), "");
  EXPECT_EQ(tag_mistake("<!DOCTYPE html><p class=\"a\">x<path d=\"M0\"/></p>"), "");
}

TEST(ReportHtml, NamesNothingOutsideThePage) {
  const std::string html = render_html(full_document("plain"));
  EXPECT_FALSE(std::regex_search(html, std::regex("https?://|//cdn|@import|src=|url\\((?!#)")));
}

TEST(ReportHtml, HasNoNumbersThatAreNone) {
  const std::string html = render_html(full_document("plain"));
  EXPECT_FALSE(std::regex_search(html, std::regex("[^a-z](nan|inf)[^a-z]", std::regex::icase)));
}

TEST(ReportHtml, EveryPictureHasADescription) {
  const std::string html = render_html(full_document("plain"));
  const std::regex picture("<svg [^>]*>");
  std::size_t count = 0;
  for (std::sregex_iterator it(html.begin(), html.end(), picture), last; it != last;
       ++it, ++count) {
    const std::string element = it->str();
    EXPECT_NE(element.find("role=\"img\""), std::string::npos);
    EXPECT_FALSE(std::regex_search(element, std::regex("aria-label=\"\""))) << element;
  }
  EXPECT_EQ(count, 2U * 2U * 5U);  // five kinds, in two places, wide and narrow
}

TEST(ReportHtml, ContentsAppearWithMoreThanFourSections) {
  Document document;
  document.sections.resize(4);
  EXPECT_EQ(render_html(document).find("<nav"), std::string::npos);
  document.sections.push_back({"Fifth", {}});
  const std::string html = render_html(document);
  EXPECT_NE(html.find("<a href=\"#section-5\">Fifth</a>"), std::string::npos);
}

TEST(ReportHtml, FiguresAndTablesAreNumberedInOrder) {
  const std::string html = render_html(full_document("plain"));
  for (const auto* label : {"Figure 1.", "Figure 12.", "Table 1."}) {
    EXPECT_NE(html.find(std::string("<b>") + label + "</b>"), std::string::npos) << label;
  }
}

TEST(ReportHtml, IsTheSameEveryTimeAndInEveryLocale) {
  const std::string once = render_html(full_document("plain"));
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const auto* name : {"de_DE.UTF-8", "C.UTF-8"}) std::setlocale(LC_ALL, name);
  EXPECT_EQ(render_html(full_document("plain")), once);
  std::setlocale(LC_ALL, before.c_str());
}

TEST(ReportHtml, ConfusionMatrixShowsCountsAndPercentOfRows) {
  const ConfusionMatrix matrix{"", {"a", "b"}, {{30, 10}, {0, 60}}};
  EXPECT_DOUBLE_EQ(accuracy(matrix), 0.9);
  const std::string html = render_html(matrix);
  EXPECT_NE(html.find("<span class=\"count\">30</span><span class=\"percent\">75.0 %</span>"),
            std::string::npos);
  EXPECT_NE(html.find("Accuracy 90.0 % of 100"), std::string::npos);
  EXPECT_TRUE(std::isnan(accuracy({})));
  EXPECT_THROW(static_cast<void>(render_html(ConfusionMatrix{"", {"a"}, {{1, 2}}})),
               std::invalid_argument);
}

TEST(ReportHtml, TablesCarryUnitsAlignmentAndEmphasis) {
  Table table;
  table.columns = {{"length", "km", Align::right}};
  table.rows = {{{"42"}, true}};
  const std::string html = render_html(table);
  EXPECT_NE(
      html.find("<th scope=\"col\" class=\"right\">length <span class=\"unit\">/ km</span></th>"),
      std::string::npos);
  EXPECT_NE(html.find("<tr class=\"emphasized\"><td class=\"right\">42</td></tr>"),
            std::string::npos);
  table.rows[0].cells.push_back("surplus");
  EXPECT_THROW(static_cast<void>(render_html(table)), std::invalid_argument);
}

}  // namespace
}  // namespace fiberloom::report
