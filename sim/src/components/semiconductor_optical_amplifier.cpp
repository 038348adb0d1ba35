#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/semiconductor_optical_amplifier.hpp>
#include <fiberloom/sim/components/spontaneous_emission.hpp>
#include <numbers>
#include <vector>

namespace fiberloom::sim {
namespace {

using Parameters = SemiconductorOpticalAmplifierParameters;

constexpr int most_frames = 50;

// The gain integral over one frame.
class GainIntegral {
 public:
  GainIntegral(const Parameters& parameters, const Light& light)
      : unsaturated_(parameters.small_signal_gain_db * std::numbers::ln10 / 10.0),
        half_recovery_(std::exp(-0.5 * light.sample_interval_s / parameters.carrier_lifetime_s)) {
    for (const std::complex<double>& value : light.field) {
      energies_.push_back(std::norm(value) * light.sample_interval_s /
                          parameters.saturation_energy_j);
    }
  }

  // Carries h through the frame and writes its value at the middle of every sample. Returns d(end)/d(begin).
  double advance(double& h, std::vector<double>& middles) const {
    double slope = 1.0;
    for (std::size_t j = 0; j < energies_.size(); ++j) {
      h = unsaturated_ + (h - unsaturated_) * half_recovery_;
      // Frantz and Nodvik: 1 - e^-h falls by e^-U while the energy U passes. Half the energy tells the middle.
      const double depletion = -std::expm1(-h);
      const double through_half = depletion * std::exp(-0.5 * energies_[j]);
      const double through = depletion * std::exp(-energies_[j]);
      middles[j] = -std::log1p(-through_half);
      slope *= half_recovery_ * half_recovery_ * (through / depletion) * (1.0 - depletion) /
               (1.0 - through);
      h = -std::log1p(-through);
      h = unsaturated_ + (h - unsaturated_) * half_recovery_;
    }
    return slope;
  }

  [[nodiscard]] std::vector<double> periodic() const {
    std::vector<double> middles(energies_.size(), unsaturated_);
    if (unsaturated_ == 0.0) {
      return middles;
    }
    double begin = unsaturated_;
    for (int frame = 0; frame < most_frames; ++frame) {
      double h = begin;
      const double slope = advance(h, middles);
      if (std::abs(h - begin) <= 1e-12 * (1.0 + unsaturated_)) {
        return middles;
      }
      begin += (h - begin) / (1.0 - slope);
    }
    throw core::NumericalError("numerical.diverged",
                               "semiconductor optical amplifier: no gain repeats with the frame; "
                               "check powers, lifetime and saturation energy");
  }

 private:
  double unsaturated_ = 0.0;
  double half_recovery_ = 0.0;
  std::vector<double> energies_;
};

}  // namespace

SemiconductorOpticalAmplifier::SemiconductorOpticalAmplifier(const Parameters& parameters,
                                                             const NoiseOrigin& origin)
    : parameters_(parameters), noise_origin_(origin) {
  const bool is_physical =
      parameters.small_signal_gain_db >= 0.0 && parameters.carrier_lifetime_s >= 0.0 &&
      parameters.saturation_energy_j >= 0.0 && parameters.noise_figure_db >= 0.0 &&
      (parameters.saturation_energy_j == 0.0 || parameters.carrier_lifetime_s > 0.0);
  if (!is_physical) {
    throw core::InputError("input.amplifier",
                           "semiconductor optical amplifier: no number may be negative, and a "
                           "saturation energy needs a carrier lifetime");
  }
}

void SemiconductorOpticalAmplifier::pass(Light& light, const Moment& moment) const {
  attenuate(light, power_transmission_of(parameters_.input_loss_db));
  const double unsaturated = parameters_.small_signal_gain_db * std::numbers::ln10 / 10.0;
  std::vector<double> gain_integral(light.field.size(), unsaturated);
  if (parameters_.saturation_energy_j > 0.0) {
    gain_integral = GainIntegral(parameters_, light).periodic();
  }
  const double noise_factor = noise_factor_of(parameters_.noise_figure_db);
  WhiteNoise noise(noise_origin_, moment.shot);
  double mean_gain = 0.0;
  double mean_emission = 0.0;
  for (std::size_t j = 0; j < light.field.size(); ++j) {
    const double h = gain_integral[j];
    const double gain = std::exp(h);
    const double emission =
        spontaneous_emission_w_per_hz(gain, noise_factor, light.center_wavelength_m);
    light.field[j] *= std::polar(std::sqrt(gain), -0.5 * parameters_.linewidth_enhancement * h);
    if (emission > 0.0) {
      noise.add_to(std::span(light.field).subspan(j, 1), emission / light.sample_interval_s);
    }
    mean_gain += gain / static_cast<double>(light.field.size());
    mean_emission += emission / static_cast<double>(light.field.size());
  }
  amplify(light.orthogonal_noise, mean_gain, mean_emission, 1.0 / light.sample_interval_s);
  attenuate(light, power_transmission_of(parameters_.output_loss_db));
}

}  // namespace fiberloom::sim
