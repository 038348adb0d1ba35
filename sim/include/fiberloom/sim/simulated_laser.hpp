#pragma once

#include <atomic>
#include <fiberloom/hal/emission.hpp>
#include <memory>
#include <string>

namespace fiberloom::sim {

/// Whether a simulated bench has light. Shared between the laser that switches it and the light path that needs it.
using LightState = std::atomic<bool>;

/// The one light source of a simulated bench: while it is off, the receiver sees its own noise and nothing else.
class SimulatedLaser final : public hal::EmissionSource {
 public:
  explicit SimulatedLaser(std::shared_ptr<LightState> light) : light_(std::move(light)) {}

  [[nodiscard]] std::string name() const override { return "simulated laser"; }
  void enable() override { *light_ = true; }
  void make_safe() noexcept override { *light_ = false; }

 private:
  std::shared_ptr<LightState>
      light_;  // shared: the bench and its laser are owned apart, and either may go first
};

}  // namespace fiberloom::sim
