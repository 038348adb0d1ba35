#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/mach_zehnder_modulator.hpp>
#include <numbers>

#include "complex_arithmetic.hpp"
#include "modulator_axis.hpp"
#include "sine_cosine.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

const MachZehnderParameters& checked(const MachZehnderParameters& parameters) {
  if (!(parameters.v_pi_v > 0.0) || !(parameters.extinction_ratio_db >= 0.0) ||
      !(parameters.insertion_loss_db >= 0.0)) {
    throw core::InputError("input.modulator",
                           "Mach-Zehnder modulator: V_pi must be positive, extinction ratio (0: "
                           "infinite) and insertion loss not negative");
  }
  check_axis(parameters.axis);
  return parameters;
}

}  // namespace

MachZehnderModulator::MachZehnderModulator(const MachZehnderParameters& parameters,
                                           const core::TimeGrid& grid)
    : radians_per_volt_(0.5 * std::numbers::pi / checked(parameters).v_pi_v),
      full_transmission_v_(parameters.full_transmission_v),
      in_phase_(std::pow(10.0, -parameters.insertion_loss_db / 20.0)),
      quadrature_(parameters.extinction_ratio_db == 0.0
                      ? 0.0
                      : in_phase_ * std::pow(10.0, -parameters.extinction_ratio_db / 20.0)),
      chirp_(parameters.chirp),
      axis_(parameters.axis),
      electrode_(grid.size(), one_sided_transfer(parameters.electrode, grid)) {}

Complex MachZehnderModulator::field_transfer(double voltage_v) const noexcept {
  const double phase = radians_per_volt_ * (voltage_v - full_transmission_v_);
  const SineCosine arms = sine_cosine(phase);
  const Complex balanced(in_phase_ * arms.cosine, quadrature_ * arms.sine);
  if (chirp_ == 0.0) {
    return balanced;
  }
  const SineCosine common = sine_cosine(chirp_ * phase);
  return product(balanced, {common.cosine, common.sine});
}

void MachZehnderModulator::modulate(Light& light, std::span<double> drive_v, double bias_v,
                                    Workspace& workspace) const {
  electrode_.apply(drive_v, workspace);
  const Complex entering = enter_axis(light, axis_);
  for (std::size_t j = 0; j < light.field.size(); ++j) {
    const Complex transfer = product(entering, field_transfer(drive_v[j] + bias_v));
    light.field[j] = product(light.field[j], transfer);
  }
}

double voltage_from_null(double field_share, double v_pi_v) {
  if (!(std::abs(field_share) <= 1.0)) {
    throw core::InputError("input.domain",
                           "a modulator's field is a share of -1..1 of its largest one");
  }
  return 2.0 * v_pi_v / std::numbers::pi * std::asin(field_share);
}

}  // namespace fiberloom::sim
