#pragma once

#include <fiberloom/report/confusion_matrix.hpp>
#include <fiberloom/report/document.hpp>
#include <string>
#include <string_view>

namespace fiberloom::report::detail {

/// A table whose caption begins with a label that is HTML already, such as "<b>Table 2.</b> ".
[[nodiscard]] std::string table_html(const Table& table, std::string_view caption_label);

/// A figure in a wide and a narrow version, of which the style sheet shows one.
[[nodiscard]] std::string figure_html(const Figure& figure, std::size_t number);

}  // namespace fiberloom::report::detail
