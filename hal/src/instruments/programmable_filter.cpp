#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/instruments/programmable_filter.hpp>
#include <fmt/format.h>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

ProgrammableFilter::ProgrammableFilter(std::string name, const BenchAccess& bench,
                                       const ProgrammableFilterRanges& ranges)
    : Instrument(std::move(name), bench),
      ranges_(ranges),
      attenuation_(*this, ranges.attenuation,
                   [this](double db) { return write_attenuation(core::Decibel(db)).value(); }) {}

Applied<core::Decibel> ProgrammableFilter::set_attenuation(core::Decibel attenuation,
                                                           const std::stop_token& stop) {
  return set_db(attenuation_, attenuation, stop);
}

FilterProfile ProgrammableFilter::load(const FilterProfile& profile) {
  const std::size_t points = profile.offset_ghz.size();
  const auto refuse = [this](const char* what) {
    throw core::InputError("input.filter_profile", fmt::format("{}: {}", name(), what));
  };
  if (points < 2 || profile.attenuation_db.size() != points || profile.phase_rad.size() != points) {
    refuse("a profile wants lists of equal length, of 2 points or more");
  }
  for (std::size_t i = 0; i < points; ++i) {
    if (!(std::abs(profile.offset_ghz[i]) <= 0.5 * ranges_.bandwidth_ghz) ||
        (i > 0 && !(profile.offset_ghz[i] > profile.offset_ghz[i - 1]))) {
      refuse("the offsets of a profile rise and stay within the filter's bandwidth");
    }
    if (!(profile.attenuation_db[i] >= 0.0) || !std::isfinite(profile.attenuation_db[i]) ||
        !std::isfinite(profile.phase_rad[i])) {
      refuse("a profile attenuates by 0 dB or more, and its phases are finite");
    }
  }
  // What passes at most is what an interlock has to know of a profile.
  const double least_db = *std::ranges::min_element(profile.attenuation_db);
  FilterProfile realised;
  const Command command{
      .instrument = name(), .key = profile_key, .from = profile_db_, .to = least_db};
  profile_db_ = bench().guard->perform(command, [&] {
    realised = write_profile(profile);
    return least_db;
  });
  return realised;
}

}  // namespace fiberloom::hal
