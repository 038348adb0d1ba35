#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/hal/check_bench.hpp>
#include <map>
#include <set>

#include "bench_check.hpp"

namespace fiberloom::hal {
namespace {

void check_part(BenchCheck& check, const InstrumentSpec& spec, const std::string& pointer) {
  if (spec.part.empty()) {
    return;
  }
  const Part* part = check.part(spec.part);
  if (part == nullptr) {
    std::vector<std::string> ids;
    for (const Part& known : check.catalog().parts) {
      ids.push_back(known.id);
    }
    check.report(pointer + "/part",
                 fmt::format("the catalogue has no part \"{}\"{}", core::printable(spec.part),
                             did_you_mean(spec.part, ids)));
    return;
  }
  const InstrumentRole* role = find_role(spec.role);
  if (role != nullptr && std::ranges::find(role->parts, part->kind) == role->parts.end()) {
    check.report(pointer + "/part", fmt::format("{} is a {}, and no {} can be one", spec.part,
                                                name_of(part->kind), spec.role));
  }
}

void check_limits(BenchCheck& check, const InstrumentSpec& spec, const std::string& pointer) {
  const InstrumentRole* role = find_role(spec.role);
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < spec.limits.size(); ++i) {
    const std::string& key = spec.limits[i].key;
    const std::string at = fmt::format("{}/limits/{}/key", pointer, i);
    if (role != nullptr && std::ranges::find(role->settings, key) == role->settings.end()) {
      check.report(at, fmt::format("a {} has no setting \"{}\"{}", spec.role, core::printable(key),
                                   did_you_mean(key, role->settings)));
    } else if (!seen.insert(key).second) {
      check.report(at, fmt::format("{} is limited twice", key));
    }
  }
}

void check_role(BenchCheck& check, const BenchPlace& place) {
  const InstrumentSpec* spec = check.instrument(place.name);
  if (spec == nullptr) {
    check.report_unknown(
        place.pointer, fmt::format("no instrument is called \"{}\"{}", core::printable(place.name),
                                   did_you_mean(place.name, check.instrument_names())));
  } else if (!spec->role.empty() &&
             std::ranges::find(place.roles, spec->role) == place.roles.end()) {
    check.report(place.pointer, fmt::format("{} is a {}; this place wants a {}", spec->name,
                                            spec->role, fmt::join(place.roles, " or a ")));
  }
}

void check_stage_names(BenchCheck& check) {
  const std::vector<StageWiring>& stages = check.bench().stages;
  const auto room = static_cast<std::size_t>(check.rig().maximum_stages);
  if (stages.size() > room && !check.is_unread("/maximum_stages")) {
    check.report("/bench/stages", fmt::format("{} stages, but the rig has room for {} "
                                              "(maximum_stages)",
                                              stages.size(), room));
  }
  std::set<std::string_view> seen;
  for (std::size_t m = 0; m < stages.size(); ++m) {
    if (!seen.insert(stages[m].name).second) {
      check.report(fmt::format("/bench/stages/{}/name", m),
                   fmt::format("two stages are called \"{}\"", core::printable(stages[m].name)));
    }
  }
}

}  // namespace

void check_instruments(BenchCheck& check) {
  std::set<std::string_view> seen;
  std::set<std::string_view> placed;
  for (const BenchPlace& place : check.places()) {
    placed.insert(place.name);
  }
  for (std::size_t i = 0; i < check.bench().instruments.size(); ++i) {
    const InstrumentSpec& spec = check.bench().instruments[i];
    const std::string pointer = fmt::format("/bench/instruments/{}", i);
    if (!seen.insert(spec.name).second) {
      check.report(pointer + "/name",
                   fmt::format("two instruments are called \"{}\"", core::printable(spec.name)));
    }
    const InstrumentRole* role = find_role(spec.role);
    if (role != nullptr && role->emits && !placed.contains(spec.name)) {
      check.report(pointer, fmt::format("{} emits light, but stands in no place of the bench: no "
                                        "interlock could watch it",
                                        core::printable(spec.name)));
    }
    check_part(check, spec, pointer);
    check_limits(check, spec, pointer);
  }
}

void check_places(BenchCheck& check) {
  check_stage_names(check);
  std::map<std::string_view, std::string_view> first_place;
  for (const BenchPlace& place : check.places()) {
    check_role(check, place);
    const auto [first, is_new] = first_place.emplace(place.name, place.pointer);
    if (!is_new) {
      check.report(place.pointer, fmt::format("{} stands in two places; the other one is {}",
                                              core::printable(place.name), first->second));
    }
  }
}

core::Diagnostics check_bench(const RigDocument& rig, const Catalog& catalog,
                              const core::Diagnostics& unread) {
  if (!rig.bench) {
    return {};
  }
  BenchCheck check(rig, catalog, unread);
  check_instruments(check);
  check_places(check);
  check_figures(check);
  check_wiring(check);
  check_interlocks(check);
  check_missing_interlocks(check);
  return check.take();
}

void require_bench(const RigDocument& rig, const Catalog& catalog, std::string_view source_name) {
  core::Diagnostics found = check_bench(rig, catalog);
  if (!found.empty()) {
    throw core::InvalidDocument("document.invalid", source_name, std::move(found));
  }
}

}  // namespace fiberloom::hal
