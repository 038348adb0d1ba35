#include "mean_transmission.hpp"

#include <cmath>
#include <complex>
#include <numbers>

namespace fiberloom::sim {
namespace {

// The field of one child: its mean, and its mean square.
struct Child {
  std::complex<double> mean;
  double mean_square;
};

Child child_at(double angle_rad, double swing, double leakage) {
  const double sine = std::sin(angle_rad);
  const double cosine = std::cos(angle_rad);
  const double sine_square = swing * cosine * cosine + (1.0 - swing) * sine * sine;
  const double mean_cosine = std::sqrt(1.0 - swing);  // of the drive alone
  return {.mean = mean_cosine * std::complex<double>(sine, -leakage * cosine),
          .mean_square = sine_square + leakage * leakage * (1.0 - sine_square)};
}

}  // namespace

double mean_transmission(const IqModulatorParameters& modulator, double swing, const IqBias& bias) {
  const double radians_per_volt = 0.5 * std::numbers::pi / modulator.v_pi_v;
  const double leakage = modulator.extinction_ratio_db == 0.0
                             ? 0.0
                             : std::pow(10.0, -modulator.extinction_ratio_db / 20.0);
  const double imbalance = std::pow(10.0, modulator.amplitude_imbalance_db / 20.0);
  const Child in_phase = child_at(radians_per_volt * bias.in_phase_v, swing, leakage);
  const Child quadrature = child_at(radians_per_volt * bias.quadrature_v, swing, leakage);
  const std::complex<double> turn = std::polar(1.0, 0.5 * std::numbers::pi + bias.phase_error_rad);
  const double together = 2.0 * (std::conj(in_phase.mean) * turn * quadrature.mean).real();
  return 0.25 * std::pow(10.0, -modulator.insertion_loss_db / 10.0) *
         (in_phase.mean_square / imbalance + quadrature.mean_square * imbalance + together);
}

}  // namespace fiberloom::sim
