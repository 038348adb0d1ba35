#include <fmt/format.h>

#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_816x.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

class KeysightPowerMeter final : public Driven<hal::PowerMeter> {
 public:
  KeysightPowerMeter(const hal::DriverRequest& request, const hal::PowerMeterRanges& ranges,
                     std::unique_ptr<InstrumentLine> line, const Keysight816xConfig& config)
      : Driven(request, ranges, std::move(line)), config_(config) {}

  core::Power power() override {
    // READ measures anew; FETCH could be as old as the averaging time, from before a change.
    return line().query_number(fmt::format(":READ{}:POW?", config_.channel)) * units::w;
  }

 private:
  void read_settings() override {
    const int channel = config_.channel;
    line().write(fmt::format(":INIT{}:CONT 0", channel));
    line().write(fmt::format(":SENS{}:POW:UNIT 1", channel));
    line().write(fmt::format(":SENS{}:POW:RANG:AUTO 1", channel));
    line().write(fmt::format(":SENS{}:POW:ATIM {}MS", channel, config_.averaging_time_ms));
    setting("wavelength_nm").read_back(wavelength_nm());
  }
  core::Wavelength write_wavelength(core::Wavelength wavelength) override {
    line().write(
        fmt::format(":SENS{}:POW:WAV {:.9g}NM", config_.channel, wavelength.in(units::nm)));
    return wavelength_nm() * units::nm;
  }
  [[nodiscard]] double wavelength_nm() {
    return 1e9 * line().query_number(fmt::format(":SENS{}:POW:WAV?", config_.channel));
  }

  Keysight816xConfig config_;
};

}  // namespace

std::unique_ptr<hal::PowerMeter> make_keysight_power_meter(const hal::DriverRequest& request,
                                                           const Keysight816xConfig& config,
                                                           std::unique_ptr<Transport> transport) {
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport));
  return std::make_unique<KeysightPowerMeter>(request, hal::power_meter_ranges(request.instrument),
                                              std::move(line), config);
}

}  // namespace fiberloom::drivers
