#include <algorithm>
#include <array>
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
#include "components/row_sums.hpp"
#include "components/travelling_light.hpp"

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
  // A complex number is its two parts one after the other ([complex.numbers]).
  const double* pairs = reinterpret_cast<const double*>(spectrum.data());
  const double* offsets = band.arranged_offsets_rad_per_s().data();
  const auto power_at = [pairs](std::size_t k) SIM_INLINE {
    return pairs[2 * k] * pairs[2 * k] + pairs[2 * k + 1] * pairs[2 * k + 1];
  };
  const auto [sum, first] = row_sums<2>(spectrum.size(), [=](std::size_t k) SIM_INLINE {
    const double power = power_at(k);
    return std::array<double, 2>{power, power * offsets[k]};
  });
  if (!(sum > 0.0)) {
    return 0.0;
  }
  const double middle = first / sum;
  const double second_order = 0.5 * (phase.dispersion_s2 + phase.third_order_s3 * middle);
  const double third_order = phase.third_order_s3 / 6.0;
  const auto [squares] = row_sums<1>(spectrum.size(), [=](std::size_t k) SIM_INLINE {
    const double away = offsets[k] - middle;
    const double angle = away * away * (second_order + third_order * away);
    return std::array<double, 1>{power_at(k) * angle * angle};
  });
  return std::sqrt(squares / sum);
}

// Dispersion this weak leaves the powers as they are, for what an estimate needs: light in the middle of the fibre tells
// what came in.
constexpr double weak_dispersion_rad = 0.1;

// Symmetric split steps. Half a linear step takes the loss of half the step, so the Kerr phase of a step of length h
// weighs exp(a h/2) (1 - exp(-a h))/a: exact however long the step is.
double kerr_phase_per_w(const core::Fiber& fiber, std::size_t steps) {
  const double step_m = fiber.length_m / static_cast<double>(steps);
  const double loss = fiber.attenuation_per_m * step_m;
  const double weight_m = loss == 0.0 ? step_m : step_m * std::sinh(loss / 2.0) / (loss / 2.0);
  return fiber.gamma_per_w_m * weight_m;
}

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
  if (fiber_.is_linear()) {
    whole_ = transfer_of(phase_of(fiber_, delay_s_),
                         std::exp(-fiber_.attenuation_per_m * fiber_.length_m / 2.0));
    return;
  }
  if (delay_s_ != 0.0) {
    delay_ = transfer_of({.delay_s = delay_s_}, 1.0);
  }
  if (has_dispersion()) {
    before_kerr_ = half_step(1);
    behind_kerr_ = before_kerr_;
    if (!delay_.empty()) {
      multiply_scaled(behind_kerr_, delay_, 1.0);
    }
  }
}

FiberSpool::AtMoment::Row FiberSpool::AtMoment::transfer_of(const PhasePolynomial& phase,
                                                            double magnitude) const {
  Row row = unit_transfer(band_);
  multiply_phase(row, band_, phase, magnitude);
  return band_.arranged(row);
}

FiberSpool::AtMoment::Row FiberSpool::AtMoment::half_step(std::size_t steps) const {
  const double share = 0.5 / static_cast<double>(steps);
  return transfer_of(phase_of(fiber_, 0.0).times(share),
                     std::exp(-0.5 * share * fiber_.attenuation_per_m * fiber_.length_m));
}

bool FiberSpool::AtMoment::has_dispersion() const noexcept {
  const PhasePolynomial phase = phase_of(fiber_, 0.0);
  return phase.dispersion_s2 != 0.0 || phase.third_order_s3 != 0.0;
}

void FiberSpool::AtMoment::carry_along(Light& light) const {
  const double ends = end_transmission(parameters_);
  light.orthogonal_noise.density_w_per_hz *=
      ends * ends * std::exp(-fiber_.attenuation_per_m * fiber_.length_m);
  light.polarization = transformed(polarization_, light.polarization);
}

SpoolReport FiberSpool::AtMoment::pass(Light& light) const {
  Workspace workspace;
  TravellingLight travelling(light, band_, workspace);
  const SpoolReport report = pass(travelling);
  travelling.settle();
  return report;
}

SpoolReport FiberSpool::AtMoment::pass(TravellingLight& light) const {
  carry_along(light.light());
  light.scale(std::sqrt(end_transmission(parameters_)));
  SpoolReport report{.launched_power_w = light.mean_field_power_w()};
  require_finite(report.launched_power_w);
  const double threshold_w = brillouin_threshold_w(parameters_.brillouin, effective_length_m_);
  if (report.launched_power_w > threshold_w) {
    report.brillouin_reflected_power_w = clamp_brillouin_lines(
        light.settle(), band_,
        {.threshold_w = threshold_w, .linewidth_hz = parameters_.brillouin.linewidth_hz});
  }
  report.steps = propagate(light);
  light.scale(std::sqrt(end_transmission(parameters_)));
  return report;
}

void FiberSpool::AtMoment::delay(TravellingLight& light) const {
  if (!delay_.empty()) {
    light.filter(delay_);
  }
}

// Half a step ahead the light stands where a single step wants it, and usually one is enough.
std::size_t FiberSpool::AtMoment::split(TravellingLight& light) const {
  SplitStepSize size{.dispersive_phase_rad =
                         dispersive_phase(light.spectral_shape(), band_, phase_of(fiber_, 0.0))};
  const bool is_ahead = size.dispersive_phase_rad < weak_dispersion_rad;
  const double kerr_per_w = kerr_phase_per_w(fiber_, 1);
  if (is_ahead) {
    light.filter(before_kerr_);
    size.nonlinear_phase_rad = kerr_per_w * light.try_rotation(kerr_per_w);
  } else {
    size.nonlinear_phase_rad = phase_per_watt_ * light.power_weighted_power_w();
  }
  const std::size_t steps = is_reshaped(size) ? 0 : split_steps_for(size, parameters_.tolerance);
  if (steps == 1) {
    run_single(light, is_ahead);
    return 1;
  }
  if (is_ahead) {
    step_back(light);
  }
  if (steps > 1) {
    run(light, steps);
  }
  return steps;
}

// `is_tried`: the light has been rotated already, as far as it can without being told to go on.
void FiberSpool::AtMoment::run_single(TravellingLight& light, bool is_tried) const {
  if (is_tried) {
    light.take_rotation();
  } else {
    light.filter(before_kerr_);
    light.rotate_by_power(kerr_phase_per_w(fiber_, 1));
  }
  light.filter(behind_kerr_);
}

void FiberSpool::AtMoment::step_back(TravellingLight& light) const {
  Row back = before_kerr_;
  for (Complex& value : back) {
    value = std::conj(value) / std::norm(value);
  }
  light.filter(back);
}

void FiberSpool::AtMoment::run(TravellingLight& light, std::size_t steps) const {
  const Row half = half_step(steps);
  Row whole = half;
  multiply_scaled(whole, half, 1.0);
  light.filter(half);
  for (std::size_t step = 1; step <= steps; ++step) {
    light.rotate_by_power(kerr_phase_per_w(fiber_, steps));
    light.filter(step < steps ? whole : half);
  }
  // The delay commutes with everything; behind the last step it cannot move the samples that the Kerr effect sees.
  delay(light);
}

std::size_t FiberSpool::AtMoment::propagate(TravellingLight& light) const {
  if (fiber_.is_linear()) {
    light.filter(whole_);
    return 0;
  }
  if (!has_dispersion() && !fiber_.raman) {
    light.rotate_by_power(phase_per_watt_);
    light.scale(std::exp(-fiber_.attenuation_per_m * fiber_.length_m / 2.0));
    delay(light);
    return 0;
  }
  if (!fiber_.raman) {
    if (const std::size_t steps = split(light); steps > 0) {
      return steps;
    }
  }
  const std::size_t steps =
      solve_adaptively(light.settle().field, band_, fiber_, parameters_.tolerance);
  delay(light);
  return steps;
}

}  // namespace fiberloom::sim
