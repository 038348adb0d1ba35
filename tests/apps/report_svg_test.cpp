#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/report/render_svg.hpp>
#include <regex>
#include <stdexcept>
#include <string>

namespace fiberloom::report {
namespace {

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

bool contains(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

/// Attribute values that are not numbers would blank the picture.
bool has_non_number(const std::string& svg) {
  return std::regex_search(svg, std::regex("[^a-z](nan|inf)[^a-z]", std::regex::icase));
}

LinePlot diagonal_line() {
  LinePlot plot;
  plot.series = {{.name = "line", .x = {0.0, 5.0, 10.0}, .y = {0.0, 0.5, 1.0}}};
  plot.x_limits = Limits{0.0, 10.0};
  plot.y_limits = Limits{0.0, 1.0};
  return plot;
}

// The plot area of 760 pixels' width by hand: left 28 = the label "0.0" (1.48 x 12 px, rounded up
// with 10 px of gap), right 12, top 14, height 0.42 x 760 = 319.2.
TEST(ReportLinePlot, KnownPointsComeToKnownPixels) {
  const std::string svg = render_svg(diagonal_line());
  EXPECT_TRUE(contains(svg, "d=\"M28,333.2L388,173.6L748,14\"")) << svg;
}

TEST(ReportLinePlot, StepsHoldEachValueUntilTheNext) {
  LinePlot plot = diagonal_line();
  plot.series[0].style = SeriesStyle::step;
  EXPECT_TRUE(contains(render_svg(plot), "d=\"M28,333.2L388,333.2L388,173.6L748,173.6L748,14\""));
}

TEST(ReportLinePlot, ALogarithmicAxisPutsTheMiddleDecadeInTheMiddle) {
  LinePlot plot = diagonal_line();
  plot.log_y = true;
  plot.y_limits = Limits{1.0, 100.0};
  plot.series[0].y = {1.0, 10.0, 100.0};
  const std::string svg = render_svg(plot);
  std::smatch match;
  ASSERT_TRUE(std::regex_search(svg, match, std::regex("M[\\d.]+,333.2L[\\d.]+,173.6L748,14\"")));
}

TEST(ReportLinePlot, MissingValuesAreGaps) {
  LinePlot plot = diagonal_line();
  plot.series[0].x = {0.0, 2.5, 5.0, 7.5, 10.0};
  plot.series[0].y = {0.0, 0.25, std::nan(""), 0.75, 1.0};
  const std::string svg = render_svg(plot);
  EXPECT_TRUE(contains(svg, "d=\"M28,333.2L208,253.4M568,93.8L748,14\"")) << svg;
  plot.series[0].y = {HUGE_VAL, 0.25, std::nan(""), -HUGE_VAL, 1.0};
  const std::string dots = render_svg(plot);
  EXPECT_TRUE(contains(dots, "d=\"M208,253.4h0M748,14h0\"")) << dots;
  EXPECT_FALSE(has_non_number(dots));
}

TEST(ReportLinePlot, LongSeriesAreThinnedButKeepTheirPeak) {
  LinePlot plot;
  Series series;
  for (int i = 0; i < 200000; ++i) {
    series.x.push_back(i);
    series.y.push_back(i == 123457 ? 1.0 : 0.0);
  }
  plot.series = {series};
  plot.y_limits = Limits{0.0, 1.0};
  const std::string svg = render_svg(plot);
  EXPECT_LT(svg.size(), 60000U);
  EXPECT_TRUE(std::regex_search(svg, std::regex("L[\\d.]+,14L")));
}

TEST(ReportLinePlot, SeriesDifferByShapeAsWellAsColour) {
  LinePlot plot = diagonal_line();
  plot.series.push_back(plot.series[0]);
  plot.series[1].style = SeriesStyle::dashed;
  const std::string svg = render_svg(plot);
  EXPECT_TRUE(contains(svg, "<circle class=\"mark s0\""));
  EXPECT_TRUE(contains(svg, "<path class=\"mark s1\""));
  EXPECT_TRUE(contains(svg, "class=\"curve s1 dashed\""));
}

TEST(ReportLinePlot, BandsAreClosedAndReferencesLabelled) {
  LinePlot plot = diagonal_line();
  plot.series[0].lower = {0.0, 0.25, std::nan("")};
  plot.series[0].upper = {0.5, 0.75, 1.0};
  plot.references = {{0.5, "half"}, {7.0, "out of sight"}};
  const std::string svg = render_svg(plot);
  EXPECT_TRUE(contains(svg, "class=\"band s0\" d=\"M28,173.6L388,93.8L388,253.4L28,333.2Z\""))
      << svg;
  EXPECT_TRUE(contains(svg, ">half</text>"));
  EXPECT_FALSE(contains(svg, ">out of sight</text>"));
}

TEST(ReportLinePlot, ArraysOfUnequalLengthAreRefusedByName) {
  LinePlot plot = diagonal_line();
  plot.series[0].y.pop_back();
  try {
    static_cast<void>(render_svg(plot));
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_TRUE(contains(error.what(), "'line'"));
    EXPECT_TRUE(contains(error.what(), "2 values where 3"));
  }
}

TEST(ReportLadderPlot, NumbersAreMeanAndSpreadOfTheFinitePaths) {
  LadderPlot plot;
  plot.categories = {"deployed", "PAT"};
  plot.paths = {{"rig 1", {74.0, 77.0}}, {"rig 2", {76.0, std::nan("")}}, {"rig 3", {78.0, 78.0}}};
  const std::string svg = render_svg(plot);
  EXPECT_TRUE(contains(svg, ">76.0 ± 2.0</text>"));
  EXPECT_TRUE(contains(svg, ">77.5 ± 0.7</text>"));
  EXPECT_EQ(count_of(svg, "<title>rig "), 5U);
  EXPECT_TRUE(contains(svg, "deployed: 76.0 ± 2.0 (s.d., n = 3)."));
  plot.paths[0].values.pop_back();
  EXPECT_THROW(static_cast<void>(render_svg(plot)), std::invalid_argument);
}

TEST(ReportFieldPlot, TraceOfAFieldIsItsPowerAndItsPhaseWhereThereIsLight) {
  const std::vector<std::complex<double>> field = {{3.0, 4.0}, {0.0, 2.0}, {0.001, 0.0}};
  const FieldTrace trace = field_trace(field, true);
  EXPECT_DOUBLE_EQ(trace.intensity[0], 25.0);
  EXPECT_DOUBLE_EQ(trace.phase_rad[1], std::acos(0.0));
  EXPECT_TRUE(std::isnan(trace.phase_rad[2]));
  EXPECT_TRUE(field_trace(field).phase_rad.empty());
}

TEST(ReportFieldPlot, PanelsShareOneTimeAxisAndOnlySomeHaveAPhase) {
  FieldPlot plot;
  plot.x = {0.0, 1.0, 2.0};
  const FieldTrace with_phase{{1.0, 2.0, 1.0}, {0.0, 3.0, -3.0}};
  plot.panels = {{"Layer 1", {{0.0, 1.0, 0.0}, {}}, {{1.0, 2.0, 1.0}, {}}, {{1.0, 1.9, 1.1}, {}}},
                 {"Layer 2", {}, with_phase, with_phase}};
  const std::string svg = render_svg(plot);
  EXPECT_EQ(count_of(svg, ">time / samples</text>"), 1U);
  EXPECT_EQ(count_of(svg, ">phase / rad</text>"), 1U);
  EXPECT_EQ(count_of(svg, ">|E|²</text>"), 2U);
  plot.panels[0].rig.intensity.push_back(0.0);
  EXPECT_THROW(static_cast<void>(render_svg(plot)), std::invalid_argument);
}

TEST(ReportScatterPlot, TheDiagonalRunsFromCornerToCornerAndStatisticsAreRight) {
  ScatterPlot plot;
  plot.groups = {{"", {0.0, 1.0, 2.0, std::nan("")}, {1.0, 2.0, 3.0, 5.0}}};
  const std::string svg = render_svg(plot);
  EXPECT_TRUE(contains(svg, ">n = 3 · rms difference 1.00 · r = 1.000</text>")) << svg;
  EXPECT_EQ(count_of(svg, "class=\"mark s0\""), 3U);
  EXPECT_EQ(count_of(svg, "class=\"diagonal\""), 1U);
  EXPECT_FALSE(has_non_number(svg));
}

TEST(ReportBarPlot, BarsStandOnZeroAndMissingOnesAreLeftOut) {
  BarPlot plot;
  plot.categories = {"FordA", "Trace"};
  plot.series = {{"ridge", {50.0, std::nan("")}, {}}, {"NSN", {100.0, 75.0}, {1.0, std::nan("")}}};
  plot.y_limits = Limits{0.0, 100.0};
  const std::string svg = render_svg(plot, {.width = 760.0});
  EXPECT_EQ(count_of(svg, "<rect class=\"bar s"), 3U + 2U);  // two of them in the legend
  EXPECT_TRUE(std::regex_search(svg, std::regex("class=\"bar s0\"[^>]* height=\"136.8\"")));
  EXPECT_TRUE(std::regex_search(svg, std::regex("class=\"bar s1\"[^>]* height=\"273.6\"")));
  EXPECT_FALSE(has_non_number(svg));
}

TEST(ReportPlots, EmptyPlotsAreDrawnWithoutComplaint) {
  for (const double width : {760.0, 400.0}) {
    const SvgOptions options{.width = width};
    for (const auto& svg : {render_svg(LinePlot{}, options), render_svg(LadderPlot{}, options),
                            render_svg(FieldPlot{}, options), render_svg(ScatterPlot{}, options),
                            render_svg(BarPlot{}, options)}) {
      EXPECT_FALSE(has_non_number(svg)) << svg;
      EXPECT_TRUE(contains(svg, "role=\"img\""));
    }
  }
}

}  // namespace
}  // namespace fiberloom::report
