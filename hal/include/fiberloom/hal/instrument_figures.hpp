#pragma once

#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/noise_figure.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <optional>
#include <string_view>

namespace fiberloom::hal {

/// Where the figures of a bench's instruments come from: what its document tells, else the sheet of the part that it
/// names, else the spread. A number of the spread that is 0 switches its impairment off, whatever the sheet tells.
struct FigureSources {
  const RigDocument& rig;  ///< with a bench that has passed check_bench()
  const Catalog& catalog;
  const BenchSpread& spread;
  double sample_rate_hz = 0.0;  ///< of the light path: where no sheet tells, bandwidths go by it
};

/// Bits and band of a converter; 0: ideal. Where two sheets tell a band one behind the other, they add as rise times do.
struct ConverterFigures {
  int bits = 0;
  double effective_bits = 0.0;
  double bandwidth_hz = 0.0;
};

struct LaserFigures {
  double relative_intensity_noise_db_per_hz = 0.0;
  double linewidth_hz = 0.0;
};

struct ModulatorFigures {
  double v_pi_v = 0.0;
  double insertion_loss_db = 0.0;
  double extinction_ratio_db = 0.0;
};

/// What an amplifier cannot pass; a zero is no limit.
struct AmplifierLimits {
  double maximum_gain_db = 0.0;
  double maximum_output_power_w = 0.0;
  double minimum_input_power_w = 0.0;  ///< below it the seed counts as lost
};

struct PhotodiodeFigures {
  double responsivity_a_per_w = 0.0;
  double thermal_load_ohm = 0.0;  ///< 0: no thermal noise, or told by the noise-equivalent power
  double amplifier_noise_a_per_sqrt_hz = 0.0;
  double noise_equivalent_power_w_per_sqrt_hz = 0.0;
  double damage_power_w = 0.0;
};

/// An attenuator, a programmable filter or a switch; what no sheet tells is the role's own.
struct AttenuationFigures {
  double insertion_loss_db = 0.0;
  double polarization_dependent_loss_db = 0.0;
  double step_db = 0.0;
  std::optional<double> maximum_attenuation_db{};
  std::optional<double> settling_time_s{};
  std::optional<double> num_ports{};
};

/// Of the generator, with the modulator's electrodes behind it.
[[nodiscard]] ConverterFigures generator_figures(const FigureSources& sources);
/// Of the digitiser, with the photodiode in front of it.
[[nodiscard]] ConverterFigures digitizer_figures(const FigureSources& sources);
[[nodiscard]] LaserFigures laser_figures(const FigureSources& sources);
[[nodiscard]] PhotodiodeFigures photodiode_figures(const FigureSources& sources);
[[nodiscard]] NoiseFigure noise_figure_of(const FigureSources& sources, std::string_view amplifier);
[[nodiscard]] AttenuationFigures attenuation_figures(const FigureSources& sources,
                                                     std::string_view name);

/// What the document or the modulator's part tell; no spread has a say. The part is that of the transmitter's bias.
///
/// Throws:  core::InputError "input.figure" when neither tells.
[[nodiscard]] ModulatorFigures modulator_figures(const BenchDocument& bench,
                                                 const Catalog& catalog);
/// The same for the photodiode's responsivity in A/W.
[[nodiscard]] double responsivity_of(const BenchDocument& bench, const Catalog& catalog);
/// Half-wave voltage of a phase modulator; that of lithium niobate, 3.5 V, where no sheet tells.
[[nodiscard]] double half_wave_voltage_of(const BenchDocument& bench, const Catalog& catalog,
                                          std::string_view phase_modulator);
[[nodiscard]] AmplifierLimits amplifier_limits(const BenchDocument& bench, const Catalog& catalog,
                                               std::string_view amplifier);

/// The sheet of an instrument; null where the document names none.
///
/// Throws:  core::InputError "catalog.unknown_part".
[[nodiscard]] const Part* sheet_of(const BenchDocument& bench, const Catalog& catalog,
                                   std::string_view instrument);

}  // namespace fiberloom::hal
