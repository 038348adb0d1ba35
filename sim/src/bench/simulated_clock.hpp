#pragma once

#include <fiberloom/hal/clock.hpp>
#include <memory>
#include <utility>

#include "bench_physics.hpp"

namespace fiberloom::sim {

/// Simulated time, as the physics keeps it.
class SimulatedClock final : public hal::Clock {
 public:
  explicit SimulatedClock(std::shared_ptr<BenchPhysics> physics) : physics_(std::move(physics)) {}

  [[nodiscard]] std::chrono::nanoseconds now() const override { return physics_->now(); }
  void wait(std::chrono::nanoseconds duration, const std::stop_token& stop) override {
    if (!stop.stop_requested()) {
      physics_->wait(duration);
    }
  }
  void go_to_shot(std::int64_t first_shot) override { physics_->go_to_shot(first_shot); }

 private:
  std::shared_ptr<BenchPhysics> physics_;
};

}  // namespace fiberloom::sim
