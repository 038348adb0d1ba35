#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/fiber/fiber.hpp>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <optional>
#include <string>

namespace fiberloom::core {

/// How a fibre is computed.
enum class FiberMethod { rk4ip, split_step };

struct FiberSolver {
  FiberMethod method = FiberMethod::rk4ip;
  std::optional<double> relative_tolerance;  ///< of rk4ip: local error as a share of the field
  std::optional<std::int64_t> steps;         ///< of split_step

  void fields(FieldVisitor& visit);
};

/// The grid of a fibre's fields; the wavelength belongs to its centre frequency.
struct FiberGrid {
  std::int64_t samples = 0;
  double time_step_ps = 0.0;
  std::optional<double> center_wavelength_nm;

  void fields(FieldVisitor& visit);
};

/// The response of the Raman effect: what is left out is as the model's authors have it.
struct FiberRaman {
  RamanModel model = RamanModel::blow_wood;
  std::optional<double> fraction;
  std::optional<double> tau1_fs;  ///< of blow_wood
  std::optional<double> tau2_fs;

  void fields(FieldVisitor& visit);
  [[nodiscard]] RamanResponse response() const;
};

/// One physical fibre and how to compute it: document "fiberloom.fiber/1".
///
/// Every quantity may be given in one of two units, a length and a grid must be. Dispersion is given as betas or as
/// D with its slope S: beta3 = 0 when D stands alone.
/// Units:   as the names say; positive beta2 is normal dispersion, positive D anomalous.
struct FiberDocument {
  static constexpr const char* schema = "fiberloom.fiber/1";
  static constexpr std::size_t num_betas = 9;  ///< orders 2 to 10

  std::string description;
  FiberGrid grid;
  std::optional<double> length_m;
  std::optional<double> length_km;
  std::optional<double> attenuation_db_per_km;
  std::optional<double> attenuation_db_per_m;
  std::array<std::optional<double>, num_betas> betas_per_km = {};  ///< ps^n/km
  std::array<std::optional<double>, num_betas> betas_per_m = {};   ///< ps^n/m
  std::optional<double> dispersion_ps_per_nm_km;
  std::optional<double> slope_ps_per_nm2_km;
  std::optional<double> gamma_per_w_km;
  std::optional<double> gamma_per_w_m;
  std::optional<FiberRaman> raman;
  bool self_steepening = false;
  FiberSolver solver;

  void fields(FieldVisitor& visit);

  /// What the solvers take. Only for a document that was read or can be written: its rules hold.
  [[nodiscard]] Fiber fiber() const;
  [[nodiscard]] TimeGrid time_grid() const;

 private:
  void visit_length_and_loss(FieldVisitor& visit);
  void visit_dispersion(FieldVisitor& visit);
  void visit_nonlinearity(FieldVisitor& visit);
};

}  // namespace fiberloom::core
