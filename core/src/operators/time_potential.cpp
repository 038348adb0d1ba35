#include <fiberloom/core/operators/time_potential.hpp>

namespace fiberloom::core {
namespace {

class TimePotential final : public PointwiseOperator {
 public:
  TimePotential()
      : PointwiseOperator({.name = "potential",
                           .meaning = "potential in time (phase modulation)",
                           .unit = "rad",
                           .width = Width::per_sample}) {}

  [[nodiscard]] PointResponse respond(double, std::span<const double> parameters) const override {
    return {.phase = -parameters[0], .phase_parameter_slopes = {-1.0, 0.0}};
  }
};

}  // namespace

const PointwiseOperator& time_potential() {
  static const TimePotential instance;
  return instance;
}

}  // namespace fiberloom::core
