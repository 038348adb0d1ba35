#include <fiberloom/core/operators/layer_operator.hpp>

namespace fiberloom::core {

std::size_t LayerOperator::width(std::size_t samples) const noexcept {
  switch (description_.width) {
    case Width::one:
      return 1;
    case Width::two:
      return 2;
    case Width::per_sample:
      break;
  }
  return samples;
}

}  // namespace fiberloom::core
