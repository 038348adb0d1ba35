#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fiberloom/drivers/scpi/number.hpp>
#include <limits>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr double infinity_on_the_wire = 9.9e37;
constexpr double not_a_number_on_the_wire = 9.91e37;

constexpr std::array<std::string_view, 21> units{"M",   "S",   "SEC", "HZ",   "V",   "A",   "W",
                                                 "OHM", "DB",  "DBM", "DBMW", "PCT", "DEG", "RAD",
                                                 "C",   "CEL", "K",   "F",    "J",   "UI",  "PPM"};

constexpr std::array multipliers{
    std::pair{std::string_view("EX"), 1e18}, std::pair{std::string_view("PE"), 1e15},
    std::pair{std::string_view("MA"), 1e6},  std::pair{std::string_view("T"), 1e12},
    std::pair{std::string_view("G"), 1e9},   std::pair{std::string_view("K"), 1e3},
    std::pair{std::string_view("M"), 1e-3},  std::pair{std::string_view("U"), 1e-6},
    std::pair{std::string_view("N"), 1e-9},  std::pair{std::string_view("P"), 1e-12},
    std::pair{std::string_view("F"), 1e-15}, std::pair{std::string_view("A"), 1e-18}};

std::string_view find_unit(std::string_view name) {
  const auto* found = std::ranges::find(units, name);
  return found == units.end() ? std::string_view{} : *found;
}

}  // namespace

std::optional<NumberSuffix> parse_suffix(std::string_view suffix) {
  std::string name(suffix);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  if (const std::string_view unit = find_unit(name); !unit.empty()) {
    return NumberSuffix{.factor = 1.0, .unit = unit};
  }
  if (name == "MHZ" || name == "MOHM") {
    return NumberSuffix{.factor = 1e6, .unit = find_unit(std::string_view(name).substr(1))};
  }
  for (const auto& [multiplier, factor] : multipliers) {
    if (!name.starts_with(multiplier)) {
      continue;
    }
    const std::string_view unit = find_unit(std::string_view(name).substr(multiplier.size()));
    if (!unit.empty()) {
      return NumberSuffix{.factor = factor, .unit = unit};
    }
  }
  return std::nullopt;
}

std::optional<double> parse_number(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) {
    return std::nullopt;
  }
  text = text.substr(first, text.find_last_not_of(spaces) - first + 1);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) {
      return std::nullopt;
    }
  }
  // from_chars would take "inf" and "nan" too, which no instrument sends as a number.
  if (text.empty() || text.find_first_not_of("+-.0123456789eE") != std::string_view::npos ||
      text.starts_with('+')) {
    return std::nullopt;
  }
  double value = 0.0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (trouble != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  if (value == not_a_number_on_the_wire) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (std::abs(value) == infinity_on_the_wire) {
    return std::copysign(std::numeric_limits<double>::infinity(), value);
  }
  return value;
}

std::string format_nr3(double value) {
  if (std::isnan(value)) {
    return "+9.91E+37";
  }
  if (std::isinf(value)) {
    return value > 0.0 ? "+9.9E+37" : "-9.9E+37";
  }
  for (int digits = 8; digits < 17; ++digits) {
    std::string text = fmt::format("{:+.{}E}", value, digits);
    if (parse_number(text) == value) {
      return text;
    }
  }
  return fmt::format("{:+.17E}", value);
}

std::string format_exponential(double value, int digits, int exponent_digits) {
  if (!std::isfinite(value)) {
    return format_nr3(value);
  }
  const std::string text = fmt::format("{:+.{}E}", value, digits);
  const std::size_t sign = text.find('E') + 1;
  const std::string exponent = text.substr(sign + 1);
  const auto missing =
      static_cast<std::ptrdiff_t>(exponent_digits) - static_cast<std::ptrdiff_t>(exponent.size());
  return text.substr(0, sign + 1) +
         std::string(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, missing)), '0') +
         exponent;
}

}  // namespace fiberloom::drivers
