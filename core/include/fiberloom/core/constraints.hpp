#pragma once

#include <fiberloom/core/embedding.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fiberloom::core {

/// What the parameters of one group must stay within: a box, and a limit on the sum of their magnitudes.
///
/// Shape:   minimum and maximum empty (no limit), one value for all parameters, or one for each.
struct GroupConstraint {
  std::vector<double> minimum{};
  std::vector<double> maximum{};
  std::optional<double> sum_of_magnitudes{};

  bool operator==(const GroupConstraint&) const = default;
};

/// Moves `values` to the nearest point (Euclidean) of the constraint: soft-thresholded by one multiplier, then clipped
/// to the box; the multiplier is found exactly among the breakpoints of the sum.
///
/// Throws:  InputError "input.constraints" for limits of another length, that are no numbers, or that no point meets.
/// Source:  Duchi, Shalev-Shwartz, Singer, Chandra, ICML 2008, for the ball; with a box the same argument holds.
void project(std::span<double> values, const GroupConstraint& constraint);

/// Constraints of a whole embedding, by group name; a group not named is free.
class Constraints {
 public:
  Constraints() = default;
  explicit Constraints(std::map<std::string, GroupConstraint> by_group)
      : by_group_(std::move(by_group)) {}

  [[nodiscard]] bool empty() const noexcept { return by_group_.empty(); }
  [[nodiscard]] const std::map<std::string, GroupConstraint>& by_group() const noexcept {
    return by_group_;
  }

  /// Adds a constraint to what a group must already meet: the tighter of both limits counts.
  ///
  /// Throws:  InputError "input.constraints" when both have limits for each parameter and differ in length.
  void tighten(const std::string& group, const GroupConstraint& constraint);

  /// Moves parameters, flat in the order of `groups`, to the nearest allowed ones. Throws as core::project.
  void project(std::span<double> parameters, std::span<const ParameterGroup> groups) const;

  bool operator==(const Constraints&) const = default;

 private:
  std::map<std::string, GroupConstraint> by_group_;
};

}  // namespace fiberloom::core
