#include <fiberloom/core/operators/kerr_effect.hpp>

namespace fiberloom::core {
namespace {

class KerrEffect final : public PointwiseOperator {
 public:
  KerrEffect()
      : PointwiseOperator({.name = "gamma",
                           .meaning = "Kerr nonlinearity",
                           .unit = "rad at unit power",
                           .width = Width::one}) {}

  [[nodiscard]] PointResponse respond(double intensity,
                                      std::span<const double> parameters) const override {
    return {.phase = parameters[0] * intensity,
            .phase_slope = parameters[0],
            .phase_parameter_slopes = {intensity, 0.0}};
  }
};

}  // namespace

const PointwiseOperator& kerr_effect() {
  static const KerrEffect instance;
  return instance;
}

}  // namespace fiberloom::core
