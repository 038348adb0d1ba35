#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_laser.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

class KeysightLaser final : public Driven<hal::Laser> {
 public:
  KeysightLaser(const hal::DriverRequest& request, const hal::LaserRanges& ranges,
                std::unique_ptr<InstrumentLine> line, KeysightLaserConfig config)
      : Driven(request, ranges, std::move(line)),
        config_(std::move(config)),
        source_(fmt::format(":SOUR{}", config_.slot)) {}

 private:
  void read_settings() override {
    line().write(source_ + ":POW:STAT 0");
    line().write(source_ + ":WAV:SWE 0");
    line().write(source_ + ":POW:UNIT 0");
    setting("wavelength_nm").read_back(wavelength_nm());
    hal::Setting& power = setting("output_power_dbm");
    const double stands_dbm = power_dbm();
    const bool is_inside =
        stands_dbm >= power.spec().minimum - 1e-9 && stands_dbm <= power.spec().maximum + 1e-9;
    // A power from elsewhere must not be what the next emission begins with.
    power.read_back(is_inside
                        ? stands_dbm
                        : core::to_dbm(write_output_power(core::from_dbm(power.spec().minimum))));
  }
  void do_emit() override {
    // The lock belongs to the whole mainframe: opened for light alone, and never closed from here.
    if (line().query_number(":LOCK?") != 0.0) {
      line().write(":LOCK 0," + config_.password);
    }
    line().write(source_ + ":POW:STAT 1");
    if (line().query_number(source_ + ":POW:STAT?") != 1.0) {
      throw core::InstrumentError(
          "instrument.locked",
          fmt::format("{}: it answers that its light stays off; look at its interlock and its key",
                      name()));
    }
  }
  void do_make_safe() noexcept override { line().try_write(source_ + ":POW:STAT 0"); }
  core::Power write_output_power(core::Power power) override {
    line().write(fmt::format("{}:POW {:.2f}DBM", source_, core::to_dbm(power)));
    return core::from_dbm(power_dbm());
  }
  core::Wavelength write_wavelength(core::Wavelength wavelength) override {
    line().write(fmt::format("{}:WAV {:.9g}NM", source_, wavelength.in(units::nm)));
    return wavelength_nm() * units::nm;
  }
  [[nodiscard]] double power_dbm() { return line().query_number(source_ + ":POW?"); }
  [[nodiscard]] double wavelength_nm() { return 1e9 * line().query_number(source_ + ":WAV?"); }

  KeysightLaserConfig config_;
  std::string source_;
};

}  // namespace

std::unique_ptr<hal::Laser> make_keysight_laser(const hal::DriverRequest& request,
                                                const KeysightLaserConfig& config,
                                                std::unique_ptr<Transport> transport) {
  hal::LaserRanges ranges = hal::laser_ranges(request.instrument);
  ranges.output_power.resolution = std::max(ranges.output_power.resolution, 0.01);
  ranges.wavelength.resolution = std::max(ranges.wavelength.resolution, 1e-4);
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport));
  return std::make_unique<KeysightLaser>(request, ranges, std::move(line), config);
}

}  // namespace fiberloom::drivers
