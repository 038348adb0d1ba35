#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/phase_modulator.hpp>
#include <numbers>

#include "complex_arithmetic.hpp"
#include "modulator_axis.hpp"
#include "sine_cosine.hpp"

namespace fiberloom::sim {
namespace {

const PhaseModulatorParameters& checked(const PhaseModulatorParameters& parameters) {
  if (!(parameters.v_pi_v > 0.0) || !(parameters.insertion_loss_db >= 0.0)) {
    throw core::InputError(
        "input.modulator",
        "phase modulator: V_pi must be positive and the insertion loss not negative");
  }
  check_axis(parameters.axis);
  return parameters;
}

}  // namespace

PhaseModulator::PhaseModulator(const PhaseModulatorParameters& parameters,
                               const core::TimeGrid& grid)
    : radians_per_volt_(std::numbers::pi / checked(parameters).v_pi_v),
      amplitude_(std::pow(10.0, -parameters.insertion_loss_db / 20.0)),
      residual_(parameters.residual_amplitude_per_radian),
      axis_(parameters.axis),
      electrode_(grid.size(), one_sided_transfer(parameters.electrode, grid)) {}

void PhaseModulator::modulate(Light& light, std::span<double> drive_v, Workspace& workspace) const {
  electrode_.apply(drive_v, workspace);
  const std::complex<double> entering = amplitude_ * enter_axis(light, axis_);
  for (std::size_t j = 0; j < light.field.size(); ++j) {
    const double phase = radians_per_volt_ * drive_v[j];
    const SineCosine turned = sine_cosine(phase);
    const double amplitude = 1.0 + residual_ * phase;
    const std::complex<double> transfer =
        product(entering, {amplitude * turned.cosine, amplitude * turned.sine});
    light.field[j] = product(light.field[j], transfer);
  }
}

}  // namespace fiberloom::sim
