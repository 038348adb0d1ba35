#pragma once

#include <complex>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/components/optical_filter.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <span>

namespace fiberloom::sim {

/// The port of a chirped grating that light goes in by; the other one turns the sign of every delay.
enum class GratingPort { forward, reversed };

/// A chirped fibre Bragg grating with its circulator; 0 switches each part off.
///
/// Units:   dispersion D > 0 anomalous, at reference_wavelength_nm; the ripple's delay is its amplitude, half of peak
///          to peak.
struct ChirpedGratingParameters {
  double dispersion_ps_per_nm = 0.0;
  double slope_ps_per_nm2 = 0.0;
  double reference_wavelength_nm = 1550.0;
  double delay_ripple_ps = 0.0;
  double ripple_period_ghz = 10.0;
  OpticalFilterParameters
      band{};  ///< edges and insertion loss; their offset counts from the carrier
};

/// Dispersion without Kerr effect. The ripple of the group delay, a cosine over frequency with a phase drawn from the
/// seed, makes a phase ripple of amplitude delay times period; small ones cost amplitude^2/2 of the light.
///
/// A LinearElement: a grating has no Kerr effect and no Brillouin scattering worth counting.
/// Throws:  the constructor: core::InputError "input.grating" unless the ripple's period is positive, "input.filter".
/// Threads: an immutable value.
class ChirpedGrating {
 public:
  ChirpedGrating(const ChirpedGratingParameters& parameters, GratingPort port,
                 const NoiseOrigin& origin);

  [[nodiscard]] const ChirpedGratingParameters& parameters() const noexcept { return parameters_; }
  void multiply_transfer(std::span<std::complex<double>> transfer, const OpticalBand& band,
                         const Moment& moment) const;
  void carry_along(Light& light, const Moment& moment) const;

 private:
  ChirpedGratingParameters parameters_{};
  OpticalFilter edges_;
  double orientation_ = 1.0;
  double ripple_phase_rad_ = 0.0;
};

}  // namespace fiberloom::sim
