#pragma once

#include <cstdint>
#include <fiberloom/hal/instruments/programmable_filter.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// What a WaveShaper answers in "rc", as words.
///
/// Source:  return codes of its interface, as its manual lists them.
[[nodiscard]] std::string_view waveshaper_words(int code) noexcept;

/// A profile as a WaveShaper takes it: a point for every gigahertz, one port.
///
/// Shape:   both [points].
struct WspProfile {
  static constexpr double most_attenuation_db = 40.0;  ///< more is blocked

  std::int64_t first_ghz = 0;            ///< the points' frequencies count up from here
  std::vector<double> attenuation_db{};  ///< infinite where the light is blocked
  std::vector<double> phase_rad{};
  int port = 1;

  bool operator==(const WspProfile&) const = default;
};

/// Lines of four columns, frequency in THz, attenuation, phase between 0 and 2 pi, port: 0 where blocked.
[[nodiscard]] std::string encode(const WspProfile& profile);

struct DecodedWsp {
  int code = 0;  ///< 0, or what the instrument would answer
  WspProfile profile{};
};
/// Lines may end with LF alone; all ports but 0 have to be one.
[[nodiscard]] DecodedWsp decode_wsp(std::string_view text);

/// Where a WaveShaper's grid lies.
struct WspGrid {
  std::int64_t first_ghz = 191'250;
  std::int64_t last_ghz = 196'275;
  double carrier_ghz = 193'414.0;  ///< from which a filter's profile counts its offsets
};

/// A profile of hal on the grid, with an attenuation of all frequencies alike on top. Blocked outside the profile.
[[nodiscard]] WspProfile on_grid(const hal::FilterProfile& profile, double attenuation_db,
                                 const WspGrid& grid, int port);

/// A WaveShaper's profile as one of hal: the points that let light through and what lies between them, less
/// `attenuation_db`. Blocked points between others attenuate by 50 dB; empty when none lets light through.
[[nodiscard]] hal::FilterProfile off_grid(const WspProfile& profile, double attenuation_db,
                                          double carrier_ghz);

/// The least attenuation of all points; infinite when all are blocked.
[[nodiscard]] double least_attenuation_db(const WspProfile& profile);

}  // namespace fiberloom::drivers
