// A drawing of a rig: every element once, joined in order, on as many lines as the width asks for.
#include <gtest/gtest.h>

#include <fiberloom/report/document.hpp>
#include <fiberloom/report/render_html.hpp>
#include <fiberloom/report/render_svg.hpp>
#include <regex>
#include <string>
#include <vector>

namespace fiberloom::report {
namespace {

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

Schematic two_rows() {
  return {
      .title = "rig",
      .rows = {
          {.name = "Transmitter",
           .elements = {{.symbol = Symbol::laser, .label = "laser"},
                        {.symbol = Symbol::modulator, .label = "modulator", .inflow = "13.0 dBm"}}},
          {.name = "Stage 1",
           .elements = {{.symbol = Symbol::tunable_grating, .label = "compensator"},
                        {.symbol = Symbol::amplifier, .label = "amplifier"},
                        {.symbol = Symbol::attenuator, .label = "attenuator"},
                        {.symbol = Symbol::nonlinear_fiber,
                         .label = "spool",
                         .detail = "too strong",
                         .warns = true},
                        {.symbol = Symbol::photodiode, .label = "photodiode"},
                        {.symbol = Symbol::digitizer, .label = "digitiser", .is_wired = true}}}}};
}

std::vector<double> heights_of(const std::string& svg, const std::string& label) {
  const std::regex pattern("y=\"([0-9.]+)\">" + label + "<");
  std::vector<double> heights;
  for (std::sregex_iterator it(svg.begin(), svg.end(), pattern), end; it != end; ++it) {
    heights.push_back(std::stod((*it)[1]));
  }
  return heights;
}

TEST(ReportSchematic, DrawsEveryElementOnceAndAnArrowToEachButTheFirst) {
  const std::string svg = render_svg(two_rows());
  EXPECT_EQ(count_of(svg, "<g class=\"element "), 8U);
  EXPECT_EQ(count_of(svg, "<path class=\"arrow"), 7U);
  EXPECT_EQ(count_of(svg, "arrow wired"), 1U);
  EXPECT_EQ(count_of(svg, "<g class=\"element nonlinear-fibre warns\">"), 1U);
  EXPECT_EQ(count_of(svg, "13.0 dBm</text>"), 1U);
  EXPECT_EQ(count_of(svg, "<g"), count_of(svg, "</g>"));
}

TEST(ReportSchematic, BeginsEachRowOnALineOfItsOwn) {
  const std::string svg = render_svg(two_rows());
  const auto heights = [&](const char* label) { return heights_of(svg, label).at(0); };
  EXPECT_EQ(heights("laser"), heights("modulator"));
  EXPECT_GT(heights("Stage 1"), heights("modulator"));
  EXPECT_EQ(heights("compensator"), heights("digitiser"));
}

TEST(ReportSchematic, WrapsWhatIsTooLongForItsWidth) {
  const std::string svg = render_svg(two_rows(), {.width = 400.0});
  const auto heights = [&](const char* label) { return heights_of(svg, label).at(0); };
  EXPECT_EQ(heights("compensator"), heights("attenuator"));
  EXPECT_GT(heights("spool"), heights("attenuator"));
  EXPECT_EQ(count_of(svg, "<g class=\"element "), 8U);
  EXPECT_EQ(count_of(svg, "<path class=\"arrow"), 7U);
  const std::regex x_of("x=\"([0-9.]+)\"");
  for (std::sregex_iterator it(svg.begin(), svg.end(), x_of), end; it != end; ++it) {
    EXPECT_LE(std::stod((*it)[1]), 400.0);
  }
}

TEST(ReportSchematic, IsSaidInWordsAndEscaped) {
  Schematic schematic = two_rows();
  schematic.rows[0].elements[0].label = "<laser>";
  const std::string svg = render_svg(schematic);
  EXPECT_EQ(count_of(svg, "<laser>"), 0U);
  EXPECT_EQ(count_of(svg, "Transmitter: &lt;laser&gt; (laser), modulator (modulator) at 13.0 dBm."),
            1U);
}

TEST(ReportSchematic, OfNothingIsAnEmptyPicture) {
  EXPECT_EQ(count_of(render_svg(Schematic{}), "element"), 0U);
}

TEST(ReportSchematic, StandsInAPageInTwoWidths) {
  const std::string page = render_html(
      Document{.title = "rig",
               .sections = {{.heading = "Layout",
                             .blocks = {Figure{.plot = two_rows(), .caption = "A rig."}}}}});
  EXPECT_EQ(count_of(page, "<g class=\"element laser\">"), 2U);
}

}  // namespace
}  // namespace fiberloom::report
