#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/role_ranges.hpp>
#include <fiberloom/hal/setting_limits.hpp>
#include <utility>

namespace fiberloom::hal {
namespace {

namespace units = core::units;
using namespace std::chrono_literals;

void settle(SettingSpec& setting, std::chrono::nanoseconds time, const RangeSources& sources) {
  setting.settling_time = time;
  setting = narrowed(std::move(setting), sources.spec.limits);
}

std::chrono::nanoseconds told_time(const RangeSources& sources, std::chrono::nanoseconds usual) {
  if (sources.part == nullptr || !sources.part->attenuation.settling_time_ms) {
    return usual;
  }
  return std::chrono::nanoseconds(std::llround(1e6 * *sources.part->attenuation.settling_time_ms));
}

void read_attenuation(SettingSpec& attenuation, std::chrono::nanoseconds usual_time,
                      const RangeSources& sources) {
  if (sources.part != nullptr) {
    const AttenuationNumbers& sheet = sources.part->attenuation;
    attenuation.maximum = sheet.maximum_attenuation_db.value_or(attenuation.maximum);
    attenuation.resolution = sheet.attenuation_step_db.value_or(attenuation.resolution);
  }
  settle(attenuation, told_time(sources, usual_time), sources);
}

}  // namespace

LaserRanges laser_ranges(const RangeSources& sources) {
  LaserRanges ranges;
  settle(ranges.output_power, 100ms, sources);
  settle(ranges.wavelength, 1s, sources);
  return ranges;
}

PulseSourceRanges pulse_source_ranges(const RangeSources& sources) {
  PulseSourceRanges ranges;
  settle(ranges.output_power, 1s, sources);
  return ranges;
}

OpticalAmplifierRanges optical_amplifier_ranges(const RangeSources& sources) {
  OpticalAmplifierRanges ranges;
  SettingSpec& power = ranges.output_power;
  power.maximum = core::to_dbm(sources.rig.amplifier_maximum_output_w * units::w);
  if (sources.part != nullptr) {
    power.maximum =
        std::min(power.maximum, sources.part->maximum_output_power_dbm.value_or(power.maximum));
  }
  power.ramp_step = 3.0;
  power.ramp_dwell = 20ms;
  settle(power, 30ms, sources);
  return ranges;
}

VariableAttenuatorRanges variable_attenuator_ranges(const RangeSources& sources) {
  VariableAttenuatorRanges ranges;
  read_attenuation(ranges.attenuation, 20ms, sources);
  return ranges;
}

DispersionCompensatorRanges dispersion_compensator_ranges(const RangeSources& sources) {
  DispersionCompensatorRanges ranges;
  SettingSpec& dispersion = ranges.dispersion;
  if (sources.part != nullptr) {
    const auto to_ps2 = [&](double ps_per_nm) {
      return core::group_delay_dispersion(ps_per_nm * units::ps_per_nm,
                                          sources.rig.center_wavelength_nm * units::nm)
          .in(units::ps2);
    };
    // What is positive in ps/nm is negative in ps^2: the ends change places.
    dispersion.minimum = to_ps2(sources.part->maximum_ps_per_nm.value_or(0.0));
    dispersion.maximum = to_ps2(sources.part->minimum_ps_per_nm.value_or(0.0));
    dispersion.resolution = std::abs(to_ps2(sources.part->step_ps_per_nm.value_or(0.0)));
  }
  settle(dispersion, 5s, sources);
  return ranges;
}

ProgrammableFilterRanges programmable_filter_ranges(const RangeSources& sources) {
  ProgrammableFilterRanges ranges;
  read_attenuation(ranges.attenuation, 500ms, sources);
  return ranges;
}

OpticalSwitchRanges optical_switch_ranges(const RangeSources& sources) {
  OpticalSwitchRanges ranges;
  if (sources.part != nullptr) {
    ranges.port.maximum = sources.part->attenuation.num_ports.value_or(ranges.port.maximum);
  }
  settle(ranges.port, told_time(sources, 5ms), sources);
  return ranges;
}

DelayLineRanges delay_line_ranges(const RangeSources& sources) {
  DelayLineRanges ranges;
  settle(ranges.delay, 200ms, sources);
  return ranges;
}

PolarizationControllerRanges polarization_controller_ranges(const RangeSources& sources) {
  PolarizationControllerRanges ranges;
  for (SettingSpec* retardance : {&ranges.first, &ranges.second, &ranges.third}) {
    settle(*retardance, 0ms, sources);
  }
  return ranges;
}

WaveformGeneratorRanges waveform_generator_ranges(const RangeSources& sources) {
  WaveformGeneratorRanges ranges;
  ranges.sample_rate_gsa_per_s = sources.sample_rate_gsa_per_s;
  settle(ranges.amplitude, 10ms, sources);
  return ranges;
}

ModulatorBiasRanges modulator_bias_ranges(const RangeSources& sources) {
  ModulatorBiasRanges ranges;
  for (SettingSpec* electrode : {&ranges.in_phase, &ranges.quadrature, &ranges.phase}) {
    settle(*electrode, 100ms, sources);
  }
  return ranges;
}

PhaseModulatorRanges phase_modulator_ranges(const RangeSources& sources) {
  PhaseModulatorRanges ranges;
  settle(ranges.drive, 10ms, sources);
  settle(ranges.frequency, 10ms, sources);
  return ranges;
}

DigitizerRanges digitizer_ranges(const RangeSources& sources) {
  DigitizerRanges ranges;
  ranges.sample_rate_gsa_per_s = sources.sample_rate_gsa_per_s;
  settle(ranges.full_scale, 50ms, sources);
  return ranges;
}

PowerMeterRanges power_meter_ranges(const RangeSources& sources) {
  PowerMeterRanges ranges;
  ranges.wavelength.resolution = 0.001;
  settle(ranges.wavelength, 0ms, sources);
  return ranges;
}

SpectrumAnalyzerRanges spectrum_analyzer_ranges(const RangeSources& sources) {
  SpectrumAnalyzerRanges ranges;
  if (sources.part != nullptr) {
    const Part& sheet = *sources.part;
    ranges.center.minimum = sheet.minimum_wavelength_nm.value_or(ranges.center.minimum);
    ranges.center.maximum = sheet.maximum_wavelength_nm.value_or(ranges.center.maximum);
    ranges.resolution.minimum = sheet.spectral.resolution_nm.value_or(ranges.resolution.minimum);
  }
  for (SettingSpec* setting : {&ranges.center, &ranges.span, &ranges.resolution}) {
    settle(*setting, 0ms, sources);
  }
  return ranges;
}

TemperatureControllerRanges temperature_controller_ranges(const RangeSources& sources) {
  TemperatureControllerRanges ranges;
  settle(ranges.temperature, 30s, sources);
  return ranges;
}

}  // namespace fiberloom::hal
