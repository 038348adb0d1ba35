#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/tunable_compensator.hpp>

#include "components/quantised.hpp"

namespace fiberloom::sim {

TunableCompensator::TunableCompensator(const TunableCompensatorParameters& parameters,
                                       const NoiseOrigin& origin)
    : parameters_(parameters), origin_(origin) {
  if (!(parameters.minimum_ps_per_nm <= parameters.maximum_ps_per_nm) ||
      !(parameters.step_ps_per_nm >= 0.0)) {
    throw core::InputError("input.compensator",
                           "tunable compensator: the range is upside down, or the step negative");
  }
}

double TunableCompensator::realised_ps_per_nm(double wanted_ps_per_nm) const {
  return quantised(wanted_ps_per_nm, {.lowest = parameters_.minimum_ps_per_nm,
                                      .highest = parameters_.maximum_ps_per_nm,
                                      .step = parameters_.step_ps_per_nm});
}

double TunableCompensator::setting_ps_per_nm(double from_ps_per_nm, double to_ps_per_nm,
                                             double seconds_since_change) const {
  return SettlingValue{.from = from_ps_per_nm, .to = to_ps_per_nm, .settling = parameters_.settling}
      .at(seconds_since_change);
}

ChirpedGrating TunableCompensator::set_to(double setting_ps_per_nm) const {
  ChirpedGratingParameters grating = parameters_.grating;
  grating.dispersion_ps_per_nm += setting_ps_per_nm;
  grating.slope_ps_per_nm2 +=
      parameters_.slope_per_dispersion_per_nm * grating.dispersion_ps_per_nm;
  return {grating, GratingPort::forward, origin_};
}

}  // namespace fiberloom::sim
