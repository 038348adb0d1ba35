#include <cmath>
#include <fiberloom/report/number_text.hpp>
#include <fmt/format.h>
#include <string_view>

#include "number_parts.hpp"

namespace fiberloom::report {
namespace {

constexpr std::string_view minus_sign = "−";
constexpr std::string_view no_value = "–";

bool is_zero(const std::string& digits) {
  return digits.find_first_not_of("0.") == std::string::npos;
}

/// The digits with a true minus sign; a rounded negative zero loses its sign.
std::string with_sign(double value, const std::string& magnitude) {
  if (value >= 0.0 || is_zero(magnitude)) return magnitude;
  return std::string(minus_sign) + magnitude;
}

}  // namespace

std::string detail::superscript(int exponent) {
  static constexpr std::string_view digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string result = exponent < 0 ? "⁻" : "";
  for (const char digit : fmt::format("{}", std::abs(exponent))) {
    result += digits[static_cast<std::size_t>(digit - '0')];
  }
  return result;
}

std::string fixed_text(double value, int decimals) {
  if (!std::isfinite(value)) return std::string(no_value);
  if (std::abs(value) >= 1e15) return significant_text(value);
  return with_sign(value, fmt::format("{:.{}f}", std::abs(value), decimals < 0 ? 0 : decimals));
}

std::string significant_text(double value, int digits) {
  if (!std::isfinite(value)) return std::string(no_value);
  if (value == 0.0) return "0";
  const int precision = digits < 1 ? 1 : digits;
  const std::string scientific = fmt::format("{:.{}e}", std::abs(value), precision - 1);
  const auto split = scientific.find('e');
  const int exponent = std::stoi(scientific.substr(split + 1));
  if (exponent >= -3 && exponent < 6) {
    const int decimals = precision - 1 - exponent;
    return with_sign(value, fmt::format("{:.{}f}", std::abs(value), decimals < 0 ? 0 : decimals));
  }
  return with_sign(value, scientific.substr(0, split) + "×10" + detail::superscript(exponent));
}

std::string plus_minus_text(double mean, double spread, int decimals) {
  if (!std::isfinite(mean)) return std::string(no_value);
  return fixed_text(mean, decimals) + " ± " + fixed_text(spread, decimals);
}

std::string count_text(unsigned long long count) {
  std::string digits = fmt::format("{}", count);
  if (digits.size() < 5) return digits;
  std::string result;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) result += "\u202F";
    result += digits[i];
  }
  return result;
}

}  // namespace fiberloom::report
