#include <fiberloom/sim/bench/fault.hpp>
#include <utility>

namespace fiberloom::sim {

std::string_view name_of(FaultKind kind) noexcept {
  switch (kind) {
    case FaultKind::fiber_break:
      return "fiber_break";
    case FaultKind::dead_channel:
      return "dead_channel";
    case FaultKind::saturated_detector:
      return "saturated_detector";
    case FaultKind::stuck_attenuator:
      return "stuck_attenuator";
    case FaultKind::amplifier_without_seed:
      return "amplifier_without_seed";
    case FaultKind::lost_shot:
      return "lost_shot";
    case FaultKind::late_trigger:
      return "late_trigger";
    case FaultKind::not_a_number:
      return "not_a_number";
    case FaultKind::thermal_runaway:
      return "thermal_runaway";
    case FaultKind::slow_instrument:
      return "slow_instrument";
  }
  return "unknown";
}

void FaultScript::add(Fault fault) {
  const std::scoped_lock guard(lock_);
  faults_.push_back(std::move(fault));
}

void FaultScript::clear() {
  const std::scoped_lock guard(lock_);
  faults_.clear();
}

std::optional<Fault> FaultScript::at(FaultKind kind, std::string_view place, double time_s) const {
  const std::scoped_lock guard(lock_);
  for (auto fault = faults_.rbegin(); fault != faults_.rend(); ++fault) {
    if (fault->kind == kind && fault->place == place && time_s >= fault->from_s &&
        time_s < fault->until_s) {
      return *fault;
    }
  }
  return std::nullopt;
}

}  // namespace fiberloom::sim
