#include <fiberloom/core/operators/saturable_gain.hpp>

namespace fiberloom::core {
namespace {

class SaturableGain final : public PointwiseOperator {
 public:
  SaturableGain()
      : PointwiseOperator({.name = "saturable_gain",
                           .meaning = "saturable gain or absorption",
                           .unit = "1; 1 per unit power",
                           .width = Width::two}) {}

  [[nodiscard]] PointResponse respond(double intensity,
                                      std::span<const double> parameters) const override {
    const double gain = parameters[0];
    const double saturation = parameters[1];
    const double share = 1.0 / (1.0 + saturation * intensity);
    const double slope = -0.5 * gain * share * share;
    return {.log_amplitude = 0.5 * gain * share,
            .log_amplitude_slope = slope * saturation,
            .log_amplitude_parameter_slopes = {0.5 * share, slope * intensity}};
  }
};

}  // namespace

const PointwiseOperator& saturable_gain() {
  static const SaturableGain instance;
  return instance;
}

}  // namespace fiberloom::core
