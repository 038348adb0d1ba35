#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/optical_filter.hpp>
#include <numbers>

namespace fiberloom::sim {

OpticalFilter::OpticalFilter(const OpticalFilterParameters& parameters) : parameters_(parameters) {
  if (!(parameters.bandwidth_hz >= 0.0) || !(parameters.insertion_loss_db >= 0.0) ||
      parameters.order < 1) {
    throw core::InputError("input.filter",
                           "optical filter: bandwidth and loss must not be negative, the order at "
                           "least 1; a bandwidth of 0 switches it off");
  }
}

void OpticalFilter::multiply_transfer(std::span<std::complex<double>> transfer,
                                      const OpticalBand& band, const Moment& moment) const {
  const double loss = std::sqrt(power_transmission_of(parameters_.insertion_loss_db));
  const core::LowPass shape{.cutoff = 0.5 * parameters_.bandwidth_hz, .order = parameters_.order};
  const double warmer_k = moment.temperature_k - parameters_.reference_temperature_k;
  const double detuned_hz =
      parameters_.center_wavelength_nm > 0.0
          ? detuning_hz(1e-9 * parameters_.center_wavelength_nm, band.center_wavelength_m())
          : 0.0;
  const double center =
      2.0 * std::numbers::pi *
      (detuned_hz + parameters_.center_offset_hz + parameters_.center_drift_hz_per_k * warmer_k);
  for (std::size_t k = 0; k < transfer.size(); ++k) {
    const double pass_here =
        shape.cutoff > 0.0 ? core::low_pass_transfer_at(shape, band.offsets_rad_per_s()[k] - center)
                           : 1.0;
    transfer[k] *= loss * pass_here;
  }
}

void OpticalFilter::carry_along(Light& light, const Moment&) const {
  light.orthogonal_noise.density_w_per_hz *= power_transmission_of(parameters_.insertion_loss_db);
  limit_bandwidth(light.orthogonal_noise, noise_bandwidth_hz());
}

double OpticalFilter::noise_bandwidth_hz() const {
  // int exp(-ln2 |f/f0|^(2m)) df = 2 f0 Gamma(1 + 1/(2m)) (ln 2)^(-1/(2m))
  const double exponent = 0.5 / parameters_.order;
  return parameters_.bandwidth_hz * std::tgamma(1.0 + exponent) *
         std::pow(std::numbers::ln2, -exponent);
}

}  // namespace fiberloom::sim
