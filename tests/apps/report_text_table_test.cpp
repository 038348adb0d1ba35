#include <gtest/gtest.h>

#include <fiberloom/report/text_table.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

namespace fiberloom::report {
namespace {

Table layers() {
  Table table;
  table.columns = {
      {"Layer", "", Align::left}, {"β₂", "ps²/km", Align::right}, {"ok", "", Align::center}};
  table.rows = {{{"first", "−21.7", "±"}, false}, {{"Γ", "3.25", "yes"}, false}};
  return table;
}

TEST(ReportTextTable, ColumnsLineUpByDisplayWidth) {
  EXPECT_EQ(render_text(layers()),
            "Layer  β₂ / ps²/km  ok\n"
            "─────  ───────────  ───\n"
            "first        −21.7   ±\n"
            "Γ             3.25  yes\n");
}

TEST(ReportTextTable, EmphasisCaptionAndNoteFrameTheTable) {
  Table table = layers();
  table.caption = "Layers";
  table.note = "all SMF-28";
  table.rows[1].emphasized = true;
  EXPECT_EQ(render_text(table, {.indent = "  ", .ascii_rules = true}),
            "  Layers\n"
            "    Layer  β₂ / ps²/km  ok\n"
            "    -----  -----------  ---\n"
            "    first        −21.7   ±\n"
            "  > Γ             3.25  yes\n"
            "  all SMF-28\n");
}

TEST(ReportTextTable, WidthsCountColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("β₂ ± γΓ²"), 8U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("光"), 2U);
  EXPECT_EQ(display_width("\xFF\xFE"), 2U);
  EXPECT_EQ(display_width(""), 0U);
}

TEST(ReportTextTable, NothingThatATerminalWouldObeyGetsThrough) {
  Table table;
  table.columns = {{"name", "", Align::left}};
  table.rows = {{{"\x1B[2Jx\ny\x07"}, false}};
  EXPECT_EQ(render_text(table), "name\n────────\n?[2Jx y?\n");
}

TEST(ReportTextTable, MissingCellsAreEmptyAndSurplusOnesRefused) {
  Table table = layers();
  table.rows.push_back({{"short"}, false});
  EXPECT_NE(render_text(table).find("\nshort\n"), std::string::npos);
  table.rows.push_back({{"a", "b", "c", "d"}, false});
  EXPECT_THROW(static_cast<void>(render_text(table)), std::invalid_argument);
}

TEST(ReportTextTable, AnEmptyTableIsStillATable) { EXPECT_EQ(render_text(Table{}), "\n\n"); }

}  // namespace
}  // namespace fiberloom::report
