#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/sim/bench/fault.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <fiberloom/sim/drift/room_temperature.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "drawn_ends.hpp"
#include "drawn_line.hpp"
#include "mean_power.hpp"
#include "set_points.hpp"

namespace fiberloom::sim {

/// The one physics model behind all instruments of a simulated bench: light that is set on one is seen on another.
///
/// Threads: every function takes the bench's lock; capture() shares its frames out over the bench's own workers.
class BenchPhysics {
 public:
  BenchPhysics(const hal::RigDocument& rig, const hal::LightPath& path, const hal::Catalog& catalog,
               const SimulatedBenchOptions& options, std::shared_ptr<const FaultScript> faults);
  ~BenchPhysics();

  // What instruments are told.
  void change(const std::string& instrument, const std::string& key, double value,
              const Settling& settling = {});
  /// Where a setting is now.
  [[nodiscard]] double value(const std::string& instrument, const std::string& key,
                             double otherwise);
  void load(hal::LoadedWaveform waveform);
  void mute();
  /// What a programmable filter is to do from now on.
  void load(const std::string& instrument, FilterProfile profile);
  /// Whether a waveform is loaded.
  [[nodiscard]] bool is_playing() const;

  // Time.
  [[nodiscard]] std::chrono::nanoseconds now();
  void wait(std::chrono::nanoseconds duration);
  /// From now on time passes by itself as well: `seconds`, which never falls, tells how much has.
  void follow(std::function<double()> seconds);
  void go_to_shot(std::int64_t shot);
  [[nodiscard]] const FaultScript& faults() const noexcept { return *faults_; }

  // What instruments see.
  /// Mean power that arrives at an element of the line, the truth.
  [[nodiscard]] double arriving_w(const std::string& element);
  /// The same for several, looked at together.
  [[nodiscard]] std::vector<double> arriving_w(const std::vector<std::string>& elements);
  /// Mean power that leaves it.
  [[nodiscard]] double leaving_w(const std::string& element);
  [[nodiscard]] Moment moment() const;
  /// A loaded frame as it arrives at the photodiode.
  [[nodiscard]] Light received(std::size_t frame, std::int64_t shot);
  [[nodiscard]] hal::CapturedTraces capture(const hal::Capture& request);
  /// Ends a capture that goes on after the frames in hand, so that whoever has to darken the bench need not wait for it: it
  /// throws InterruptedError "run.interrupted". Does not wait for the lock.
  void interrupt_capture() noexcept { ++interruptions_; }

 private:
  struct FrameOptics;
  struct Worker;
  struct Tick;

  [[nodiscard]] std::unique_lock<std::mutex> enter();
  void pass_time(double seconds);
  [[nodiscard]] Moment moment_of(double time_s) const;
  [[nodiscard]] BenchMoment bench_at(const Moment& moment) const;
  [[nodiscard]] double wavelength_nm() const;
  [[nodiscard]] double source_linewidth_hz() const;
  [[nodiscard]] Retardances retardances_rad() const;
  [[nodiscard]] double source_power_w() const;
  [[nodiscard]] double launched_w(const Moment& moment) const;
  [[nodiscard]] IqBias bias_at(const Moment& moment) const;
  [[nodiscard]] std::vector<double> mean_powers() const;
  [[nodiscard]] std::int64_t tick_of(std::int64_t shot) const;
  [[nodiscard]] FrameOptics& optics_for(std::size_t samples);
  [[nodiscard]] Tick tick_at(std::int64_t tick, const FrameOptics& optics) const;
  void transmit(Worker& worker, std::span<const std::complex<double>> samples, const Tick& tick,
                std::int64_t shot, const FrameOptics& optics) const;
  void require_playing(const hal::Capture& request) const;
  hal::FrameQuality capture_frame(const hal::Capture& request, std::size_t frame,
                                  std::span<const Tick> ticks, Worker& worker,
                                  std::span<double> trace) const;
  hal::FrameQuality receive(Worker& worker, const Tick& tick, std::int64_t shot,
                            const FrameOptics& optics) const;
  [[nodiscard]] double record_late_s(const hal::Capture& request) const;

  hal::RigDocument rig_;
  hal::LightPath path_;
  SimulatedBenchOptions options_;
  std::shared_ptr<const FaultScript> faults_;  // shared with whoever scripts them
  DrawnLine line_;
  DrawnEnds ends_;
  RoomTemperature temperature_;
  mutable std::mutex lock_;
  std::atomic<int> interruptions_{0};
  core::WorkerPool workers_;
  SetPoints set_points_;
  FilterProfiles profiles_;
  hal::LoadedWaveform waveform_;
  double time_s_ = 0.0;                  // of the record: what drifts goes by it
  double clock_s_ = 0.0;                 // since the bench was made, waits included
  std::function<double()> outside_s_{};  // time that passes by itself; empty: none does
  double last_outside_s_ = 0.0;
  double slow_s_ = 0.0;  // what slow instruments have taken of this run
  std::unique_ptr<FrameOptics> optics_;
  std::vector<Worker> rooms_;  // of the threads, for frames of these optics
};

}  // namespace fiberloom::sim
