#pragma once

#include <cstddef>
#include <fiberloom/core/dataset_files.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::core {

/// A place in a data file, for messages: "name, line 12, column 3" (counted from 1; 0: none).
struct TextPlace {
  std::string_view source_name;
  std::size_t line = 0;
  std::size_t column = 0;

  [[nodiscard]] std::string text() const;
};

/// A SeriesFile with what messages about its labels need.
struct SeriesText {
  SeriesFile file;
  std::vector<std::size_t> lines;          ///< [records], counted from 1
  std::vector<std::size_t> label_columns;  ///< [records], counted from 1
};

/// Reads label-first text: tabs, commas or blanks between the fields of a line.
[[nodiscard]] SeriesText parse_label_first(std::string_view text, std::string_view source_name);

/// Reads UEA/sktime .ts text: @-lines, @data, then values and label.
[[nodiscard]] SeriesText parse_ts(std::string_view text, std::string_view source_name);

}  // namespace fiberloom::core
