#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/polarization_controller.hpp>
#include <limits>

#include "components/quantised.hpp"

namespace fiberloom::sim {
namespace {

// On the Poincare sphere a squeezer at 0 degrees turns about the first axis, one at 45 degrees about the second.
constexpr std::array<StokesVector, 3> axes{StokesVector{1.0, 0.0, 0.0}, StokesVector{0.0, 1.0, 0.0},
                                           StokesVector{1.0, 0.0, 0.0}};

}  // namespace

PolarizationController::PolarizationController(const PolarizationControllerParameters& parameters)
    : parameters_(parameters) {
  if (!(parameters.insertion_loss_db >= 0.0) || !(parameters.step_rad >= 0.0) ||
      !(parameters.maximum_rad >= 0.0)) {
    throw core::InputError("input.controller",
                           "polarisation controller: loss, step and range must not be negative");
  }
}

Retardances PolarizationController::realised_rad(const Retardances& wanted_rad) const {
  const double highest = parameters_.maximum_rad > 0.0 ? parameters_.maximum_rad
                                                       : std::numeric_limits<double>::infinity();
  Retardances result{};
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] =
        quantised(wanted_rad[i], {.lowest = 0.0, .highest = highest, .step = parameters_.step_rad});
  }
  return result;
}

Retardances PolarizationController::retardances_rad(const Retardances& from_rad,
                                                    const Retardances& to_rad,
                                                    double seconds_since_change) const {
  Retardances result{};
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] =
        SettlingValue{.from = from_rad[i], .to = to_rad[i], .settling = parameters_.settling}.at(
            seconds_since_change);
  }
  return result;
}

void PolarizationController::pass(Light& light, const Retardances& retardances_rad) const {
  attenuate(light, power_transmission_of(parameters_.insertion_loss_db));
  for (std::size_t i = 0; i < axes.size(); ++i) {
    light.polarization = transformed(retarder(axes[i], retardances_rad[i]), light.polarization);
  }
}

}  // namespace fiberloom::sim
