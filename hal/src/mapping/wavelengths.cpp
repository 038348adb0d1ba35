#include "mapping/wavelengths.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/operating_wavelength.hpp>
#include <optional>

#include "mapping/inventory.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

constexpr double light_speed_nm_thz = 299792.458;
constexpr double first_channel_thz = 193.1;  // the anchor of the grid
constexpr double channel_spacing_thz = 0.1;
constexpr std::size_t most_fits = 64;

const Part* sheet_of(const InstrumentSpec& spec, const Catalog& catalog) {
  return spec.part.empty() ? nullptr : &catalog.find(spec.part);
}

void narrow(WavelengthRange& range, const Part& part) {
  range.minimum_nm = std::max(range.minimum_nm, part.minimum_wavelength_nm.value_or(0.0));
  range.maximum_nm =
      std::min(range.maximum_nm, part.maximum_wavelength_nm.value_or(range.maximum_nm));
}

std::optional<WavelengthRange> range_of_sheet(const Part* laser) {
  if (laser == nullptr || !laser->minimum_wavelength_nm || !laser->maximum_wavelength_nm) {
    return std::nullopt;
  }
  return WavelengthRange{*laser->minimum_wavelength_nm, *laser->maximum_wavelength_nm};
}

std::optional<WavelengthRange> laser_range(const InstrumentSpec& laser, const Catalog& catalog) {
  const auto limit = std::ranges::find(laser.limits, "wavelength_nm", &SettingLimit::key);
  return limit == laser.limits.end()
             ? range_of_sheet(sheet_of(laser, catalog))
             : std::optional(WavelengthRange{limit->minimum, limit->maximum});
}

bool has_channelled_stage(const BenchDocument& bench, const Catalog& catalog) {
  return std::ranges::any_of(bench.stages, [&](const StageWiring& stage) {
    const auto spec =
        std::ranges::find(bench.instruments, stage.dispersion_compensator, &InstrumentSpec::name);
    const Part* sheet = spec == bench.instruments.end() ? nullptr : sheet_of(*spec, catalog);
    return sheet != nullptr && sheet->bandwidth_ghz;
  });
}

std::optional<WavelengthRange> range_of_bench(const BenchDocument& bench, const Catalog& catalog) {
  const auto laser =
      std::ranges::find(bench.instruments, bench.transmitter.source, &InstrumentSpec::name);
  if (laser == bench.instruments.end() || laser->role != "laser" ||
      has_channelled_stage(bench, catalog)) {
    return std::nullopt;
  }
  std::optional<WavelengthRange> range = laser_range(*laser, catalog);
  for (const InstrumentSpec& spec : bench.instruments) {
    const Part* sheet = spec.role == "optical_amplifier" ? sheet_of(spec, catalog) : nullptr;
    if (range && sheet != nullptr) {
      narrow(*range, *sheet);
    }
  }
  return range;
}

std::optional<WavelengthRange> range_of_cupboard(const Inventory& inventory) {
  std::optional<WavelengthRange> range;
  for (const Part* laser : inventory.available({PartKind::laser})) {
    range = range ? range : range_of_sheet(laser);
  }
  for (const Part* amplifier : inventory.available({PartKind::erbium_doped_amplifier})) {
    if (range) {
      narrow(*range, *amplifier);
    }
  }
  return range;
}

// Group-delay dispersion over wavelength of what nobody tunes.
struct FixedSum {
  std::vector<const Part*> parts{};

  [[nodiscard]] double ps2(double rig_nm, double light_nm) const {
    const OperatingWavelength wavelength{.rig_nm = rig_nm, .light_nm = light_nm};
    double ps_per_nm = 0.0;
    for (const Part* part : parts) {
      ps_per_nm += dispersion_at(*part, part->length_m.value_or(0.0), wavelength);
    }
    return core::group_delay_dispersion(ps_per_nm * units::ps_per_nm, wavelength.light())
        .in(units::ps2);
  }
};

std::vector<FixedSum> fixed_sums(const Inventory& inventory) {
  std::vector<const Part*> single;
  for (const Part* part :
       inventory.available({PartKind::dispersive_module, PartKind::chirped_grating,
                            PartKind::transmission_fiber})) {
    const bool is_cut = part->kind == PartKind::transmission_fiber && !part->length_m;
    if (!is_cut && !part->bandwidth_ghz) {
      single.push_back(part);
    }
  }
  std::vector<FixedSum> sums;
  for (std::size_t i = 0; i < single.size(); ++i) {
    sums.push_back({{single[i]}});
    for (std::size_t j = i; j < single.size(); ++j) {
      if (j != i || inventory.quantity(*single[i]) > 1) {
        sums.push_back({{single[i], single[j]}});
      }
    }
  }
  return sums;
}

// Where the sum makes that much, to the last digit; it runs straight enough over a laser's range for halving.
std::optional<double> fit(const FixedSum& sum, double wanted_ps2, double rig_nm,
                          const WavelengthRange& range) {
  double low = range.minimum_nm;
  double high = range.maximum_nm;
  const bool rises = sum.ps2(rig_nm, high) > sum.ps2(rig_nm, low);
  const auto is_below = [&](double light_nm) {
    return (sum.ps2(rig_nm, light_nm) < wanted_ps2) == rises;
  };
  if (!is_below(low) || is_below(high)) {
    return std::nullopt;
  }
  for (double middle = 0.5 * (low + high); middle > low && middle < high;
       middle = 0.5 * (low + high)) {
    (is_below(middle) ? low : high) = middle;
  }
  return high;
}

std::vector<double> fits(const core::Model& model, const RigDocument& rig,
                         const Inventory& inventory, const WavelengthRange& range,
                         const std::vector<double>& rates) {
  std::vector<double> found;
  for (const FixedSum& sum : fixed_sums(inventory)) {
    for (const double rate : rates) {
      const double t0_ps = static_cast<double>(model.frame.oversampling) / rate * 1e3;
      for (const double b : model.layers.beta2) {
        const double wanted_ps2 = b * t0_ps * t0_ps;
        const auto fitted =
            b == 0.0 ? std::nullopt : fit(sum, wanted_ps2, rig.center_wavelength_nm, range);
        if (fitted) {
          found.push_back(*fitted);
        }
      }
    }
  }
  std::ranges::sort(found, {}, [&](double nm) { return std::abs(nm - rig.center_wavelength_nm); });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  found.resize(std::min(found.size(), most_fits));
  return found;
}

std::vector<double> channels_in(const WavelengthRange& range) {
  const auto number_at = [](double wavelength_nm) {
    return (light_speed_nm_thz / wavelength_nm - first_channel_thz) / channel_spacing_thz;
  };
  std::vector<double> channels;
  const double last = std::floor(number_at(range.minimum_nm));
  for (double n = std::ceil(number_at(range.maximum_nm)); n <= last; n += 1.0) {
    channels.push_back(light_speed_nm_thz / (first_channel_thz + channel_spacing_thz * n));
  }
  return channels;
}

}  // namespace

WavelengthRange wavelength_range(const RigDocument& rig, const Catalog& catalog) {
  const WavelengthRange own{rig.center_wavelength_nm, rig.center_wavelength_nm};
  const std::optional<WavelengthRange> range =
      rig.bench ? range_of_bench(*rig.bench, catalog) : range_of_cupboard(Inventory(rig, catalog));
  return range && range->minimum_nm <= range->maximum_nm ? *range : own;
}

std::vector<double> candidate_wavelengths(const core::Model& buildable, const RigDocument& rig,
                                          const Catalog& catalog,
                                          const std::vector<double>& rates) {
  std::vector<double> wavelengths{rig.center_wavelength_nm};
  const WavelengthRange range = wavelength_range(rig, catalog);
  if (!(range.minimum_nm < range.maximum_nm)) {
    return wavelengths;
  }
  wavelengths.push_back(range.minimum_nm);
  wavelengths.push_back(range.maximum_nm);
  for (const std::vector<double>& more :
       {channels_in(range), fits(buildable, rig, Inventory(rig, catalog), range, rates)}) {
    wavelengths.insert(wavelengths.end(), more.begin(), more.end());
  }
  return wavelengths;
}

}  // namespace fiberloom::hal
