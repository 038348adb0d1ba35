#pragma once

#include <cstddef>
#include <fiberloom/report/table.hpp>
#include <string>
#include <string_view>

namespace fiberloom::report {

/// Looks of a table on a terminal.
struct TextTableStyle {
  std::string indent{};
  bool ascii_rules = false;  ///< '-' in place of '─' under the header
};

/// Columns that a UTF-8 text takes on a terminal: combining marks take none, wide East Asian
/// characters two, every other character one. Bytes that are not UTF-8 count as one each.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The table as aligned UTF-8 text, each line ended by a newline and without trailing blanks.
/// Emphasised rows begin with '›' (or '>'). Control characters, which could steer a terminal, are
/// replaced by '?'.
///
/// Throws: std::invalid_argument if a row has more cells than the table has columns.
[[nodiscard]] std::string render_text(const Table& table, const TextTableStyle& style = {});

}  // namespace fiberloom::report
