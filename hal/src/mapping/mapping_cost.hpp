#pragma once

#include <compare>

namespace fiberloom::hal {

/// What a choice of parts costs: first the layers that it does not build, then the error that is to be expected.
struct MappingCost {
  int num_missed = 0;
  double error = 0.0;

  auto operator<=>(const MappingCost&) const = default;
  friend MappingCost operator+(const MappingCost& a, const MappingCost& b) {
    return {.num_missed = a.num_missed + b.num_missed, .error = a.error + b.error};
  }
};

}  // namespace fiberloom::hal
