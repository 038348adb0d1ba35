#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>

namespace fiberloom::core {

Decibel Decibel::from_power_ratio(double ratio) {
  if (!(ratio > 0.0) || !std::isfinite(ratio)) {
    throw InputError("input.domain", fmt::format("decibel: a power ratio of {} has no logarithm; "
                                                 "give a positive finite one",
                                                 ratio));
  }
  return Decibel(10.0 * std::log10(ratio));
}

double Decibel::to_power_ratio() const noexcept { return std::pow(10.0, decibels_ / 10.0); }

Power from_dbm(double dbm) {
  if (!std::isfinite(dbm)) {
    throw InputError("input.domain",
                     fmt::format("dBm: {} is no power level; give a finite number", dbm));
  }
  return Decibel(dbm).to_power_ratio() * units::mw;
}

double to_dbm(Power power) {
  const double milliwatts = power.in(units::mw);
  if (!(milliwatts > 0.0) || !std::isfinite(milliwatts)) {
    throw InputError("input.domain",
                     fmt::format("dBm: a power of {} mW has no place on a logarithmic scale; "
                                 "give a positive finite one",
                                 milliwatts));
  }
  return 10.0 * std::log10(milliwatts);
}

Decibel loss_over(Attenuation attenuation, Length length) noexcept {
  return Decibel(attenuation.in(units::db_per_m)*length.in(units::m));
}

}  // namespace fiberloom::core
