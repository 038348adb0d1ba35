#include <fiberloom/sim/light.hpp>

#include "components/phasor.hpp"

namespace fiberloom::sim {

double mean_field_power_w(const Light& light) {
  return light.field.empty()
             ? 0.0
             : power_sums(light.field).first / static_cast<double>(light.field.size());
}

double mean_power_w(const Light& light) {
  const OrthogonalNoise& noise = light.orthogonal_noise;
  const double bandwidth =
      noise.bandwidth_hz > 0.0 ? noise.bandwidth_hz : 1.0 / light.sample_interval_s;
  return mean_field_power_w(light) + noise.density_w_per_hz * bandwidth;
}

}  // namespace fiberloom::sim
