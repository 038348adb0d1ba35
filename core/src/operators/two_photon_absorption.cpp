#include <cmath>
#include <fiberloom/core/operators/two_photon_absorption.hpp>

namespace fiberloom::core {
namespace {

class TwoPhotonAbsorption final : public PointwiseOperator {
 public:
  TwoPhotonAbsorption()
      : PointwiseOperator({.name = "two_photon_absorption",
                           .meaning = "two-photon absorption (cubic reaction)",
                           .unit = "1 at unit power",
                           .width = Width::one}) {}

  [[nodiscard]] PointResponse respond(double intensity,
                                      std::span<const double> parameters) const override {
    const double strength = parameters[0] * intensity;
    const double half_share = 0.5 / (1.0 + strength);
    return {.log_amplitude = -0.5 * std::log1p(strength),
            .log_amplitude_slope = -half_share * parameters[0],
            .log_amplitude_parameter_slopes = {-half_share * intensity, 0.0}};
  }
};

}  // namespace

const PointwiseOperator& two_photon_absorption() {
  static const TwoPhotonAbsorption instance;
  return instance;
}

}  // namespace fiberloom::core
