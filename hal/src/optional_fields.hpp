#pragma once

#include <fiberloom/core/fields.hpp>
#include <optional>
#include <string_view>

namespace fiberloom::hal {

// What is empty stays out of its document, read and written.
template <class T>
void field_unless_empty(core::FieldVisitor& visit, std::string_view key, T& value,
                        const core::FieldOptions& options) {
  std::optional<T> held;
  if (!value.empty()) {
    held = value;
  }
  visit.field(key, held, options);
  value = held.value_or(T{});
}

// The same for a number of 0 and for what is not so.
template <class T>
void field_unless_zero(core::FieldVisitor& visit, std::string_view key, T& value,
                       const core::FieldOptions& options) {
  std::optional<T> held;
  if (value != T{}) {
    held = value;
  }
  visit.field(key, held, options);
  value = held.value_or(T{});
}

}  // namespace fiberloom::hal
