#pragma once

#include <fiberloom/report/document.hpp>
#include <string>

namespace fiberloom::report {

/// The report as one self-contained HTML page: no scripts, no external resources, light and dark,
/// fit for print.
///
/// The same document always gives the same bytes; nothing depends on the locale, the clock or the
/// machine.
/// Throws: std::invalid_argument if arrays of a plot or table do not have the lengths they should.
[[nodiscard]] std::string render_html(const Document& document);

/// The parts that a page of one's own may embed beside style_sheet().
[[nodiscard]] std::string render_html(const Table& table);
[[nodiscard]] std::string render_html(const ConfusionMatrix& matrix);

/// The CSS of all parts, with light, dark and print colours.
[[nodiscard]] std::string style_sheet();

}  // namespace fiberloom::report
