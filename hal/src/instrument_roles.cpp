#include "instrument_roles.hpp"

#include <algorithm>
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

namespace fiberloom::hal {
namespace {

// The keys are those of the roles themselves, so that a document never knows others than the instruments do.
template <class Ranges, class... Members>
std::vector<std::string> keys(const Ranges& ranges, Members... members) {
  return {(ranges.*members).key...};
}

std::vector<InstrumentRole> sources() {
  const std::string emission = Command::emission_key;
  return {{.name = "laser",
           .settings = keys(LaserRanges{}, &LaserRanges::output_power, &LaserRanges::wavelength),
           .commands = {emission},
           .emits = true,
           .parts = {PartKind::laser}},
          {.name = "pulse_source",
           .settings = keys(PulseSourceRanges{}, &PulseSourceRanges::output_power),
           .commands = {emission},
           .emits = true,
           .parts = {PartKind::pulse_source}},
          {.name = "optical_amplifier",
           .settings = keys(OpticalAmplifierRanges{}, &OpticalAmplifierRanges::output_power),
           .commands = {emission},
           .emits = true,
           .parts = {PartKind::erbium_doped_amplifier, PartKind::semiconductor_amplifier}}};
}

std::vector<InstrumentRole> transmitter_roles() {
  using Bias = ModulatorBiasRanges;
  using Phase = PhaseModulatorRanges;
  return {{.name = "waveform_generator",
           .settings = keys(WaveformGeneratorRanges{}, &WaveformGeneratorRanges::amplitude),
           .commands = {WaveformGenerator::transmission_key},
           .parts = {PartKind::waveform_generator}},
          {.name = "modulator_bias",
           .settings = keys(Bias{}, &Bias::in_phase, &Bias::quadrature, &Bias::phase),
           .parts = {PartKind::modulator}},
          {.name = "phase_modulator",
           .settings = keys(Phase{}, &Phase::drive, &Phase::frequency),
           .parts = {PartKind::phase_modulator}}};
}

std::vector<InstrumentRole> passive_roles() {
  using Polarization = PolarizationControllerRanges;
  return {
      {.name = "dispersion_compensator",
       .settings = keys(DispersionCompensatorRanges{}, &DispersionCompensatorRanges::dispersion),
       .parts = {PartKind::tunable_dispersion_compensator}},
      {.name = "programmable_filter",
       .settings = keys(ProgrammableFilterRanges{}, &ProgrammableFilterRanges::attenuation),
       .commands = {ProgrammableFilter::profile_key},
       .parts = {PartKind::programmable_filter, PartKind::tunable_dispersion_compensator}},
      {.name = "variable_attenuator",
       .settings = keys(VariableAttenuatorRanges{}, &VariableAttenuatorRanges::attenuation),
       .parts = {PartKind::variable_attenuator}},
      {.name = "optical_switch",
       .settings = keys(OpticalSwitchRanges{}, &OpticalSwitchRanges::port),
       .parts = {PartKind::optical_switch}},
      {.name = "polarization_controller",
       .settings =
           keys(Polarization{}, &Polarization::first, &Polarization::second, &Polarization::third)},
      {.name = "delay_line", .settings = keys(DelayLineRanges{}, &DelayLineRanges::delay)}};
}

std::vector<InstrumentRole> measuring_roles() {
  using Spectrum = SpectrumAnalyzerRanges;
  return {
      {.name = "power_meter",
       .settings = keys(PowerMeterRanges{}, &PowerMeterRanges::wavelength),
       .parts = {PartKind::photodiode}},
      {.name = "spectrum_analyzer",
       .settings = keys(Spectrum{}, &Spectrum::center, &Spectrum::span, &Spectrum::resolution),
       .parts = {PartKind::spectrum_analyzer}},
      {.name = "digitizer",
       .settings = keys(DigitizerRanges{}, &DigitizerRanges::full_scale),
       .parts = {PartKind::digitizer}},
      {.name = "temperature_controller",
       .settings = keys(TemperatureControllerRanges{}, &TemperatureControllerRanges::temperature)}};
}

std::vector<InstrumentRole> all_roles() {
  std::vector<InstrumentRole> all;
  for (const std::vector<InstrumentRole>& roles :
       {sources(), transmitter_roles(), passive_roles(), measuring_roles()}) {
    all.insert(all.end(), roles.begin(), roles.end());
  }
  return all;
}

}  // namespace

std::span<const InstrumentRole> instrument_roles() {
  static const std::vector<InstrumentRole> roles = all_roles();
  return roles;
}

const InstrumentRole* find_role(std::string_view name) {
  const auto roles = instrument_roles();
  const auto found = std::ranges::find(roles, name, &InstrumentRole::name);
  return found == roles.end() ? nullptr : &*found;
}

}  // namespace fiberloom::hal
