#pragma once

#include <fiberloom/hal/rig_document.hpp>
#include <string>

namespace fiberloom::test {

inline hal::InstrumentSpec instrument(const std::string& name, const std::string& role,
                                      const std::string& part = {}) {
  return {.name = name, .role = role, .driver = "fake", .part = part};
}

inline hal::InterlockSpec maximum_power(const std::string& name, const std::string& guards,
                                        double limit_dbm) {
  return {.name = name,
          .kind = hal::InterlockKind::maximum_power,
          .guards = guards,
          .limit_dbm = limit_dbm};
}

inline hal::InterlockSpec seed(const std::string& name, const std::string& guards,
                               double limit_dbm) {
  return {.name = name, .kind = hal::InterlockKind::seed, .guards = guards, .limit_dbm = limit_dbm};
}

/// Two stages with everything that a bench can have, and an interlock of every kind.
inline hal::BenchDocument two_stage_bench() {
  hal::BenchDocument bench;
  bench.instruments = {instrument("laser", "laser"),
                       instrument("dither", "phase_modulator"),
                       instrument("awg", "waveform_generator"),
                       instrument("bias", "modulator_bias"),
                       instrument("tdc 1", "dispersion_compensator", "teraxion-tdcmx"),
                       instrument("edfa 1", "optical_amplifier"),
                       instrument("voa 1", "variable_attenuator"),
                       instrument("meter 1", "power_meter"),
                       instrument("edfa 2", "optical_amplifier"),
                       instrument("voa 2", "variable_attenuator"),
                       instrument("switch", "optical_switch"),
                       instrument("voa rx", "variable_attenuator"),
                       instrument("meter rx", "power_meter"),
                       instrument("scope", "digitizer"),
                       instrument("tec", "temperature_controller")};
  bench.instruments[0].limits = {{.key = "output_power_dbm", .minimum = 5.0, .maximum = 15.0},
                                 {.key = "wavelength_nm", .minimum = 1549.9, .maximum = 1550.1}};
  bench.transmitter.source = "laser";
  bench.transmitter.generator = "awg";
  bench.transmitter.bias = "bias";
  bench.transmitter.broadening = "dither";
  bench.stages = {{.name = "stage 1",
                   .dispersion_compensator = "tdc 1",
                   .amplifier = "edfa 1",
                   .attenuator = "voa 1",
                   .launch_meter = "meter 1",
                   .launch_tap_ratio = 0.01},
                  {.name = "stage 2", .amplifier = "edfa 2", .attenuator = "voa 2"}};
  bench.receiver.optical_switch = "switch";
  bench.receiver.attenuator = "voa rx";
  bench.receiver.meter = "meter rx";
  bench.receiver.tap_ratio = 0.05;
  bench.receiver.digitizer = "scope";
  bench.wiring = {{.from = "laser", .to = "dither", .loss_db = 0.4},
                  {.from = "meter 1", .to = "stage 1/ofs-hnlf-507", .loss_db = 0.5}};
  bench.interlocks = {maximum_power("photodiode", "scope", 10.0),
                      maximum_power("brillouin", "stage 1/ofs-hnlf-507", 24.0),
                      seed("seed 1", "edfa 1", -20.0),
                      seed("seed 2", "edfa 2", -20.0),
                      {.name = "ramp 1",
                       .kind = hal::InterlockKind::ramp,
                       .guards = "edfa 1",
                       .setting = "output_power_dbm",
                       .step = 3.0},
                      {.name = "dark switch",
                       .kind = hal::InterlockKind::dark_before_change,
                       .guards = "switch",
                       .setting = "port",
                       .limit_dbm = -30.0},
                      {.name = "laser temperature",
                       .kind = hal::InterlockKind::requires_setting,
                       .guards = "laser",
                       .setting = "temperature_c",
                       .other = "tec",
                       .minimum = 20.0,
                       .maximum = 30.0}};
  return bench;
}

/// A rig with that bench, a cupboard with spools and dispersion modules, and 10 dBm at its photodiode at most.
inline hal::RigDocument two_stage_rig() {
  hal::RigDocument rig;
  rig.name = "two stages";
  rig.transmitter = {.sample_rate_gsa_per_s = 92.0, .full_scale = 10.0};
  rig.maximum_stages = 2;
  rig.inventory = {{.part = "ofs-hnlf-507", .quantity = 2},
                   {.part = "teraxion-tdcmx", .quantity = 2},
                   {.part = "dcf-module-20", .quantity = 1}};
  rig.amplifier_maximum_output_w = 0.5;
  rig.receiver = {.reference_power_w = 1e-3, .maximum_power_w = 1e-2};
  rig.tolerances.transmitter_snr_db = 30.0;
  rig.tolerances.receiver_snr_db = 30.0;
  rig.bench = two_stage_bench();
  return rig;
}

}  // namespace fiberloom::test
