#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/finisar_waveshaper/finisar_waveshaper.hpp>
#include <fiberloom/drivers/finisar_waveshaper/wsp_profile.hpp>
#include <nlohmann/json.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
using Json = nlohmann::json;

constexpr int busy = -16;

hal::ProgrammableFilterRanges ranges_for(const hal::DriverRequest& request) {
  hal::ProgrammableFilterRanges ranges = hal::programmable_filter_ranges(request.instrument);
  // Two digits behind the point go over the wire.
  ranges.attenuation.resolution = std::max(ranges.attenuation.resolution, 0.01);
  return ranges;
}

class FinisarWaveshaper final : public hal::ProgrammableFilter {
 public:
  FinisarWaveshaper(const hal::DriverRequest& request, const hal::ProgrammableFilterRanges& ranges,
                    const FinisarWaveshaperConfig& config, HttpExchange exchange)
      : ProgrammableFilter(request.instrument.spec.name, request.bench, ranges),
        config_(config),
        exchange_(std::move(exchange)) {
    const double nm = config.center_wavelength_nm > 0.0
                          ? config.center_wavelength_nm
                          : request.instrument.rig.center_wavelength_nm;
    grid_.carrier_ghz = (core::constants::speed_of_light / (nm * units::nm)).in(units::ghz);
  }

  [[nodiscard]] hal::SelfTest self_test() override {
    const Json info = device_info();
    const int code = code_of(info, 0);
    return {.has_passed = code == 0,
            .words = code == 0 ? ""
                               : fmt::format("code {}, {} {}", code, waveshaper_words(code),
                                             text_of(info, "rctext"))};
  }

 private:
  hal::Identity do_configure() override {
    const Json info = device_info();
    grid_.first_ghz = grid_end(info, "startfreq");
    grid_.last_ghz = grid_end(info, "stopfreq");
    read_profile();
    return {.vendor = "Finisar",
            .model = text_of(info, "model"),
            .serial_number = text_of(info, "sno"),
            .firmware = text_of(info, "ver")};
  }
  // What it lets through is no danger without sources, and those are dark.
  void do_make_safe() noexcept override {}

  core::Decibel write_attenuation(core::Decibel attenuation) override {
    send(on_grid(profile_, attenuation.value(), grid_, config_.port));
    attenuation_db_ = attenuation.value();
    return attenuation;
  }
  hal::FilterProfile write_profile(const hal::FilterProfile& profile) override {
    const WspProfile table = on_grid(profile, attenuation_db_, grid_, config_.port);
    hal::FilterProfile realised = off_grid(table, attenuation_db_, grid_.carrier_ghz);
    if (realised.offset_ghz.size() < 2) {
      throw core::InputError(
          "input.filter_profile",
          name() + ": the profile lets nothing through between the ends of the filter's band");
    }
    send(table);
    profile_ = profile;
    return realised;
  }

  void send(const WspProfile& table) {
    const Json body{{"type", "wsp"}, {"wsp", encode(table)}};
    for (int attempt = 1;; ++attempt) {
      const Json answer = ask({.method = "POST",
                               .target = "/waveshaper/loadprofile",
                               .content_type = "application/json",
                               .body = body.dump()});
      const int code = code_of(answer, -1);
      if (code == 0) {
        return;
      }
      if (code != busy || attempt == 5) {
        throw core::InstrumentError(
            "instrument.waveshaper",
            fmt::format("{}: refused a profile with code {}, {}; {}", name(), code,
                        waveshaper_words(code), text_of(answer, "rctext")));
      }
      pause(std::chrono::milliseconds(200), {});
    }
  }

  // What it has is taken over as far as one port shows it; all of it else.
  void read_profile() {
    const HttpResponse answer = exchange({.target = "/waveshaper/getprofile"});
    const DecodedWsp decoded = decode_wsp(answer.body);
    const double least_db = least_attenuation_db(decoded.profile);
    hal::Setting& setting = this->setting("attenuation_db");
    const bool has_profile = answer.status == 200 && decoded.code == 0 && std::isfinite(least_db);
    attenuation_db_ = has_profile ? std::min(least_db, setting.spec().maximum) : 0.0;
    profile_ = off_grid(decoded.profile, attenuation_db_, grid_.carrier_ghz);
    if (!has_profile || profile_.offset_ghz.size() < 2) {
      profile_ = {.offset_ghz = {static_cast<double>(grid_.first_ghz) - grid_.carrier_ghz,
                                 static_cast<double>(grid_.last_ghz) - grid_.carrier_ghz},
                  .attenuation_db = {0.0, 0.0},
                  .phase_rad = {0.0, 0.0}};
      send(on_grid(profile_, attenuation_db_, grid_, config_.port));
    }
    setting.read_back(attenuation_db_);
  }

  [[nodiscard]] Json device_info() { return ask({.target = "/waveshaper/devinfo"}); }
  [[nodiscard]] std::int64_t grid_end(const Json& info, const char* key) const {
    const auto found = info.find(key);
    if (found == info.end() || !found->is_number() || !(found->get<double>() > 0.0)) {
      refuse(fmt::format("its devinfo has no number \"{}\"", key));
    }
    return std::llround(1e3 * found->get<double>());
  }
  static int code_of(const Json& answer, int otherwise) {
    const auto found = answer.find("rc");
    return found != answer.end() && found->is_number_integer() ? found->get<int>() : otherwise;
  }
  static std::string text_of(const Json& info, const char* key) {
    const auto found = info.find(key);
    return found == info.end()  ? std::string{}
           : found->is_string() ? found->get<std::string>()
                                : found->dump();
  }

  [[nodiscard]] Json ask(const HttpRequest& request) {
    const HttpResponse answer = exchange(request);
    if (answer.status != 200) {
      refuse(fmt::format("{} was answered with HTTP status {}", request.target, answer.status));
    }
    Json json = Json::parse(answer.body, nullptr, false);
    if (!json.is_object()) {
      refuse(fmt::format("{} was answered with no JSON object", request.target));
    }
    return json;
  }
  [[nodiscard]] HttpResponse exchange(const HttpRequest& request) {
    try {
      return exchange_(request, Until::within(std::chrono::seconds(30)));
    } catch (const core::InstrumentError& error) {
      throw core::InstrumentError(std::string(error.code()), name() + ": " + error.what());
    }
  }
  [[noreturn]] void refuse(const std::string& trouble) const {
    throw core::InstrumentError(
        "instrument.answer",
        fmt::format("{}: {}; see whether the driver fits the filter", name(), trouble));
  }

  FinisarWaveshaperConfig config_;
  HttpExchange exchange_;
  WspGrid grid_{};
  hal::FilterProfile profile_{};
  double attenuation_db_ = 0.0;
};

}  // namespace

std::unique_ptr<hal::ProgrammableFilter> make_finisar_waveshaper(
    const hal::DriverRequest& request, const FinisarWaveshaperConfig& config,
    HttpExchange exchange) {
  return std::make_unique<FinisarWaveshaper>(request, ranges_for(request), config,
                                             std::move(exchange));
}

}  // namespace fiberloom::drivers
