#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <utility>

#include "bench_frames.hpp"
#include "bench_physics.hpp"
#include "components/phasor.hpp"

namespace fiberloom::sim {
namespace {

// Drift is read once a second of simulated time: frames of one capture share what was made ready for it.
constexpr double tick_s = 1.0;

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
  const double time_s = at.moment.time_s;
  const auto overload = faults_->at(FaultKind::saturated_detector, "", time_s);
  return {.moment = at.moment,
          .bias = bias_at(at.moment),
          .laser = {.power_factor = source_power_w()},
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
                             .late_s = worker.record_late_s + (late ? late->value : 0.0),
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
  const auto turn = enter();
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

// All frames of one capture are one record: they begin late together.
double BenchPhysics::record_late_s(const hal::Capture& request) const {
  if (options_.spread.capture_jitter_s == 0.0) {
    return 0.0;
  }
  const std::string& name = rig_.bench->receiver.digitizer;
  WhiteNoise jitter({options_.seed, component_stream(name.c_str(), "capture")}, request.first_shot);
  return options_.spread.capture_jitter_s * jitter.normal();
}

hal::CapturedTraces BenchPhysics::capture(const hal::Capture& request) {
  const auto turn = enter();
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
  for (Worker& room : rooms_) {
    room.record_late_s = record_late_s(request);
  }
  const int interruptions = interruptions_.load();
  workers_.run(request.frames, [&](std::size_t frame, std::size_t thread) {
    check_time(request, slow_s_);
    if (interruptions_.load() != interruptions) {
      throw core::InterruptedError("run.interrupted", "run: the light was taken away");
    }
    result.quality[frame] =
        capture_frame(request, frame, ticks, rooms_[thread], result.volts.row(frame));
  });
  time_s_ = static_cast<double>(request.first_shot + shots) * options_.shot_interval_s;
  pass_time(static_cast<double>(shots) * options_.shot_interval_s);
  return result;
}

}  // namespace fiberloom::sim
