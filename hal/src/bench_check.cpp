#include "bench_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fiberloom::hal {
namespace {

std::vector<BenchPlace> places_of(const BenchDocument& bench) {
  std::vector<BenchPlace> places;
  const auto add = [&places](std::string pointer, const std::string& name,
                             std::vector<std::string_view> roles, bool is_on_light = true) {
    if (!name.empty()) {
      places.push_back({std::move(pointer), name, std::move(roles), is_on_light});
    }
  };
  const std::string transmitter = "/bench/transmitter/";
  add(transmitter + "source", bench.transmitter.source, {"laser", "pulse_source"});
  add(transmitter + "broadening", bench.transmitter.broadening, {"phase_modulator"});
  add(transmitter + "polarization_controller", bench.transmitter.polarization_controller,
      {"polarization_controller"});
  add(transmitter + "generator", bench.transmitter.generator, {"waveform_generator"}, false);
  add(transmitter + "bias", bench.transmitter.bias, {"modulator_bias"}, false);
  for (std::size_t m = 0; m < bench.stages.size(); ++m) {
    const StageWiring& stage = bench.stages[m];
    const std::string pointer = fmt::format("/bench/stages/{}/", m);
    add(pointer + "dispersion_compensator", stage.dispersion_compensator,
        {"dispersion_compensator"});
    add(pointer + "programmable_filter", stage.programmable_filter, {"programmable_filter"});
    add(pointer + "delay_line", stage.delay_line, {"delay_line"});
    add(pointer + "amplifier", stage.amplifier, {"optical_amplifier"});
    add(pointer + "attenuator", stage.attenuator, {"variable_attenuator"});
    add(pointer + "launch_meter", stage.launch_meter, {"power_meter"});
  }
  const std::string receiver = "/bench/receiver/";
  add(receiver + "attenuator", bench.receiver.attenuator, {"variable_attenuator"});
  add(receiver + "meter", bench.receiver.meter, {"power_meter"});
  add(receiver + "optical_switch", bench.receiver.optical_switch, {"optical_switch"});
  add(receiver + "digitizer", bench.receiver.digitizer, {"digitizer"});
  return places;
}

bool is_stocked(const RigDocument& rig, std::string_view part) {
  return std::ranges::find(rig.inventory, part, &InventoryItem::part) != rig.inventory.end();
}

constexpr std::array fixed_kinds{PartKind::dispersive_module, PartKind::chirped_grating,
                                 PartKind::highly_nonlinear_fiber, PartKind::transmission_fiber};

std::optional<LightPlace> find_fixed_part(BenchCheck& check, std::string_view stage,
                                          std::string_view id, const std::string& pointer) {
  std::vector<std::string> stages;
  for (const StageWiring& wiring : check.bench().stages) {
    stages.push_back(wiring.name);
  }
  if (std::ranges::find(stages, stage) == stages.end()) {
    check.report_unknown(pointer, fmt::format("no stage is called \"{}\"{}", core::printable(stage),
                                              did_you_mean(stage, stages)));
    return std::nullopt;
  }
  const Part* part = check.part(id);
  if (part == nullptr || !is_stocked(check.rig(), id)) {
    std::vector<std::string> stock;
    for (const InventoryItem& item : check.rig().inventory) {
      stock.push_back(item.part);
    }
    check.report_unknown(pointer, fmt::format("the inventory has no part \"{}\"{}",
                                              core::printable(id), did_you_mean(id, stock)));
    return std::nullopt;
  }
  if (part->kind == PartKind::tunable_dispersion_compensator) {
    check.report(pointer, fmt::format("{} is tunable: name the instrument of the stage", id));
    return std::nullopt;
  }
  if (std::ranges::find(fixed_kinds, part->kind) == fixed_kinds.end()) {
    check.report(pointer,
                 fmt::format("{} is a {}: no fixed part of a stage", id, name_of(part->kind)));
    return std::nullopt;
  }
  return LightPlace{.stage = std::string(stage), .part = part};
}

// The entry of a list that a pointer leads into, "/bench/wiring/3"; the pointer itself where there is none.
std::string_view entry_of(std::string_view pointer) {
  for (std::size_t at = pointer.find('/', 1); at != std::string_view::npos;) {
    const std::size_t end = pointer.find('/', at + 1);
    const std::string_view token = pointer.substr(at + 1, end - at - 1);
    if (!token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos) {
      return pointer.substr(0, end);
    }
    at = end;
  }
  return pointer;
}

}  // namespace

BenchCheck::BenchCheck(const RigDocument& rig, const Catalog& catalog,
                       const core::Diagnostics& unread)
    : rig_(rig), catalog_(catalog), unread_(unread), places_(places_of(*rig.bench)) {}

bool BenchCheck::is_unread(std::string_view pointer) const {
  return std::ranges::any_of(unread_.mistakes(), [pointer](const core::Mistake& mistake) {
    const std::string_view told = mistake.pointer;
    return told.starts_with(pointer) &&
           (told.size() == pointer.size() || told[pointer.size()] == '/');
  });
}

void BenchCheck::report_unknown(std::string pointer, std::string message) {
  const bool knows_all_names =
      std::ranges::none_of(bench().instruments, &std::string::empty, &InstrumentSpec::name) &&
      std::ranges::none_of(bench().stages, &std::string::empty, &StageWiring::name) &&
      !bench().instruments.empty() && !bench().stages.empty() && !is_unread("/inventory") &&
      !is_unread("/parts") && !is_unread("/catalog_file");
  if (knows_all_names) {
    report(std::move(pointer), std::move(message));
  }
}

const InstrumentSpec* BenchCheck::instrument(std::string_view name) const {
  const auto found = std::ranges::find(bench().instruments, name, &InstrumentSpec::name);
  return found == bench().instruments.end() ? nullptr : &*found;
}

const Part* BenchCheck::part(std::string_view id) const {
  const auto found = std::ranges::find(catalog_.parts, id, &Part::id);
  return found == catalog_.parts.end() ? nullptr : &*found;
}

std::vector<std::string> BenchCheck::instrument_names() const {
  std::vector<std::string> names;
  for (const InstrumentSpec& spec : bench().instruments) {
    names.push_back(spec.name);
  }
  return names;
}

std::vector<std::string> BenchCheck::light_names() const {
  std::vector<std::string> names{"modulator"};
  for (const BenchPlace& place : places_) {
    if (place.is_on_light) {
      names.push_back(place.name);
    }
  }
  return names;
}

void BenchCheck::report(std::string pointer, std::string message) {
  // An interlock whose kind is not known wants other fields than those that it is judged by.
  const bool is_interlock = pointer.starts_with("/bench/interlocks");
  if (!is_unread(pointer) && !(is_interlock && is_unread(entry_of(pointer)))) {
    found_.add(std::move(pointer), std::move(message));
  }
}

std::string did_you_mean(std::string_view name, std::span<const std::string> known) {
  const std::string_view nearest = core::nearest_key(name, known);
  return nearest.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", nearest);
}

std::optional<LightPlace> find_light_place(BenchCheck& check, std::string_view name,
                                           const std::string& pointer) {
  if (const std::size_t slash = name.find('/'); slash != std::string_view::npos) {
    return find_fixed_part(check, name.substr(0, slash), name.substr(slash + 1), pointer);
  }
  const std::vector<std::string> known = check.light_names();
  if (std::ranges::find(known, name) != known.end()) {
    return LightPlace{.name = std::string(name)};
  }
  if (check.instrument(name) != nullptr) {
    check.report(pointer, fmt::format("{} is not on the way of the light", name));
  } else {
    check.report_unknown(pointer, fmt::format("no light passes \"{}\"{}", core::printable(name),
                                              did_you_mean(name, known)));
  }
  return std::nullopt;
}

}  // namespace fiberloom::hal
