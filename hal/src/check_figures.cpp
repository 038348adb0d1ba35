#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>

#include "bench_check.hpp"

namespace fiberloom::hal {
namespace {

using Number = std::optional<double>;

const Part* sheet_of(const BenchCheck& check, std::string_view instrument) {
  const InstrumentSpec* spec = check.instrument(instrument);
  return spec == nullptr || spec->part.empty() ? nullptr : check.part(spec->part);
}

void require_told(BenchCheck& check, const Number& document, const Number& sheet,
                  const char* pointer) {
  if (!document && !sheet) {
    check.report(pointer, "missing: neither the document tells it nor a part that it names");
  }
}

void check_modulator(BenchCheck& check) {
  const TransmitterWiring& wiring = check.bench().transmitter;
  const Part* sheet = sheet_of(check, wiring.bias);
  const Part told = sheet == nullptr ? Part{} : *sheet;
  require_told(check, wiring.modulator_v_pi_v, told.modulator.half_wave_voltage_v,
               "/bench/transmitter/modulator_v_pi_v");
  require_told(check, wiring.modulator_insertion_loss_db, told.insertion_loss_db,
               "/bench/transmitter/modulator_insertion_loss_db");
  require_told(check, wiring.modulator_extinction_ratio_db, told.modulator.extinction_ratio_db,
               "/bench/transmitter/modulator_extinction_ratio_db");
}

void check_photodiode(BenchCheck& check) {
  const ReceiverWiring& wiring = check.bench().receiver;
  const Part* sheet = check.part(wiring.photodiode_part);
  if (!wiring.photodiode_part.empty() &&
      (sheet == nullptr || sheet->kind != PartKind::photodiode)) {
    check.report("/bench/receiver/photodiode_part",
                 fmt::format("the catalogue has no photodiode \"{}\"",
                             core::printable(wiring.photodiode_part)));
    return;
  }
  const Part told = sheet == nullptr ? Part{} : *sheet;
  require_told(check, wiring.responsivity_a_per_w, told.photodiode.responsivity_a_per_w,
               "/bench/receiver/responsivity_a_per_w");
  const double allowed_dbm = core::to_dbm(check.rig().receiver.maximum_power_w * core::units::w);
  if (told.max_input_power_dbm && !check.is_unread("/receiver/maximum_power_w") &&
      allowed_dbm > *told.max_input_power_dbm + 1e-6) {
    check.report("/receiver/maximum_power_w",
                 fmt::format("{:.6g} dBm is above what the maker of {} allows, {:.6g} dBm",
                             allowed_dbm, told.id, *told.max_input_power_dbm));
  }
}

// A converter may be slower than its sheet says, but no faster.
void check_sample_rate(BenchCheck& check, std::string_view instrument) {
  const Part* sheet = sheet_of(check, instrument);
  const double rate = check.rig().transmitter.sample_rate_gsa_per_s;
  if (sheet != nullptr && sheet->converter.sample_rate_gsa_per_s &&
      rate > *sheet->converter.sample_rate_gsa_per_s) {
    check.report("/transmitter/sample_rate_gsa_per_s",
                 fmt::format("{:.6g} GSa/s are more than {}, a {}, can do: {:.6g} GSa/s", rate,
                             instrument, sheet->id, *sheet->converter.sample_rate_gsa_per_s));
  }
}

// The largest value of a setting that a sheet knows of.
Number largest(const Part& sheet, std::string_view key) {
  if (key == "attenuation_db") {
    return sheet.attenuation.maximum_attenuation_db;
  }
  if (key == "output_power_dbm") {
    return sheet.maximum_output_power_dbm;
  }
  return key == "port" ? sheet.attenuation.num_ports : Number{};
}

void check_limits_of_sheet(BenchCheck& check, std::size_t index) {
  const InstrumentSpec& spec = check.bench().instruments[index];
  const Part* sheet = sheet_of(check, spec.name);
  for (std::size_t i = 0; sheet != nullptr && i < spec.limits.size(); ++i) {
    const Number most = largest(*sheet, spec.limits[i].key);
    if (most && spec.limits[i].maximum > *most) {
      check.report(fmt::format("/bench/instruments/{}/limits/{}/maximum", index, i),
                   fmt::format("{:.6g} is above what a {} can do: {:.6g}", spec.limits[i].maximum,
                               sheet->id, *most));
    }
  }
}

// A laser that leaves the channel of a compensator takes the seed of what stands behind: its settings must keep it inside.
void check_channel(BenchCheck& check) {
  const std::string& source = check.bench().transmitter.source;
  const auto spec = std::ranges::find(check.bench().instruments, source, &InstrumentSpec::name);
  if (spec == check.bench().instruments.end() || spec->role != "laser" ||
      check.is_unread("/center_wavelength_nm")) {
    return;
  }
  const auto limit = std::ranges::find(spec->limits, "wavelength_nm", &SettingLimit::key);
  const double center_nm = check.rig().center_wavelength_nm;
  for (const StageWiring& stage : check.bench().stages) {
    const Part* sheet = sheet_of(check, stage.dispersion_compensator);
    if (sheet == nullptr || !sheet->bandwidth_ghz) {
      continue;
    }
    const double reach_nm = 0.5 * *sheet->bandwidth_ghz * center_nm * center_nm / 299792458.0;
    if (limit == spec->limits.end() || limit->minimum < center_nm - reach_nm ||
        limit->maximum > center_nm + reach_nm) {
      check.report(
          fmt::format("/bench/instruments/{}/limits", spec - check.bench().instruments.begin()),
          fmt::format("{} could leave the channel of {}: limit wavelength_nm to {:.3f} nm "
                      "and {:.3f} nm",
                      source, stage.dispersion_compensator, center_nm - reach_nm,
                      center_nm + reach_nm));
      return;
    }
  }
}

}  // namespace

void check_figures(BenchCheck& check) {
  check_modulator(check);
  check_photodiode(check);
  check_channel(check);
  check_sample_rate(check, check.bench().transmitter.generator);
  check_sample_rate(check, check.bench().receiver.digitizer);
  for (std::size_t i = 0; i < check.bench().instruments.size(); ++i) {
    check_limits_of_sheet(check, i);
  }
}

}  // namespace fiberloom::hal
