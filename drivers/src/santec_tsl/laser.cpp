#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/santec_tsl/santec_tsl.hpp>
#include <string>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
using namespace std::chrono_literals;

class SantecLaser final : public Driven<hal::Laser> {
 public:
  SantecLaser(const hal::DriverRequest& request, const hal::LaserRanges& ranges,
              std::unique_ptr<InstrumentLine> line, const SantecConfig& config)
      : Driven(request, ranges, std::move(line)), command_set_(config.command_set) {}

  [[nodiscard]] hal::SelfTest self_test() override {
    const std::string alerts = line().query(":SYST:ALER?");
    const bool has_passed = alerts.find("No alert") != std::string::npos;
    return {.has_passed = has_passed, .words = has_passed ? "" : alerts};
  }

 private:
  void read_settings() override;
  void do_emit() override;
  void do_make_safe() noexcept override {
    line().try_write(":POW:SHUT 1");
    line().try_write(":POW:STAT 0");
  }
  core::Power write_output_power(core::Power power) override {
    line().write(fmt::format(":POW {:.2f}", core::to_dbm(power)));
    return core::from_dbm(power_dbm());
  }
  core::Wavelength write_wavelength(core::Wavelength wavelength) override {
    const double nm = wavelength.in(units::nm);
    line().write(is_scpi() ? fmt::format(":WAV {:.12g}", 1e-9 * nm)
                           : fmt::format(":WAV {:.4f}", nm));
    return wavelength_nm() * units::nm;
  }

  [[nodiscard]] bool is_scpi() const noexcept { return command_set_ == SantecCommandSet::scpi; }
  [[nodiscard]] double wavelength_nm() {
    return (is_scpi() ? 1e9 : 1.0) * line().query_number(":WAV?");
  }
  [[nodiscard]] double power_dbm() { return line().query_number(":POW?"); }

  SantecCommandSet command_set_;
};

void SantecLaser::read_settings() {
  line().write(":POW:SHUT 1");
  line().write(":POW:STAT 0");
  if (is_scpi()) {
    line().write(":SYST:COMM:COD 1");  // older ones know one set only, and not this command
  }
  line().write(":WAV:SWE:STAT 0");
  line().write(":POW:UNIT 0");
  line().write(":POW:ATT:AUT 1");
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

// A diode takes its time to come on, and does not while the interlock is open.
void SantecLaser::do_emit() {
  constexpr auto pause = 200ms;
  constexpr int most_polls = 50;
  line().write(":POW:STAT 1");
  for (int poll = 0; line().query_number(":POW:STAT?") != 1.0; ++poll) {
    if (poll == most_polls) {
      throw core::InstrumentError(
          "instrument.timeout",
          fmt::format("{}: its diode does not come on; its interlock (:SYST:LOCK?) answers {}, its "
                      "alerts are: {}",
                      name(), line().query(":SYST:LOCK?"), line().query(":SYST:ALER?")));
    }
    bench().clock->wait(pause, {});
  }
  line().write(":POW:SHUT 0");
}

}  // namespace

std::unique_ptr<hal::Laser> make_santec_laser(const hal::DriverRequest& request,
                                              const SantecConfig& config,
                                              std::unique_ptr<Transport> transport) {
  hal::LaserRanges ranges = hal::laser_ranges(request.instrument);
  ranges.output_power.resolution = std::max(ranges.output_power.resolution, 0.01);
  ranges.wavelength.resolution = std::max(ranges.wavelength.resolution, 1e-4);
  LineOptions options{.scpi = {.error_query = ":SYST:ERR?"}};
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport),
                                               std::move(options));
  return std::make_unique<SantecLaser>(request, ranges, std::move(line), config);
}

StreamTransportOptions santec_stream_options(std::string_view delimiter) {
  const std::string end = delimiter == "crlf" ? "\r\n" : delimiter == "lf" ? "\n" : "\r";
  return {.terminator = end, .answer = {.terminator = end}};
}

}  // namespace fiberloom::drivers
