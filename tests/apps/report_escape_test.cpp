#include <gtest/gtest.h>

#include <fiberloom/report/escape.hpp>
#include <fiberloom/report/render_html.hpp>
#include <string>

namespace fiberloom::report {
namespace {

std::string paragraph(const std::string& text) {
  Document document;
  document.sections = {{"", {Paragraph{text}}}};
  const std::string html = render_html(document);
  const auto begin = html.find("<p>") + 3;
  return html.substr(begin, html.find("</p>", begin) - begin);
}

TEST(ReportEscape, MarksOfHtmlBecomeEntities) {
  EXPECT_EQ(escape_html("a < b && c > \"d\" 'e'"),
            "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;");
  EXPECT_EQ(escape_html("</script><script>alert(1)</script>"),
            "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
  EXPECT_EQ(escape_html("&amp;"), "&amp;amp;");
}

TEST(ReportEscape, SymbolsOfTheFieldPassUnchanged) {
  EXPECT_EQ(escape_html("β₂ = −21.7 ps²/km ± 5 %, Γ, γ, 日本, 😀"),
            "β₂ = −21.7 ps²/km ± 5 %, Γ, γ, 日本, 😀");
}

TEST(ReportEscape, WhatHtmlMayNotContainIsReplaced) {
  EXPECT_EQ(escape_html(std::string("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(escape_html("\x1B[31m"), "\uFFFD[31m");
  EXPECT_EQ(escape_html("one\r\ntwo\tthree"), "one\ntwo\tthree");
  EXPECT_EQ(escape_html("\xC0\xAF|\xED\xA0\x80|\xF5|\xE2\x82"),
            "\uFFFD\uFFFD|\uFFFD\uFFFD\uFFFD|\uFFFD|\uFFFD\uFFFD");
  EXPECT_EQ(escape_html("\xEF\xBF\xBE"), "\uFFFD");
}

TEST(ReportMarkup, MarksBecomeElements) {
  EXPECT_EQ(paragraph("an *odd* and **strong** `a<b` case"),
            "an <em>odd</em> and <strong>strong</strong> <code>a&lt;b</code> case");
  EXPECT_EQ(paragraph("**strong with *odd* inside**"),
            "<strong>strong with <em>odd</em> inside</strong>");
  EXPECT_EQ(paragraph("`*literal*`"), "<code>*literal*</code>");
}

TEST(ReportMarkup, MarksWithoutAPartnerAreText) {
  EXPECT_EQ(paragraph("2 * 3 * 4"), "2 * 3 * 4");
  EXPECT_EQ(paragraph("a * b, c*d"), "a * b, c*d");
  EXPECT_EQ(paragraph("**open"), "**open");
  EXPECT_EQ(paragraph("`open"), "`open");
  EXPECT_EQ(paragraph("``"), "``");
  EXPECT_EQ(paragraph("end \\"), "end \\");
}

TEST(ReportMarkup, EscapedMarksAreText) {
  EXPECT_EQ(paragraph("\\*plain\\* \\`x\\` \\\\"), "*plain* `x` \\");
  const std::string hostile = "*a* `b` **c** \\ <d>";
  EXPECT_EQ(paragraph(escape_markup(hostile)), escape_html(hostile));
}

TEST(ReportMarkup, LongHostileTextTakesNoTimeToSpeakOf) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += i % 3 == 0 ? "**" : i % 3 == 1 ? "*a" : "`";
  EXPECT_GE(paragraph(text).size(), 1U);
  EXPECT_GE(paragraph(std::string(100001, '*')).size(), 100001U);
}

}  // namespace
}  // namespace fiberloom::report
