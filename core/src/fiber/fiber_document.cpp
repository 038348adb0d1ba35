#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/fiber/fiber_document.hpp>
#include <fiberloom/core/fiber/rk4ip.hpp>
#include <fiberloom/core/units.hpp>
#include <numbers>
#include <string_view>

namespace fiberloom::core {
namespace {

constexpr EnumName<RamanModel> raman_names[] = {
    {"blow_wood", RamanModel::blow_wood},
    {"lin_agrawal", RamanModel::lin_agrawal},
    {"hollenbeck_cantrell", RamanModel::hollenbeck_cantrell}};

constexpr EnumName<FiberMethod> method_names[] = {{"rk4ip", FiberMethod::rk4ip},
                                                  {"split_step", FiberMethod::split_step}};

constexpr std::string_view beta_keys_per_km[] = {
    "beta2_ps2_per_km", "beta3_ps3_per_km", "beta4_ps4_per_km",
    "beta5_ps5_per_km", "beta6_ps6_per_km", "beta7_ps7_per_km",
    "beta8_ps8_per_km", "beta9_ps9_per_km", "beta10_ps10_per_km"};
constexpr std::string_view beta_keys_per_m[] = {
    "beta2_ps2_per_m", "beta3_ps3_per_m", "beta4_ps4_per_m", "beta5_ps5_per_m",  "beta6_ps6_per_m",
    "beta7_ps7_per_m", "beta8_ps8_per_m", "beta9_ps9_per_m", "beta10_ps10_per_m"};

constexpr double most_samples = 1 << 26;
constexpr double most_steps = 1e9;
constexpr double decibel = std::numbers::ln10 / 10.0;

// The one of two numbers that was given; `second` is in units 1000 times smaller.
double one_of(const std::optional<double>& first, const std::optional<double>& second) {
  return first ? *first : second.value_or(0.0) / 1000.0;
}

}  // namespace

void FiberSolver::fields(FieldVisitor& visit) {
  visit.enumeration(
      "method", method, method_names,
      {.description = "rk4ip chooses its steps; split_step takes equal ones.", .required = false});
  visit.field("relative_tolerance", relative_tolerance,
              {.description = "Of rk4ip: the error of one step as a share of the field.",
               .minimum = 1e-14,
               .maximum = 0.1,
               .exact = true});
  visit.field(
      "steps", steps,
      {.description = "Of split_step: their number.", .minimum = 1.0, .maximum = most_steps});
  const bool is_split = method == FiberMethod::split_step;
  visit.require(!is_split || !relative_tolerance, "relative_tolerance",
                "belongs to the method rk4ip; split_step takes steps");
  visit.require(is_split || !steps, "steps",
                "belongs to the method split_step; rk4ip takes relative_tolerance");
  visit.require(!is_split || steps, "steps", "missing: the method split_step needs it");
}

void FiberGrid::fields(FieldVisitor& visit) {
  visit.field("samples", samples,
              {.description = "Samples of a field.", .minimum = 2.0, .maximum = most_samples});
  visit.field("time_step_ps", time_step_ps,
              {.description = "Time between two samples.",
               .minimum = 0.0,
               .exclusive_minimum = true,
               .maximum = 1e12,
               .exact = true});
  visit.field("center_wavelength_nm", center_wavelength_nm,
              {.description = "Vacuum wavelength of the carrier.",
               .minimum = 1.0,
               .maximum = 1e9,
               .exact = true});
}

void FiberRaman::fields(FieldVisitor& visit) {
  visit.enumeration("model", model, raman_names,
                    {.description = "Whose fit of the response.", .required = false});
  visit.field("fraction", fraction,
              {.description = "Share of the Kerr effect that comes late.",
               .minimum = 0.0,
               .maximum = 1.0,
               .exact = true});
  const FieldOptions time{.description = "Of blow_wood: h ~ exp(-t/tau2) sin(t/tau1).",
                          .minimum = 1e-3,
                          .maximum = 1e9,
                          .exact = true};
  visit.field("tau1_fs", tau1_fs, time);
  visit.field("tau2_fs", tau2_fs, time);
  const bool is_free = model == RamanModel::blow_wood;
  visit.require(is_free || !tau1_fs, "tau1_fs", "belongs to the model blow_wood");
  visit.require(is_free || !tau2_fs, "tau2_fs", "belongs to the model blow_wood");
}

RamanResponse FiberRaman::response() const {
  RamanResponse result = RamanResponse::of(model);
  result.fraction = fraction.value_or(result.fraction);
  result.tau1_s = tau1_fs ? *tau1_fs * 1e-15 : result.tau1_s;
  result.tau2_s = tau2_fs ? *tau2_fs * 1e-15 : result.tau2_s;
  return result;
}

void FiberDocument::visit_length_and_loss(FieldVisitor& visit) {
  const FieldOptions length{
      .description = "How far the light goes.", .minimum = 0.0, .maximum = 1e12, .exact = true};
  visit.field("length_m", length_m, length);
  visit.field("length_km", length_km, length);
  visit.require(!length_m || !length_km, "length_km", "is given twice: length_m is there too");
  visit.require(length_m || length_km, "length_m", "missing: give length_m or length_km");
  const FieldOptions loss{
      .description = "Loss of power.", .minimum = 0.0, .maximum = 1e9, .exact = true};
  visit.field("attenuation_db_per_km", attenuation_db_per_km, loss);
  visit.field("attenuation_db_per_m", attenuation_db_per_m, loss);
  visit.require(!attenuation_db_per_km || !attenuation_db_per_m, "attenuation_db_per_m",
                "is given twice: attenuation_db_per_km is there too");
}

void FiberDocument::visit_dispersion(FieldVisitor& visit) {
  const FieldOptions beta{.description = "Derivative of the phase constant at the centre.",
                          .exact = true};
  for (std::size_t i = 0; i < num_betas; ++i) {
    visit.field(beta_keys_per_km[i], betas_per_km[i], beta);
    visit.field(beta_keys_per_m[i], betas_per_m[i], beta);
    visit.require(!betas_per_km[i] || !betas_per_m[i], beta_keys_per_m[i],
                  "is given twice: it is there per km too");
  }
  visit.field("dispersion_ps_per_nm_km", dispersion_ps_per_nm_km,
              {.description = "D, instead of beta2.", .exact = true});
  visit.field("slope_ps_per_nm2_km", slope_ps_per_nm2_km,
              {.description = "dD/dlambda, instead of beta3.", .exact = true});
  const bool has_d = dispersion_ps_per_nm_km.has_value();
  const bool has_slope = slope_ps_per_nm2_km.has_value();
  visit.require(!has_d || !(betas_per_km[0] || betas_per_m[0]), "dispersion_ps_per_nm_km",
                "is given twice: beta2 is there too");
  visit.require(!has_slope || !(betas_per_km[1] || betas_per_m[1]), "slope_ps_per_nm2_km",
                "is given twice: beta3 is there too");
  visit.require(!has_slope || has_d, "slope_ps_per_nm2_km", "needs dispersion_ps_per_nm_km");
  visit.require(!has_d || grid.center_wavelength_nm, "dispersion_ps_per_nm_km",
                "needs center_wavelength_nm in grid");
}

void FiberDocument::visit_nonlinearity(FieldVisitor& visit) {
  const FieldOptions gamma{.description = "Nonlinear coefficient.", .exact = true};
  visit.field("gamma_per_w_km", gamma_per_w_km, gamma);
  visit.field("gamma_per_w_m", gamma_per_w_m, gamma);
  visit.require(!gamma_per_w_km || !gamma_per_w_m, "gamma_per_w_m",
                "is given twice: gamma_per_w_km is there too");
  visit.field("raman", raman,
              {.description = "Raman response; without it the Kerr effect is instantaneous."});
  visit.field("self_steepening", self_steepening,
              {.description = "Whether the nonlinearity grows with the optical frequency.",
               .required = false});
  visit.require(!self_steepening || grid.center_wavelength_nm, "self_steepening",
                "needs center_wavelength_nm in grid");
}

void FiberDocument::fields(FieldVisitor& visit) {
  visit.field("description", description, {.description = "What it is.", .required = false});
  visit.field("grid", grid, {.description = "Where the fields live."});
  visit_length_and_loss(visit);
  visit_dispersion(visit);
  visit_nonlinearity(visit);
  visit.field("solver", solver, {.description = "How it is computed.", .required = false});
}

Fiber FiberDocument::fiber() const {
  Fiber fiber;
  fiber.length_m = length_m ? *length_m : length_km.value_or(0.0) * 1000.0;
  fiber.attenuation_per_m = decibel * one_of(attenuation_db_per_m, attenuation_db_per_km);
  fiber.betas.resize(num_betas);
  for (std::size_t i = 0; i < num_betas; ++i) {
    const double order = static_cast<double>(i + 2);
    fiber.betas[i] = one_of(betas_per_m[i], betas_per_km[i]) * std::pow(1e-12, order);
  }
  if (dispersion_ps_per_nm_km) {
    const DispersionParameter dispersion = *dispersion_ps_per_nm_km * units::ps_per_nm_km;
    const Wavelength wavelength = grid.center_wavelength_nm.value_or(0.0) * units::nm;
    fiber.betas[0] = group_velocity_dispersion(dispersion, wavelength).in(units::s2_per_m);
    if (slope_ps_per_nm2_km) {
      const DispersionSlope slope = *slope_ps_per_nm2_km * units::ps_per_nm2_km;
      fiber.betas[1] = third_order_dispersion(slope, dispersion, wavelength).in(units::s3_per_m);
    }
  }
  while (!fiber.betas.empty() && fiber.betas.back() == 0.0) {
    fiber.betas.pop_back();
  }
  fiber.gamma_per_w_m = one_of(gamma_per_w_m, gamma_per_w_km);
  fiber.center_wavelength_m = grid.center_wavelength_nm.value_or(0.0) * 1e-9;
  fiber.self_steepening = self_steepening;
  if (raman) {
    fiber.raman = raman->response();
  }
  return fiber;
}

TimeGrid FiberDocument::time_grid() const {
  return {static_cast<std::size_t>(grid.samples), grid.time_step_ps * 1e-12};
}

}  // namespace fiberloom::core
