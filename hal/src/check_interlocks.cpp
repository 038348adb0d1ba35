#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <set>

#include "bench_check.hpp"

namespace fiberloom::hal {
namespace {

std::string pointer_to_interlock(std::size_t index) {
  return fmt::format("/bench/interlocks/{}", index);
}

// The instrument of an interlock, or a report of why there is none.
const InstrumentSpec* find_instrument(BenchCheck& check, const std::string& name,
                                      const std::string& pointer) {
  const InstrumentSpec* spec = check.instrument(name);
  if (spec == nullptr) {
    check.report_unknown(pointer,
                         fmt::format("no instrument is called \"{}\"{}", core::printable(name),
                                     did_you_mean(name, check.instrument_names())));
  }
  return spec;
}

void check_setting(BenchCheck& check, const InstrumentSpec& spec, const std::string& key,
                   const std::string& pointer) {
  const InstrumentRole* role = find_role(spec.role);
  if (role == nullptr) {
    return;
  }
  std::vector<std::string> keys = role->settings;
  keys.insert(keys.end(), role->commands.begin(), role->commands.end());
  if (std::ranges::find(keys, key) == keys.end()) {
    check.report(pointer + "/setting", fmt::format("a {} has no setting \"{}\"{}", spec.role,
                                                   core::printable(key), did_you_mean(key, keys)));
  }
}

void check_emits(BenchCheck& check, const InstrumentSpec& spec, const std::string& pointer) {
  const InstrumentRole* role = find_role(spec.role);
  if (role != nullptr && !role->emits) {
    check.report(
        pointer + "/guards",
        fmt::format("{} is a {}: it emits nothing that could be refused", spec.name, spec.role));
  }
}

void check_maximum_power(BenchCheck& check, const InterlockSpec& spec, const std::string& pointer) {
  const auto place = find_light_place(check, spec.guards, pointer + "/guards");
  if (!place) {
    return;
  }
  const InstrumentSpec* instrument = check.instrument(spec.guards);
  const Part* sheet = instrument == nullptr ? place->part : check.part(instrument->part);
  if (sheet != nullptr && sheet->max_input_power_dbm &&
      spec.limit_dbm > *sheet->max_input_power_dbm) {
    check.report(pointer + "/limit_dbm",
                 fmt::format("{:.6g} dBm is above what the maker of {} allows, {:.6g} dBm",
                             spec.limit_dbm, sheet->id, *sheet->max_input_power_dbm));
  }
  const double photodiode_dbm = core::to_dbm(check.rig().receiver.maximum_power_w * core::units::w);
  if (!check.is_unread("/receiver/maximum_power_w") &&
      spec.guards == check.bench().receiver.digitizer && spec.limit_dbm > photodiode_dbm + 1e-6) {
    check.report(pointer + "/limit_dbm",
                 fmt::format("{:.6g} dBm contradicts /receiver/maximum_power_w: {:.6g} dBm",
                             spec.limit_dbm, photodiode_dbm));
  }
}

void check_requires_setting(BenchCheck& check, const InterlockSpec& spec,
                            const std::string& pointer) {
  const InstrumentSpec* other = find_instrument(check, spec.other, pointer + "/other");
  if (other == nullptr) {
    return;
  }
  check_setting(check, *other, spec.setting, pointer);
  for (const SettingLimit& limit : other->limits) {
    if (limit.key == spec.setting &&
        (spec.minimum > limit.maximum || spec.maximum < limit.minimum)) {
      check.report(pointer, fmt::format("{} may never emit: {} of {} is limited to {:.6g} to "
                                        "{:.6g}",
                                        spec.guards, spec.setting, spec.other, limit.minimum,
                                        limit.maximum));
    }
  }
}

void check_one(BenchCheck& check, const InterlockSpec& spec, const std::string& pointer) {
  if (spec.kind == InterlockKind::maximum_power) {
    check_maximum_power(check, spec, pointer);
    return;
  }
  const InstrumentSpec* guarded = find_instrument(check, spec.guards, pointer + "/guards");
  if (spec.kind == InterlockKind::requires_setting) {
    check_requires_setting(check, spec, pointer);
  }
  if (guarded == nullptr) {
    return;
  }
  if (spec.kind == InterlockKind::seed || spec.kind == InterlockKind::requires_setting) {
    check_emits(check, *guarded, pointer);
  } else {
    check_setting(check, *guarded, spec.setting, pointer);
  }
  if (spec.kind == InterlockKind::seed || spec.kind == InterlockKind::dark_before_change) {
    static_cast<void>(find_light_place(check, spec.guards, pointer + "/guards"));
  }
}

// Why two interlocks cannot both be kept; empty when they can.
std::string contradiction(const InterlockSpec& one, const InterlockSpec& other) {
  if (one.guards != other.guards) {
    return {};
  }
  if (one.kind == InterlockKind::seed && other.kind == InterlockKind::maximum_power &&
      one.limit_dbm >= other.limit_dbm) {
    return fmt::format("{} wants a seed of {:.6g} dBm", one.name, one.limit_dbm);
  }
  if (one.kind != other.kind || one.setting != other.setting) {
    return {};
  }
  if (one.kind == InterlockKind::ramp && one.step != other.step) {
    return fmt::format("{} wants steps of {:.6g}", one.name, one.step);
  }
  if (one.kind == InterlockKind::requires_setting && one.other == other.other &&
      (one.minimum > other.maximum || other.minimum > one.maximum)) {
    return fmt::format("{} wants {:.6g} to {:.6g}", one.name, one.minimum, one.maximum);
  }
  return {};
}

void check_contradictions(BenchCheck& check) {
  const std::vector<InterlockSpec>& all = check.bench().interlocks;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      std::string reason = contradiction(all[j], all[i]);
      if (reason.empty() && all[i].kind != all[j].kind) {
        reason = contradiction(all[i], all[j]);
      }
      if (!reason.empty()) {
        check.report(pointer_to_interlock(i),
                     fmt::format("{} contradicts {}: {}", all[i].name, all[j].name, reason));
      }
    }
  }
}

bool is_guarded(const BenchDocument& bench, const std::string& name, InterlockKind kind) {
  return std::ranges::any_of(bench.interlocks, [&](const InterlockSpec& spec) {
    return spec.kind == kind && spec.guards == name;
  });
}

}  // namespace

void check_interlocks(BenchCheck& check) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < check.bench().interlocks.size(); ++i) {
    const InterlockSpec& spec = check.bench().interlocks[i];
    const std::string pointer = pointer_to_interlock(i);
    if (!seen.insert(spec.name).second) {
      check.report(pointer + "/name",
                   fmt::format("two interlocks are called \"{}\"", core::printable(spec.name)));
    }
    check_one(check, spec, pointer);
  }
  check_contradictions(check);
}

void check_missing_interlocks(BenchCheck& check) {
  if (check.is_unread("/bench/interlocks")) {
    return;  // the one that is missing may be among them
  }
  for (const BenchPlace& place : check.places()) {
    const InstrumentSpec* spec = check.instrument(place.name);
    if (spec == nullptr) {
      continue;
    }
    const auto want = [&](InterlockKind kind, std::string_view what) {
      if (!is_guarded(check.bench(), spec->name, kind)) {
        check.report(place.pointer, fmt::format("{} has no interlock {}", spec->name, what));
      }
    };
    if (spec->role == "digitizer") {
      want(InterlockKind::maximum_power, "of the kind maximum_power in front of its photodiode");
    } else if (spec->role == "optical_amplifier") {
      want(InterlockKind::seed, "of the kind seed: without light it may oscillate");
    } else if (spec->role == "optical_switch") {
      want(InterlockKind::dark_before_change, "of the kind dark_before_change on its port");
    }
  }
}

}  // namespace fiberloom::hal
