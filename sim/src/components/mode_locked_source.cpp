#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/mode_locked_source.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <numbers>

namespace fiberloom::sim {
namespace {

[[noreturn]] void refuse(const char* what) {
  throw core::InputError("input.pulses", std::string("mode-locked source: ") + what);
}

void check(const ModeLockedSourceParameters& parameters) {
  if (!(parameters.width_s > 0.0) || !(parameters.repetition_rate_hz > 0.0)) {
    refuse("pulse width and repetition rate must be positive");
  }
  if (!(parameters.average_power_w >= 0.0) || !(parameters.timing_jitter_s >= 0.0) ||
      !(parameters.energy_noise >= 0.0)) {
    refuse("power, timing jitter and energy noise must not be negative");
  }
}

std::size_t pulses_in(double frame_s, double repetition_rate_hz) {
  const double periods = frame_s * repetition_rate_hz;
  const double whole = std::round(periods);
  if (periods > 1.0 && std::abs(periods - whole) > 1e-6) {
    refuse("a frame must hold a whole number of periods, or be shorter than one");
  }
  return whole > 1.0 ? static_cast<std::size_t>(whole) : 1;
}

}  // namespace

ModeLockedSource::ModeLockedSource(const ModeLockedSourceParameters& parameters,
                                   const core::TimeGrid& grid, const ComponentSeed& seed)
    : parameters_(parameters),
      grid_(grid),
      timing_noise_(seed.origin("timing")),
      energy_noise_(seed.origin("energy")) {
  check(parameters);
  const bool is_gaussian = parameters.shape == PulseShape::gaussian;
  const double widths =
      is_gaussian ? 2.0 * std::sqrt(std::numbers::ln2) : 2.0 * std::log(1.0 + std::numbers::sqrt2);
  unit_time_s_ = parameters.width_s / widths;
  const double energy = parameters.average_power_w / parameters.repetition_rate_hz;
  peak_power_w_ = energy / ((is_gaussian ? std::sqrt(std::numbers::pi) : 2.0) * unit_time_s_);
  half_support_s_ = (is_gaussian ? 9.0 : 40.0) * unit_time_s_;  // fields below 1e-17 of the peak
  const double frame_s = static_cast<double>(grid.size()) * grid.step();
  num_pulses_ = pulses_in(frame_s, parameters.repetition_rate_hz);
  if (frame_s / static_cast<double>(num_pulses_) < 3.0 * parameters.width_s) {
    refuse("pulses overlap; they need three widths of room");
  }
}

void ModeLockedSource::emit(Light& light, const Moment& moment,
                            const ModeLockedDrift& drift) const {
  light.field.resize(grid_.size());
  std::ranges::fill(light.field, 0.0);
  light.sample_interval_s = grid_.step();
  light.center_wavelength_m = parameters_.wavelength_m + drift.wavelength_offset_m;
  light.polarization = parameters_.polarization;
  light.orthogonal_noise = {};
  WhiteNoise timing(timing_noise_, moment.shot);
  WhiteNoise energy(energy_noise_, moment.shot);
  const double first_s = static_cast<double>(grid_.size() / 2) * grid_.step();
  const double period_s =
      static_cast<double>(grid_.size()) * grid_.step() / static_cast<double>(num_pulses_);
  for (std::size_t pulse = 0; pulse < num_pulses_; ++pulse) {
    const double late_s = parameters_.timing_jitter_s * timing.normal();
    const double share = std::max(0.0, 1.0 + parameters_.energy_noise * energy.normal());
    add_pulse(light, first_s + static_cast<double>(pulse) * period_s + late_s,
              std::sqrt(peak_power_w_ * drift.power_factor * share));
  }
}

void ModeLockedSource::add_pulse(Light& light, double center_s, double amplitude) const {
  const auto size = static_cast<std::ptrdiff_t>(grid_.size());
  const auto first =
      static_cast<std::ptrdiff_t>(std::ceil((center_s - half_support_s_) / grid_.step()));
  const auto last =
      static_cast<std::ptrdiff_t>(std::floor((center_s + half_support_s_) / grid_.step()));
  for (std::ptrdiff_t j = first; j <= last; ++j) {
    const double x = (static_cast<double>(j) * grid_.step() - center_s) / unit_time_s_;
    const double envelope =
        parameters_.shape == PulseShape::gaussian ? std::exp(-0.5 * x * x) : 1.0 / std::cosh(x);
    const auto index = static_cast<std::size_t>((j % size + size) % size);
    light.field[index] += std::polar(amplitude * envelope, -0.5 * parameters_.chirp * x * x);
  }
}

}  // namespace fiberloom::sim
