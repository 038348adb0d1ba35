#pragma once

#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <vector>

namespace fiberloom::hal {

struct ProgrammableFilterRanges {
  SettingSpec attenuation{.key = "attenuation_db", .minimum = 0.0, .maximum = 30.0};
  double bandwidth_ghz = 5000.0;  ///< over which a profile may reach
};

/// What a programmable filter does to each frequency, linear between the points and blocked outside them.
///
/// Shape:   all [points], offsets rising.
struct FilterProfile {
  std::vector<double> offset_ghz{};  ///< from the bench's carrier
  std::vector<double> attenuation_db{};
  std::vector<double> phase_rad{};
};

/// A wavelength-selective element with programmable amplitude and phase.
///
/// Throws:  InputError "input.filter_profile" for lists of unequal lengths, offsets that do not rise or reach too far, a
///          negative or infinite attenuation; otherwise as Setting and Instrument.
class ProgrammableFilter : public Instrument {
 public:
  static constexpr const char* profile_key = "profile_least_attenuation_db";

  ProgrammableFilter(std::string name, const BenchAccess& bench,
                     const ProgrammableFilterRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "programmable_filter"; }

  /// Of all frequencies alike, on top of the profile.
  Applied<core::Decibel> set_attenuation(core::Decibel attenuation,
                                         const std::stop_token& stop = {});
  /// Returns the profile that it realises on its own grid.
  FilterProfile load(const FilterProfile& profile);

 private:
  virtual core::Decibel write_attenuation(core::Decibel attenuation) = 0;
  virtual FilterProfile write_profile(const FilterProfile& profile) = 0;

  ProgrammableFilterRanges ranges_;
  Setting attenuation_;
  double profile_db_ = 0.0;
};

}  // namespace fiberloom::hal
