#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/optical_switch.hpp>
#include <fiberloom/sim/components/polarization.hpp>

namespace fiberloom::sim {

OpticalSwitch::OpticalSwitch(const OpticalSwitchParameters& parameters) : parameters_(parameters) {
  if (!(parameters.insertion_loss_db >= 0.0) || !(parameters.crosstalk_db >= 0.0)) {
    throw core::InputError("input.switch",
                           "optical switch: loss and crosstalk must not be negative; crosstalk is "
                           "given as the distance to the wanted light");
  }
}

void OpticalSwitch::pass(Light& light, double seconds_since_change) const {
  const SettlingValue path{.from = 0.0, .to = 1.0, .settling = parameters_.settling};
  attenuate(light,
            power_transmission_of(parameters_.insertion_loss_db) * path.at(seconds_since_change));
}

void OpticalSwitch::add_crosstalk(Light& output, const Light& other) const {
  if (parameters_.crosstalk_db == 0.0) {
    return;
  }
  if (other.field.size() != output.field.size()) {
    throw core::InputError("input.shape", "optical switch: the frames are not equally long");
  }
  const double leak =
      power_transmission_of(parameters_.insertion_loss_db + parameters_.crosstalk_db);
  const double along = share_along(output.polarization, other.polarization);
  const double factor = std::sqrt(leak * along);
  for (std::size_t j = 0; j < output.field.size(); ++j) {
    output.field[j] += factor * other.field[j];
  }
  const double across_w = leak * ((1.0 - along) * mean_field_power_w(other) + mean_power_w(other) -
                                  mean_field_power_w(other));
  OrthogonalNoise& noise = output.orthogonal_noise;
  const double bandwidth_hz =
      noise.bandwidth_hz > 0.0 ? noise.bandwidth_hz : 1.0 / output.sample_interval_s;
  noise.density_w_per_hz += across_w / bandwidth_hz;
}

}  // namespace fiberloom::sim
