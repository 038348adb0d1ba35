#include <fmt/format.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/interlock_guard.hpp>
#include <utility>

namespace fiberloom::hal {
namespace {

// The bench once a command is written; a part that takes its time may still be where it was.
BenchState after(BenchState state, const Command& command, double applied,
                 std::chrono::nanoseconds now) {
  if (command.settling_time.count() > 0) {
    state.move(command.instrument, command.key, applied, now + command.settling_time);
  } else {
    state.set(command.instrument, command.key, applied);
  }
  return state;
}

}  // namespace

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
  state_ = after(state_now(), command, applied, clock_.now());
  events_.push(
      {.time = clock_.now(),
       .kind = EventKind::setting_applied,
       .instrument = command.instrument,
       .text = fmt::format("{}: {:.6g} asked, {:.6g} applied", command.key, command.to, applied),
       .write = SettingWrite{.key = command.key, .asked = command.to, .applied = applied}});
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
  BenchState noted = state_now();
  noted.set(instrument, key, value);
  darken_if_worse(noted);
  state_.set(instrument, key, value);
}

void InterlockGuard::note_moving(const std::string& instrument, const std::string& key,
                                 double value, std::chrono::nanoseconds settling_time) {
  const std::scoped_lock guard(lock_);
  const std::chrono::nanoseconds settled_at = clock_.now() + settling_time;
  BenchState noted = state_now();
  noted.move(instrument, key, value, settled_at);
  darken_if_worse(noted);
  state_.advance(clock_.now());
  state_.move(instrument, key, value, settled_at);
}

void InterlockGuard::about_to_darken(const std::string& instrument) {
  const std::scoped_lock guard(lock_);
  BenchState dark = state_now();
  dark.set(instrument, Command::emission_key, 0.0);
  darken_if_worse(dark);
}

// What happened by itself cannot be refused any more; the light can.
void InterlockGuard::darken_if_worse(const BenchState& after) {
  if (is_darkening_) {
    return;
  }
  const BenchState before = state_now();
  const Command nothing{};
  const std::vector<PowerBounds> arriving_before = chain_.arriving(before);
  const std::vector<PowerBounds> arriving_after = chain_.arriving(after);
  for (const std::unique_ptr<Interlock>& interlock : interlocks_) {
    const std::optional<Violation> violation =
        interlock->violation({nothing, before, after, arriving_before, arriving_after});
    if (violation &&
        !interlock->violation({nothing, before, before, arriving_before, arriving_before})) {
      events_.push(
          {.time = clock_.now(),
           .kind = EventKind::fault,
           .text = fmt::format("interlock \"{}\": {}", interlock->name(), violation->reason)});
      is_darkening_ = true;
      make_safe_();
      is_darkening_ = false;
      return;
    }
  }
}

void InterlockGuard::check(const Command& command) const {
  const std::scoped_lock guard(lock_);
  check_locked(command);
}

void InterlockGuard::check_locked(const Command& command) const {
  const BenchState before = state_now();
  const BenchState on_the_way = after(before, command, command.to, clock_.now());
  const std::vector<PowerBounds> arriving_before = chain_.arriving(before);
  const std::vector<PowerBounds> arriving_on_the_way = chain_.arriving(on_the_way);
  const Transition wanted{command, before, on_the_way, arriving_before, arriving_on_the_way};
  const Command nothing{.instrument = command.instrument};
  const Transition standing{nothing, before, before, arriving_before, arriving_before};
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
  return state_now();
}

BenchState InterlockGuard::state_now() const {
  BenchState now = state_;
  now.advance(clock_.now());
  return now;
}

}  // namespace fiberloom::hal
