#include "field_checks.hpp"

#include <charconv>
#include <cmath>
#include <fiberloom/core/diagnostics.hpp>

#include "json_tree.hpp"

namespace fiberloom::core {

namespace {

std::string digits(double value, bool shortest) {
  char buffer[40];
  const auto end = shortest ? std::to_chars(buffer, buffer + sizeof buffer, value)
                            : std::to_chars(buffer, buffer + sizeof buffer, value,
                                            std::chars_format::general, 15);
  return {buffer, end.ptr};
}

std::string expected_range(const FieldOptions& options) {
  std::string range;
  if (options.minimum) {
    range += (options.exclusive_minimum ? "> " : ">= ") + digits(*options.minimum, true);
  }
  if (options.maximum) {
    if (!range.empty()) range += " and ";
    range += (options.exclusive_maximum ? "< " : "<= ") + digits(*options.maximum, true);
  }
  return range;
}

bool is_in_range(double value, const FieldOptions& options) {
  if (options.minimum && value < *options.minimum) return false;
  if (options.minimum && options.exclusive_minimum && value <= *options.minimum) return false;
  if (options.maximum && value > *options.maximum) return false;
  return !(options.maximum && options.exclusive_maximum && value >= *options.maximum);
}

}  // namespace

std::string number_mistake(double value, const FieldOptions& options) {
  if (!std::isfinite(value)) return "expected a finite number, found " + digits(value, true);
  if (is_in_range(value, options)) return {};
  return "expected a number " + expected_range(options) + ", found " + digits(value, true);
}

std::string string_mistake(std::string_view value, const FieldOptions& options) {
  if (options.one_of.empty()) return length_mistake(value.size(), "bytes", options);
  std::string choices;
  std::vector<std::string> names;
  for (const std::string_view choice : options.one_of) {
    if (value == choice) return {};
    choices += (choices.empty() ? "" : ", ") + json_quoted(choice);
    names.emplace_back(choice);
  }
  std::string mistake = "expected one of " + choices + "; found " + json_quoted(printable(value));
  if (const auto nearest = nearest_key(value, names); !nearest.empty()) {
    mistake += " (did you mean " + json_quoted(nearest) + "?)";
  }
  return mistake;
}

std::string length_mistake(std::size_t length, std::string_view unit, const FieldOptions& options) {
  const bool is_short = length < options.minimum_length;
  const bool is_long = options.maximum_length && length > *options.maximum_length;
  if (!is_short && !is_long) return {};
  const std::size_t limit = is_short ? options.minimum_length : *options.maximum_length;
  return std::string(is_short ? "expected at least " : "expected at most ") +
         std::to_string(limit) + ' ' + std::string(unit) + ", found " + std::to_string(length);
}

std::string number_text(double value, const FieldOptions& options) {
  if (options.exact) return digits(value, true);
  std::string text = digits(value, false);
  double returned = 0.0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), returned);
  const bool is_kept = parsed.ec == std::errc{} && number_mistake(returned, options).empty();
  return is_kept ? text : digits(value, true);
}

}  // namespace fiberloom::core
