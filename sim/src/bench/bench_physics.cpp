#include "bench_physics.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/sim/components/polarization.hpp>
#include <numbers>
#include <utility>

#include "bench_frames.hpp"
#include "dither.hpp"
#include "mean_transmission.hpp"

namespace fiberloom::sim {

BenchPhysics::BenchPhysics(const hal::RigDocument& rig, const hal::LightPath& path,
                           const hal::Catalog& catalog, const SimulatedBenchOptions& options,
                           std::shared_ptr<const FaultScript> faults)
    : rig_(rig),
      path_(path),
      options_(options),
      faults_(std::move(faults)),
      line_(draw_line({rig_, path_, catalog, options_.spread, options_.seed})),
      ends_(draw_ends({rig_, path_, catalog, options_.spread, options_.seed})),
      temperature_(draw_room(options_.spread, options_.seed)),
      workers_(options.num_threads) {}

BenchPhysics::~BenchPhysics() = default;

void BenchPhysics::change(const std::string& instrument, const std::string& key, double value,
                          const Settling& settling) {
  const auto turn = enter();
  if (key == "attenuation_db" && faults_->at(FaultKind::stuck_attenuator, instrument, time_s_)) {
    return;
  }
  if (const auto fault = faults_->at(FaultKind::slow_instrument, instrument, time_s_)) {
    slow_s_ += fault->value;
    pass_time(fault->value);
  }
  set_points_.change(instrument, key, value, settling);
}

double BenchPhysics::value(const std::string& instrument, const std::string& key,
                           double otherwise) {
  const auto turn = enter();
  return set_points_.value(instrument, key, otherwise);
}

void BenchPhysics::load(hal::LoadedWaveform waveform) {
  const auto turn = enter();
  waveform_ = std::move(waveform);
}

void BenchPhysics::load(const std::string& instrument, FilterProfile profile) {
  const auto turn = enter();
  profiles_[instrument] = std::move(profile);
}

void BenchPhysics::mute() { load({}); }

bool BenchPhysics::is_playing() const {
  const std::scoped_lock guard(lock_);
  return !waveform_.samples.empty();
}

std::chrono::nanoseconds BenchPhysics::now() {
  const auto turn = enter();
  return std::chrono::nanoseconds(std::llround(clock_s_ * 1e9));
}

void BenchPhysics::wait(std::chrono::nanoseconds duration) {
  const auto turn = enter();
  pass_time(std::chrono::duration<double>(duration).count());
}

void BenchPhysics::follow(std::function<double()> seconds) {
  const auto turn = enter();
  outside_s_ = std::move(seconds);
  last_outside_s_ = outside_s_();
}

// Whoever asks or tells something does so at the time that it is by then.
std::unique_lock<std::mutex> BenchPhysics::enter() {
  std::unique_lock<std::mutex> lock(lock_);
  if (outside_s_) {
    const double now_s = outside_s_();
    pass_time(now_s - last_outside_s_);
    last_outside_s_ = now_s;
  }
  return lock;
}

// Settings move on. The record's time does not: it belongs to the shots, and a run that is resumed has waited otherwise.
void BenchPhysics::pass_time(double seconds) {
  clock_s_ += seconds;
  set_points_.advance(seconds);
}

void BenchPhysics::go_to_shot(std::int64_t shot) {
  const auto turn = enter();
  time_s_ = static_cast<double>(shot) * options_.shot_interval_s;
  slow_s_ = 0.0;
}

Moment BenchPhysics::moment_of(double time_s) const {
  Moment moment{.time_s = time_s,
                .temperature_k = temperature_.at(time_s),
                .shot = std::llround(time_s * 1e9)};
  if (const auto fault = faults_->at(FaultKind::thermal_runaway, "", time_s)) {
    moment.temperature_k += fault->value * (time_s - fault->from_s);
  }
  return moment;
}

Moment BenchPhysics::moment() const {
  const std::scoped_lock guard(lock_);
  return moment_of(time_s_);
}

BenchMoment BenchPhysics::bench_at(const Moment& moment) const {
  return {.set_points = set_points_,
          .faults = *faults_,
          .profiles = profiles_,
          .moment = moment,
          .wavelength_nm = wavelength_nm(),
          .source_linewidth_hz = source_linewidth_hz()};
}

double BenchPhysics::wavelength_nm() const {
  return set_points_.value(rig_.bench->transmitter.source, "wavelength_nm",
                           rig_.center_wavelength_nm);
}

// A source without a dither of its own is as broad as its document says.
double BenchPhysics::source_linewidth_hz() const {
  const std::string& dither = rig_.bench->transmitter.broadening;
  if (dither.empty()) {
    return 1e6 * rig_.line_broadening_mhz;
  }
  return dithered_linewidth_hz(
      {.drive_v = set_points_.value(dither, "drive_v", 0.0),
       .frequency_hz = 1e6 * set_points_.value(dither, "frequency_mhz", 0.0),
       .half_wave_voltage_v = ends_.dither_half_wave_voltage_v},
      BrillouinParameters{}.linewidth_hz);
}

Retardances BenchPhysics::retardances_rad() const {
  const std::string& name = rig_.bench->transmitter.polarization_controller;
  const auto at = [&](const char* key) {
    return std::numbers::pi / 180.0 * set_points_.value(name, key, 0.0);
  };
  return {at("first_retardance_deg"), at("second_retardance_deg"), at("third_retardance_deg")};
}

double BenchPhysics::source_power_w() const {
  const std::string& source = rig_.bench->transmitter.source;
  return set_points_.is_emitting(source)
             ? 1e-3 * std::pow(10.0, set_points_.value(source, "output_power_dbm", -300.0) / 10.0)
             : 0.0;
}

double BenchPhysics::launched_w(const Moment& moment) const {
  const double source_w = source_power_w();
  if (source_w == 0.0) {
    return 0.0;
  }
  // What was loaded tells its mean for full drive; less drive passes less, as the square for a small one.
  const double v_pi_v = ends_.nominal_v_pi_v;
  const double drive = std::min(
      1.0, set_points_.value(rig_.bench->transmitter.generator, "amplitude_v", v_pi_v) / v_pi_v);
  const double swing = std::min(1.0, 2.0 * waveform_.mean_transmission * drive * drive);
  Light light{.field = {std::sqrt(source_w)},
              .sample_interval_s = 1e-12,
              .polarization = ends_.laser.polarization};
  ends_.polarization_controller.pass(light, retardances_rad());
  return mean_power_w(light) * share_along(ends_.modulator.axis, light.polarization) *
         mean_transmission(ends_.modulator, swing, bias_at(moment));
}

std::vector<double> BenchPhysics::mean_powers() const {
  const BenchMoment at = bench_at(moment_of(time_s_));
  return mean_powers_w(line_, launched_w(at.moment), at);
}

double BenchPhysics::arriving_w(const std::string& element) {
  return arriving_w(std::vector<std::string>{element}).front();
}

std::vector<double> BenchPhysics::arriving_w(const std::vector<std::string>& elements) {
  const auto turn = enter();
  const std::vector<double> powers_w = mean_powers();
  std::vector<double> arriving;
  for (const std::string& element : elements) {
    const auto found = std::ranges::find(line_, element, &LineElement::name);
    arriving.push_back(powers_w[static_cast<std::size_t>(found - line_.begin())]);
  }
  return arriving;
}

double BenchPhysics::leaving_w(const std::string& element) {
  const auto turn = enter();
  const auto found = std::ranges::find(line_, element, &LineElement::name);
  if (found == line_.end() || found + 1 == line_.end()) {
    return mean_powers().back();
  }
  // What arrives at the next one has the connection between them behind it already.
  const BenchMoment at = bench_at(moment_of(time_s_));
  const double passed = connection_transmission(*(found + 1), at);
  const double next = mean_powers()[static_cast<std::size_t>(found - line_.begin()) + 1];
  return passed > 0.0 ? next / passed : 0.0;
}

IqBias BenchPhysics::bias_at(const Moment& moment) const {
  const std::string& name = rig_.bench->transmitter.bias;
  IqBias bias = ends_.locked_bias;
  bias.in_phase_v +=
      ends_.in_phase_drift_v.at(moment.time_s) + set_points_.value(name, "in_phase_bias_v", 0.0);
  bias.quadrature_v += ends_.quadrature_drift_v.at(moment.time_s) +
                       set_points_.value(name, "quadrature_bias_v", 0.0);
  // The third electrode shifts one child against the other: half a wave by V_pi.
  bias.phase_error_rad +=
      std::numbers::pi * set_points_.value(name, "phase_bias_v", 0.0) / ends_.modulator.v_pi_v;
  return bias;
}

}  // namespace fiberloom::sim
