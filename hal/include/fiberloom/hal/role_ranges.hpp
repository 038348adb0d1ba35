#pragma once

#include <fiberloom/hal/instruments/delay_line.hpp>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <fiberloom/hal/instruments/dispersion_compensator.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <fiberloom/hal/instruments/modulator_bias.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/hal/instruments/optical_switch.hpp>
#include <fiberloom/hal/instruments/phase_modulator.hpp>
#include <fiberloom/hal/instruments/polarization_controller.hpp>
#include <fiberloom/hal/instruments/power_meter.hpp>
#include <fiberloom/hal/instruments/programmable_filter.hpp>
#include <fiberloom/hal/instruments/pulse_source.hpp>
#include <fiberloom/hal/instruments/spectrum_analyzer.hpp>
#include <fiberloom/hal/instruments/temperature_controller.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/part.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::hal {

/// Where the ranges of an instrument's settings come from: its role's own, narrowed by the sheet of its part and by what
/// the bench allows. All but the part outlive what is made from it.
struct RangeSources {
  const InstrumentSpec& spec;
  const RigDocument& rig;
  const Part* part = nullptr;          ///< null where the document names none
  double sample_rate_gsa_per_s = 0.0;  ///< of generator and digitiser, as the light path wants it
};

// Times to settle are those of the usual instrument where no sheet tells.
[[nodiscard]] LaserRanges laser_ranges(const RangeSources& sources);
[[nodiscard]] PulseSourceRanges pulse_source_ranges(const RangeSources& sources);
/// Rises in steps of 3 dB, as pumps want it.
[[nodiscard]] OpticalAmplifierRanges optical_amplifier_ranges(const RangeSources& sources);
[[nodiscard]] VariableAttenuatorRanges variable_attenuator_ranges(const RangeSources& sources);
[[nodiscard]] DispersionCompensatorRanges dispersion_compensator_ranges(
    const RangeSources& sources);
[[nodiscard]] ProgrammableFilterRanges programmable_filter_ranges(const RangeSources& sources);
[[nodiscard]] OpticalSwitchRanges optical_switch_ranges(const RangeSources& sources);
[[nodiscard]] DelayLineRanges delay_line_ranges(const RangeSources& sources);
[[nodiscard]] PolarizationControllerRanges polarization_controller_ranges(
    const RangeSources& sources);
[[nodiscard]] WaveformGeneratorRanges waveform_generator_ranges(const RangeSources& sources);
[[nodiscard]] ModulatorBiasRanges modulator_bias_ranges(const RangeSources& sources);
[[nodiscard]] PhaseModulatorRanges phase_modulator_ranges(const RangeSources& sources);
[[nodiscard]] DigitizerRanges digitizer_ranges(const RangeSources& sources);
[[nodiscard]] PowerMeterRanges power_meter_ranges(const RangeSources& sources);
[[nodiscard]] SpectrumAnalyzerRanges spectrum_analyzer_ranges(const RangeSources& sources);
[[nodiscard]] TemperatureControllerRanges temperature_controller_ranges(
    const RangeSources& sources);

}  // namespace fiberloom::hal
