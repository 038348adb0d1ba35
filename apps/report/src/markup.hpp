#pragma once

#include <string>
#include <string_view>

namespace fiberloom::report::detail {

/// Inline markup as escaped HTML: *emphasis*, **strong**, `code`. A mark without its partner is
/// shown as it is.
[[nodiscard]] std::string render_markup(std::string_view text);

}  // namespace fiberloom::report::detail
