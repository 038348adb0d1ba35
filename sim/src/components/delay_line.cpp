#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/delay_line.hpp>
#include <fiberloom/sim/components/linear_element.hpp>

#include "components/phase_polynomial.hpp"
#include "components/quantised.hpp"

namespace fiberloom::sim {

void OpticalDelay::multiply_transfer(std::span<std::complex<double>> transfer,
                                     const OpticalBand& band, const Moment&) const {
  multiply_phase(transfer, band, {.delay_s = delay_s}, std::sqrt(power_transmission_of(loss_db)));
}

void OpticalDelay::carry_along(Light& light, const Moment&) const {
  light.orthogonal_noise.density_w_per_hz *= power_transmission_of(loss_db);
}

DelayLine::DelayLine(const DelayLineParameters& parameters) : parameters_(parameters) {
  if (!(parameters.maximum_s >= 0.0) || !(parameters.step_s >= 0.0) ||
      !(parameters.insertion_loss_db >= 0.0)) {
    throw core::InputError("input.delay_line",
                           "delay line: range, step and loss must not be negative");
  }
}

double DelayLine::realised_s(double wanted_s) const {
  return quantised(wanted_s,
                   {.lowest = 0.0, .highest = parameters_.maximum_s, .step = parameters_.step_s});
}

double DelayLine::delay_s(double from_s, double to_s, double seconds_since_change) const {
  return SettlingValue{.from = from_s, .to = to_s, .settling = parameters_.settling}.at(
      seconds_since_change);
}

OpticalDelay DelayLine::set_to(double delay_s) const {
  return {.delay_s = delay_s, .loss_db = parameters_.insertion_loss_db};
}

}  // namespace fiberloom::sim
