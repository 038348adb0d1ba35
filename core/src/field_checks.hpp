#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <string>
#include <string_view>

namespace fiberloom::core {

/// Why a value breaks its field's options, as the end of a sentence; empty when it does not.
[[nodiscard]] std::string number_mistake(double value, const FieldOptions& options);
[[nodiscard]] std::string string_mistake(std::string_view value, const FieldOptions& options);
[[nodiscard]] std::string length_mistake(std::size_t length, std::string_view unit,
                                         const FieldOptions& options);

/// A double in 15 significant digits, or with every bit when `exact`, or when 15 digits would
/// overflow or cross a limit of `options`.
[[nodiscard]] std::string number_text(double value, const FieldOptions& options);

}  // namespace fiberloom::core
