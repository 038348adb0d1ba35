#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/sim/components/fiber_spool.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/split_step_estimate.hpp>

#include "components/phase_polynomial.hpp"
#include "components/phasor.hpp"

namespace fiberloom::sim {
namespace {

namespace units = core::units;
using Complex = std::complex<double>;

double attenuation_per_m(const FiberSpoolParameters& parameters) {
  return (parameters.attenuation_db_per_km * units::db_per_km).in(units::per_m);
}

double end_transmission(const FiberSpoolParameters& parameters) {
  return power_transmission_of(parameters.end_loss_db);
}

PhasePolynomial phase_of(const core::Fiber& fiber, double delay_s) {
  return {.delay_s = delay_s,
          .dispersion_s2 = fiber.betas[0] * fiber.length_m,
          .third_order_s3 = fiber.betas[1] * fiber.length_m};
}

double gamma_per_w_m(const FiberSpoolParameters& parameters) {
  return parameters.polarization_factor *
         (parameters.gamma_per_w_km * units::per_w_km).in(units::per_w_m);
}

// The root mean square over the light's band of what dispersion does about the band's middle, where a third order tilts
// the second.
double dispersive_phase(std::span<const Complex> spectrum, const OpticalBand& band,
                        const PhasePolynomial& phase) {
  double sum = 0.0;
  double first = 0.0;
  for (std::size_t k = 0; k < spectrum.size(); ++k) {
    const double power = std::norm(spectrum[k]);
    sum += power;
    first += power * band.offsets_rad_per_s()[k];
  }
  if (!(sum > 0.0)) {
    return 0.0;
  }
  const double middle = first / sum;
  const double second_order = phase.dispersion_s2 + phase.third_order_s3 * middle;
  double squares = 0.0;
  for (std::size_t k = 0; k < spectrum.size(); ++k) {
    const double away = band.offsets_rad_per_s()[k] - middle;
    const double angle = away * away * (second_order / 2.0 + phase.third_order_s3 / 6.0 * away);
    squares += std::norm(spectrum[k]) * angle * angle;
  }
  return std::sqrt(squares / sum);
}

// Symmetric split steps over a field whose spectrum is known already. Half a linear step takes the loss of half the step,
// so the Kerr phase of a step of length h weighs exp(a h/2) (1 - exp(-a h))/a: exact however long the step is.
struct SplitSteps {
  const core::Fiber& fiber;
  const OpticalBand& band;
  std::size_t count = 1;

  // What stands before and behind the Kerr effect of the only step; the inverse transform's factor is in both.
  struct Halves {
    std::span<const Complex> before;
    std::span<const Complex> behind;
  };

  [[nodiscard]] double kerr_length_m() const {
    const double step_m = fiber.length_m / static_cast<double>(count);
    const double loss = fiber.attenuation_per_m * step_m;
    return loss == 0.0 ? step_m : step_m * std::sinh(loss / 2.0) / (loss / 2.0);
  }

  void run_single(std::span<Complex> spectrum, std::span<Complex> field,
                  const Halves& halves) const {
    multiply_scaled(spectrum, halves.before, 1.0);
    band.fft().inverse_unscaled(spectrum, field);
    rotate_by_power(field, fiber.gamma_per_w_m * kerr_length_m());
    band.fft().forward(field, spectrum);
    multiply_scaled(spectrum, halves.behind, 1.0);
    band.fft().inverse_unscaled(spectrum, field);
  }

  void run(std::span<Complex> spectrum, std::span<Complex> field,
           const PhasePolynomial& phase) const {
    const double loss = fiber.attenuation_per_m * fiber.length_m / static_cast<double>(count);
    const double weight_m = kerr_length_m();
    const double share = 1.0 / static_cast<double>(field.size());
    core::AlignedVector<Complex> half = unit_transfer(band);
    const PhasePolynomial dispersion{.dispersion_s2 = phase.dispersion_s2,
                                     .third_order_s3 = phase.third_order_s3};
    multiply_phase(half, band, dispersion.times(0.5 / static_cast<double>(count)),
                   std::exp(-loss / 4.0));
    multiply_scaled(spectrum, half, share);
    for (std::size_t step = 1; step <= count; ++step) {
      band.fft().inverse_unscaled(spectrum, field);
      rotate_by_power(field, fiber.gamma_per_w_m * weight_m);
      band.fft().forward(field, spectrum);
      multiply_scaled(spectrum, half, share);
      if (step < count) {
        multiply_scaled(spectrum, half, 1.0);
      }
    }
    // The delay commutes with everything; in the last step alone it cannot move the samples that the Kerr effect sees.
    multiply_phase(spectrum, band, {.delay_s = phase.delay_s}, 1.0);
    band.fft().inverse_unscaled(spectrum, field);
  }
};

// What the engine holds at its tolerance is the error of one step; steps add up, and focused light enlarges errors.
constexpr double share_of_one_step = 0.01;

// By the engine, which looks at the light as it goes and chooses its steps accordingly.
std::size_t solve_adaptively(std::span<Complex> field, const OpticalBand& band,
                             const core::Fiber& fiber, double tolerance) {
  const core::Rk4ip engine(band.grid(), fiber,
                           std::clamp(share_of_one_step * tolerance, 1e-14, 0.1));
  return engine.propagate(field).accepted_steps;
}

void require_finite(double power_w) {
  if (!std::isfinite(power_w)) {
    throw core::NumericalError("numerical.diverged",
                               "fibre spool: the light is not finite; check what comes in");
  }
}

void require_on_band(const Light& light, const OpticalBand& band) {
  if (light.field.size() != band.grid().size()) {
    throw core::InputError("input.shape", "fibre spool: the frame is not on the grid of the band");
  }
}

void scale(std::span<Complex> field, double factor) {
  if (factor != 1.0) {
    for (Complex& value : field) {
      value *= factor;
    }
  }
}

}  // namespace

FiberSpool::FiberSpool(const FiberSpoolParameters& parameters, const NoiseOrigin& origin)
    : parameters_(parameters), polarization_(parameters.polarization_walk_rad_per_sqrt_s, origin) {
  if (!(parameters.tolerance > 0.0) || !(parameters.end_loss_db >= 0.0) ||
      !(parameters.brillouin.effective_area_m2 >= 0.0)) {
    throw core::InputError(
        "input.fiber",
        "fibre spool: the tolerance must be positive, the loss of an end and the "
        "effective area not negative");
  }
  fiber_at(parameters.reference_wavelength_nm * 1e-9,
           {.temperature_k = parameters.reference_temperature_k})
      .validate();
}

bool FiberSpool::is_linear() const noexcept {
  return parameters_.gamma_per_w_km == 0.0 && parameters_.brillouin.effective_area_m2 == 0.0;
}

double FiberSpool::delay_s(const Moment& moment) const noexcept {
  return parameters_.delay_drift_ps_per_km_k * 1e-15 * parameters_.length_m *
         (moment.temperature_k - parameters_.reference_temperature_k);
}

core::Fiber FiberSpool::fiber_at(double center_wavelength_m, const Moment& moment) const {
  const core::Wavelength wavelength = center_wavelength_m * units::m;
  const core::DispersionSlope slope = parameters_.slope_ps_per_nm2_km * units::ps_per_nm2_km;
  const double warmer_k = moment.temperature_k - parameters_.reference_temperature_k;
  const double reference =
      parameters_.dispersion_ps_per_nm_km + parameters_.dispersion_drift_ps_per_nm_km_k * warmer_k;
  const core::DispersionParameter dispersion =
      reference * units::ps_per_nm_km +
      slope * (wavelength - parameters_.reference_wavelength_nm * units::nm);
  return {
      .length_m = parameters_.length_m,
      .attenuation_per_m = attenuation_per_m(parameters_),
      .betas = {core::group_velocity_dispersion(dispersion, wavelength).in(units::s2_per_m),
                core::third_order_dispersion(slope, dispersion, wavelength).in(units::s3_per_m)},
      .gamma_per_w_m = gamma_per_w_m(parameters_),
      .center_wavelength_m = center_wavelength_m,
      .raman = parameters_.raman};
}

double FiberSpool::effective_length_m() const noexcept {
  const double loss = attenuation_per_m(parameters_);
  return loss == 0.0 ? parameters_.length_m : -std::expm1(-loss * parameters_.length_m) / loss;
}

double FiberSpool::phase_per_watt() const noexcept {
  return gamma_per_w_m(parameters_) * effective_length_m();
}

void FiberSpool::multiply_transfer(std::span<Complex> transfer, const OpticalBand& band,
                                   const Moment& moment) const {
  const core::Fiber fiber = fiber_at(band.center_wavelength_m(), moment);
  const double magnitude =
      end_transmission(parameters_) * std::exp(-0.5 * fiber.attenuation_per_m * fiber.length_m);
  multiply_phase(transfer, band, phase_of(fiber, delay_s(moment)), magnitude);
}

void FiberSpool::carry_along(Light& light, const Moment& moment) const {
  const double ends = end_transmission(parameters_);
  light.orthogonal_noise.density_w_per_hz *=
      ends * ends * std::exp(-attenuation_per_m(parameters_) * parameters_.length_m);
  light.polarization = transformed(polarization_.at(moment.time_s), light.polarization);
}

SpoolReport FiberSpool::pass(Light& light, const OpticalBand& band, const Moment& moment) const {
  return at(band, moment).pass(light);
}

FiberSpool FiberSpool::lit_by(double source_linewidth_hz) const {
  FiberSpool spool = *this;
  spool.parameters_.brillouin.source_linewidth_hz = source_linewidth_hz;
  return spool;
}

FiberSpool::AtMoment FiberSpool::at(const OpticalBand& band, const Moment& moment) const {
  return {*this, band, moment};
}

FiberSpool::AtMoment::AtMoment(const FiberSpool& spool, const OpticalBand& band,
                               const Moment& moment)
    : parameters_(spool.parameters_),
      band_(band),
      fiber_(spool.fiber_at(band.center_wavelength_m(), moment)),
      delay_s_(spool.delay_s(moment)),
      phase_per_watt_(spool.phase_per_watt()),
      effective_length_m_(spool.effective_length_m()),
      polarization_(spool.polarization_.at(moment.time_s)) {
  const PhasePolynomial phase = phase_of(fiber_, 0.0);
  if (!phase.is_zero() && !fiber_.is_linear()) {
    const double share = 1.0 / static_cast<double>(band.grid().size());
    const double half_loss = std::exp(-fiber_.attenuation_per_m * fiber_.length_m / 4.0);
    before_kerr_ = unit_transfer(band);
    multiply_phase(before_kerr_, band, phase.times(0.5), share * half_loss);
    behind_kerr_ = before_kerr_;
    multiply_phase(behind_kerr_, band, {.delay_s = delay_s_}, 1.0);
  }
}

void FiberSpool::AtMoment::carry_along(Light& light) const {
  const double ends = end_transmission(parameters_);
  light.orthogonal_noise.density_w_per_hz *=
      ends * ends * std::exp(-fiber_.attenuation_per_m * fiber_.length_m);
  light.polarization = transformed(polarization_, light.polarization);
}

SpoolReport FiberSpool::AtMoment::pass(Light& light) const {
  require_on_band(light, band_);
  carry_along(light);
  scale(light.field, std::sqrt(end_transmission(parameters_)));
  SpoolReport report{.launched_power_w = mean_field_power_w(light)};
  require_finite(report.launched_power_w);
  const double threshold_w = brillouin_threshold_w(parameters_.brillouin, effective_length_m_);
  if (report.launched_power_w > threshold_w) {
    report.brillouin_reflected_power_w = clamp_brillouin_lines(
        light, band_,
        {.threshold_w = threshold_w, .linewidth_hz = parameters_.brillouin.linewidth_hz});
  }
  report.steps = propagate(light);
  scale(light.field, std::sqrt(end_transmission(parameters_)));
  return report;
}

void FiberSpool::AtMoment::delay(Light& light) const {
  if (delay_s_ != 0.0) {
    core::AlignedVector<Complex> transfer = unit_transfer(band_);
    multiply_phase(transfer, band_, {.delay_s = delay_s_}, 1.0);
    apply_transfer(light, band_, transfer);
  }
}

std::size_t FiberSpool::AtMoment::split(std::span<Complex> spectrum,
                                        std::span<Complex> field) const {
  const PhasePolynomial phase = phase_of(fiber_, delay_s_);
  const SplitStepSize size{.nonlinear_phase_rad = phase_per_watt_ * power_weighted_power_w(field),
                           .dispersive_phase_rad = dispersive_phase(spectrum, band_, phase)};
  if (fiber_.raman || is_reshaped(size)) {
    return 0;
  }
  const std::size_t steps = split_steps_for(size, parameters_.tolerance);
  const SplitSteps splitting{fiber_, band_, steps};
  if (steps == 1) {
    splitting.run_single(spectrum, field, {before_kerr_, behind_kerr_});
  } else {
    splitting.run(spectrum, field, phase);
  }
  return steps;
}

std::size_t FiberSpool::AtMoment::propagate(Light& light) const {
  const PhasePolynomial phase = phase_of(fiber_, delay_s_);
  const double transmission = std::exp(-fiber_.attenuation_per_m * fiber_.length_m);
  const std::span<Complex> field(light.field);
  if (fiber_.is_linear()) {
    core::AlignedVector<Complex> transfer = unit_transfer(band_);
    multiply_phase(transfer, band_, phase, std::sqrt(transmission));
    apply_transfer(light, band_, transfer);
    return 0;
  }
  if (phase.dispersion_s2 == 0.0 && phase.third_order_s3 == 0.0 && !fiber_.raman) {
    rotate_by_power(field, phase_per_watt_, std::sqrt(transmission));
    delay(light);
    return 0;
  }
  core::AlignedVector<Complex> spectrum(field.size());
  band_.fft().forward(field, spectrum);
  if (const std::size_t steps = split(spectrum, field); steps > 0) {
    return steps;
  }
  const std::size_t steps = solve_adaptively(field, band_, fiber_, parameters_.tolerance);
  delay(light);
  return steps;
}

}  // namespace fiberloom::sim
