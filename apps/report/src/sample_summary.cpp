#include <array>
#include <cmath>
#include <fiberloom/report/sample_summary.hpp>

namespace fiberloom::report {
namespace {

/// Student's t, two-sided 95 %, for 1 to 30 degrees of freedom.
constexpr std::array<double, 30> student_95 = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};

double student_factor(std::size_t degrees) {
  if (degrees <= student_95.size()) return student_95[degrees - 1];
  const auto n = static_cast<double>(degrees);
  return 1.959964 + 2.372271 / n + 2.822500 / (n * n);  // Cornish-Fisher, to order 1/n^2
}

}  // namespace

std::string_view spread_name(Spread spread) {
  switch (spread) {
    case Spread::standard_error:
      return "s.e.m.";
    case Spread::confidence_95:
      return "95 % interval of the mean";
    default:
      return "s.d.";
  }
}

SampleSummary summarize(std::span<const double> values, Spread spread) {
  SampleSummary result;
  double sum = 0.0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    sum += value;
    ++result.count;
  }
  if (result.count == 0) return result;
  const auto count = static_cast<double>(result.count);
  result.mean = sum / count;
  if (result.count < 2) return result;
  double squares = 0.0;
  for (const double value : values) {
    if (std::isfinite(value)) squares += (value - result.mean) * (value - result.mean);
  }
  const double deviation = std::sqrt(squares / (count - 1.0));
  result.spread = deviation;
  if (spread != Spread::standard_deviation) result.spread /= std::sqrt(count);
  if (spread == Spread::confidence_95) result.spread *= student_factor(result.count - 1);
  return result;
}

}  // namespace fiberloom::report
