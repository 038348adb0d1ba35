#include <algorithm>
#include <array>
#include <chrono>
#include <fiberloom/hal/snapshot.hpp>

#include "setting_values.hpp"

namespace fiberloom::hal {
namespace {

constexpr std::array life_cycle_names{
    core::EnumName<LifeCycle>{"unconfigured", LifeCycle::unconfigured},
    core::EnumName<LifeCycle>{"standby", LifeCycle::standby},
    core::EnumName<LifeCycle>{"armed", LifeCycle::armed},
    core::EnumName<LifeCycle>{"emitting", LifeCycle::emitting},
    core::EnumName<LifeCycle>{"safe", LifeCycle::safe}};

InstrumentSnapshot snapshot_of(Instrument& instrument) {
  InstrumentSnapshot snapshot{.name = instrument.name(),
                              .role = std::string(instrument.role()),
                              .identity = instrument.identity(),
                              .life_cycle = instrument.life_cycle()};
  if (instrument.life_cycle() == LifeCycle::unconfigured) {
    return snapshot;
  }
  for (const Setting* setting : instrument.settings()) {
    if (setting->applied()) {
      snapshot.settings.push_back({.key = setting->spec().key, .value = *setting->applied()});
    }
  }
  for (const Reading& reading : instrument.readings()) {
    snapshot.readings.push_back({.key = reading.key, .value = reading.value});
  }
  return snapshot;
}

const InstrumentSnapshot* find(const Snapshot& snapshot, const std::string& name) {
  const auto found = std::ranges::find(snapshot.instruments, name, &InstrumentSnapshot::name);
  return found == snapshot.instruments.end() ? nullptr : &*found;
}

std::optional<double> value_of(const std::vector<SnapshotNumber>& settings,
                               const std::string& key) {
  const auto found = std::ranges::find(settings, key, &SnapshotNumber::key);
  return found == settings.end() ? std::nullopt : std::optional(found->value);
}

void compare(const InstrumentSnapshot& from, const InstrumentSnapshot& to,
             SnapshotDifference& difference) {
  if (from.identity != to.identity) {
    difference.exchanged.push_back(from.name);
  }
  for (const SnapshotNumber& setting : from.settings) {
    const std::optional<double> other = value_of(to.settings, setting.key);
    if (!other || is_changed(setting.value, *other)) {
      difference.settings.push_back(
          {.instrument = from.name, .key = setting.key, .from = setting.value, .to = other});
    }
  }
  for (const SnapshotNumber& setting : to.settings) {
    if (!value_of(from.settings, setting.key)) {
      difference.settings.push_back(
          {.instrument = to.name, .key = setting.key, .to = setting.value});
    }
  }
}

}  // namespace

void SnapshotNumber::fields(core::FieldVisitor& visit) {
  visit.field("key", key, {.description = "Key, with its unit.", .minimum_length = 1});
  visit.field("value", value, {.description = "Value, in the unit of the key.", .exact = true});
}

void InstrumentSnapshot::fields(core::FieldVisitor& visit) {
  visit.field("name", name,
              {.description = "What the bench calls the instrument.", .minimum_length = 1});
  visit.field("role", role, {.description = "What it is for.", .minimum_length = 1});
  visit.field("vendor", identity.vendor, {.description = "As it says itself."});
  visit.field("model", identity.model, {.description = "As it says itself."});
  visit.field("serial_number", identity.serial_number, {.description = "As it says itself."});
  visit.field("firmware", identity.firmware, {.description = "As it says itself."});
  visit.enumeration("life_cycle", life_cycle, life_cycle_names,
                    {.description = "Where it stood between off and emitting."});
  visit.field("settings", settings, {.description = "What the hardware was set to."});
  visit.field("readings", readings, {.description = "What it measured."});
}

void Snapshot::fields(core::FieldVisitor& visit) {
  visit.field("rig", rig, {.description = "Name of the rig document."});
  visit.field("taken_at", taken_at, {.description = "When, UTC."});
  visit.field("bench_time_s", bench_time_s, {.description = "When, since the bench was opened."});
  visit.field("instruments", instruments, {.description = "The instruments of the bench."});
}

Snapshot take_snapshot(Bench& bench, const SnapshotLabel& label) {
  Snapshot snapshot{.rig = label.rig,
                    .taken_at = label.taken_at,
                    .bench_time_s = std::chrono::duration<double>(bench.clock().now()).count()};
  for (const std::unique_ptr<Instrument>& instrument : bench.instruments()) {
    snapshot.instruments.push_back(snapshot_of(*instrument));
  }
  return snapshot;
}

SnapshotDifference difference(const Snapshot& from, const Snapshot& to) {
  SnapshotDifference difference;
  for (const InstrumentSnapshot& instrument : from.instruments) {
    if (const InstrumentSnapshot* other = find(to, instrument.name)) {
      compare(instrument, *other, difference);
    } else {
      difference.only_from.push_back(instrument.name);
    }
  }
  for (const InstrumentSnapshot& instrument : to.instruments) {
    if (find(from, instrument.name) == nullptr) {
      difference.only_to.push_back(instrument.name);
    }
  }
  return difference;
}

}  // namespace fiberloom::hal
