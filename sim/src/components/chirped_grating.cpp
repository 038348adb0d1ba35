#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/sim/components/chirped_grating.hpp>
#include <numbers>
#include <vector>

#include "components/phase_polynomial.hpp"
#include "components/phasor.hpp"

namespace fiberloom::sim {
namespace {

namespace units = core::units;

// A metre of fibre with the grating's dispersion per metre: the conversions between D and beta are those of fibres.
PhasePolynomial phase_of(const ChirpedGratingParameters& parameters, double center_wavelength_m) {
  const core::Wavelength wavelength = center_wavelength_m * units::m;
  const core::DispersionSlope slope =
      parameters.slope_ps_per_nm2 * 1e3 * units::ps_per_nm2_km;  // per metre
  const core::DispersionParameter dispersion =
      parameters.dispersion_ps_per_nm * 1e3 * units::ps_per_nm_km +
      slope * (wavelength - parameters.reference_wavelength_nm * units::nm);
  return {
      .dispersion_s2 = core::group_velocity_dispersion(dispersion, wavelength).in(units::s2_per_m),
      .third_order_s3 =
          core::third_order_dispersion(slope, dispersion, wavelength).in(units::s3_per_m)};
}

// Light of another wavelength than the reference is reflected elsewhere: the integral of the dispersion between the two.
double delay_s(const ChirpedGratingParameters& parameters, double center_wavelength_m) {
  const double off_nm = 1e9 * center_wavelength_m - parameters.reference_wavelength_nm;
  return 1e-12 * off_nm *
         (parameters.dispersion_ps_per_nm + 0.5 * parameters.slope_ps_per_nm2 * off_nm);
}

}  // namespace

ChirpedGrating::ChirpedGrating(const ChirpedGratingParameters& parameters, GratingPort port,
                               const NoiseOrigin& origin)
    : parameters_(parameters),
      edges_(parameters.band),
      orientation_(port == GratingPort::reversed ? -1.0 : 1.0),
      ripple_phase_rad_(2.0 * std::numbers::pi * WhiteNoise(origin, 0).uniform()) {
  if (!(parameters.ripple_period_ghz > 0.0) || !(parameters.delay_ripple_ps >= 0.0)) {
    throw core::InputError("input.grating",
                           "chirped grating: the ripple's period must be positive, its amplitude "
                           "not negative; an amplitude of 0 switches it off");
  }
}

void ChirpedGrating::multiply_transfer(std::span<std::complex<double>> transfer,
                                       const OpticalBand& band, const Moment& moment) const {
  edges_.multiply_transfer(transfer, band, moment);
  PhasePolynomial phase = phase_of(parameters_, band.center_wavelength_m());
  phase.delay_s = delay_s(parameters_, band.center_wavelength_m());
  if (phase.is_zero() && parameters_.delay_ripple_ps == 0.0) {
    return;
  }
  std::vector<double> phases = phases_of(phase, band, orientation_);
  if (parameters_.delay_ripple_ps > 0.0) {
    const double amplitude_rad =
        orientation_ * parameters_.delay_ripple_ps * parameters_.ripple_period_ghz * 1e-3;
    const double cycle = 1e-9 / parameters_.ripple_period_ghz;
    for (std::size_t k = 0; k < phases.size(); ++k) {
      phases[k] +=
          amplitude_rad * std::sin(cycle * band.offsets_rad_per_s()[k] + ripple_phase_rad_);
    }
  }
  multiply_phasors(transfer, phases, 1.0);
}

void ChirpedGrating::carry_along(Light& light, const Moment& moment) const {
  edges_.carry_along(light, moment);
}

}  // namespace fiberloom::sim
