#include <fmt/format.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/interlock_guard.hpp>
#include <utility>

namespace fiberloom::hal {

InterlockGuard::InterlockGuard(OpticalChain chain,
                               std::vector<std::unique_ptr<Interlock>> interlocks,
                               std::function<void()> make_safe, const Clock& clock,
                               EventQueue& events)
    : chain_(std::move(chain)),
      interlocks_(std::move(interlocks)),
      make_safe_(std::move(make_safe)),
      clock_(clock),
      events_(events) {}

double InterlockGuard::perform(const Command& command, const std::function<double()>& write) {
  const std::scoped_lock guard(lock_);
  try {
    check_locked(command);
  } catch (const core::InterlockError& refusal) {
    events_.push({.time = clock_.now(),
                  .kind = EventKind::command_refused,
                  .instrument = command.instrument,
                  .text = refusal.what()});
    throw;
  }
  double applied = 0.0;
  try {
    applied = write();
  } catch (const std::exception& failure) {
    // What the hardware did with half a command nobody knows.
    make_safe_();
    events_.push({.time = clock_.now(),
                  .kind = EventKind::fault,
                  .instrument = command.instrument,
                  .text = failure.what()});
    throw;
  }
  state_.set(command.instrument, command.key, applied);
  events_.push(
      {.time = clock_.now(),
       .kind = EventKind::setting_applied,
       .instrument = command.instrument,
       .text = fmt::format("{}: {:.6g} asked, {:.6g} applied", command.key, command.to, applied)});
  return applied;
}

bool InterlockGuard::allows(const Command& command) const {
  try {
    check(command);
    return true;
  } catch (const core::InterlockError&) {
    return false;
  }
}

void InterlockGuard::note(const std::string& instrument, const std::string& key, double value) {
  const std::scoped_lock guard(lock_);
  state_.set(instrument, key, value);
}

void InterlockGuard::check(const Command& command) const {
  const std::scoped_lock guard(lock_);
  check_locked(command);
}

void InterlockGuard::check_locked(const Command& command) const {
  BenchState after = state_;
  after.set(command.instrument, command.key, command.to);
  const std::vector<PowerBounds> arriving_before = chain_.arriving(state_);
  const std::vector<PowerBounds> arriving_after = chain_.arriving(after);
  const Transition wanted{command, state_, after, arriving_before, arriving_after};
  const Command nothing{command.instrument, {}, 0.0, 0.0};
  const Transition standing{nothing, state_, state_, arriving_before, arriving_before};
  for (const std::unique_ptr<Interlock>& interlock : interlocks_) {
    const std::optional<Violation> violation = interlock->violation(wanted);
    if (!violation) {
      continue;
    }
    const std::optional<Violation> already = interlock->violation(standing);
    if (already && violation->severity <= already->severity) {
      continue;
    }
    throw core::InterlockError("interlock." + interlock->name(),
                               fmt::format("{}: interlock \"{}\": {}", command.instrument,
                                           interlock->name(), violation->reason));
  }
}

BenchState InterlockGuard::state() const {
  const std::scoped_lock guard(lock_);
  return state_;
}

}  // namespace fiberloom::hal
