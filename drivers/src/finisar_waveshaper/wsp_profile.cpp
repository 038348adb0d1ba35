#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/drivers/finisar_waveshaper/wsp_profile.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double blocked_db = 50.0;  // what a blocked point lets through, about
constexpr std::size_t least_points = 10;
constexpr std::size_t most_points = 20'000;

constexpr std::array code_words{std::pair{0, std::string_view("ok")},
                                std::pair{-1, std::string_view("error")},
                                std::pair{-16, std::string_view("busy")},
                                std::pair{-20, std::string_view("input or output failed")},
                                std::pair{-21, std::string_view("timeout")},
                                std::pair{-29, std::string_view("no such port")},
                                std::pair{-30, std::string_view("frequency out of range")},
                                std::pair{-31, std::string_view("attenuation out of range")},
                                std::pair{-32, std::string_view("another mistake in the profile")},
                                std::pair{-33, std::string_view("points are not 1 GHz apart")},
                                std::pair{-34, std::string_view("band narrower than 10 GHz")},
                                std::pair{-35, std::string_view("could not be opened")},
                                std::pair{-38, std::string_view("not found")},
                                std::pair{-39, std::string_view("command failed")},
                                std::pair{-40, std::string_view("not supported")}};

double wrapped(double phase_rad) {
  constexpr double turn = 2.0 * std::numbers::pi;
  return phase_rad - turn * std::floor(phase_rad / turn);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

struct WspLine {
  double frequency_ghz = 0.0;
  double attenuation_db = 0.0;
  double phase_rad = 0.0;
  int port = 0;
};

std::optional<WspLine> parse_line(std::string_view text) {
  const std::vector<std::string_view> columns = split(text, '\t');
  if (columns.size() != 4) {
    return std::nullopt;
  }
  std::array<double, 4> values{};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::optional<double> value = parse_number(columns[i]);
    if (!value || !(std::abs(*value) < 1e6)) {
      return std::nullopt;
    }
    values.at(i) = *value;
  }
  return WspLine{.frequency_ghz = 1e3 * values[0],
                 .attenuation_db = values[1],
                 .phase_rad = values[2],
                 .port = static_cast<int>(values[3])};
}

// A port's light wants a band of its own.
bool has_narrow_band(const std::vector<double>& attenuation_db) {
  std::size_t open = 0;
  for (std::size_t i = 0; i <= attenuation_db.size(); ++i) {
    if (i < attenuation_db.size() && std::isfinite(attenuation_db[i])) {
      ++open;
      continue;
    }
    if (open > 0 && open < least_points) {
      return true;
    }
    open = 0;
  }
  return false;
}

}  // namespace

std::string_view waveshaper_words(int code) noexcept {
  const auto* found = std::ranges::find(code_words, code, &std::pair<int, std::string_view>::first);
  return found == code_words.end() ? "unknown code" : found->second;
}

std::string encode(const WspProfile& profile) {
  std::string text;
  text.reserve(32 * profile.attenuation_db.size());
  for (std::size_t i = 0; i < profile.attenuation_db.size(); ++i) {
    const double thz = 1e-3 * static_cast<double>(profile.first_ghz + static_cast<std::int64_t>(i));
    const bool is_open = profile.attenuation_db[i] <= WspProfile::most_attenuation_db;
    text += is_open ? fmt::format("{:.3f}\t{:.2f}\t{:.4f}\t{}\r\n", thz, profile.attenuation_db[i],
                                  wrapped(profile.phase_rad[i]), profile.port)
                    : fmt::format("{:.3f}\t60.00\t0.0000\t0\r\n", thz);
  }
  return text;
}

DecodedWsp decode_wsp(std::string_view text) {
  DecodedWsp decoded;
  WspProfile& profile = decoded.profile;
  profile.port = 0;
  const auto fails = [&decoded](int code) {
    decoded.code = code;
    return decoded;
  };
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (line.empty()) {
      continue;
    }
    const std::optional<WspLine> point = parse_line(line);
    if (!point || profile.attenuation_db.size() == most_points) {
      return fails(-32);
    }
    const std::int64_t ghz = std::llround(point->frequency_ghz);
    if (profile.attenuation_db.empty()) {
      profile.first_ghz = ghz;
    }
    if (std::abs(point->frequency_ghz - static_cast<double>(ghz)) > 1e-3 ||
        ghz != profile.first_ghz + static_cast<std::int64_t>(profile.attenuation_db.size())) {
      return fails(-33);
    }
    const bool is_open =
        point->port != 0 && point->attenuation_db <= WspProfile::most_attenuation_db;
    if (point->port < 0 || point->port > 4 ||
        (is_open && profile.port != 0 && profile.port != point->port)) {
      return fails(-29);
    }
    profile.port = is_open ? point->port : profile.port;
    profile.attenuation_db.push_back(is_open ? std::max(0.0, point->attenuation_db) : infinity);
    profile.phase_rad.push_back(is_open ? wrapped(point->phase_rad) : 0.0);
  }
  return profile.attenuation_db.empty()            ? fails(-32)
         : has_narrow_band(profile.attenuation_db) ? fails(-34)
                                                   : decoded;
}

WspProfile on_grid(const hal::FilterProfile& profile, double attenuation_db, const WspGrid& grid,
                   int port) {
  WspProfile table{.first_ghz = grid.first_ghz, .port = port};
  const std::vector<double>& offsets = profile.offset_ghz;
  for (std::int64_t ghz = grid.first_ghz; ghz <= grid.last_ghz; ++ghz) {
    const double offset = static_cast<double>(ghz) - grid.carrier_ghz;
    const auto right = std::ranges::lower_bound(offsets, offset);
    if (right == offsets.end() || (right == offsets.begin() && *right > offset)) {
      table.attenuation_db.push_back(infinity);
      table.phase_rad.push_back(0.0);
      continue;
    }
    const auto to = std::max<std::size_t>(1, static_cast<std::size_t>(right - offsets.begin()));
    const double share = (offset - offsets[to - 1]) / (offsets[to] - offsets[to - 1]);
    const auto between = [&](const std::vector<double>& values) {
      return values[to - 1] + share * (values[to] - values[to - 1]);
    };
    const double total_db = attenuation_db + between(profile.attenuation_db);
    table.attenuation_db.push_back(total_db <= WspProfile::most_attenuation_db ? total_db
                                                                               : infinity);
    table.phase_rad.push_back(between(profile.phase_rad));
  }
  return table;
}

hal::FilterProfile off_grid(const WspProfile& profile, double attenuation_db, double carrier_ghz) {
  const auto is_open = [](double db) { return std::isfinite(db); };
  const std::vector<double>& all = profile.attenuation_db;
  const auto first = std::ranges::find_if(all, is_open) - all.begin();
  const auto behind = all.rend() - std::find_if(all.rbegin(), all.rend(), is_open);
  hal::FilterProfile filter;
  for (auto i = first; i < behind; ++i) {
    const auto at = static_cast<std::size_t>(i);
    filter.offset_ghz.push_back(static_cast<double>(profile.first_ghz + i) - carrier_ghz);
    filter.attenuation_db.push_back(std::max(0.0, std::min(all[at], blocked_db) - attenuation_db));
    filter.phase_rad.push_back(profile.phase_rad[at]);
  }
  return filter;
}

double least_attenuation_db(const WspProfile& profile) {
  return profile.attenuation_db.empty() ? infinity
                                        : *std::ranges::min_element(profile.attenuation_db);
}

}  // namespace fiberloom::drivers
