#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/yokogawa_aq637x/yokogawa_aq637x.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
using namespace std::chrono_literals;

constexpr int sweep_finished = 1;  // of the operation event register

hal::SpectrumAnalyzerRanges ranges_for(const hal::DriverRequest& request) {
  hal::SpectrumAnalyzerRanges ranges = hal::spectrum_analyzer_ranges(request.instrument);
  // Picometres are what it answers.
  for (hal::SettingSpec* setting : {&ranges.center, &ranges.span, &ranges.resolution}) {
    setting->resolution = std::max(setting->resolution, 0.001);
  }
  return ranges;
}

std::string without_end(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
    text.pop_back();
  }
  std::ranges::transform(text, text.begin(), [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  return text;
}

// What it is told on each connection: who speaks, its own command mode, how traces are sent.
ReconnectingTransport::Restore greeting(const YokogawaAq637xConfig& config) {
  return [config](Transport& transport, const Until& until) {
    if (config.has_login) {
      const std::string challenge =
          without_end(transport.query(fmt::format("open \"{}\"", config.user), until));
      const bool is_asked = challenge.starts_with("AUTHENTICATE");
      if (!is_asked || without_end(transport.query(config.password, until)) != "READY") {
        throw core::InstrumentError(
            "instrument.login",
            fmt::format("{}: user \"{}\" was not let in; see the remote user of the analyser, and "
                        "the options user and password of its address",
                        transport.name(), config.user));
      }
    }
    transport.write("CFORM1", until);
    transport.write(config.is_ascii ? ":FORM:DATA ASCII" : ":FORM:DATA REAL,64", until);
  };
}

class YokogawaAq637x final : public Driven<hal::SpectrumAnalyzer> {
 public:
  YokogawaAq637x(const hal::DriverRequest& request, const hal::SpectrumAnalyzerRanges& ranges,
                 std::unique_ptr<InstrumentLine> line, YokogawaAq637xConfig config)
      : Driven(request, ranges, std::move(line)), config_(std::move(config)) {}

  hal::OpticalSpectrum sweep(const std::stop_token& stop) override {
    line().write("*CLS;:INIT");
    wait_for_sweep(stop);
    hal::OpticalSpectrum spectrum{.wavelength_nm = trace(":TRAC:X? TRA"),
                                  .power_dbm = trace(":TRAC:Y? TRA")};
    if (spectrum.wavelength_nm.empty() ||
        spectrum.wavelength_nm.size() != spectrum.power_dbm.size()) {
      throw core::InstrumentError(
          "instrument.answer",
          fmt::format("{}: {} wavelengths and {} powers came; see whether trace A is written",
                      name(), spectrum.wavelength_nm.size(), spectrum.power_dbm.size()));
    }
    for (double& wavelength : spectrum.wavelength_nm) {
      wavelength *= 1e9;
    }
    return spectrum;
  }

 private:
  void read_settings() override {
    for (const std::string& command :
         {std::string(":ABOR"), std::string(":INIT:SMOD 1"), std::string(":TRAC:ACT TRA"),
          std::string(":TRAC:ATTR:TRA WRIT"), std::string(":SENS:SWE:POIN:AUTO 1"),
          ":SENS:SENS " + config_.sensitivity}) {
      line().write(command);
    }
    setting("center_wavelength_nm").read_back(nanometres(":SENS:WAV:CENT"));
    setting("span_nm").read_back(nanometres(":SENS:WAV:SPAN"));
    setting("resolution_nm").read_back(nanometres(":SENS:BAND:RES"));
  }
  core::Wavelength write_center(core::Wavelength center) override {
    return write(":SENS:WAV:CENT", center);
  }
  core::Wavelength write_span(core::Wavelength span) override {
    return write(":SENS:WAV:SPAN", span);
  }
  core::Wavelength write_resolution(core::Wavelength resolution) override {
    return write(":SENS:BAND:RES", resolution);
  }
  core::Wavelength write(std::string_view header, core::Wavelength wavelength) {
    line().write(fmt::format("{} {:.3f}NM", header, wavelength.in(units::nm)));
    return nanometres(header) * units::nm;
  }
  [[nodiscard]] double nanometres(std::string_view header) {
    return 1e9 * line().query_number(fmt::format("{}?", header));
  }

  void wait_for_sweep(const std::stop_token& stop) {
    constexpr std::chrono::nanoseconds longest_pause = 200ms;
    const Until until =
        Until::within(std::chrono::nanoseconds(std::llround(1e9 * config_.sweep_timeout_s)), stop);
    std::chrono::nanoseconds wait = 1ms;
    while ((static_cast<int>(line().query_number(":STAT:OPER:EVEN?")) & sweep_finished) == 0) {
      if (stop.stop_requested()) {
        line().try_write(":ABOR");
        throw core::InterruptedError("run.interrupted", name() + ": stopped during a sweep");
      }
      if (until.left().count() == 0) {
        line().try_write(":ABOR");
        throw core::InstrumentError(
            "instrument.timeout",
            fmt::format("{}: a sweep did not end within {} s; allow more with sweep_timeout_s, or "
                        "sweep faster",
                        name(), config_.sweep_timeout_s));
      }
      pause(wait, stop);
      wait = std::min(2 * wait, longest_pause);
    }
  }

  [[nodiscard]] std::vector<double> trace(std::string_view question) {
    if (config_.is_ascii) {
      return line().query_numbers(question);
    }
    const auto values = numbers_of<double>(line().query_block(question), ByteOrder::little);
    return values.value_or(std::vector<double>{});
  }

  YokogawaAq637xConfig config_;
};

}  // namespace

std::unique_ptr<hal::SpectrumAnalyzer> make_yokogawa_aq637x(const hal::DriverRequest& request,
                                                            const YokogawaAq637xConfig& config,
                                                            std::unique_ptr<Transport> transport) {
  // Every ten minutes it calibrates its zero and says nothing for half a minute.
  auto line =
      std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport),
                                       LineOptions{.timeout = 60s, .greeting = greeting(config)});
  return std::make_unique<YokogawaAq637x>(request, ranges_for(request), std::move(line), config);
}

}  // namespace fiberloom::drivers
