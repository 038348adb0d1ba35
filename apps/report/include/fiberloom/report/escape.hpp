#pragma once

#include <string>
#include <string_view>

namespace fiberloom::report {

/// Text made safe for HTML content and quoted attributes: & < > " ' become entities. Control
/// characters and bytes that are not UTF-8 become U+FFFD, so that any input gives a valid page.
[[nodiscard]] std::string escape_html(std::string_view text);

/// Text made safe for places with inline markup: its marks (\ * `) are shown, not obeyed.
[[nodiscard]] std::string escape_markup(std::string_view text);

}  // namespace fiberloom::report
