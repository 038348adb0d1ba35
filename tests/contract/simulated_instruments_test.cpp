#include <algorithm>
#include <cstddef>

#include "instrument_contract.hpp"
#include "lab_rig.hpp"
#include "line_instrument_contract.hpp"
#include "measuring_instrument_contract.hpp"
#include "source_contract.hpp"
#include "transmitter_instrument_contract.hpp"
#include "watched_bench.hpp"

namespace fiberloom::hal {
namespace {

// The laboratory's bench and, beside it on the table, the roles that it has no use for. A pulse source under test stands
// where the laser does.
RigDocument table_of(std::string_view instrument) {
  RigDocument rig = test::lab_rig();
  for (const char* role : {"pulse_source", "polarization_controller", "delay_line"}) {
    rig.bench->instruments.push_back({.name = role, .role = role, .driver = "simulated"});
  }
  if (instrument == "pulse_source") {
    rig.bench->transmitter.source = instrument;
  }
  return rig;
}

template <std::size_t length>
struct Name {
  char text[length]{};  // NOLINT(modernize-avoid-c-arrays): a template parameter
  constexpr Name(const char (&from)[length]) { std::copy_n(from, length, text); }  // NOLINT
};

// One simulated instrument in its place on an ideal bench.
template <class Role, Name instrument_name>
class SimulatedStand {
 public:
  static constexpr const char* name = instrument_name.text;

  [[nodiscard]] Bench& bench() { return bench_.bench(); }
  [[nodiscard]] Instrument& instrument() { return bench().instrument(name); }
  [[nodiscard]] Role& role() { return bench().template get<Role>(name); }

  [[nodiscard]] EmissionPermit light() {
    EmissionPermit permit = bench_.rig().arm();
    bench().wait_until_settled({});
    return permit;
  }
  [[nodiscard]] bool is_lit() const { return bench_.is_lit(name); }
  [[nodiscard]] double power_behind_w() { return bench_.physics().leaving_w(name); }
  [[nodiscard]] VariableAttenuator& attenuator_in_front() {
    return bench().template get<VariableAttenuator>("voa-1");
  }
  [[nodiscard]] WaveformGenerator& generator() {
    return bench().template get<WaveformGenerator>("awg-1");
  }
  [[nodiscard]] bool is_silent() const { return !bench_.physics().is_playing(); }
  [[nodiscard]] double laser_wavelength_nm() const { return 1550.0; }

 private:
  test::WatchedBench bench_{table_of(name), test::lab_path(2), {.seed = 5}};
};

using LaserStand = SimulatedStand<Laser, "laser-1">;
using PulseSourceStand = SimulatedStand<PulseSource, "pulse_source">;
using AmplifierStand = SimulatedStand<OpticalAmplifier, "edfa-1">;
using AttenuatorStand = SimulatedStand<VariableAttenuator, "voa-1">;
using CompensatorStand = SimulatedStand<DispersionCompensator, "tdc-2">;
using FilterStand = SimulatedStand<ProgrammableFilter, "shaper-2">;
using SwitchStand = SimulatedStand<OpticalSwitch, "switch-1">;
using DelayLineStand = SimulatedStand<DelayLine, "delay_line">;
using PolarizationStand = SimulatedStand<PolarizationController, "polarization_controller">;
using GeneratorStand = SimulatedStand<WaveformGenerator, "awg-1">;
using BiasStand = SimulatedStand<ModulatorBias, "bias-1">;
using PhaseModulatorStand = SimulatedStand<PhaseModulator, "dither-1">;
using MeterStand = SimulatedStand<PowerMeter, "meter-1">;
using AnalyzerStand = SimulatedStand<SpectrumAnalyzer, "osa-1">;
using DigitizerStand = SimulatedStand<Digitizer, "scope-1">;
using TemperatureStand = SimulatedStand<TemperatureController, "tec-1">;

using AllStands = testing::Types<LaserStand, PulseSourceStand, AmplifierStand, AttenuatorStand,
                                 CompensatorStand, FilterStand, SwitchStand, DelayLineStand,
                                 PolarizationStand, GeneratorStand, BiasStand, PhaseModulatorStand,
                                 MeterStand, AnalyzerStand, DigitizerStand, TemperatureStand>;
using SourceStands = testing::Types<LaserStand, PulseSourceStand, AmplifierStand>;

INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, InstrumentContract, AllStands, StandName);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, SourceContract, SourceStands, StandName);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, LaserContract, LaserStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, PulseSourceContract, PulseSourceStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, OpticalAmplifierContract, AmplifierStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, VariableAttenuatorContract, AttenuatorStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, DispersionCompensatorContract, CompensatorStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, ProgrammableFilterContract, FilterStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, OpticalSwitchContract, SwitchStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, DelayLineContract, DelayLineStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, PolarizationControllerContract, PolarizationStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, WaveformGeneratorContract, GeneratorStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, ModulatorBiasContract, BiasStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, PhaseModulatorContract, PhaseModulatorStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, PowerMeterContract, MeterStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, SpectrumAnalyzerContract, AnalyzerStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, DigitizerContract, DigitizerStand);
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, TemperatureControllerContract, TemperatureStand);

}  // namespace
}  // namespace fiberloom::hal
