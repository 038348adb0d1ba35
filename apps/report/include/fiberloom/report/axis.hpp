#pragma once

#include <optional>
#include <string>
#include <vector>

namespace fiberloom::report {

/// A closed interval of values in the units of an axis.
struct Limits {
  double low = 0.0;
  double high = 1.0;

  bool operator==(const Limits&) const = default;
};

/// One labelled position on an axis, in the units of the data.
struct Tick {
  double value = 0.0;
  std::string label{};
};

/// How an axis is laid out: its limits, its ticks, and the power of ten taken out of the labels.
struct Axis {
  Limits limits{};
  bool logarithmic = false;
  std::vector<Tick> ticks{};
  int exponent = 0;  ///< labels show value / 10^exponent; the axis label names the factor
};

/// What an axis should look like.
struct AxisRequest {
  int num_ticks = 6;         ///< wanted, not promised
  bool cover = true;         ///< widen the limits to whole ticks, so that the ticks cover the data
  bool logarithmic = false;  ///< decades; needs a positive upper limit, else the axis is linear
  std::optional<Limits> fixed{};  ///< limits that overrule those of the data
};

/// The step of the form 1, 2 or 5 times a power of ten that is nearest, by ratio, to span /
/// (num_ticks - 1).
[[nodiscard]] double nice_step(double span, int num_ticks);

/// Lays out an axis over the finite range of the data.
///
/// Any input is tolerated: an empty, reversed, single-valued or non-finite range becomes one that
/// can be drawn.
[[nodiscard]] Axis make_axis(Limits data, const AxisRequest& request = {});

/// The pixel of `value` when the lower limit of the axis stands at `start` and the upper one at
/// `end`.
///
/// Not finite where the value is not, or where it is not positive on a logarithmic axis.
[[nodiscard]] double to_pixel(const Axis& axis, double value, double start, double end);

/// " (×10⁻⁶)" for the label of an axis whose ticks have a factor taken out, else empty.
[[nodiscard]] std::string factor_text(const Axis& axis);

}  // namespace fiberloom::report
