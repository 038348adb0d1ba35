#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/hal/instruments/programmable_filter.hpp>
#include <fiberloom/hal/instruments/pulse_source.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/snapshot.hpp>

#include "setting_values.hpp"

namespace fiberloom::hal {
namespace {

// What a write does to the light behind it; the order in which a bench is restored.
enum class Effect { darker, neither, brighter };

struct Change {
  Setting* setting = nullptr;
  std::string instrument{};
  double wanted = 0.0;
  Effect effect = Effect::neither;
};

Effect effect_of(const std::string& key, bool rises) {
  if (key == VariableAttenuatorRanges{}.attenuation.key ||
      key == ProgrammableFilterRanges{}.attenuation.key) {
    return rises ? Effect::darker : Effect::brighter;
  }
  if (key == LaserRanges{}.output_power.key || key == PulseSourceRanges{}.output_power.key ||
      key == OpticalAmplifierRanges{}.output_power.key ||
      key == WaveformGeneratorRanges{}.amplitude.key) {
    return rises ? Effect::brighter : Effect::darker;
  }
  return Effect::neither;
}

Setting* find_setting(const Instrument& instrument, const std::string& key) {
  const auto& settings = instrument.settings();
  const auto found = std::ranges::find_if(
      settings, [&key](const Setting* setting) { return setting->spec().key == key; });
  return found == settings.end() ? nullptr : *found;
}

const Instrument* find_instrument(const Bench& bench, const std::string& name) {
  const auto& instruments = bench.instruments();
  const auto found = std::ranges::find_if(
      instruments, [&name](const auto& instrument) { return instrument->name() == name; });
  return found == instruments.end() ? nullptr : found->get();
}

// What one instrument lacks; what it cannot be set to at all goes into the report.
void add_changes(const Bench& bench, const InstrumentSnapshot& wanted, std::vector<Change>& changes,
                 RestoreReport& report) {
  const Instrument* instrument = find_instrument(bench, wanted.name);
  for (const SnapshotNumber& number : wanted.settings) {
    const auto refuse = [&](std::string reason) {
      report.refused.push_back({.instrument = wanted.name,
                                .key = number.key,
                                .wanted = number.value,
                                .code = "input.snapshot",
                                .reason = std::move(reason)});
    };
    if (instrument == nullptr) {
      refuse("the bench has no such instrument");
      continue;
    }
    if (instrument->role() != wanted.role) {
      refuse(fmt::format("it is a {} now, not a {}", instrument->role(), wanted.role));
      continue;
    }
    Setting* setting = find_setting(*instrument, number.key);
    if (setting == nullptr) {
      refuse("the instrument has no such setting");
    } else if (!setting->applied()) {
      refuse("the instrument was not configured");
    } else if (is_changed(*setting->applied(), number.value)) {
      changes.push_back({.setting = setting,
                         .instrument = wanted.name,
                         .wanted = number.value,
                         .effect = effect_of(number.key, number.value > *setting->applied())});
    }
  }
}

std::vector<Change> changes_to(const Bench& bench, const Snapshot& snapshot,
                               RestoreReport& report) {
  std::vector<Change> changes;
  for (const InstrumentSnapshot& instrument : snapshot.instruments) {
    add_changes(bench, instrument, changes, report);
  }
  const auto place = [&bench](const Change& change) {
    return std::ranges::find_if(bench.instruments(), [&](const auto& instrument) {
      return instrument->name() == change.instrument;
    });
  };
  std::ranges::stable_sort(changes, [&](const Change& a, const Change& b) {
    return a.effect != b.effect ? a.effect < b.effect : place(a) < place(b);
  });
  return changes;
}

// How the bench refuses the change; nothing when it was made.
std::optional<RestoreReport::Refused> refusal_of(const Change& change, const std::stop_token& stop,
                                                 RestoreReport& report) {
  if (stop.stop_requested()) {
    throw core::InterruptedError("run.interrupted",
                                 fmt::format("restore: stopped before {} of {}",
                                             change.setting->spec().key, change.instrument));
  }
  const auto refused = [&change](const core::Error& refusal) {
    return RestoreReport::Refused{.instrument = change.instrument,
                                  .key = change.setting->spec().key,
                                  .wanted = change.wanted,
                                  .code = refusal.code(),
                                  .reason = refusal.what()};
  };
  try {
    report.restored.push_back({.instrument = change.instrument,
                               .key = change.setting->spec().key,
                               .value = change.setting->set(change.wanted, stop)});
    return std::nullopt;
  } catch (const core::InterlockError& refusal) {
    return refused(refusal);
  } catch (const core::InputError& refusal) {
    return refused(refusal);
  }
}

}  // namespace

RestoreReport restore(Bench& bench, const Snapshot& snapshot, const std::stop_token& stop) {
  RestoreReport report;
  std::vector<Change> open = changes_to(bench, snapshot, report);
  std::vector<RestoreReport::Refused> refused;
  for (bool is_progress = true; is_progress && !open.empty();) {
    refused.clear();
    std::vector<Change> still_open;
    for (const Change& change : open) {
      if (auto refusal = refusal_of(change, stop, report)) {
        refused.push_back(std::move(*refusal));
        still_open.push_back(change);
      }
    }
    is_progress = still_open.size() < open.size();
    bench.wait_until_settled(stop);  // what is still on its way may be what the rest waits for
    open = std::move(still_open);
  }
  if (!open.empty()) {
    report.refused.insert(report.refused.end(), refused.begin(), refused.end());
  }
  return report;
}

}  // namespace fiberloom::hal
