#include <algorithm>
#include <cmath>
#include <fiberloom/report/axis.hpp>
#include <fiberloom/report/number_text.hpp>
#include <utility>

#include "number_parts.hpp"

namespace fiberloom::report {
namespace {

constexpr double largest = 1e300;  // beyond it a span could overflow
constexpr double slack = 1e-9;     // of a step: forgives rounding at the ends
constexpr int max_ticks = 60;
constexpr double max_fine_decades = 4.5;  // of a logarithmic axis that may end on 2 or 5

/// A finite, ordered interval of some width.
Limits drawable(Limits limits) {
  if (!std::isfinite(limits.low) || !std::isfinite(limits.high)) return {0.0, 1.0};
  if (limits.low > limits.high) std::swap(limits.low, limits.high);
  limits.low = std::clamp(limits.low, -largest, largest);
  limits.high = std::clamp(limits.high, -largest, largest);
  const double magnitude = std::max(std::abs(limits.low), std::abs(limits.high));
  if (magnitude < 1e-290) return {0.0, 1.0};
  if (limits.high - limits.low > 1e-9 * magnitude) return limits;
  return {limits.low - 0.1 * magnitude, limits.high + 0.1 * magnitude};
}

int decade(double value) { return static_cast<int>(std::floor(std::log10(value) + slack)); }

/// The power of ten to take out of the labels, a multiple of three, zero for everyday numbers.
int label_exponent(const Limits& limits) {
  const double magnitude = std::max(std::abs(limits.low), std::abs(limits.high));
  if (magnitude < 1e5 && magnitude >= 2e-3) return 0;
  return 3 * static_cast<int>(std::floor(static_cast<double>(decade(magnitude)) / 3.0));
}

Axis linear_axis(Limits limits, const AxisRequest& request) {
  Axis axis;
  const double step = nice_step(limits.high - limits.low, request.num_ticks);
  double first = std::ceil(limits.low / step - slack);
  double last = std::floor(limits.high / step + slack);
  if (request.cover) {
    first = std::floor(limits.low / step + slack);
    last = std::ceil(limits.high / step - slack);
    limits = {std::min(limits.low, first * step), std::max(limits.high, last * step)};
  } else if (!request.fixed) {
    const double reach =
        0.02 * (limits.high - limits.low);  // a tick just outside is worth a little room
    if (limits.low - (first - 1.0) * step <= reach) limits.low = --first * step;
    if ((last + 1.0) * step - limits.high <= reach) limits.high = ++last * step;
  }
  axis.limits = limits;
  axis.exponent = label_exponent(limits);
  const int decimals = std::max(0, axis.exponent - decade(step));
  const double scale = std::pow(10.0, axis.exponent);
  const int count = static_cast<int>(std::min(last - first, static_cast<double>(max_ticks)));
  for (int i = 0; i <= count; ++i) {
    const double value = (first + static_cast<double>(i)) * step;
    axis.ticks.push_back({value, fixed_text(value / scale, std::min(decimals, 9))});
  }
  return axis;
}

std::string decade_label(int mantissa, int exponent) {
  if (exponent >= -3 && exponent <= 3) {
    return fixed_text(mantissa * std::pow(10.0, exponent), std::max(0, -exponent));
  }
  const std::string power = "10" + detail::superscript(exponent);
  return mantissa == 1 ? power : fixed_text(mantissa, 0) + "×" + power;
}

bool is_decade(double value) {
  const double logarithm = std::log10(value);
  return std::abs(logarithm - std::round(logarithm)) < slack;
}

/// The labelled values of a logarithmic axis from one decade below the limits to one above.
std::vector<Tick> decade_ticks(const Limits& limits, int num_ticks) {
  const int low = decade(limits.low) - 1;
  const int high = decade(limits.high) + 1;
  const double span = std::log10(limits.high) - std::log10(limits.low);
  const int stride = std::max(1, static_cast<int>(std::ceil(span / num_ticks)));
  std::vector<Tick> ticks;
  for (int exponent = low - stride; exponent <= high + stride; ++exponent) {
    if (exponent % stride != 0) continue;
    for (const int mantissa : {1, 2, 5}) {
      if (mantissa != 1 && span > max_fine_decades) continue;
      const double value = mantissa * std::pow(10.0, exponent);
      ticks.push_back({value, decade_label(mantissa, exponent)});
    }
  }
  return ticks;
}

Axis logarithmic_axis(Limits limits, const AxisRequest& request) {
  if (!(limits.low > 0.0)) limits.low = limits.high * 1e-3;
  Axis axis;
  axis.logarithmic = true;
  auto ticks = decade_ticks(limits, std::max(2, request.num_ticks));
  if (request.cover) {
    double low = ticks.front().value;
    double high = ticks.back().value;
    for (const Tick& tick : ticks) {
      if (tick.value <= limits.low * (1.0 + slack)) low = std::max(low, tick.value);
      if (tick.value >= limits.high * (1.0 - slack)) high = std::min(high, tick.value);
    }
    limits = {std::min(low, limits.low), std::max(high, limits.high)};
  }
  const bool is_coarse = limits.high / limits.low > 100.0 * (1.0 + slack);
  std::erase_if(ticks, [&](const Tick& tick) {
    const bool is_low_end = std::abs(tick.value - limits.low) <= slack * limits.low;
    const bool is_high_end = std::abs(tick.value - limits.high) <= slack * limits.high;
    if (is_low_end || is_high_end) return false;
    const bool is_inside = tick.value > limits.low && tick.value < limits.high;
    return !is_inside || (is_coarse && !is_decade(tick.value));
  });
  axis.limits = limits;
  axis.ticks = std::move(ticks);
  return axis;
}

}  // namespace

double nice_step(double span, int num_ticks) {
  if (!(span > 0.0) || !std::isfinite(span)) return 1.0;
  const double raw = span / std::max(1, num_ticks - 1);
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  const double mantissa = raw / power;
  if (mantissa < std::sqrt(2.0)) return power;
  if (mantissa < std::sqrt(10.0)) return 2.0 * power;
  if (mantissa < std::sqrt(50.0)) return 5.0 * power;
  return 10.0 * power;
}

Axis make_axis(Limits data, const AxisRequest& request) {
  AxisRequest wanted = request;
  const Limits limits = drawable(request.fixed.value_or(data));
  if (request.fixed) wanted.cover = false;
  if (request.logarithmic && limits.high > 0.0) return logarithmic_axis(limits, wanted);
  return linear_axis(limits, wanted);
}

double to_pixel(const Axis& axis, double value, double start, double end) {
  double low = axis.limits.low;
  double high = axis.limits.high;
  if (axis.logarithmic) {
    low = std::log10(low);
    high = std::log10(high);
    value = value > 0.0 ? std::log10(value) : std::nan("");
  }
  return start + (value - low) / (high - low) * (end - start);
}

std::string factor_text(const Axis& axis) {
  return axis.exponent == 0 ? "" : " (×10" + detail::superscript(axis.exponent) + ")";
}

}  // namespace fiberloom::report
