#pragma once

#include <string>
#include <vector>

#include "mapping/bill_of_materials.hpp"
#include "mapping/map_result.hpp"

namespace fiberloom::app {

/// A number that the plan rests on and that neither model, rig nor catalogue gives.
struct Assumption {
  std::string name{};
  double value = 0.0;
  std::string unit{};
  std::string used_for{};
};

/// What the mapper takes for granted on this plan.
///
/// Source:  hal: planned_powers, nonlinear_limits, planned_frames, the choice of electro-optic elements; physics, 10.11.
[[nodiscard]] std::vector<Assumption> plan_assumptions(const MapResult& result);

/// A number of a part that is built in and has no source.
struct UnsourcedNumber {
  std::string part{};
  std::string number{};
  double value = 0.0;
};

[[nodiscard]] std::vector<UnsourcedNumber> unsourced_numbers(const std::vector<BillItem>& bill);

}  // namespace fiberloom::app
