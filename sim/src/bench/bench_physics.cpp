#include "bench_physics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/polarization.hpp>
#include <numbers>
#include <utility>

#include "components/phasor.hpp"
#include "dither.hpp"
#include "mean_transmission.hpp"
#include "prepared_line.hpp"

namespace fiberloom::sim {
namespace {

// Drift is read once a second of simulated time: frames of one capture share what was made ready for it.
constexpr double tick_s = 1.0;

// Light is never negative, but a band limit undershoots and noise does too: as much of the digitiser's range as its user
// leaves below zero.
constexpr double share_below_zero = 0.05;

double watts(double dbm) { return 1e-3 * std::pow(10.0, dbm / 10.0); }

// A caller's deadline is one of real time, and what a slow instrument takes passes on the bench's clock alone: it counts as
// if it had really passed.
void check_time(const hal::Capture& request, double slow_s) {
  if (request.stop.stop_requested()) {
    throw core::InterruptedError("run.interrupted", "run: stopped between two frames");
  }
  if (request.deadline != hal::Deadline::max() &&
      std::chrono::duration<double>(request.deadline - std::chrono::steady_clock::now()).count() <
          slow_s) {
    throw core::InstrumentError("instrument.timeout",
                                "run: the deadline passed; send fewer frames or allow more time");
  }
}

}  // namespace

// What frames of one length, one wavelength and one range of the digitiser need.
struct FrameSettings {
  std::size_t samples = 0;
  double wavelength_nm = 1550.0;
  double full_scale_v = 1.0;
  bool operator==(const FrameSettings&) const = default;
};

struct BenchPhysics::FrameOptics {
  FrameSettings settings;
  ArbitraryWaveformGenerator generator;
  OpticalBand band;
  Laser laser;
  IqModulator modulator;
  Photodiode photodiode;
  Digitizer digitizer;

  FrameOptics(const DrawnEnds& ends, const hal::BenchDocument& bench, std::uint64_t seed,
              const FrameSettings& frame)
      : settings(frame),
        generator(ends.generator, frame.samples, {seed, bench.transmitter.generator.c_str()}),
        band(generator.grid(), 1e-9 * frame.wavelength_nm),
        laser(at_wavelength(ends.laser, frame.wavelength_nm), band.grid(),
              {seed, bench.transmitter.source.c_str()}),
        modulator(ends.modulator, band.grid()),
        photodiode(ends.photodiode, band.grid(), {seed, "photodiode"}),
        digitizer(with_range(ends.digitizer, frame.full_scale_v), band.grid(),
                  {seed, bench.receiver.digitizer.c_str()}) {}

  static LaserParameters at_wavelength(LaserParameters parameters, double wavelength_nm) {
    parameters.wavelength_m = 1e-9 * wavelength_nm;
    return parameters;
  }
  static DigitizerParameters with_range(DigitizerParameters parameters, double range_v) {
    parameters.converter.full_scale = (1.0 + share_below_zero) * range_v;
    return parameters;
  }
};

// Everything that drifts, at one tick.
struct BenchPhysics::Tick {
  Moment moment;
  IqBias bias;
  LaserDrift laser;
  Retardances retardances_rad{};
  double responsivity_factor = 1.0;
  bool is_channel_dead = false;
  double overload = 0.0;
  PreparedLine line;
};

// What one thread computes in.
struct BenchPhysics::Worker {
  Light light;
  core::AlignedVector<std::complex<double>> drive;
  std::vector<double> signal;
  std::vector<double> record;
  Workspace workspace;

  explicit Worker(const FrameOptics& optics)
      : drive(optics.band.grid().size()),
        signal(optics.band.grid().size()),
        record(optics.settings.samples) {}
};

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
  const std::scoped_lock guard(lock_);
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
                           double otherwise) const {
  const std::scoped_lock guard(lock_);
  return set_points_.value(instrument, key, otherwise);
}

void BenchPhysics::load(hal::LoadedWaveform waveform) {
  const std::scoped_lock guard(lock_);
  waveform_ = std::move(waveform);
}

void BenchPhysics::load(const std::string& instrument, FilterProfile profile) {
  const std::scoped_lock guard(lock_);
  profiles_[instrument] = std::move(profile);
}

void BenchPhysics::mute() { load({}); }

bool BenchPhysics::is_playing() const {
  const std::scoped_lock guard(lock_);
  return !waveform_.samples.empty();
}

std::chrono::nanoseconds BenchPhysics::now() const {
  const std::scoped_lock guard(lock_);
  return std::chrono::nanoseconds(std::llround(clock_s_ * 1e9));
}

void BenchPhysics::wait(std::chrono::nanoseconds duration) {
  const std::scoped_lock guard(lock_);
  pass_time(std::chrono::duration<double>(duration).count());
}

// Settings move on. The record's time does not: it belongs to the shots, and a run that is resumed has waited otherwise.
void BenchPhysics::pass_time(double seconds) {
  clock_s_ += seconds;
  set_points_.advance(seconds);
}

void BenchPhysics::go_to_shot(std::int64_t shot) {
  const std::scoped_lock guard(lock_);
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

double BenchPhysics::launched_w(const Moment& moment) const {
  const std::string& source = rig_.bench->transmitter.source;
  if (!set_points_.is_emitting(source)) {
    return 0.0;
  }
  // What was loaded tells its mean for full drive; less drive passes less, as the square for a small one.
  const double v_pi_v = ends_.nominal_v_pi_v;
  const double drive = std::min(
      1.0, set_points_.value(rig_.bench->transmitter.generator, "amplitude_v", v_pi_v) / v_pi_v);
  const double swing = std::min(1.0, 2.0 * waveform_.mean_transmission * drive * drive);
  Light light{.field = {std::sqrt(watts(set_points_.value(source, "output_power_dbm", -300.0)))},
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

double BenchPhysics::arriving_w(const std::string& element) const {
  return arriving_w(std::vector<std::string>{element}).front();
}

std::vector<double> BenchPhysics::arriving_w(const std::vector<std::string>& elements) const {
  const std::scoped_lock guard(lock_);
  const std::vector<double> powers_w = mean_powers();
  std::vector<double> arriving;
  for (const std::string& element : elements) {
    const auto found = std::ranges::find(line_, element, &LineElement::name);
    arriving.push_back(powers_w[static_cast<std::size_t>(found - line_.begin())]);
  }
  return arriving;
}

double BenchPhysics::leaving_w(const std::string& element) const {
  const std::scoped_lock guard(lock_);
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

std::int64_t BenchPhysics::tick_of(std::int64_t shot) const {
  return static_cast<std::int64_t>(
      std::floor(static_cast<double>(shot) * options_.shot_interval_s / tick_s));
}

BenchPhysics::FrameOptics& BenchPhysics::optics_for(std::size_t samples) {
  const FrameSettings settings{
      .samples = samples,
      .wavelength_nm = wavelength_nm(),
      .full_scale_v = set_points_.value(rig_.bench->receiver.digitizer, "full_scale_v", 1.0)};
  if (!optics_ || optics_->settings != settings) {
    optics_ = std::make_unique<FrameOptics>(ends_, *rig_.bench, options_.seed, settings);
    rooms_.assign(workers_.num_workers(), Worker(*optics_));
  }
  return *optics_;
}

BenchPhysics::Tick BenchPhysics::tick_at(std::int64_t tick, const FrameOptics& optics) const {
  const BenchMoment at = bench_at(moment_of(static_cast<double>(tick) * tick_s));
  const std::string& source = rig_.bench->transmitter.source;
  const double laser_w = set_points_.is_emitting(source)
                             ? watts(set_points_.value(source, "output_power_dbm", -300.0))
                             : 0.0;
  const double time_s = at.moment.time_s;
  const auto overload = faults_->at(FaultKind::saturated_detector, "", time_s);
  return {.moment = at.moment,
          .bias = bias_at(at.moment),
          .laser = {.power_factor = laser_w},
          .retardances_rad = retardances_rad(),
          .responsivity_factor =
              ends_.responsivity_factor * (1.0 + ends_.responsivity_drift.at(time_s)),
          .is_channel_dead = faults_->at(FaultKind::dead_channel, "", time_s).has_value(),
          .overload = overload ? overload->value : 0.0,
          .line = PreparedLine(line_, optics.band, launched_w(at.moment), at)};
}

void BenchPhysics::transmit(Worker& worker, std::span<const std::complex<double>> samples,
                            const Tick& tick, std::int64_t shot, const FrameOptics& optics) const {
  Moment moment = tick.moment;
  moment.shot = shot;
  optics.generator.generate(samples, worker.drive, moment, worker.workspace);
  const double amplitude_v =
      set_points_.value(rig_.bench->transmitter.generator, "amplitude_v", ends_.nominal_v_pi_v);
  multiply_scaled(worker.drive, amplitude_v);
  if (tick.is_channel_dead) {
    for (std::complex<double>& drive : worker.drive) {
      drive = drive.real();
    }
  }
  optics.laser.emit(worker.light, moment, tick.laser);
  ends_.polarization_controller.pass(worker.light, tick.retardances_rad);
  optics.modulator.modulate(worker.light, worker.drive, tick.bias);
  tick.line.pass(worker.light, shot, worker.workspace);
}

hal::FrameQuality BenchPhysics::receive(Worker& worker, const Tick& tick, std::int64_t shot,
                                        const FrameOptics& optics) const {
  Moment moment = tick.moment;
  moment.shot = shot;
  const double time_s = static_cast<double>(shot) * options_.shot_interval_s;
  optics.photodiode.detect(worker.light, tick.responsivity_factor * (1.0 + tick.overload),
                           worker.signal, moment, worker.workspace);
  const double middle_v = 0.5 * (1.0 - share_below_zero) * optics.settings.full_scale_v;
  const auto late = faults_->at(FaultKind::late_trigger, "", time_s);
  const DigitizerState state{.vertical_offset_v = -middle_v,
                             .late_s = late ? late->value : 0.0,
                             .is_lost = faults_->at(FaultKind::lost_shot, "", time_s).has_value()};
  const DigitizerFlags flags =
      optics.digitizer.digitize(worker.signal, worker.record, moment, state, worker.workspace);
  if (flags.is_trigger_lost) {
    return {.lost = true};
  }
  for (double& volts : worker.record) {
    volts += middle_v;
  }
  if (faults_->at(FaultKind::not_a_number, "", time_s)) {
    worker.record.back() = std::numeric_limits<double>::quiet_NaN();
  }
  return {.saturated = flags.is_clipped};
}

Light BenchPhysics::received(std::size_t frame, std::int64_t shot) {
  const std::scoped_lock guard(lock_);
  const FrameOptics& optics = optics_for(waveform_.samples.samples());
  Worker worker(optics);
  transmit(worker, waveform_.samples.row(frame), tick_at(tick_of(shot), optics), shot, optics);
  return std::move(worker.light);
}

void BenchPhysics::require_playing(const hal::Capture& request) const {
  if (waveform_.samples.samples() == request.samples &&
      waveform_.samples.batch() >= request.frames) {
    return;
  }
  throw core::InstrumentError(
      "instrument.no_trigger",
      fmt::format("{}: {} frames of {} samples were asked for, the generator plays {} of {}",
                  rig_.bench->receiver.digitizer, request.frames, request.samples,
                  waveform_.samples.batch(), waveform_.samples.samples()));
}

// All shots of one frame, averaged into its trace.
hal::FrameQuality BenchPhysics::capture_frame(const hal::Capture& request, std::size_t frame,
                                              std::span<const Tick> ticks, Worker& worker,
                                              std::span<double> trace) const {
  const std::int64_t first_tick = tick_of(request.first_shot);
  const double share = 1.0 / static_cast<double>(request.averages);
  hal::FrameQuality quality;
  for (std::size_t average = 0; average < request.averages; ++average) {
    const std::int64_t shot =
        request.first_shot + static_cast<std::int64_t>(frame * request.averages + average);
    const Tick& tick = ticks[static_cast<std::size_t>(tick_of(shot) - first_tick)];
    transmit(worker, waveform_.samples.row(frame), tick, shot, *optics_);
    const hal::FrameQuality shot_quality = receive(worker, tick, shot, *optics_);
    quality.saturated |= shot_quality.saturated;
    quality.lost |= shot_quality.lost;
    for (std::size_t i = 0; i < trace.size(); ++i) {
      trace[i] += share * worker.record[i];
    }
  }
  return quality;
}

hal::CapturedTraces BenchPhysics::capture(const hal::Capture& request) {
  const std::scoped_lock guard(lock_);
  check_time(request, slow_s_);
  require_playing(request);
  const FrameOptics& optics = optics_for(request.samples);
  const auto shots = static_cast<std::int64_t>(request.frames * request.averages);
  std::vector<Tick> ticks;
  for (std::int64_t tick = tick_of(request.first_shot);
       tick <= tick_of(request.first_shot + shots - 1); ++tick) {
    ticks.push_back(tick_at(tick, optics));
  }
  hal::CapturedTraces result{.volts = core::RealBatch<double>(request.frames, request.samples),
                             .quality = std::vector<hal::FrameQuality>(request.frames)};
  workers_.run(request.frames, [&](std::size_t frame, std::size_t thread) {
    check_time(request, slow_s_);
    result.quality[frame] =
        capture_frame(request, frame, ticks, rooms_[thread], result.volts.row(frame));
  });
  time_s_ = static_cast<double>(request.first_shot + shots) * options_.shot_interval_s;
  pass_time(static_cast<double>(shots) * options_.shot_interval_s);
  return result;
}

}  // namespace fiberloom::sim
