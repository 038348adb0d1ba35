#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/core/fiber/raman_response.hpp>
#include <fiberloom/sim/components/brillouin_clamp.hpp>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/components/polarization.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <optional>
#include <span>

namespace fiberloom::sim {

struct PhasePolynomial;
class TravellingLight;

/// A spool as it really is; every effect is switched off by its number.
///
/// Units:   as the names end; dispersion at reference_wavelength_nm and reference_temperature_k, D > 0 anomalous.
struct FiberSpoolParameters {
  double length_m = 0.0;
  double attenuation_db_per_km = 0.0;
  double end_loss_db = 0.0;  ///< of each end
  double dispersion_ps_per_nm_km = 0.0;
  double slope_ps_per_nm2_km = 0.0;
  double reference_wavelength_nm = 1550.0;
  double gamma_per_w_km = 0.0;
  double polarization_factor =
      1.0;  ///< on gamma: 8/9 where random birefringence averages over states
  double delay_drift_ps_per_km_k = 0.0;          ///< 33 to 37 for G.652
  double dispersion_drift_ps_per_nm_km_k = 0.0;  ///< -0.0005 to -0.0038
  double reference_temperature_k = 296.15;
  double polarization_walk_rad_per_sqrt_s = 0.0;
  BrillouinParameters brillouin{};
  std::optional<core::RamanResponse> raman{};
  double tolerance = 1e-4;  ///< relative error of the field by dividing the fibre into steps
};

/// What happened to the light of one frame in a spool.
struct SpoolReport {
  double launched_power_w = 0.0;             ///< behind the input end
  double brillouin_reflected_power_w = 0.0;  ///< of that, sent back
  std::size_t steps = 0;                     ///< 0: one transform or one rotation was exact
};

/// A spool of fibre: attenuation, dispersion with slope, Kerr effect, and on request Raman and Brillouin scattering; its
/// delay, dispersion and polarisation move with the temperature of the room and with time.
///
/// The delay counts from the reference temperature: what the light takes to get there at all is the bench's to know. The
/// optical phase that goes with the drifting delay is left out: no receiver here looks at it.
///
/// The steps are as many as an estimate made beforehand asks for (see split_steps_for). Light that reshapes itself on the
/// way, and fibres with Raman scattering, go through the engine's adaptive Rk4ip.
///
/// Shape:   frames on `band`; the light's own wavelength is that of the band.
/// Throws:  core::InputError "input.fiber" for numbers that no fibre has, "input.drift"; pass():
///          core::NumericalError "numerical.step_size", "numerical.diverged".
/// Threads: an immutable value.
/// Source:  Agrawal, Nonlinear Fiber Optics, ch. 2; symmetric split step whose Kerr phase has the exact weight
///          (1 - exp(-a h))/a of a lossy step, so that without dispersion one step is exact.
class FiberSpool {
 public:
  FiberSpool(const FiberSpoolParameters& parameters, const NoiseOrigin& origin);

  [[nodiscard]] const FiberSpoolParameters& parameters() const noexcept { return parameters_; }

  /// The same spool under light of that linewidth, slow dither included: its Brillouin threshold goes by it.
  [[nodiscard]] FiberSpool lit_by(double source_linewidth_hz) const;

  /// Whether the spool is a LinearElement and nothing else: no Kerr effect, and no Brillouin scattering.
  [[nodiscard]] bool is_linear() const noexcept;
  void multiply_transfer(std::span<std::complex<double>> transfer, const OpticalBand& band,
                         const Moment& moment) const;
  void carry_along(Light& light, const Moment& moment) const;

  /// The spool at one moment, ready for frames of one band: what they share is worked out once.
  ///
  /// Threads: const.
  class AtMoment;
  [[nodiscard]] AtMoment at(const OpticalBand& band, const Moment& moment) const;

  /// Everything at once.
  SpoolReport pass(Light& light, const OpticalBand& band, const Moment& moment) const;

  /// The fibre between its ends at that moment, as the engine sees it: without delay.
  [[nodiscard]] core::Fiber fiber_at(double center_wavelength_m, const Moment& moment) const;

  /// Phase in rad that each watt behind the input end collects: gamma Leff, with the polarisation factor.
  [[nodiscard]] double phase_per_watt() const noexcept;
  [[nodiscard]] double effective_length_m() const noexcept;

 private:
  [[nodiscard]] double delay_s(const Moment& moment) const noexcept;

  FiberSpoolParameters parameters_{};
  PolarizationWalk polarization_{};
};

class FiberSpool::AtMoment {
 public:
  AtMoment(const FiberSpool& spool, const OpticalBand& band, const Moment& moment);

  SpoolReport pass(Light& light) const;
  SpoolReport pass(TravellingLight& light) const;

 private:
  using Row = core::AlignedVector<std::complex<double>>;

  void carry_along(Light& light) const;
  [[nodiscard]] Row transfer_of(const PhasePolynomial& phase, double magnitude) const;
  [[nodiscard]] bool has_dispersion() const noexcept;
  [[nodiscard]] Row half_step(std::size_t steps) const;
  std::size_t propagate(TravellingLight& light) const;
  std::size_t split(TravellingLight& light) const;
  void run_single(TravellingLight& light, bool is_tried) const;
  void step_back(TravellingLight& light) const;
  void run(TravellingLight& light, std::size_t steps) const;
  void delay(TravellingLight& light) const;

  FiberSpoolParameters parameters_;
  OpticalBand band_;
  core::Fiber fiber_;
  double delay_s_;
  double phase_per_watt_;
  double effective_length_m_;
  JonesMatrix polarization_;
  Row whole_{};  // of a linear spool
  Row delay_{};  // empty for none
  // Of a single split step, the usual case: half of it before the Kerr effect; the other half and the delay behind it.
  Row before_kerr_{};
  Row behind_kerr_{};
};

}  // namespace fiberloom::sim
