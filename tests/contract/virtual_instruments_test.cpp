#include <algorithm>
#include <cstddef>

#include "instrument_contract.hpp"
#include "line_instrument_contract.hpp"
#include "measuring_instrument_contract.hpp"
#include "source_contract.hpp"
#include "transmitter_instrument_contract.hpp"
#include "virtual_stand.hpp"

namespace fiberloom::hal {
namespace {

template <std::size_t length>
struct Text {
  char text[length]{};  // NOLINT(modernize-avoid-c-arrays): a template parameter
  constexpr Text(const char (&from)[length]) { std::copy_n(from, length, text); }  // NOLINT
};

// One instrument of the virtual bench behind the driver of a family, over a real socket or pseudo-terminal. The rest of the
// bench is in the hands of whatever families its roles have.
template <class Role, Text instrument_name, Text driver, Text address>
class VirtualStand {
 public:
  static constexpr const char* name = driver.text;

  [[nodiscard]] Bench& bench() { return bench_.bench(); }
  [[nodiscard]] Instrument& instrument() { return bench().instrument(instrument_name.text); }
  [[nodiscard]] Role& role() { return bench().template get<Role>(instrument_name.text); }

  [[nodiscard]] EmissionPermit light() {
    EmissionPermit permit = bench_.rig().arm();
    bench().wait_until_settled({});
    return permit;
  }
  [[nodiscard]] bool is_lit() {
    return bench_.virtual_bench().table().is_lit(instrument_name.text);
  }
  [[nodiscard]] double power_behind_w() {
    return bench_.virtual_bench().table().power_behind_w(instrument_name.text);
  }
  [[nodiscard]] VariableAttenuator& attenuator_in_front() {
    return bench().template get<VariableAttenuator>("voa-1");
  }
  [[nodiscard]] WaveformGenerator& generator() {
    return bench().template get<WaveformGenerator>("awg-1");
  }
  [[nodiscard]] bool is_silent() { return !bench_.virtual_bench().table().is_playing(); }
  [[nodiscard]] double laser_wavelength_nm() const { return 1550.0; }

 private:
  test::VirtualStandBench bench_{test::rig_with(instrument_name.text, driver.text, address.text)};
};

// One row a family, role and kind of wire.
using KeysightMeter = VirtualStand<PowerMeter, "meter-1", "keysight/n77xx", "">;
using KeysightMeterVxi11 =
    VirtualStand<PowerMeter, "meter-1", "keysight/n77xx", "vxi11://127.0.0.1">;
using KeysightMeterHislip =
    VirtualStand<PowerMeter, "meter-1", "keysight/n77xx", "hislip://127.0.0.1">;
using KeysightMeterGpib =
    VirtualStand<PowerMeter, "meter-1", "keysight/n77xx", "prologix://127.0.0.1/22">;
using KeysightAttenuator = VirtualStand<VariableAttenuator, "voa-1", "keysight/n77xx", "">;

using KeysightGenerator = VirtualStand<WaveformGenerator, "awg-1", "keysight/m819x", "">;
using KeysightGeneratorHislip =
    VirtualStand<WaveformGenerator, "awg-1", "keysight/m819x", "hislip://127.0.0.1">;
using InfiniiumDigitizer = VirtualStand<Digitizer, "scope-1", "keysight/infiniium", "">;
using InfiniiumDigitizerVxi11 =
    VirtualStand<Digitizer, "scope-1", "keysight/infiniium", "vxi11://127.0.0.1">;
using TektronixDigitizer = VirtualStand<Digitizer, "scope-1", "tektronix/mso", "">;
using WaveshaperFilter = VirtualStand<ProgrammableFilter, "shaper-2", "finisar/waveshaper", "">;
using YokogawaAnalyzer = VirtualStand<SpectrumAnalyzer, "osa-1", "yokogawa/aq637x", "">;
using YokogawaAnalyzerVxi11 =
    VirtualStand<SpectrumAnalyzer, "osa-1", "yokogawa/aq637x", "vxi11://127.0.0.1">;
using GenericLaser = VirtualStand<Laser, "laser-1", "generic-scpi", "">;
using GenericAmplifier = VirtualStand<OpticalAmplifier, "edfa-1", "generic-scpi", "">;
using GenericAttenuator = VirtualStand<VariableAttenuator, "voa-1", "generic-scpi", "">;
using GenericMeter = VirtualStand<PowerMeter, "meter-1", "generic-scpi", "">;
using GenericCompensator = VirtualStand<DispersionCompensator, "tdc-2", "generic-scpi", "">;
using GenericPhaseModulator = VirtualStand<PhaseModulator, "dither-1", "generic-scpi", "">;
using GenericBias = VirtualStand<ModulatorBias, "bias-1", "generic-scpi", "">;
using GenericSwitch = VirtualStand<OpticalSwitch, "switch-1", "generic-scpi", "">;
using GenericDelayLine = VirtualStand<DelayLine, "delay_line", "generic-scpi", "">;
using GenericPolarization =
    VirtualStand<PolarizationController, "polarization_controller", "generic-scpi", "">;
using GenericTemperature = VirtualStand<TemperatureController, "tec-1", "generic-scpi", "">;
using GenericSwitchSerial =
    VirtualStand<OpticalSwitch, "switch-1", "generic-scpi", "serial:virtual">;

using AmonicsAmplifier = VirtualStand<OpticalAmplifier, "edfa-1", "amonics/aedfa", "">;
using AmonicsAmplifierDeaf =
    VirtualStand<OpticalAmplifier, "edfa-1", "amonics/aedfa",
                 "tcp://127.0.0.1?channel=2&pause_ms=1&virtual_ignores_first_state=1">;
using ItlaLaser = VirtualStand<Laser, "laser-1", "oif/itla", "">;
using ItlaLaserTcp = VirtualStand<Laser, "laser-1", "oif/itla", "tcp://127.0.0.1">;
using KeysightLaser =
    VirtualStand<Laser, "laser-1", "keysight/n77xx", "tcp://127.0.0.1?virtual_is_locked=1">;
using SantecLaser = VirtualStand<Laser, "laser-1", "santec/tsl", "">;
using SantecLaserLegacy =
    VirtualStand<Laser, "laser-1", "santec/tsl", "tcp://127.0.0.1?command_set=legacy&delimiter=lf">;
using ThorlabsMeter = VirtualStand<PowerMeter, "meter-1", "thorlabs/pm100", "">;
using ThorlabsMeterSerial = VirtualStand<PowerMeter, "meter-1", "thorlabs/pm100", "serial:pty">;
using ThorlabsController = VirtualStand<TemperatureController, "tec-1", "thorlabs/itc4000", "">;
using ExfoAttenuator = VirtualStand<VariableAttenuator, "voa-1", "exfo/fva3100", "">;
using OzAttenuator = VirtualStand<VariableAttenuator, "voa-1", "oz/dd100", "">;
using OzAttenuatorLost =
    VirtualStand<VariableAttenuator, "voa-1", "oz/dd100", "tcp://127.0.0.1?virtual_needs_home=1">;

using AllStands = testing::Types<
    KeysightMeter, KeysightMeterVxi11, KeysightMeterHislip, KeysightMeterGpib, KeysightAttenuator,
    KeysightGenerator, KeysightGeneratorHislip, InfiniiumDigitizer, InfiniiumDigitizerVxi11,
    TektronixDigitizer, WaveshaperFilter, YokogawaAnalyzer, YokogawaAnalyzerVxi11, GenericLaser,
    GenericAmplifier, GenericAttenuator, GenericMeter, GenericCompensator, GenericPhaseModulator,
    GenericBias, GenericSwitch, GenericDelayLine, GenericPolarization, GenericTemperature,
    GenericSwitchSerial, AmonicsAmplifier, AmonicsAmplifierDeaf, ItlaLaser, ItlaLaserTcp,
    KeysightLaser, SantecLaser, SantecLaserLegacy, ThorlabsMeter, ThorlabsMeterSerial,
    ThorlabsController, ExfoAttenuator, OzAttenuator, OzAttenuatorLost>;

// Numbered, because one driver has several rows.
struct RowName {
  template <class Stand>
  static std::string GetName(int row) {
    std::string text = std::to_string(row) + "_" + Stand::name;
    std::ranges::replace(text, '/', '_');
    std::ranges::replace(text, '-', '_');
    return text;
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, InstrumentContract, AllStands, RowName);

// The contracts of the roles want light: the whole bench is on its wires then.
using SourceStands =
    testing::Types<ItlaLaser, ItlaLaserTcp, KeysightLaser, SantecLaser, SantecLaserLegacy,
                   GenericLaser, AmonicsAmplifier, AmonicsAmplifierDeaf, GenericAmplifier>;
using LaserStands = testing::Types<ItlaLaser, ItlaLaserTcp, KeysightLaser, SantecLaser,
                                   SantecLaserLegacy, GenericLaser>;
using AmplifierStands = testing::Types<AmonicsAmplifier, AmonicsAmplifierDeaf, GenericAmplifier>;
using AttenuatorStands = testing::Types<KeysightAttenuator, ExfoAttenuator, OzAttenuator,
                                        OzAttenuatorLost, GenericAttenuator>;
using CompensatorStands = testing::Types<GenericCompensator>;
using FilterStands = testing::Types<WaveshaperFilter>;
using SwitchStands = testing::Types<GenericSwitch, GenericSwitchSerial>;
using DelayLineStands = testing::Types<GenericDelayLine>;
using PolarizationStands = testing::Types<GenericPolarization>;
using GeneratorStands = testing::Types<KeysightGenerator, KeysightGeneratorHislip>;
using BiasStands = testing::Types<GenericBias>;
using PhaseModulatorStands = testing::Types<GenericPhaseModulator>;
using MeterStands =
    testing::Types<KeysightMeter, KeysightMeterVxi11, KeysightMeterHislip, KeysightMeterGpib,
                   ThorlabsMeter, ThorlabsMeterSerial, GenericMeter>;
using AnalyzerStands = testing::Types<YokogawaAnalyzer, YokogawaAnalyzerVxi11>;
using DigitizerStands =
    testing::Types<InfiniiumDigitizer, InfiniiumDigitizerVxi11, TektronixDigitizer>;
using ControllerStands = testing::Types<ThorlabsController, GenericTemperature>;

INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, SourceContract, SourceStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, LaserContract, LaserStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, OpticalAmplifierContract, AmplifierStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, VariableAttenuatorContract, AttenuatorStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, DispersionCompensatorContract, CompensatorStands,
                               RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, ProgrammableFilterContract, FilterStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, OpticalSwitchContract, SwitchStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, DelayLineContract, DelayLineStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, PolarizationControllerContract, PolarizationStands,
                               RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, WaveformGeneratorContract, GeneratorStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, ModulatorBiasContract, BiasStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, PhaseModulatorContract, PhaseModulatorStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, PowerMeterContract, MeterStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, SpectrumAnalyzerContract, AnalyzerStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, DigitizerContract, DigitizerStands, RowName);
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, TemperatureControllerContract, ControllerStands, RowName);

}  // namespace
}  // namespace fiberloom::hal
