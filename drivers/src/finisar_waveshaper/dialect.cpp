#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/finisar_waveshaper/finisar_waveshaper.hpp>
#include <fiberloom/drivers/finisar_waveshaper/wsp_profile.hpp>
#include <fiberloom/drivers/http/http_exchange.hpp>
#include <fiberloom/drivers/instrument/dialect_options.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
using Json = nlohmann::json;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double reach_ghz = 2500.0;  // of a filter's profile, to either side of the carrier

// A filter of the bench takes what is common to all points as its attenuation, the rest as its profile.
class WaveshaperDevice final {
 public:
  WaveshaperDevice(hal::ProgrammableFilter& filter, std::string serial_number, double carrier_ghz)
      : filter_(filter), serial_number_(std::move(serial_number)) {
    grid_.carrier_ghz = carrier_ghz;
  }

  HttpResponse answer(const HttpRequest& request) {
    if (request.method == "GET" && request.target == "/waveshaper/devinfo") {
      return {.body = info().dump()};
    }
    if (request.method == "GET" && request.target == "/waveshaper/getprofile") {
      return {.content_type = "text/plain", .body = encode(profile_)};
    }
    if (request.method == "POST" && request.target == "/waveshaper/loadprofile") {
      return {.body = result(load(Json::parse(request.body, nullptr, false))).dump()};
    }
    if (request.method == "POST" && request.target == "/waveshaper/loadsplitter") {
      return {.body = result(-40).dump()};
    }
    return {.status = 404, .body = result(-38).dump()};
  }

 private:
  [[nodiscard]] Json info() const {
    return {{"model", "WS1000A"},
            {"sno", serial_number_},
            {"ver", "1.0.0"},
            {"startfreq", 1e-3 * static_cast<double>(grid_.first_ghz)},
            {"stopfreq", 1e-3 * static_cast<double>(grid_.last_ghz)},
            {"ip", "169.254.1.8"},
            {"portcount", 1},
            {"rc", 0},
            {"rctext", ""}};
  }
  [[nodiscard]] Json result(int code) const {
    return {{"rc", code},
            {"rctext", code == 0 ? "" : std::string(waveshaper_words(code))},
            {"sno", serial_number_}};
  }

  int load(const Json& body) {
    const auto text = [&body](const char* key) {
      const auto found = body.find(key);
      return found != body.end() && found->is_string() ? found->get<std::string>() : std::string{};
    };
    if (!body.is_object()) {
      return -32;
    }
    const std::string type = text("type");
    if (type == "wsp") {
      const DecodedWsp decoded = decode_wsp(text("wsp"));
      return decoded.code != 0 ? decoded.code : apply(decoded.profile);
    }
    if (type == "transmit" || type == "blockall") {
      return apply(flat(type == "transmit" ? 0.0 : infinity));
    }
    return type == "bandpass" || type == "bandstop" || type == "gaussian" ? -40 : -32;
  }

  [[nodiscard]] WspProfile flat(double attenuation_db) const {
    const auto points = static_cast<std::size_t>(grid_.last_ghz - grid_.first_ghz + 1);
    return {.first_ghz = grid_.first_ghz,
            .attenuation_db = std::vector<double>(points, attenuation_db),
            .phase_rad = std::vector<double>(points, 0.0)};
  }

  int apply(const WspProfile& profile) {
    const auto last_ghz =
        profile.first_ghz + static_cast<std::int64_t>(profile.attenuation_db.size()) - 1;
    if (profile.first_ghz < grid_.first_ghz || last_ghz > grid_.last_ghz) {
      return -30;
    }
    if (profile.port > 1) {
      return -29;
    }
    hal::Setting& attenuation = filter_.setting("attenuation_db");
    const double least_db = std::min(least_attenuation_db(profile), attenuation.spec().maximum);
    try {
      const double common_db = attenuation.set(least_db).applied;
      filter_.load(within_reach(off_grid(profile, common_db, grid_.carrier_ghz)));
    } catch (const core::Error&) {
      return -39;
    }
    profile_ = profile;
    return 0;
  }

  // A profile of the bench reaches less far than the grid; one that lets nothing through is dark all over.
  static hal::FilterProfile within_reach(const hal::FilterProfile& profile) {
    hal::FilterProfile kept;
    for (std::size_t i = 0; i < profile.offset_ghz.size(); ++i) {
      if (std::abs(profile.offset_ghz[i]) <= reach_ghz) {
        kept.offset_ghz.push_back(profile.offset_ghz[i]);
        kept.attenuation_db.push_back(profile.attenuation_db[i]);
        kept.phase_rad.push_back(profile.phase_rad[i]);
      }
    }
    constexpr double dark_db = 60.0;
    return kept.offset_ghz.size() >= 2 ? kept
                                       : hal::FilterProfile{.offset_ghz = {-reach_ghz, reach_ghz},
                                                            .attenuation_db = {dark_db, dark_db},
                                                            .phase_rad = {0.0, 0.0}};
  }

  hal::ProgrammableFilter& filter_;
  std::string serial_number_;
  WspGrid grid_{};
  WspProfile profile_ = flat(0.0);
};

}  // namespace

Dialect make_finisar_waveshaper_dialect(const DialectRequest& request) {
  AddressOptions options = dialect_options(request);
  const double nm = options.number("center_wavelength_nm", 1550.0, {400.0, 3000.0});
  auto device = std::make_shared<WaveshaperDevice>(
      role_of<hal::ProgrammableFilter>(request), request.serial_number,
      (core::constants::speed_of_light / (nm * units::nm)).in(units::ghz));
  Dialect dialect;
  dialect.serve = [device, turn = dialect.turn](ByteStream& stream, const std::stop_token& stop) {
    serve_http(
        stream,
        [&](const HttpRequest& question) {
          const std::scoped_lock lock(*turn);
          return device->answer(question);
        },
        stop);
  };
  return dialect;
}

}  // namespace fiberloom::drivers
