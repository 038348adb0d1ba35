#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
#include <optional>

namespace fiberloom::hal {
namespace {

using Number = std::optional<double>;

double watts(double dbm) { return 1e-3 * std::pow(10.0, dbm / 10.0); }

const Part* sheet_in(const FigureSources& sources, std::string_view instrument) {
  return sheet_of(*sources.rig.bench, sources.catalog, instrument);
}

const Part* photodiode_sheet(const BenchDocument& bench, const Catalog& catalog) {
  return bench.receiver.photodiode_part.empty() ? nullptr
                                                : &catalog.find(bench.receiver.photodiode_part);
}

// A number of one family of a sheet.
template <class Family, class Member>
Number told_by(const Part* sheet, Family family, Member member) {
  return sheet == nullptr ? Number{} : (sheet->*family).*member;
}

template <class Member>
Number told_by(const Part* sheet, Member member) {
  return sheet == nullptr ? Number{} : sheet->*member;
}

// The spread decides whether there is such an impairment at all, the sheet how large it is.
double unless_off(double spread, const Number& sheet) {
  return spread == 0.0 ? 0.0 : sheet.value_or(spread);
}

// Two band limits one behind the other, in GHz.
Number behind_each_other(const Number& first, const Number& second) {
  if (!first || !second) {
    return first ? first : second;
  }
  return 1.0 / std::hypot(1.0 / *first, 1.0 / *second);
}

double bandwidth_hz(double spread_per_sample_rate, double sample_rate_hz, const Number& sheet_ghz) {
  return sheet_ghz ? unless_off(spread_per_sample_rate, 1e9 * *sheet_ghz)
                   : spread_per_sample_rate * sample_rate_hz;
}

double required(const Number& document, const Number& sheet, const char* key) {
  if (!document && !sheet) {
    throw core::InputError(
        "input.figure",
        fmt::format("the bench does not tell {}, and names no part that does", key));
  }
  return document ? *document : *sheet;
}

ConverterFigures converter(int bits, double effective_bits, const Part* sheet) {
  const Number sheet_bits = told_by(sheet, &Part::converter, &ConverterNumbers::resolution_bits);
  return {.bits = static_cast<int>(std::lround(unless_off(bits, sheet_bits))),
          .effective_bits = unless_off(
              effective_bits, told_by(sheet, &Part::converter, &ConverterNumbers::effective_bits))};
}

}  // namespace

const Part* sheet_of(const BenchDocument& bench, const Catalog& catalog,
                     std::string_view instrument) {
  const auto found = std::ranges::find(bench.instruments, instrument, &InstrumentSpec::name);
  return found == bench.instruments.end() || found->part.empty() ? nullptr
                                                                 : &catalog.find(found->part);
}

ConverterFigures generator_figures(const FigureSources& sources) {
  const TransmitterWiring& wiring = sources.rig.bench->transmitter;
  const Part* sheet = sheet_in(sources, wiring.generator);
  ConverterFigures figures =
      converter(sources.spread.generator_bits, sources.spread.generator_effective_bits, sheet);
  figures.bandwidth_hz = bandwidth_hz(
      sources.spread.generator_bandwidth_per_sample_rate, sources.sample_rate_hz,
      behind_each_other(told_by(sheet, &Part::bandwidth_ghz),
                        told_by(sheet_in(sources, wiring.bias), &Part::bandwidth_ghz)));
  return figures;
}

ConverterFigures digitizer_figures(const FigureSources& sources) {
  const BenchDocument& bench = *sources.rig.bench;
  const Part* sheet = sheet_in(sources, bench.receiver.digitizer);
  ConverterFigures figures =
      converter(sources.spread.digitizer_bits, sources.spread.digitizer_effective_bits, sheet);
  figures.bandwidth_hz = bandwidth_hz(
      sources.spread.receiver_bandwidth_per_sample_rate, sources.sample_rate_hz,
      behind_each_other(told_by(photodiode_sheet(bench, sources.catalog), &Part::bandwidth_ghz),
                        told_by(sheet, &Part::bandwidth_ghz)));
  return figures;
}

LaserFigures laser_figures(const FigureSources& sources) {
  const Part* sheet = sheet_in(sources, sources.rig.bench->transmitter.source);
  const Number rin =
      told_by(sheet, &Part::light_source, &SourceNumbers::relative_intensity_noise_db_per_hz);
  const Number linewidth_khz = told_by(sheet, &Part::light_source, &SourceNumbers::linewidth_khz);
  const double linewidth_hz = sources.spread.laser_linewidth_hz;
  return {.relative_intensity_noise_db_per_hz = unless_off(sources.spread.laser_rin_db_per_hz, rin),
          .linewidth_hz =
              linewidth_khz ? unless_off(linewidth_hz, 1e3 * *linewidth_khz) : linewidth_hz};
}

PhotodiodeFigures photodiode_figures(const FigureSources& sources) {
  const BenchDocument& bench = *sources.rig.bench;
  const BenchSpread& spread = sources.spread;
  const Part* sheet = photodiode_sheet(bench, sources.catalog);
  const Number limit_dbm = told_by(sheet, &Part::max_input_power_dbm);
  PhotodiodeFigures figures{
      .responsivity_a_per_w = responsivity_of(bench, sources.catalog),
      .damage_power_w = limit_dbm ? watts(*limit_dbm) : sources.rig.receiver.maximum_power_w};
  const Number noise =
      told_by(sheet, &Part::photodiode, &PhotodiodeNumbers::noise_equivalent_power_pw_per_sqrt_hz);
  const bool is_noisy =
      spread.has_thermal_noise != 0.0 || spread.receiver_noise_a_per_sqrt_hz != 0.0;
  if (noise) {  // load and amplifier are in it
    figures.noise_equivalent_power_w_per_sqrt_hz = is_noisy ? 1e-12 * *noise : 0.0;
  } else {
    figures.thermal_load_ohm = spread.has_thermal_noise != 0.0 ? bench.receiver.load_ohm : 0.0;
    figures.amplifier_noise_a_per_sqrt_hz = spread.receiver_noise_a_per_sqrt_hz;
  }
  return figures;
}

NoiseFigure noise_figure_of(const FigureSources& sources, std::string_view amplifier) {
  const Part* sheet = sheet_in(sources, amplifier);
  const auto number = [sheet](Number AmplifierNumbers::*member) {
    return told_by(sheet, &Part::amplifier, member);
  };
  const double best_db = unless_off(sources.spread.amplifier_noise_figure_db,
                                    number(&AmplifierNumbers::noise_figure_db));
  return {.at_maximum_gain_db = best_db,
          .at_minimum_gain_db =
              number(&AmplifierNumbers::noise_figure_at_minimum_gain_db).value_or(best_db),
          .minimum_gain_db = number(&AmplifierNumbers::minimum_gain_db).value_or(0.0),
          .maximum_gain_db = number(&AmplifierNumbers::maximum_gain_db).value_or(0.0)};
}

double half_wave_voltage_of(const BenchDocument& bench, const Catalog& catalog,
                            std::string_view phase_modulator) {
  return told_by(sheet_of(bench, catalog, phase_modulator), &Part::modulator,
                 &ModulatorNumbers::half_wave_voltage_v)
      .value_or(3.5);
}

AmplifierLimits amplifier_limits(const BenchDocument& bench, const Catalog& catalog,
                                 std::string_view amplifier) {
  const Part* sheet = sheet_of(bench, catalog, amplifier);
  const Number gain_db = told_by(sheet, &Part::amplifier, &AmplifierNumbers::maximum_gain_db);
  const Number output_dbm = told_by(sheet, &Part::maximum_output_power_dbm);
  const Number input_dbm =
      told_by(sheet, &Part::amplifier, &AmplifierNumbers::minimum_input_power_dbm);
  return {.maximum_gain_db = gain_db.value_or(0.0),
          .maximum_output_power_w = output_dbm ? watts(*output_dbm) : 0.0,
          .minimum_input_power_w = input_dbm ? watts(*input_dbm) : 0.0};
}

AttenuationFigures attenuation_figures(const FigureSources& sources, std::string_view name) {
  const Part* sheet = sheet_in(sources, name);
  const auto number = [sheet](Number AttenuationNumbers::*member) {
    return told_by(sheet, &Part::attenuation, member);
  };
  const Number settling_ms = number(&AttenuationNumbers::settling_time_ms);
  return {.insertion_loss_db = told_by(sheet, &Part::insertion_loss_db).value_or(0.0),
          .polarization_dependent_loss_db =
              unless_off(sources.spread.polarization_dependent_loss_db,
                         told_by(sheet, &Part::polarization_dependent_loss_db)),
          .step_db = number(&AttenuationNumbers::attenuation_step_db).value_or(0.0),
          .maximum_attenuation_db = number(&AttenuationNumbers::maximum_attenuation_db),
          .settling_time_s = settling_ms ? 1e-3 * *settling_ms : Number{},
          .num_ports = number(&AttenuationNumbers::num_ports)};
}

ModulatorFigures modulator_figures(const BenchDocument& bench, const Catalog& catalog) {
  const TransmitterWiring& wiring = bench.transmitter;
  const Part* sheet = sheet_of(bench, catalog, wiring.bias);
  return {
      .v_pi_v = required(wiring.modulator_v_pi_v,
                         told_by(sheet, &Part::modulator, &ModulatorNumbers::half_wave_voltage_v),
                         "modulator_v_pi_v"),
      .insertion_loss_db =
          required(wiring.modulator_insertion_loss_db, told_by(sheet, &Part::insertion_loss_db),
                   "modulator_insertion_loss_db"),
      .extinction_ratio_db =
          required(wiring.modulator_extinction_ratio_db,
                   told_by(sheet, &Part::modulator, &ModulatorNumbers::extinction_ratio_db),
                   "modulator_extinction_ratio_db")};
}

double responsivity_of(const BenchDocument& bench, const Catalog& catalog) {
  const Number sheet = told_by(photodiode_sheet(bench, catalog), &Part::photodiode,
                               &PhotodiodeNumbers::responsivity_a_per_w);
  return required(bench.receiver.responsivity_a_per_w, sheet, "responsivity_a_per_w");
}

}  // namespace fiberloom::hal
