#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/variable_attenuator.hpp>
#include <limits>

#include "components/quantised.hpp"

namespace fiberloom::sim {

VariableAttenuator::VariableAttenuator(const VariableAttenuatorParameters& parameters)
    : parameters_(parameters) {
  if (!(parameters.insertion_loss_db >= 0.0) || !(parameters.step_db >= 0.0) ||
      !(parameters.maximum_db >= 0.0) || !(parameters.polarization_loss.loss_db >= 0.0)) {
    throw core::InputError("input.attenuator",
                           "variable attenuator: losses, step and range must not be negative");
  }
}

double VariableAttenuator::realised_db(double wanted_db) const {
  const double highest = parameters_.maximum_db > 0.0 ? parameters_.maximum_db
                                                      : std::numeric_limits<double>::infinity();
  return quantised(wanted_db, {.lowest = 0.0, .highest = highest, .step = parameters_.step_db});
}

double VariableAttenuator::attenuation_db(double from_db, double to_db,
                                          double seconds_since_change) const {
  return SettlingValue{.from = from_db, .to = to_db, .settling = parameters_.settling}.at(
      seconds_since_change);
}

void VariableAttenuator::pass(Light& light, double attenuation_db) const {
  attenuate(light, power_transmission_of(parameters_.insertion_loss_db + attenuation_db));
  attenuate(light, parameters_.polarization_loss);
}

}  // namespace fiberloom::sim
