#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_backend.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "bench/bench_physics.hpp"
#include "bench/simulated_instruments.hpp"

namespace fiberloom::test {

/// Somebody who knows the truth of a simulated bench, and looks whenever it may have changed.
class BenchWatcher {
 public:
  virtual ~BenchWatcher() = default;
  BenchWatcher(const BenchWatcher&) = delete;
  BenchWatcher& operator=(const BenchWatcher&) = delete;

  /// Just before the hardware is written.
  virtual void before_write(const hal::Command& command) { static_cast<void>(command); }
  /// After a write or a refusal, and now and then while time passes.
  virtual void look() {}
  /// A command was refused; `has_changed` tells whether it left a trace all the same, on the hardware or in the guard.
  virtual void refused(const hal::Command& command, const core::InterlockError& refusal,
                       bool has_changed) {
    static_cast<void>(command);
    static_cast<void>(refusal);
    static_cast<void>(has_changed);
  }

 protected:
  BenchWatcher() = default;
};

/// The simulated bench of a rig document, put together in the test: what it really is can be asked, every write is seen,
/// and a document that no bench would be opened with can be tried.
class WatchedBench {
 public:
  WatchedBench(const hal::RigDocument& rig, const hal::LightPath& path,
               const sim::SimulatedBenchOptions& options,
               const hal::RigBackendOptions& backend = {})
      : faults_(std::make_shared<sim::FaultScript>()),
        physics_(std::make_shared<sim::BenchPhysics>(rig, path, hal::builtin_catalog(), options,
                                                     faults_)),
        bench_(std::make_shared<hal::Bench>(rig, path, hal::builtin_catalog(),
                                            std::make_unique<Clock>(*this))) {
    guard_.watch(*bench_);
    hal::BenchAccess access = bench_->access();
    access.guard = &guard_;
    for (const hal::InstrumentSpec& spec : rig.bench.value().instruments) {
      bench_->add(sim::make_simulated_instrument(
          {spec, rig, path, hal::builtin_catalog(), options.spread, options.seed}, access,
          physics_));
    }
    rig_ = hal::make_instrument_rig(bench_, rig, path, hal::builtin_catalog(), backend);
  }
  WatchedBench(const WatchedBench&) = delete;
  WatchedBench& operator=(const WatchedBench&) = delete;

  [[nodiscard]] hal::Bench& bench() noexcept { return *bench_; }
  [[nodiscard]] hal::Rig& rig() noexcept { return *rig_; }
  [[nodiscard]] sim::FaultScript& faults() noexcept { return *faults_; }
  [[nodiscard]] sim::BenchPhysics& physics() const noexcept { return *physics_; }
  [[nodiscard]] hal::Setting& setting(std::string_view instrument, std::string_view key) {
    return bench_->instrument(instrument).setting(key);
  }
  void destroy_rig() { rig_.reset(); }
  void watch_with(BenchWatcher* watcher) noexcept { watcher_ = watcher; }

  /// Simulated seconds pass.
  void wait(double seconds) {
    bench_->clock().wait(std::chrono::nanoseconds(std::llround(seconds * 1e9)), {});
  }
  [[nodiscard]] double time_s() const {
    return std::chrono::duration<double>(physics_->now()).count();
  }
  /// Whether that source really lets light out.
  [[nodiscard]] bool is_lit(const std::string& source) const {
    return physics_->value(source, hal::Command::emission_key, 0.0) != 0.0;
  }
  /// Whether no source of the bench lets light out, whatever anybody believes.
  [[nodiscard]] bool is_dark() const {
    return std::ranges::none_of(bench_->instruments(), [this](const auto& instrument) {
      return is_lit(instrument->name());
    });
  }

 private:
  // Light follows a setting in milliseconds: that is when somebody has to look.
  class Clock final : public hal::Clock {
   public:
    explicit Clock(WatchedBench& owner) : owner_(owner) {}
    [[nodiscard]] std::chrono::nanoseconds now() const override { return owner_.physics_->now(); }
    void wait(std::chrono::nanoseconds duration, const std::stop_token& stop) override {
      if (stop.stop_requested()) {
        return;
      }
      std::chrono::nanoseconds step = std::chrono::milliseconds(1);
      for (std::chrono::nanoseconds left = duration; left.count() > 0; left -= step, step *= 2) {
        owner_.physics_->wait(std::min(step, left));
        owner_.look();
      }
    }
    void go_to_shot(std::int64_t first_shot) override { owner_.physics_->go_to_shot(first_shot); }

   private:
    WatchedBench& owner_;
  };

  class Guard final : public hal::CommandGuard {
   public:
    explicit Guard(WatchedBench& owner) : owner_(owner) {}
    void watch(hal::Bench& bench) { bench_ = &bench; }
    double perform(const hal::Command& command, const std::function<double()>& write) override {
      const hal::BenchState before = bench_->guard().state();
      bool was_written = false;
      const auto watched = [&] {
        was_written = true;
        if (owner_.watcher_ != nullptr) {
          owner_.watcher_->before_write(command);
        }
        return write();
      };
      try {
        const double applied = inner().perform(command, watched);
        owner_.look();
        return applied;
      } catch (const core::InterlockError& refusal) {
        if (owner_.watcher_ != nullptr) {
          owner_.watcher_->refused(command, refusal,
                                   was_written || !(bench_->guard().state() == before));
        }
        throw;
      }
    }
    [[nodiscard]] bool allows(const hal::Command& command) const override {
      return bench_->guard().allows(command);
    }
    void note(const std::string& instrument, const std::string& key, double value) override {
      inner().note(instrument, key, value);
    }
    void note_moving(const std::string& instrument, const std::string& key, double value,
                     std::chrono::nanoseconds settling_time) override {
      inner().note_moving(instrument, key, value, settling_time);
    }
    void about_to_darken(const std::string& instrument) override {
      inner().about_to_darken(instrument);
    }

   private:
    hal::CommandGuard& inner() { return *bench_->access().guard; }

    WatchedBench& owner_;
    hal::Bench* bench_ = nullptr;
  };

  void look() {
    if (watcher_ != nullptr) {
      watcher_->look();
    }
  }

  std::shared_ptr<sim::FaultScript> faults_;
  std::shared_ptr<sim::BenchPhysics> physics_;
  Guard guard_{*this};  // before the bench: its instruments report to it to the end
  std::shared_ptr<hal::Bench> bench_;
  std::unique_ptr<hal::Rig> rig_;
  BenchWatcher* watcher_ = nullptr;
};

}  // namespace fiberloom::test
