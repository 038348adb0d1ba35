#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/iq_modulator.hpp>
#include <numbers>

#include "complex_arithmetic.hpp"
#include "complex_rows.hpp"
#include "modulator_axis.hpp"
#include "sine_cosine.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

const IqModulatorParameters& checked(const IqModulatorParameters& parameters) {
  if (!(parameters.v_pi_v > 0.0) || !(parameters.extinction_ratio_db >= 0.0) ||
      !(parameters.insertion_loss_db >= 0.0)) {
    throw core::InputError("input.modulator",
                           "IQ modulator: V_pi must be positive, extinction ratio (0: infinite) "
                           "and insertion loss not negative");
  }
  check_axis(parameters.axis);
  return parameters;
}

}  // namespace

IqModulator::IqModulator(const IqModulatorParameters& parameters, const core::TimeGrid& grid)
    : radians_per_volt_(0.5 * std::numbers::pi / checked(parameters).v_pi_v),
      leakage_(parameters.extinction_ratio_db == 0.0
                   ? 0.0
                   : std::pow(10.0, -parameters.extinction_ratio_db / 20.0)),
      axis_(parameters.axis),
      plan_(grid.size()) {
  const double amplitude = 0.5 * std::pow(10.0, -parameters.insertion_loss_db / 20.0);
  const double imbalance = std::pow(10.0, parameters.amplitude_imbalance_db / 40.0);
  in_phase_amplitude_ = amplitude / imbalance;
  quadrature_amplitude_ = amplitude * imbalance;
  if (parameters.electrode.bandwidth_hz != 0.0) {
    const std::vector<Complex> one_sided = one_sided_transfer(parameters.electrode, grid);
    electrode_.resize(grid.size());
    for (std::size_t k = 0; k < grid.size(); ++k) {
      electrode_[k] = 2 * k <= grid.size() ? one_sided[k] : std::conj(one_sided[grid.size() - k]);
    }
  }
}

void IqModulator::filter(std::span<Complex> drive_v) const {
  if (electrode_.empty()) {
    return;
  }
  plan_.forward(drive_v);
  for (std::size_t k = 0; k < drive_v.size(); ++k) {
    drive_v[k] = product(drive_v[k], electrode_[k]);
  }
  plan_.inverse(drive_v);
}

void IqModulator::modulate(Light& light, std::span<Complex> drive_v, const IqBias& bias) const {
  filter(drive_v);
  const Complex entering = enter_axis(light, axis_);
  const Complex in_phase = in_phase_amplitude_ * entering;
  const Complex quadrature = quadrature_amplitude_ * entering *
                             std::polar(1.0, 0.5 * std::numbers::pi + bias.phase_error_rad);
  const double* drive = pairs(drive_v.data());
  const double radians = radians_per_volt_;
  const double leakage = leakage_;
  change_row(light.field, [=](std::size_t j, double& real, double& imaginary) SIM_INLINE {
    const SineCosine i = sine_cosine(radians * (drive[2 * j] + bias.in_phase_v));
    const SineCosine q = sine_cosine(radians * (drive[2 * j + 1] + bias.quadrature_v));
    const Complex transfer = product(in_phase, {i.sine, -leakage * i.cosine}) +
                             product(quadrature, {q.sine, -leakage * q.cosine});
    const Complex passed = product({real, imaginary}, transfer);
    real = passed.real();
    imaginary = passed.imag();
  });
}

}  // namespace fiberloom::sim
