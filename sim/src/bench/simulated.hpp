#pragma once

#include <fiberloom/hal/instrument.hpp>
#include <memory>
#include <string>
#include <utility>

#include "bench_physics.hpp"

namespace fiberloom::sim {

/// One number that a simulated instrument holds when it is switched on.
struct PowerOnValue {
  std::string key{};
  double value = 0.0;
};

/// What the simulated instruments of every role share: they keep their settings in the bench's physics, and answer for
/// themselves. `Role` is a role of hal.
template <class Role>
class Simulated : public Role {
 public:
  template <class Ranges>
  Simulated(std::string name, const hal::BenchAccess& access, const Ranges& ranges,
            std::shared_ptr<BenchPhysics> physics, std::vector<PowerOnValue> power_on)
      : Role(std::move(name), access, ranges),
        physics_(std::move(physics)),
        power_on_(std::move(power_on)) {}

 protected:
  [[nodiscard]] BenchPhysics& physics() const noexcept { return *physics_; }

  // Hands a written value to the physics, which takes as long to follow as the setting says.
  void take(const char* key, double value, double glitch_depth = 0.0) {
    const hal::SettingSpec& spec = this->setting(key).spec();
    const double settling_s = std::chrono::duration<double>(spec.settling_time).count();
    physics_->change(this->name(), key, value,
                     {.settling_time_s = settling_s,
                      .glitch_depth = glitch_depth,
                      .glitch_duration_s = glitch_depth > 0.0 ? settling_s : 0.0});
  }

  hal::Identity do_configure() override {
    for (const PowerOnValue& number : power_on_) {
      const double here = physics_->value(this->name(), number.key, number.value);
      physics_->change(this->name(), number.key, here);
      this->setting(number.key).read_back(here);
    }
    return {.vendor = "fiberloom",
            .model = "simulated " + std::string(this->role()),
            .serial_number = this->name(),
            .firmware = "1"};
  }
  void do_make_safe() noexcept override {}

 private:
  std::shared_ptr<BenchPhysics> physics_;
  std::vector<PowerOnValue> power_on_;
};

/// A source: its light is the setting "emission" in the physics.
template <class Role>
class SimulatedSource : public Simulated<Role> {
 public:
  using Simulated<Role>::Simulated;

 protected:
  void do_emit() override { this->physics().change(this->name(), hal::Command::emission_key, 1.0); }
  void do_make_safe() noexcept override {
    this->physics().change(this->name(), hal::Command::emission_key, 0.0);
  }
};

}  // namespace fiberloom::sim
