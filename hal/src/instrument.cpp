#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <utility>

namespace fiberloom::hal {

std::string_view name_of(LifeCycle state) noexcept {
  switch (state) {
    case LifeCycle::unconfigured:
      return "unconfigured";
    case LifeCycle::standby:
      return "standby";
    case LifeCycle::armed:
      return "armed";
    case LifeCycle::emitting:
      return "emitting";
    case LifeCycle::safe:
      return "safe";
  }
  return "unknown";
}

Instrument::Instrument(std::string name, const BenchAccess& bench)
    : name_(std::move(name)), bench_(bench) {}

void Instrument::require(LifeCycle wanted, std::string_view step) const {
  if (life_cycle_ != wanted) {
    throw core::InterlockError("interlock.life_cycle",
                               fmt::format("{}: cannot {} while {}; it has to be in {} first",
                                           name_, step, name_of(life_cycle_), name_of(wanted)));
  }
}

void Instrument::enter(LifeCycle next) {
  if (next == life_cycle_) {
    return;
  }
  life_cycle_ = next;
  bench_.events->push(
      {.time = bench_.clock->now(),
       .kind = next == LifeCycle::safe ? EventKind::made_safe : EventKind::life_cycle,
       .instrument = name_,
       .text = std::string(name_of(next))});
}

void Instrument::configure() {
  if (life_cycle_ != LifeCycle::unconfigured && life_cycle_ != LifeCycle::safe) {
    require(LifeCycle::unconfigured, "be configured");
  }
  identity_ = do_configure();
  for (const Setting* setting : settings_) {
    if (!setting->applied()) {
      throw core::InstrumentError(
          "instrument.incomplete",
          fmt::format("{}: its driver did not read {} back", name_, setting->spec().key));
    }
  }
  enter(LifeCycle::standby);
}

void Instrument::arm() {
  require(LifeCycle::standby, "be armed");
  do_arm();
  enter(LifeCycle::armed);
}

void Instrument::make_safe() noexcept {
  if (life_cycle_ == LifeCycle::unconfigured) {
    return;
  }
  try {
    bench_.guard->about_to_darken(name_);
  } catch (...) {  // out of memory for the look ahead: the note below looks again
  }
  do_make_safe();
  try {
    bench_.guard->note(name_, Command::emission_key, 0.0);
    note_safe();
    enter(LifeCycle::safe);
  } catch (...) {
    life_cycle_ = LifeCycle::safe;  // out of memory for the note: dark all the same
  }
}

Setting& Instrument::setting(std::string_view key) const {
  const auto found = std::ranges::find_if(
      settings_, [key](const Setting* setting) { return setting->spec().key == key; });
  if (found != settings_.end()) {
    return **found;
  }
  std::string known;
  for (const Setting* setting : settings_) {
    known += (known.empty() ? "" : ", ") + setting->spec().key;
  }
  throw core::InputError(
      "input.unknown_setting",
      fmt::format("{}: there is no setting \"{}\"; there is {}", name_, key, known));
}

void Instrument::wait_until_settled(const std::stop_token& stop) const {
  std::chrono::nanoseconds last{0};
  for (const Setting* setting : settings_) {
    last = std::max(last, setting->settled_at());
  }
  const std::chrono::nanoseconds now = bench_.clock->now();
  if (last > now) {
    bench_.clock->wait(last - now, stop);
    if (stop.stop_requested()) {
      throw core::InterruptedError("run.interrupted",
                                   fmt::format("{}: stopped before it had settled", name_));
    }
  }
}

void EmittingInstrument::emit() {
  require(LifeCycle::armed, "emit");
  const Command command{.instrument = name(), .key = Command::emission_key, .from = 0.0, .to = 1.0};
  bench().guard->perform(command, [this] {
    do_emit();
    return 1.0;
  });
  enter(LifeCycle::emitting);
}

}  // namespace fiberloom::hal
