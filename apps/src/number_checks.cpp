#include "number_checks.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace fiberloom::app {
namespace {

template <class Number>
std::optional<Number> number_of(const std::string& text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stopped == end ? std::optional(value) : std::nullopt;
}

}  // namespace

NumberCheck whole_number(std::int64_t least, std::int64_t most) {
  return [=](const std::string& text) {
    const std::optional<std::int64_t> value = number_of<std::int64_t>(text);
    return value && least <= *value && *value <= most
               ? std::string()
               : fmt::format("must be a whole number from {} to {}, not '{}'", least, most, text);
  };
}

NumberCheck finite_amount() {
  return [](const std::string& text) {
    const std::optional<double> value = number_of<double>(text);
    return value && std::isfinite(*value) && *value >= 0.0
               ? std::string()
               : fmt::format("must be a number of 0 or more, not '{}'", text);
  };
}

NumberCheck number_within(double least, double most) {
  return [=](const std::string& text) {
    const std::optional<double> value = number_of<double>(text);
    return value && least <= *value && *value <= most
               ? std::string()
               : fmt::format("must be a number from {} to {}, not '{}'", least, most, text);
  };
}

}  // namespace fiberloom::app
