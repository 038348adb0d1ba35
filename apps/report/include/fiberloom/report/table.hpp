#pragma once

#include <string>
#include <vector>

namespace fiberloom::report {

/// Numbers stand to the right; give them equal decimals so that the points line up.
enum class Align { left, right, center };

/// A column heading; the unit is shown after the name as "length / km".
struct Column {
  std::string name{};
  std::string unit{};
  Align align = Align::left;
};

/// One row of plain text; missing cells are empty.
struct Row {
  std::vector<std::string> cells{};
  bool emphasized = false;
};

/// A table of plain text, rendered by render_html as HTML or by render_text for a terminal.
struct Table {
  std::string caption{};
  std::vector<Column> columns{};
  std::vector<Row> rows{};
  std::string note{};  ///< a line below the table
};

/// "length / km", or the name alone where there is no unit.
[[nodiscard]] std::string heading(const Column& column);

}  // namespace fiberloom::report
