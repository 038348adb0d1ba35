#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/thorlabs_pm100/thorlabs_pm100.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

class ThorlabsPowerMeter final : public Driven<hal::PowerMeter> {
 public:
  ThorlabsPowerMeter(const hal::DriverRequest& request, const hal::PowerMeterRanges& ranges,
                     std::unique_ptr<InstrumentLine> line, const ThorlabsMeterConfig& config)
      : Driven(request, ranges, std::move(line)), config_(config) {}

  core::Power power() override {
    const double watts = line().query_number("MEAS:POW?");
    if (!std::isfinite(watts)) {
      throw core::InstrumentError(
          "instrument.overrange",
          fmt::format("{}: its head is driven out of range; take light away in front of it",
                      name()));
    }
    return std::max(watts, 0.0) * units::w;  // in the dark it reads below its zero
  }

 private:
  void read_settings() override {
    const ThorlabsSensor sensor = parse_thorlabs_sensor(name(), line().query("SYST:SENS:IDN?"));
    constexpr unsigned needed = ThorlabsSensor::measures_power | ThorlabsSensor::has_wavelength;
    if ((sensor.flags & needed) != needed) {
      throw core::InstrumentError(
          "instrument.unsupported",
          fmt::format("{}: its head {} {} measures no power at a wavelength that can be set; put "
                      "another one on",
                      name(), sensor.name, sensor.serial_number));
    }
    line().write("CONF:POW");
    line().write("SENS:POW:UNIT W");
    line().write("SENS:POW:RANG:AUTO 1");
    line().write(fmt::format("SENS:AVER:COUN {}", config_.averages));
    setting("wavelength_nm").read_back(wavelength_nm());
  }
  core::Wavelength write_wavelength(core::Wavelength wavelength) override {
    line().write(fmt::format("SENS:CORR:WAV {:.3f}", wavelength.in(units::nm)));
    return wavelength_nm() * units::nm;
  }
  [[nodiscard]] double wavelength_nm() { return line().query_number("SENS:CORR:WAV?"); }

  ThorlabsMeterConfig config_;
};

}  // namespace

ThorlabsSensor parse_thorlabs_sensor(std::string_view instrument, std::string_view answer) {
  // name, serial number, calibration, type, subtype, flags
  std::array<std::string_view, 6> fields{};
  std::size_t num_fields = 0;
  for (std::string_view rest = answer; num_fields < fields.size(); ++num_fields) {
    const std::size_t comma = rest.find(',');
    fields.at(num_fields) = rest.substr(0, comma);
    if (comma == std::string_view::npos) {
      break;
    }
    rest.remove_prefix(comma + 1);
  }
  const std::optional<double> flags = parse_number(fields.back());
  if (!flags || !(*flags >= 0.0 && *flags < 65536.0)) {
    throw core::InstrumentError(
        "instrument.answer",
        fmt::format("{}: SYST:SENS:IDN? was answered '{}', which tells of no head; put one on",
                    instrument, answer));
  }
  return {.name = std::string(fields[0]),
          .serial_number = std::string(fields[1]),
          .flags = static_cast<unsigned>(*flags)};
}

std::unique_ptr<hal::PowerMeter> make_thorlabs_power_meter(const hal::DriverRequest& request,
                                                           const ThorlabsMeterConfig& config,
                                                           std::unique_ptr<Transport> transport) {
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport));
  return std::make_unique<ThorlabsPowerMeter>(request, hal::power_meter_ranges(request.instrument),
                                              std::move(line), config);
}

}  // namespace fiberloom::drivers
