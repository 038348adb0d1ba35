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
using WaveshaperFilter = VirtualStand<ProgrammableFilter, "shaper-2", "finisar/waveshaper", "">;
using YokogawaAnalyzer = VirtualStand<SpectrumAnalyzer, "osa-1", "yokogawa/aq637x", "">;
using YokogawaAnalyzerVxi11 =
    VirtualStand<SpectrumAnalyzer, "osa-1", "yokogawa/aq637x", "vxi11://127.0.0.1">;

using AllStands =
    testing::Types<KeysightMeter, KeysightMeterVxi11, KeysightMeterHislip, KeysightMeterGpib,
                   KeysightAttenuator, KeysightGenerator, KeysightGeneratorHislip,
                   InfiniiumDigitizer, InfiniiumDigitizerVxi11, WaveshaperFilter, YokogawaAnalyzer,
                   YokogawaAnalyzerVxi11>;

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

using GeneratorStands = testing::Types<KeysightGenerator>;
INSTANTIATE_TYPED_TEST_SUITE_P(OnTheWire, WaveformGeneratorContract, GeneratorStands, RowName);

}  // namespace
}  // namespace fiberloom::hal
