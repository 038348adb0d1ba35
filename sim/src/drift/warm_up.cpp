#include <algorithm>
#include <cmath>
#include <fiberloom/sim/drift/warm_up.hpp>

namespace fiberloom::sim {

double WarmUp::at(double time_s) const {
  if (amplitude == 0.0) {
    return 0.0;
  }
  return amplitude * std::exp(-std::max(0.0, time_s) / time_constant_s);
}

}  // namespace fiberloom::sim
